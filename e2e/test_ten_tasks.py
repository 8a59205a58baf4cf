"""Ten things that agents do all day, and what they cost: keys (without the words that
one types) and clicks. The table is in readme/USAGE.md; more of either is a failure."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .browser import bubble, open_discuss
from .test_team_work import new_customer

COMPOSER = ".o-mail-Composer-input"
USAGE = Path(__file__).parents[1] / "whatsapp_inbox/readme/USAGE.md"


class Hands:
    """Presses, types and clicks, and counts it."""

    def __init__(self, page):
        self.page, self.keys, self.clicks = page, 0, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.keys += 1

    def shortcut(self, letter):
        self.press(f"Alt+Shift+{letter}")

    def write(self, text):
        """Words: they cost what they cost everywhere."""
        self.page.keyboard.type(text)

    def click(self, locator):
        locator.click()
        self.clicks += 1


@pytest.fixture(scope="module")
def desk(threaded):
    """Kim and Lou of one team, and a canned reply; templates are there."""
    kim, lou = (threaded.new_agent(login) for login in ("kim", "lou"))
    rpc = threaded.odoo.rpc
    [team] = rpc(
        "whatsapp.inbox.team",
        "create",
        [{"name": "Desk", "member_ids": [(6, 0, [kim, lou])]}],
    )
    rpc("whatsapp.inbox.account", "write", [threaded.account_id], {"team_id": team})
    canned = {
        "source": "open",
        "substitution": "Good morning {{customer.first_name}}, we open at nine.",
        "whatsapp_scope": "everyone",
    }
    rpc("mail.canned.response", "create", [canned])
    rpc("whatsapp.inbox.template", "action_sync", [])
    return threaded


@pytest.fixture
def customer(desk):
    """Somebody who just wrote, of whom nobody takes care yet."""
    customer = new_customer(desk)
    desk.write(customer["id"], "Where is the invoice of my order?")
    customer["channel"] = desk.channel_of(customer["phone"])
    desk.wait_drained()
    return customer


@pytest.fixture
def hands(desk, customer, new_page):
    """Kim's, in Discuss, at this customer."""
    return Hands(_opened(desk, new_page(), customer))


@pytest.fixture
def done(request, hands):
    """Compare with the table what it cost."""
    yield
    [told] = [row for row in _table() if row["test"] == request.node.name]
    assert (hands.keys, hands.clicks) == (told["keys"], told["clicks"])


def _opened(desk, page, customer):
    path = f"?active_id=discuss.channel_{customer['channel']}"
    open_discuss(page, desk.odoo.url, "kim", path)
    expect(page.locator(".o-mail-Message").first).to_be_visible()
    return page


def _table():
    """The rows of USAGE; the tests are named by them, in order."""
    row = re.compile(r"^\| (\d+)\. [^|]+\|[^|]+\| *(\d+) \| *(\d+) \|$", re.MULTILINE)
    rows = row.findall(USAGE.read_text())
    names = [name for name in globals() if re.match(r"test_\d\d_", name)]
    assert [int(number) for number, *_ in rows] == list(range(1, len(names) + 1))
    return [
        {"test": name, "keys": int(keys), "clicks": int(clicks)}
        for name, (_number, keys, clicks) in zip(names, rows, strict=True)
    ]


def test_01_canned_reply(desk, customer, hands, done):
    """To the customer who waits longest, whoever that is."""
    page = hands.page
    hands.shortcut("W")
    expect(page.locator(COMPOSER)).to_be_focused()
    hands.write("::op")
    expect(page.locator(".o_whatsapp_inbox_canned")).to_be_visible()
    hands.press("Enter")
    hands.press("Enter")
    expect(bubble(page, "we open at nine")).to_be_visible()


def test_02_note_and_hand_over(desk, customer, hands, done):
    page = hands.page
    hands.shortcut("N")
    hands.write("Pays late")
    hands.press("Enter")
    expect(bubble(page, "Pays late")).to_be_visible()
    hands.shortcut("O")
    dialog = page.locator(".modal")
    expect(dialog.locator("input:focus")).to_be_visible()
    hands.write("Lou")
    found = page.locator(".o-autocomplete--dropdown-item")
    expect(found).to_have_text(["Lou", "Search more..."])
    hands.press("Enter")
    expect(found).to_have_count(0)
    hands.press("Control+Enter")
    expect(dialog).to_have_count(0)
    assert _owner(desk, customer) == "lou"


def test_03_template_to_a_closed_window(desk, customer, hands, done):
    page = hands.page
    desk.set_window(customer["channel"], timedelta(minutes=-1))
    page.reload()
    search = page.locator(".o_whatsapp_inbox_template_search")
    expect(search).to_be_visible()
    hands.shortcut("P")
    expect(search).to_be_focused()
    hands.write("hello")
    active = page.locator(".o_whatsapp_inbox_template_option.o-active")
    expect(active).to_contain_text("hello_world")
    hands.press("Enter")
    form = page.locator(".o_whatsapp_inbox_template_form")
    expect(form).to_contain_text("Welcome and congratulations!")
    hands.press("Control+Enter")
    expect(bubble(page, "Welcome and congratulations!")).to_be_visible()


def test_04_find_a_talk(desk, customer, hands, done):
    page = hands.page
    hands.shortcut("F")
    hands.write("invoice")
    expect(page.locator(".o_whatsapp_inbox_find [role=option]").first).to_be_visible()
    hands.press("Enter")
    found = page.locator(".o-mail-Message.o-highlighted")
    expect(found).to_contain_text("invoice")


def test_05_resolve_and_next(desk, customer, hands, done):
    page = hands.page
    other = new_customer(desk)
    desk.write(other["id"], "Are you there?")
    desk.wait_drained()
    hands.shortcut("R")
    expect(bubble(page, "Where is the invoice")).to_have_count(0)
    hands.shortcut("G")
    expect(page.locator(COMPOSER)).to_be_focused()
    assert _state(desk, customer) == "resolved"


def test_06_snooze(desk, customer, hands, done):
    hands.shortcut("S")
    dialog = hands.page.locator(".modal")
    expect(dialog).to_be_visible()
    hands.press("Control+Enter")
    expect(dialog).to_have_count(0)
    assert _state(desk, customer) == "snoozed"


def test_07_open_by_number(desk, customer, hands, done):
    page = hands.page
    hands.shortcut("F")
    hands.write(customer["phone"][-9:])
    option = page.locator(".o_whatsapp_inbox_find [role=option]").first
    expect(option).to_contain_text(customer["name"])
    hands.press("Enter")
    expect(page.locator(".o_whatsapp_inbox_find")).to_have_count(0)
    expect(page.locator(COMPOSER)).to_be_visible()


def test_08_send_later(desk, customer, hands, done):
    page = hands.page
    hands.write("It is ready")
    hands.click(page.locator(".o-mail-Composer button[name='more-actions']"))
    hands.click(page.locator("button[name='whatsapp-schedule']"))
    dialog = page.locator(".modal")
    hands.click(dialog.get_by_role("button", name="Schedule"))
    expect(page.locator(".o_whatsapp_inbox_scheduled")).to_contain_text("It is ready")


def test_09_let_them_choose(desk, customer, hands, done):
    page = hands.page
    hands.write("When may we come?")
    hands.click(page.locator(".o-mail-Composer button[name='more-actions']"))
    hands.click(page.locator("button[name='whatsapp-choices']"))
    dialog = page.locator(".modal")
    hands.click(dialog.locator("[name=button_0]"))
    hands.write("Morning")
    hands.press("Tab")
    hands.press("Tab")
    hands.write("Evening")
    hands.click(dialog.get_by_role("button", name="Send on WhatsApp"))
    expect(bubble(page, "When may we come?")).to_be_visible()


def test_10_forward(desk, customer, hands, done):
    """What this customer wrote, to another one."""
    page = hands.page
    other = new_customer(desk)
    desk.write(other["id"], "Do you know more?")
    desk.wait_drained()
    said = bubble(page, "Where is the invoice")
    said.hover()
    hands.click(said.get_by_title("Expand"))
    hands.click(page.locator("button[name='whatsapp-forward']"))
    dialog = page.locator(".modal")
    expect(dialog.locator("input:focus")).to_be_visible()
    hands.write(other["name"])
    target = dialog.locator(".list-group-item")
    expect(target).to_have_count(1)
    expect(dialog.locator("[aria-busy='false']")).to_be_visible()
    hands.press("Tab")
    hands.press("Enter")
    expect(dialog).to_have_count(0)
    desk.wait_sent()
    assert desk.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message"
        " WHERE direction = 'outbound' AND channel_id = %s",
        desk.channel_of(other["phone"]),
    )


def _owner(desk, customer):
    return desk.scalar(
        "SELECT u.login FROM whatsapp_inbox_conversation c"
        " JOIN res_users u ON u.id = c.user_id WHERE c.channel_id = %s",
        customer["channel"],
    )


def _state(desk, customer):
    query = "SELECT state FROM whatsapp_inbox_conversation WHERE channel_id = %s"
    return desk.scalar(query, customer["channel"])

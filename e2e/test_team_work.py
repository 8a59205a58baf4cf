"""Two agents, each in a browser: who claims, moves, looks at the queue and whispers.

Peers 13: of two who claim at the same time one has it, and the other is told who.
Peers 8: what is whispered does not reach the customer."""

import itertools

import pytest
from playwright.sync_api import expect

from .browser import bubble, never_reloaded, open_discuss, open_phone
from .processes import wait_until

CUSTOMERS = itertools.count(34_655_100_101)
QUEUE = "whatsapp_inbox.queue_"
#: Keeps what the page asks the worker of the bus for.
LISTEN = """
    window.asked = [];
    const {postMessage} = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (message) {
        window.asked.push(JSON.stringify(message));
        return postMessage.apply(this, arguments);
    };
    localStorage.setItem(
        "discuss_sidebar_category_whatsapp_inbox.waiting_open", "false"
    );
"""


@pytest.fixture(scope="module")
def teams(threaded):
    """Ana and Ben of the front desk, Carla of the workshop, Sara who supervises."""
    inbox = threaded
    users = {name: inbox.new_agent(name) for name in ("ana", "ben", "carla")}
    inbox.new_agent("sara", "group_supervisor")
    front, _workshop = inbox.odoo.rpc(
        "whatsapp.inbox.team",
        "create",
        [
            {"name": "Front", "member_ids": [(6, 0, [users["ana"], users["ben"]])]},
            {"name": "Workshop", "member_ids": [(6, 0, [users["carla"]])]},
        ],
    )
    inbox.odoo.rpc(
        "whatsapp.inbox.account", "write", [inbox.account_id], {"team_id": front}
    )
    return inbox


@pytest.fixture
def customer(teams):
    """Somebody who never wrote before; who waited goes."""
    waiting = [("state", "!=", "resolved")]
    Conversation = "whatsapp.inbox.conversation"
    ids = teams.odoo.rpc(Conversation, "search", waiting)
    teams.odoo.rpc(Conversation, "action_resolve", ids)
    return new_customer(teams)


def new_customer(inbox):
    number = next(CUSTOMERS)
    name = f"Customer {number % 1000}"
    made = inbox.simulator.post("customers", name=name, phone=str(number))
    return {"id": made["id"], "name": name, "phone": str(number)}


def hold(page, url):
    """:return: the page's requests to `url`, as they come, until they are let go"""
    held = []

    def keep(route):
        held.append(route)

    page.route(url, keep)
    return held


def conversation_of(inbox, customer):
    channel = inbox.channel_of(customer["phone"])
    query = "SELECT id FROM whatsapp_inbox_conversation WHERE channel_id = %s"
    return channel, inbox.scalar(query, channel)


def owner(inbox, conversation_id):
    query = (
        "SELECT u.login FROM whatsapp_inbox_conversation c"
        " JOIN res_users u ON u.id = c.user_id WHERE c.id = %s"
    )
    return [login for [login] in inbox.rows(query, conversation_id)]


def waiting(discuss, customer=None):
    return discuss.locator(
        ".o_whatsapp_inbox_waiting", has_text=customer["name"] if customer else None
    )


def in_sidebar(discuss, customer):
    return discuss.locator(".o-mail-DiscussSidebarChannel", has_text=customer["name"])


def test_two_claim_and_one_has_it(teams, customer, new_page):
    pages = {
        login: open_discuss(new_page(), teams.odoo.url, login)
        for login in ("ana", "ben")
    }
    for discuss in pages.values():
        expect(discuss.locator(".o_whatsapp_inbox_waiting_empty")).to_be_visible()
    teams.write(customer["id"], "Hola")
    for discuss in pages.values():
        expect(waiting(discuss, customer)).to_be_visible()
    held = [hold(discuss, "**/action_claim") for discuss in pages.values()]
    for discuss in pages.values():
        waiting(discuss, customer).hover()
        waiting(discuss, customer).get_by_role("button", name="Claim").click()
    wait_until(lambda: all(held) or discuss.wait_for_timeout(50), "two claims")
    for [request] in held:
        request.continue_()

    _channel, conversation = conversation_of(teams, customer)
    [first] = wait_until(lambda: owner(teams, conversation), "an owner")
    [second] = pages.keys() - {first}
    told = pages[second].locator(".o_notification")
    expect(told).to_contain_text(f"{first.title()} already answers {customer['name']}")
    expect(pages[first].locator(".o_notification")).to_have_count(0)
    for discuss in pages.values():
        expect(waiting(discuss)).to_have_count(0)
        assert never_reloaded(discuss)
    expect(in_sidebar(pages[first], customer)).to_be_visible()
    expect(in_sidebar(pages[second], customer)).to_have_count(0)
    assert owner(teams, conversation) == [first]


def test_a_transfer_with_a_note(teams, customer, new_page):
    ana = open_discuss(new_page(), teams.odoo.url, "ana")
    carla = open_discuss(new_page(), teams.odoo.url, "carla")
    phone = open_phone(new_page(), teams.simulator.url, customer["id"])
    teams.write(customer["id"], "My lamp is broken")
    waiting(ana, customer).hover()
    waiting(ana, customer).get_by_role("button", name="Claim").click()
    expect(in_sidebar(ana, customer)).to_be_visible()
    expect(waiting(carla)).to_have_count(0)

    ana.locator(".o_whatsapp_inbox_team").click()
    dialog = ana.get_by_role("dialog")
    dialog.locator("[name=team_id] input").fill("Works")
    ana.locator(".o-autocomplete--dropdown-item", has_text="Workshop").click()
    dialog.locator("[name=note] textarea, [name=note] input").fill(
        "Still under warranty"
    )
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_have_count(0)

    expect(in_sidebar(ana, customer)).to_have_count(0)
    waiting(carla, customer).locator(".o_whatsapp_inbox_waiting_open").click()
    note = carla.locator(".o_whatsapp_inbox_note", has_text="Still under warranty")
    expect(note).to_contain_text("Internal note")
    teams.answer(teams.channel_of(customer["phone"]), "Bring it along", login="carla")
    expect(phone.locator(".message.incoming")).to_have_count(1)
    expect(phone.locator(".message.incoming")).to_contain_text("Bring it along")
    assert_never_on_the_phone(teams, phone, customer, "warranty")
    assert all(map(never_reloaded, (ana, carla, phone)))


def test_the_queue_costs_nothing_until_it_is_opened(teams, customer, new_page):
    page = new_page()
    page.add_init_script(LISTEN)
    ben = open_discuss(page, teams.odoo.url, "ben")
    customers = [customer, new_customer(teams), new_customer(teams)]
    for one in customers:
        teams.write(one["id"], "Hola")
        conversation_of(teams, one)
        teams.wait_drained()
    # members of a team that works by hand get each thread: that far the bus has come
    expect(in_sidebar(ben, customers[-1])).to_be_visible()
    assert asked_for_queue(ben) == []
    expect(waiting(ben)).to_have_count(0)

    ben.locator(".o_whatsapp_inbox_waiting_category button[name=toggler]").click()
    expect(waiting(ben)).to_contain_text([one["name"] for one in customers])
    assert asked_for_queue(ben)
    _channel, conversation = conversation_of(teams, customers[1])
    teams.odoo.rpc(
        "whatsapp.inbox.conversation", "action_resolve", [conversation], login="ana"
    )
    left = [customers[0]["name"], customers[2]["name"]]
    expect(waiting(ben)).to_contain_text(left)
    assert never_reloaded(ben)


def test_a_supervisor_whispers(teams, customer, new_page):
    teams.write(customer["id"], "Is there a discount?")
    channel, conversation = conversation_of(teams, customer)
    teams.odoo.rpc(
        "whatsapp.inbox.conversation", "action_claim", [conversation], login="ana"
    )
    ana = open_discuss(new_page(), teams.odoo.url, "ana")
    in_sidebar(ana, customer).click()
    phone = open_phone(new_page(), teams.simulator.url, customer["id"])
    sara = open_discuss(
        new_page(), teams.odoo.url, "sara", f"?active_id=discuss.channel_{channel}"
    )
    sara.get_by_role("button", name="Listen In").click()
    expect(sara.get_by_role("button", name="Stop Listening")).to_be_visible()
    sara.get_by_role("tab", name="Note").click()
    composer = sara.locator(".o-mail-Composer-input")
    expect(composer).to_have_attribute(
        "placeholder", f"Internal note – {customer['name']} does not see it"
    )
    composer.press_sequentially("Ten percent, no more")
    composer.press("Enter")
    note = ana.locator(".o_whatsapp_inbox_note", has_text="Ten percent, no more")
    expect(note).to_contain_text("Sara")

    composer = ana.locator(".o-mail-Composer-input")
    composer.press("Alt+Shift+N")
    composer.press_sequentially("Understood")
    composer.press("Alt+Shift+N")
    composer.press_sequentially("Ten percent for you")
    composer.press("Enter")
    expect(phone.locator(".message.incoming")).to_have_count(1)
    expect(phone.locator(".message.incoming")).to_contain_text("Ten percent for you")
    expect(bubble(sara, "Ten percent for you")).to_be_visible()
    composer.press("Alt+Shift+N")
    expect(composer).to_have_value("Understood")
    composer.press("Enter")
    expect(bubble(sara, "Understood")).to_contain_text("Internal note")
    assert_never_on_the_phone(teams, phone, customer, "no more", "Understood")
    assert owner(teams, conversation) == ["ana"]
    assert all(map(never_reloaded, (ana, sara, phone)))


def asked_for_queue(page):
    return [said for said in page.evaluate("window.asked") if QUEUE in said]


def assert_never_on_the_phone(inbox, phone, customer, *texts):
    inbox.wait_sent()
    sent = inbox.simulator.get(
        "messages", customer=customer["id"], direction="outbound"
    )["data"]
    for text in texts:
        assert text not in str(sent)
        expect(phone.locator("body")).not_to_contain_text(text)

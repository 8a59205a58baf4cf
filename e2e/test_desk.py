"""Two agents at one customer: the draft that is seen and taken over, who looks and
types, and of two answers at the same time one is asked about. Peers 8: notes never
leave."""

import re
import threading

import pytest
from playwright.sync_api import expect

from .browser import bubble, never_reloaded, open_discuss, open_phone
from .test_team_work import new_customer

COMPOSER = ".o-mail-Composer-input"
DRAFT = ".o_whatsapp_inbox_draft"
VIEWERS = ".o_whatsapp_inbox_viewers"


@pytest.fixture(scope="module")
def desk(threaded):
    """Ana and Ben, who may answer everybody, and Carla of another team."""
    for login in ("ana", "ben"):
        threaded.new_agent(login)
    users = threaded.odoo.rpc("res.users", "search", [("login", "in", ("ana", "ben"))])
    carla = threaded.new_agent("carla")
    front, _workshop = threaded.odoo.rpc(
        "whatsapp.inbox.team",
        "create",
        [
            {"name": "Front", "member_ids": [(6, 0, users)]},
            {"name": "Workshop", "member_ids": [(6, 0, [carla])]},
        ],
    )
    threaded.odoo.rpc(
        "whatsapp.inbox.account", "write", [threaded.account_id], {"team_id": front}
    )
    return threaded


@pytest.fixture
def thread(desk):
    """(channel, customer) of somebody who never wrote before."""
    customer = new_customer(desk)
    desk.write(customer["id"], "Good morning")
    channel = desk.channel_of(customer["phone"])
    desk.wait_drained()
    return channel, customer


def open_thread(inbox, page, login, channel):
    page = open_discuss(
        page, inbox.odoo.url, login, f"?active_id=discuss.channel_{channel}"
    )
    expect(page.locator(COMPOSER)).to_be_visible()
    return page


def drafts(inbox, channel):
    query = (
        "SELECT u.login, d.body FROM whatsapp_inbox_draft d"
        " JOIN res_users u ON u.id = d.user_id"
        " WHERE d.active AND d.channel_id = %s ORDER BY u.login"
    )
    return inbox.rows(query, channel)


def test_a_draft_survives_and_is_taken_over(desk, thread, new_page):
    """Ana has the conversation, Ben listens in."""
    channel, _customer = thread
    query = "SELECT id FROM whatsapp_inbox_conversation WHERE channel_id = %s"
    conversation = desk.scalar(query, channel)
    desk.odoo.rpc(
        "whatsapp.inbox.conversation", "action_claim", [conversation], login="ana"
    )
    desk.odoo.rpc("discuss.channel", "whatsapp_listen", [channel], login="ben")
    ana = open_thread(desk, new_page(), "ana", channel)
    ben = open_thread(desk, new_page(), "ben", channel)
    ana.locator(COMPOSER).press_sequentially("We open at nine")
    shown = ben.locator(DRAFT, has_text="We open at nine")
    expect(shown).to_contain_text("Draft by Ana:")

    # another computer of Ana's, which has nothing in its local storage
    laptop = open_thread(desk, new_page(), "ana", channel)
    expect(laptop.locator(COMPOSER)).to_have_value("We open at nine")

    # ten seconds after the last key she is no longer writing
    shown.get_by_role("button", name="Continue with it").click()
    expect(ben.locator(COMPOSER)).to_have_value("We open at nine")
    expect(ben.locator(DRAFT)).to_have_count(0)
    expect(ana.locator(".o_notification")).to_contain_text("Ben took or discarded")
    expect(ana.locator(COMPOSER)).to_have_value("")
    expect(ana.locator(DRAFT, has_text="We open at nine")).to_be_visible()
    ben.locator(COMPOSER).press("Enter")
    expect(ana.locator(DRAFT)).to_have_count(0)
    expect(bubble(ana, "We open at nine")).to_be_visible()
    desk.wait_sent()
    assert drafts(desk, channel) == []
    assert all(map(never_reloaded, (ana, ben, laptop)))


def test_of_two_who_send_one_is_asked(desk, thread, new_page):
    """Ana has it by her answer; the thread stays under Ben's fingers."""
    channel, customer = thread
    ana = open_thread(desk, new_page(), "ana", channel)
    ben = open_thread(desk, new_page(), "ben", channel)
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    ana.locator(COMPOSER).press_sequentially("At nine")
    ben.locator(COMPOSER).press_sequentially("At ten")
    expect(ben.locator(DRAFT, has_text="At nine")).to_be_visible()
    ana.locator(COMPOSER).press("Enter")
    expect(bubble(ben, "At nine")).to_be_visible()
    ben.locator(COMPOSER).press("Enter")
    dialog = ben.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"Ana answered .+ ago, while you were"))
    dialog.get_by_role("button", name="Look First").click()
    expect(ben.locator(COMPOSER)).to_have_value("At ten")
    desk.wait_sent()
    expect(phone.locator(".message.incoming")).to_have_count(1)

    ben.locator(COMPOSER).press("Enter")  # he has looked
    expect(bubble(ben, "At ten")).to_be_visible()
    expect(phone.locator(".message.incoming")).to_have_count(2)
    assert all(map(never_reloaded, (ana, ben, phone)))


def test_at_the_very_same_time(desk, thread):
    """As many threads as agents, each with the same message on their screen."""
    channel, _customer = thread
    seen = desk.scalar(
        "SELECT max(id) FROM mail_message WHERE model = 'discuss.channel'"
        " AND res_id = %s",
        channel,
    )
    for turn in range(5):
        outcomes = []
        start = threading.Barrier(2)

        def send(login, turn=turn, seen=seen, start=start, outcomes=outcomes):
            start.wait()
            try:
                message = desk.odoo.rpc(
                    "discuss.channel",
                    "message_post",
                    [channel],
                    login=login,
                    body=f"Turn {turn}",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    whatsapp_seen_message_id=seen,
                )
                outcomes.append(message[0] if isinstance(message, list) else message)
            except RuntimeError as error:
                outcomes.append(str(error))

        agents = [threading.Thread(target=send, args=(n,)) for n in ("ana", "ben")]
        for agent in agents:
            agent.start()
        for agent in agents:
            agent.join()
        posted = [one for one in outcomes if isinstance(one, int)]
        [refused] = [one for one in outcomes if isinstance(one, str)]
        assert len(posted) == 1, outcomes
        assert "while you were writing" in refused
        [seen] = posted


def test_who_looks_and_types(desk, thread, new_page):
    channel, _customer = thread
    ana = open_thread(desk, new_page(), "ana", channel)
    expect(ana.locator(VIEWERS)).to_have_count(0)
    ben = open_thread(desk, new_page(), "ben", channel)
    expect(ana.locator(VIEWERS)).to_have_attribute(
        "title", "Also looking at this conversation: Ben"
    )
    expect(ben.locator(VIEWERS)).to_have_attribute(
        "title", "Also looking at this conversation: Ana"
    )
    ben.locator(COMPOSER).press("Alt+Shift+N")
    ben.locator(COMPOSER).press_sequentially("She pays late")
    expect(ana.locator(".o_whatsapp_inbox_writer")).to_have_text(
        "Ben is writing a note…"
    )
    # whom the thread is not shown to hears nothing
    query = "SELECT count(*) FROM bus_bus WHERE message LIKE %s AND channel NOT LIKE %s"
    assert not desk.scalar(query, "%whatsapp_inbox.desk%", "%discuss.channel%")
    ben.locator(COMPOSER).press("Enter")
    ben.goto(f"{desk.odoo.url}/odoo/discuss?active_id=mail.box_inbox")
    expect(ana.locator(VIEWERS)).to_have_count(0)
    desk.wait_sent()
    assert "pays late" not in str(desk.simulator.get("messages")["data"])


def test_a_mention_lets_in(desk, thread, new_page):
    channel, customer = thread
    ana = open_thread(desk, new_page(), "ana", channel)
    carla = open_discuss(new_page(), desk.odoo.url, "carla")
    entry = carla.locator(".o-mail-DiscussSidebarChannel", has_text=customer["name"])
    expect(entry).to_have_count(0)
    ana.get_by_role("tab", name="Note").click()
    ana.locator(COMPOSER).press_sequentially("@Car")
    ana.locator(".o-mail-Composer-suggestion", has_text="Carla").click()
    ana.locator(COMPOSER).press_sequentially("is it under warranty?")
    ana.locator(COMPOSER).press("Enter")
    entry.click()
    expect(bubble(carla, "is it under warranty?")).to_contain_text("Internal note")
    carla.locator(COMPOSER).press("Alt+Shift+N")
    carla.locator(COMPOSER).press_sequentially("It is")
    carla.locator(COMPOSER).press("Enter")
    note = bubble(ana, "It is").last
    expect(note).to_contain_text("Carla")
    note.hover()
    note.get_by_title("Expand").click()
    ana.get_by_role("menuitem", name="Copy to the Customer's Notes").click()
    expect(ana.locator(".o_notification")).to_contain_text(customer["name"])
    desk.wait_sent()
    sent = str(desk.simulator.get("messages", direction="outbound")["data"])
    assert "warranty" not in sent and "It is" not in sent

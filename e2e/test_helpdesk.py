"""Tickets of a customer with a phone and an agent with a browser: made of a chat with a
photo, answered from their own form, and opened again by a tap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from .browser import (
    bubble,
    log_in,
    mark,
    never_reloaded,
    open_discuss,
    open_phone,
    open_thread,
    write,
)
from .inbox import AGENT
from .processes import connection, wait_until

LUCIA = "34600123456"
TICKET = "SELECT id, number, description FROM helpdesk_ticket WHERE name = %s"
CHATTER = "FROM mail_message WHERE model = 'helpdesk.ticket' AND res_id = %s"


@pytest.fixture(scope="module")
def helpdesk(threaded):
    """Two agents who work in the helpdesk team of the number's team."""
    return support(threaded)


def support(inbox):
    rpc = inbox.odoo.rpc
    group = inbox.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'helpdesk_mgmt'"
        " AND name = 'group_helpdesk_user'"
    )
    inbox.new_agent("ben")
    agents = rpc("res.users", "search", [("login", "in", (AGENT, "ben"))])
    rpc("res.users", "write", agents, {"group_ids": [(4, group)]})
    [repairs] = rpc(
        "helpdesk.ticket.team",
        "create",
        [
            {
                "name": "Repairs",
                "user_ids": [(6, 0, agents)],
                "whatsapp_ask_solved": True,
            }
        ],
    )
    [team] = rpc(
        "whatsapp.inbox.team",
        "create",
        [
            {
                "name": "Shop",
                "member_ids": [(6, 0, agents)],
                "helpdesk_team_id": repairs,
            }
        ],
    )
    rpc("whatsapp.inbox.account", "write", [inbox.account_id], {"team_id": team})
    return inbox


@pytest.fixture(scope="module")
def ticket(helpdesk):
    """Emma's: (id, channel)"""
    helpdesk.write("emma", "The pot is broken")
    query = "SELECT id FROM discuss_channel WHERE name = 'Emma Johnson'"
    channel = wait_until(lambda: helpdesk.rows(query), "the thread")[0][0]
    helpdesk.wait_drained()
    made = helpdesk.odoo.rpc(
        "discuss.channel", "whatsapp_create_ticket", [channel], login=AGENT
    )
    return made["id"], channel


def test_a_ticket_with_a_photo(helpdesk, new_page):
    phone = open_phone(new_page(), helpdesk.simulator.url, "lucia")
    write(phone, "My cactus came without its pot")
    helpdesk.simulator.post(
        "inbound", customer="lucia", type="image", caption="See here"
    )
    helpdesk.channel_of(LUCIA)
    discuss = open_discuss(new_page(), helpdesk.odoo.url)
    open_thread(discuss, "Lucía")
    expect(bubble(discuss, "See here")).to_be_visible()
    composer = discuss.locator(".o-mail-Composer-input")
    composer.press_sequentially("/ticket Pot is missing")
    composer.press("Enter")
    expect(discuss.locator(".o_notification")).to_contain_text("Pot is missing")
    expect(composer).to_have_value("")

    [(ticket_id, number, description)] = helpdesk.rows(TICKET, "Pot is missing")
    assert "My cactus came without its pot" in description
    assert "See here" in description
    files = "SELECT mimetype, file_size FROM ir_attachment"
    files += " WHERE res_model = 'helpdesk.ticket' AND res_id = %s"
    [(mimetype, size)] = wait_until(
        lambda: helpdesk.rows(files, ticket_id), "the photo on the ticket"
    )
    assert mimetype.startswith("image/") and size > 100
    told = phone.locator(".message.incoming", has_text=number)
    expect(told).to_contain_text("Pot is missing")
    tickets = discuss.locator("[data-section='tickets']")
    expect(tickets).to_contain_text(number)
    # the command was for the agent alone
    expect(phone.locator(".message.incoming")).to_have_count(1)
    assert never_reloaded(discuss) and never_reloaded(phone)


def test_answered_from_the_ticket(helpdesk, ticket, new_page):
    ticket_id, _channel = ticket
    phone = open_phone(new_page(), helpdesk.simulator.url, "emma")
    form = new_page()
    log_in(form, helpdesk.odoo.url, f"/odoo/helpdesk.ticket/{ticket_id}", AGENT)
    form.locator(".o_whatsapp_inbox_chatter").click()
    mark(form)
    composer = form.locator(".o_whatsapp_inbox_ticket_chat .o-mail-Composer-input")
    composer.fill("A new pot is on its way")
    composer.press("Enter")
    expect(phone.get_by_text("A new pot is on its way").last).to_be_visible()
    expect(bubble(form, "A new pot is on its way")).to_have_count(1)

    # what the customer writes is there without a reload, and once
    write(phone, "Thank you, a blue one please")
    expect(bubble(form, "a blue one please")).to_have_count(1)
    write(phone, "And a saucer")
    expect(bubble(form, "And a saucer")).to_have_count(1)
    expect(bubble(form, "a blue one please")).to_have_count(1)
    for words in ("A new pot", "a blue one", "And a saucer"):
        query = f"SELECT count(*) {CHATTER} AND body LIKE %s"
        assert helpdesk.scalar(query, ticket_id, f"%{words}%") == 1

    # what is logged on the ticket stays there
    form.get_by_role("button", name="Log note").click()
    note = form.locator(".o-mail-Chatter .o-mail-Composer-input")
    note.fill("She is picky")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(bubble(form, "She is picky")).to_be_visible()
    helpdesk.wait_sent()
    sent = helpdesk.simulator.get("messages", direction="outbound")["data"]
    assert not [one for one in sent if "picky" in str(one["payload"])]
    assert never_reloaded(form) and never_reloaded(phone)


def test_not_solved(helpdesk, ticket, new_page):
    ticket_id, _channel = ticket
    rpc = helpdesk.odoo.rpc
    stage = "SELECT stage_id FROM helpdesk_ticket WHERE id = %s"
    before = helpdesk.scalar(stage, ticket_id)
    phone = open_phone(new_page(), helpdesk.simulator.url, "emma")
    done = rpc("helpdesk.ticket.stage", "search", [("closed", "=", True)], limit=1)
    values = {"stage_id": done[0]}
    rpc("helpdesk.ticket", "write", [ticket_id], values, login=AGENT)
    question = phone.locator(".message.incoming", has_text="Was it solved?")
    expect(question).to_be_visible()
    assert helpdesk.scalar(stage, ticket_id) == done[0]
    question.get_by_role("button", name="No", exact=True).click()
    expect(phone.locator(".message.incoming", has_text="open again")).to_be_visible()
    assert helpdesk.scalar(stage, ticket_id) == before
    activities = "SELECT u.login FROM mail_activity a JOIN res_users u"
    activities += " ON u.id = a.user_id WHERE a.res_model = 'helpdesk.ticket'"
    activities += " AND a.res_id = %s"
    assert helpdesk.rows(activities, ticket_id) == [(AGENT,)]
    form = new_page()
    log_in(form, helpdesk.odoo.url, f"/odoo/helpdesk.ticket/{ticket_id}", AGENT)
    expect(form.locator(".o-mail-Activity")).to_contain_text("Not solved")


def test_two_agents_at_once_make_one(helpdesk):
    """Both are at the conversation before either may have it."""
    helpdesk.write("valentina", "Hello")
    query = "SELECT ch.id, c.id FROM discuss_channel ch"
    query += " JOIN whatsapp_inbox_conversation c ON c.channel_id = ch.id"
    query += " WHERE ch.name LIKE 'Valentina%'"
    [(channel, conversation)] = wait_until(lambda: helpdesk.rows(query), "the thread")
    helpdesk.wait_drained()

    def click(login):
        return helpdesk.odoo.rpc(
            "discuss.channel", "whatsapp_create_ticket", [channel], login=login
        )

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    waiting += " AND wait_event_type = 'Lock'"
    waiting += " AND query LIKE '%UPDATE whatsapp_inbox_conversation%'"
    lock = "SELECT 1 FROM whatsapp_inbox_conversation WHERE id = %s FOR UPDATE"
    with connection(helpdesk.odoo.database) as cursor, ThreadPoolExecutor(2) as clicks:
        cursor.execute("BEGIN")
        cursor.execute(lock, (conversation,))
        told = [clicks.submit(click, login) for login in (AGENT, "ben")]
        try:
            wait_until(lambda: helpdesk.scalar(waiting) == 2, "both at it")
        finally:
            cursor.execute("COMMIT")
        made = [one.result() for one in told]
    assert sorted(one["new"] for one in made) == [False, True]
    assert len({one["id"] for one in made}) == 1
    own = "SELECT count(*) FROM helpdesk_ticket t JOIN res_partner p"
    own += " ON p.id = t.partner_id WHERE p.name LIKE 'Valentina%'"
    assert helpdesk.scalar(own) == 1

"""The bridge to the helpdesk is taken away from a database with data, and put back:
both sides are whole, and what waited for it harms nobody."""

import re

import pytest

from .inbox import AGENT
from .processes import wait_until
from .test_helpdesk import support

LUCIA = "34600123456"
BRIDGE = "whatsapp_inbox_helpdesk_mgmt"
#: What belongs to the sides themselves.
SIDES = {
    "tickets": "SELECT id, number, name, description, stage_id, partner_id, user_id,"
    " team_id, company_id FROM helpdesk_ticket",
    "chatter": "SELECT id, model, res_id, author_id, body, date FROM mail_message"
    " WHERE model IN ('helpdesk.ticket', 'discuss.channel')",
    "files": "SELECT id, name, res_model, res_id, checksum FROM ir_attachment"
    " WHERE res_model IN ('helpdesk.ticket', 'discuss.channel', 'mail.message')",
    "threads": "SELECT id, name, channel_type, whatsapp_contact_id"
    " FROM discuss_channel",
    "conversations": "SELECT id, channel_id, user_id, team_id, state"
    " FROM whatsapp_inbox_conversation",
    "transport": "SELECT id, wamid, direction, mail_message_id"
    " FROM whatsapp_inbox_message",
    "links": "SELECT id, message_id, model, res_id FROM whatsapp_inbox_document_link",
    "teams": "SELECT id, name FROM whatsapp_inbox_team",
    "helpdesk": "SELECT id, name::text, company_id FROM helpdesk_ticket_team",
}
RULES = "SELECT name, active, related, agent FROM whatsapp_inbox_routing_rule"
RULES += " WHERE name LIKE 'T %' ORDER BY name"
INSTALLED = "SELECT state FROM ir_module_module WHERE name = %s"
#: How the lines of Odoo's log begin that somebody should read.
LOUD = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) .*", re.MULTILINE)

#: Of what is tried again, too; what is not has a line of whoever asked.
QUERY = " odoo.sql_db: bad query"


@pytest.fixture(scope="module")
def desk(threaded):
    """A ticket with copies and a photo, rules, and work that waits."""
    inbox = support(threaded)
    rpc = inbox.odoo.rpc
    inbox.write("lucia", "The pot is broken")
    channel = inbox.channel_of(LUCIA)
    inbox.wait_drained()
    ticket = rpc("discuss.channel", "whatsapp_create_ticket", [channel], login=AGENT)
    inbox.answer(channel, "A new one is on its way")
    inbox.simulator.post("inbound", customer="lucia", type="image", caption="Look")
    inbox.ticket, inbox.channel = ticket["id"], channel
    mirrored(inbox, "A new one is on its way")
    mirrored(inbox, "Look")
    files = "SELECT 1 FROM ir_attachment WHERE res_model = 'helpdesk.ticket'"
    wait_until(lambda: inbox.rows(files), "the photo on the ticket")
    [team] = rpc("whatsapp.inbox.team", "search", [("name", "=", "Shop")])
    values = {
        "ticket_new": True,
        "ticket_after_hours": True,
        "ticket_unanswered_minutes": 600,
        "ticket_resolved": True,
    }
    rpc("whatsapp.inbox.team", "write", [team], values)
    rpc(
        "whatsapp.inbox.routing.rule",
        "create",
        [
            {"name": "T has", "related": "ticket", "set_priority": "2"},
            {"name": "T its agent", "agent": "ticket", "known": "known"},
            {"name": "T makes", "make_ticket": True, "final": False, "keywords": "pot"},
            {"name": "T plain", "keywords": "repair", "team_id": team},
        ],
    )
    return inbox


def mirrored(inbox, words):
    """Wait until the ticket shows it."""
    query = "SELECT id FROM mail_message WHERE model = 'helpdesk.ticket'"
    query += " AND res_id = %s AND body LIKE %s AND body LIKE '%%inbox_copy%%'"
    rows = wait_until(
        lambda: inbox.rows(query, inbox.ticket, f"%{words}%"), f"a copy of {words}"
    )
    assert len(rows) == 1


def wait_for_bridge(inbox):
    """Pieces of each kind that are not done when the bridge goes."""
    inbox.wait_sent()
    inbox.set_cron("ir_cron_document_event", False)
    event = """
        INSERT INTO whatsapp_inbox_document_event (
            model, res_id, event, company_id, state
        ) SELECT 'helpdesk.ticket', id, 'stage_' || stage_id, company_id, 'pending'
            FROM helpdesk_ticket
    """
    inbox.rows(event)
    request = """
        INSERT INTO whatsapp_inbox_ticket_request (
            conversation_id, reason, state, due_at
        ) SELECT id, 'resolved', 'pending', now() + interval '1 day'
            FROM whatsapp_inbox_conversation
    """
    inbox.rows(request)
    inbox.rows("UPDATE whatsapp_inbox_ticket_copy SET state = 'pending'")


def module(inbox, method):
    rpc = inbox.odoo.rpc
    [found] = rpc("ir.module.module", "search", [("name", "=", BRIDGE)])

    def done():
        try:
            return rpc("ir.module.module", method, [found])
        except RuntimeError as error:
            if "currently processing a scheduled action" not in str(error):
                raise

    wait_until(done, f"{method} between two scheduled actions", every=1)


def loud(inbox):
    lines = LOUD.findall(inbox.odoo.log.read_text(errors="replace"))
    return [line for line in lines if QUERY not in line]


def talk(inbox, words, **values):
    """The customer writes, the agent answers, and the panel is opened."""
    inbox.write("lucia", words, **values)
    received = "SELECT 1 FROM mail_message WHERE model = 'discuss.channel'"
    received += " AND body LIKE %s"
    wait_until(lambda: inbox.rows(received, f"%{words}%"), "what the customer wrote")
    inbox.wait_drained()
    inbox.answer(inbox.channel, f"Yes: {words[::-1]}")
    inbox.wait_sent()
    last = inbox.simulator.get("messages", direction="outbound")["data"][-1]
    assert f"Yes: {words[::-1]}" in str(last["payload"])
    rpc = inbox.odoo.rpc
    panel = rpc("discuss.channel", "whatsapp_panel", [inbox.channel], login=AGENT)
    rpc("discuss.channel", "whatsapp_timeline", [inbox.channel], login=AGENT)
    return panel


def test_without_it_both_sides_are_whole(desk):
    told = desk.simulator.get("messages", direction="outbound")["data"]
    [number] = [one for one in told if "is open:" in str(one["payload"])]
    wait_for_bridge(desk)
    before = {side: sorted(desk.rows(query)) for side, query in SIDES.items()}
    assert all(before.values())
    module(desk, "button_immediate_uninstall")
    assert desk.scalar(INSTALLED, BRIDGE) == "uninstalled"
    assert desk.scalar(INSTALLED, "helpdesk_mgmt") == "installed"
    for side, query in SIDES.items():
        assert sorted(desk.rows(query)) == before[side], side
    assert loud(desk) == []

    # a rule never fits more customers than it was made for
    assert desk.rows(RULES) == [
        ("T has", False, None, None),
        ("T its agent", True, None, None),
        ("T makes", True, None, None),
        ("T plain", True, None, None),
    ]

    desk.set_cron("ir_cron_document_event", True)
    waits = "SELECT count(*) FROM whatsapp_inbox_document_event WHERE state = 'pending'"
    wait_until(lambda: not desk.scalar(waits), "an end of the news", 90)
    failed = "SELECT error FROM whatsapp_inbox_document_event WHERE state = 'failed'"
    assert desk.rows(failed) == []

    # in reply to what was about a ticket
    panel = talk(desk, "Is it here yet?", reply_to=number["id"])
    assert "tickets" not in str(panel)
    ticket = desk.odoo.rpc("helpdesk.ticket", "read", [desk.ticket], login=AGENT)
    assert not [name for name in ticket[0] if name.startswith("whatsapp")]
    desk.odoo.rpc(
        "helpdesk.ticket", "message_post", [desk.ticket], body="Call her", login=AGENT
    )
    assert loud(desk) == []


def test_it_comes_back(desk):
    module(desk, "button_immediate_install")
    assert desk.scalar(INSTALLED, BRIDGE) == "installed"
    [old] = desk.odoo.rpc(
        "helpdesk.ticket", "read", [desk.ticket], ["whatsapp_conversation_ids"]
    )
    assert old["whatsapp_conversation_ids"]  # found by what is about it
    made = desk.odoo.rpc(
        "discuss.channel",
        "whatsapp_create_ticket",
        [desk.channel],
        "Once more",
        login=AGENT,
    )
    assert made["new"] and made["number"]
    desk.ticket = made["id"]
    panel = talk(desk, "And a saucer")
    assert "tickets" in str(panel)
    mirrored(desk, "And a saucer")
    told = desk.simulator.get("messages", direction="outbound")["data"]
    assert [one for one in told if made["number"] in str(one["payload"])]
    assert loud(desk) == []

"""Owners answer while the inbox takes their conversations back."""

import itertools
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from . import meta
from .inbox import AGENT
from .processes import wait_until

CUSTOMERS = 40
FIRST_PHONES = itertools.count(34_646_000_000, 1000)


def test_who_answers_at_the_same_moment_keeps_it(prefork):
    """Each answer is sent once, and who gave it has the conversation, whichever of the
    two came first; what nobody answered is back with the team."""
    first = next(FIRST_PHONES)
    phones = [str(first + index) for index in range(CUSTOMERS)]
    bodies = [meta.message_body(phone, "Hello") for phone in phones]
    meta.post_all(prefork.webhook_url, bodies, clients=10)
    prefork.wait_drained()
    channels = [prefork.channel_of(phone) for phone in phones]
    answered, silent = channels[::2], channels[1::2]
    user = _give_long_ago(prefork, channels)

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(prefork.answer, c, "Here I am") for c in answered]
        prefork.notify()
        for answer in answers:
            answer.result()
    states = lambda: _rows(prefork, silent, "user_id IS NULL")
    wait_until(lambda: all(value for [value] in states()), "the silent", 90)
    prefork.wait_sent()

    owners = _rows(prefork, answered, "user_id, state, waiting_since IS NULL")
    assert set(owners) == {(user, "pending", True)}
    sent = Counter(
        prefork.rows(
            "SELECT channel_id, state FROM whatsapp_inbox_message"
            " WHERE direction = 'outbound' AND channel_id = ANY(%s)",
            channels,
        )
    )
    assert sorted(channel for channel, _state in sent.elements()) == sorted(answered)
    accepted = prefork.accepted()
    assert all(len(messages) == 1 for messages in accepted.values()), "sent twice"
    kinds = prefork.rows(
        "SELECT c.channel_id, array_agg(e.kind::text ORDER BY e.id)"
        "  FROM whatsapp_inbox_conversation_event e"
        "  JOIN whatsapp_inbox_conversation c ON c.id = e.conversation_id"
        " WHERE c.channel_id = ANY(%s) AND e.kind != 'moved' GROUP BY 1",
        answered,
    )
    assert {tuple(own) for _channel, own in kinds} <= {
        ("claimed",),
        ("claimed", "released", "claimed"),
    }


def _give_long_ago(inbox, channels):
    """The agent claimed them an hour ago, in a team by hand that takes back.

    :return: id of the user"""
    user = inbox.scalar("SELECT id FROM res_users WHERE login = %s", AGENT)
    [team] = inbox.odoo.rpc(
        "whatsapp.inbox.team",
        "create",
        [{"name": f"Team {time.time()}", "member_ids": [(4, user)]}],
    )
    conversations = [row[0] for row in _rows(inbox, channels, "id")]
    inbox.odoo.rpc(
        "whatsapp.inbox.conversation", "write", conversations, {"team_id": team}
    )
    inbox.odoo.rpc(
        "whatsapp.inbox.conversation", "action_claim", conversations, login=AGENT
    )
    inbox.rows(
        "UPDATE whatsapp_inbox_conversation SET assigned_at = now() at time zone 'UTC'"
        " - interval '1 hour', waiting_since = now() at time zone 'UTC'"
        " - interval '1 hour' WHERE id = ANY(%s)",
        conversations,
    )
    inbox.odoo.rpc("whatsapp.inbox.team", "write", [team], {"release_after": 10})
    return user


def _rows(inbox, channels, what):
    return inbox.rows(
        f"SELECT {what} FROM whatsapp_inbox_conversation WHERE channel_id = ANY(%s)",
        channels,
    )

"""Odoo killed (SIGKILL, all of its processes) in the middle of its work."""

import itertools
import random
import time
from collections import Counter

import pytest

from . import meta
from .processes import wait_until

RUNNERS = ["cron", "queue_job"]
FIRST_PHONES = itertools.count(34_633_000_000, 1000)
CUSTOMERS = 30
LATENCY_MS = 300


def new_phones(count=CUSTOMERS):
    first = next(FIRST_PHONES)
    return [str(first + index) for index in range(count)]


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
def test_drain(runner):
    """What got a 200 is in its thread after the restart, once.

    Core takes a cron that was killed three times in a row, with nothing done, for one
    that never ends, so it may finish its work after the second time.
    """
    inbox = runner
    phones = new_phones()
    acknowledged = []
    interrupted = 0
    for turn in range(3):
        texts = [f"{turn}-{number}" for number in range(100)]
        bodies = [meta.message_body(random.choice(phones), text) for text in texts]
        answers = meta.post_all(inbox.webhook_url, bodies, clients=12)
        acknowledged += [
            text for text, status in zip(texts, answers, strict=True) if status == 200
        ]
        time.sleep(random.uniform(0, 0.3))  # the point in the drain is by chance
        inbox.odoo.kill()
        waiting = _pending(inbox)
        interrupted += waiting > 0
        assert waiting + len(_said(inbox, phones)) == len(acknowledged)
        inbox.start_again()
        if turn:
            inbox.wait_drained()

    assert interrupted, "no kill came in the middle of a drain"
    assert Counter(_said(inbox, phones)) == Counter(acknowledged)
    contacts = "whatsapp_inbox_contact k WHERE k.phone IN %s"
    assert _count(inbox, contacts, _plus(phones)) == len(phones)
    for table, column in (
        ("discuss_channel", "whatsapp_contact_id"),
        ("whatsapp_inbox_conversation", "contact_id"),
    ):
        one_each = f"{table} WHERE {column} IN (SELECT id FROM {contacts})"
        assert _count(inbox, one_each, _plus(phones)) == len(phones)


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
def test_outbox(runner):
    """Each answer is sent once, or visibly of unknown fate; what Meta has is settled
    by its statuses."""
    inbox = runner
    texts = [f"answer {number}" for number in range(100)]
    phones = new_phones()
    inbox.simulator.delete("faults")
    inbox.hold_outbox()
    for phone in phones:
        inbox.write(f"+{phone}")
    inbox.wait_drained()
    channels = [inbox.channel_of(phone) for phone in phones]
    for number, text in enumerate(texts):
        inbox.answer(channels[number % len(channels)], text)
    inbox.simulator.post("faults", latency_ms=LATENCY_MS, statuses="none")
    inbox.release_outbox()

    interrupted = 0
    for accepted in (10, 50):
        wait_until(
            lambda accepted=accepted: len(_accepted(inbox, channels)) >= accepted,
            f"{accepted} messages at Meta",
            seconds=90,
        )
        inbox.odoo.kill()
        interrupted += _states(inbox, channels)["sending"] > 0
        inbox.start_again()
    inbox.wait_sent(120)

    assert interrupted, "no kill came while a message was on its way"
    sent = _accepted(inbox, channels)
    assert all(len(messages) == 1 for messages in sent.values()), "sent twice"
    states = _states(inbox, channels)
    assert states.total() == len(texts)
    assert set(states) <= {"sent", "unknown"}, states

    inbox.simulator.post("faults", statuses="all")
    wamids = [message["id"] for [message] in sent.values()]
    inbox.simulator.post("burst", statuses=["sent", "delivered"], wamids=wamids)
    inbox.wait_drained()
    never_arrived = len(texts) - len(sent)
    settled = _states(inbox, channels)
    assert settled == Counter(delivered=len(sent), unknown=never_arrived)
    order = {}
    for [message] in sent.values():
        order.setdefault(message["customer_id"], []).append(
            int(message["payload"]["text"]["body"].split()[1])
        )
    assert all(numbers == sorted(numbers) for numbers in order.values()), order


def test_calls_that_never_arrived(prefork):
    """They are of unknown fate, are not sent again, and nothing waits behind them."""
    inbox = prefork
    inbox.simulator.delete("faults")
    inbox.simulator.post("faults", latency_ms=1000, http_status=503)
    phones = new_phones(5)
    for phone in phones:
        inbox.write(f"+{phone}")
    channels = [inbox.channel_of(phone) for phone in phones]
    for channel in channels:
        inbox.answer(channel, "lost")
    in_channels = f"whatsapp_inbox_message WHERE channel_id IN ({_list(channels)})"
    wait_until(
        lambda: _count(inbox, f"{in_channels} AND state = 'sending'") == len(phones),
        "all on their way",
    )
    inbox.odoo.kill()
    inbox.start_again()
    inbox.simulator.delete("faults")
    for channel in channels:
        inbox.answer(channel, "found")

    inbox.wait_sent()
    states = inbox.rows(
        "SELECT payload->'text'->>'body', state NOT IN ('unknown', 'failed')"
        f" FROM {in_channels} AND direction = 'outbound'"
    )
    assert Counter(states) == {("lost", False): 5, ("found", True): 5}
    for phone in phones:
        sent = inbox.simulator.get(
            "messages", customer=f"+{phone}", direction="outbound"
        )
        assert [m["payload"]["text"]["body"] for m in sent["data"]] == ["found"]


def _list(ids):
    return ", ".join(str(id_) for id_ in ids)


def _states(inbox, channels):
    rows = inbox.rows(
        "SELECT state FROM whatsapp_inbox_message"
        " WHERE direction = 'outbound' AND channel_id IN %s",
        tuple(channels),
    )
    return Counter(state for [state] in rows)


def _accepted(inbox, channels):
    """What Meta accepted of these threads, by our id."""
    rows = inbox.rows(
        "SELECT callback_data FROM whatsapp_inbox_message WHERE channel_id IN %s",
        tuple(channels),
    )
    ours = {row[0] for row in rows}
    return {key: sent for key, sent in inbox.accepted().items() if key in ours}


def _pending(inbox):
    return _count(inbox, "whatsapp_inbox_webhook_event WHERE state != 'done'")


def _count(inbox, table, *params):
    return inbox.scalar(f"SELECT count(*) FROM {table}", *params)


def _plus(phones):
    return tuple(f"+{phone}" for phone in phones)


def _said(inbox, phones):
    rows = inbox.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g')"
        " FROM whatsapp_inbox_message w JOIN mail_message m ON m.id = w.mail_message_id"
        " JOIN whatsapp_inbox_contact k ON k.id = w.contact_id"
        " WHERE w.direction = 'inbound' AND k.phone IN %s",
        _plus(phones),
    )
    return [text for [text] in rows]

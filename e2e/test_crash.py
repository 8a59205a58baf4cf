"""Odoo killed (SIGKILL, all of its processes) in the middle of its work."""

import random
import time
from collections import Counter

from . import meta
from .processes import wait_until

PHONES = [str(34_633_000_000 + index) for index in range(30)]
LATENCY_MS = 300


def test_drain(prefork):
    """What got a 200 is in its thread after the restart, once.

    Core takes a cron that was killed three times in a row, with nothing done, for one
    that never ends, so it may finish its work after the second time.
    """
    inbox = prefork
    acknowledged = []
    interrupted = 0
    for turn in range(3):
        texts = [f"{turn}-{number}" for number in range(100)]
        bodies = [meta.message_body(random.choice(PHONES), text) for text in texts]
        answers = meta.post_all(inbox.webhook_url, bodies, clients=12)
        acknowledged += [
            text for text, status in zip(texts, answers, strict=True) if status == 200
        ]
        time.sleep(random.uniform(0, 0.3))  # the point in the drain is by chance
        inbox.odoo.kill()
        waiting = _pending(inbox)
        interrupted += waiting > 0
        assert waiting + len(_said(inbox)) == len(acknowledged)
        inbox.start_again()
        if turn:
            inbox.wait_drained()

    assert interrupted, "no kill came in the middle of a drain"
    assert Counter(_said(inbox)) == Counter(acknowledged)
    assert _count(inbox, "whatsapp_inbox_contact") == len(PHONES)
    assert _count(inbox, "discuss_channel WHERE channel_type = 'whatsapp_inbox'") == (
        len(PHONES)
    )
    assert _count(inbox, "whatsapp_inbox_conversation") == len(PHONES)


def test_outbox(prefork):
    """Each answer is sent once, or visibly of unknown fate; what Meta has is settled
    by its statuses."""
    inbox = prefork
    texts = [f"answer {number}" for number in range(100)]
    inbox.set_cron("ir_cron_outbox", False)
    for phone in PHONES:
        inbox.write(f"+{phone}")
    inbox.wait_drained()
    channels = [inbox.channel_of(phone) for phone in PHONES]
    for number, text in enumerate(texts):
        inbox.answer(channels[number % len(channels)], text)
    inbox.simulator.post("faults", latency_ms=LATENCY_MS, statuses="none")
    inbox.set_cron("ir_cron_outbox", True)

    interrupted = 0
    for accepted in (10, 50):
        wait_until(
            lambda accepted=accepted: len(inbox.accepted()) >= accepted,
            f"{accepted} messages at Meta",
        )
        inbox.odoo.kill()
        interrupted += _states(inbox)["sending"] > 0
        inbox.start_again()
    inbox.wait_sent()

    assert interrupted, "no kill came while a message was on its way"
    sent = inbox.accepted()
    assert all(len(messages) == 1 for messages in sent.values()), "sent twice"
    states = _states(inbox)
    assert states.total() == len(texts)
    assert set(states) <= {"sent", "unknown"}, states

    inbox.simulator.post("faults", statuses="all")
    wamids = [message["id"] for [message] in sent.values()]
    inbox.simulator.post("burst", statuses=["sent", "delivered"], wamids=wamids)
    inbox.wait_drained()
    never_arrived = len(texts) - len(sent)
    assert _states(inbox) == Counter(delivered=len(sent), unknown=never_arrived)
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
    phones = [str(34_634_000_000 + index) for index in range(5)]
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


def _states(inbox):
    rows = inbox.rows(
        "SELECT state FROM whatsapp_inbox_message WHERE direction = 'outbound'"
    )
    return Counter(state for [state] in rows)


def _pending(inbox):
    return _count(inbox, "whatsapp_inbox_webhook_event WHERE state != 'done'")


def _count(inbox, table):
    return inbox.scalar(f"SELECT count(*) FROM {table}")


def _said(inbox):
    rows = inbox.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g')"
        " FROM whatsapp_inbox_message w JOIN mail_message m ON m.id = w.mail_message_id"
        " WHERE w.direction = 'inbound'"
    )
    return [text for [text] in rows]

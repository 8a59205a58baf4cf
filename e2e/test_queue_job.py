"""Jobs of OCA's queue at work: side by side, and killed one at a time."""

import itertools
import os
import signal
import zlib
from collections import Counter, defaultdict
from contextlib import contextmanager

import pytest

from . import meta, processes
from .processes import wait_until

PHONES = [str(34_655_000_000 + index) for index in range(100)]
DRAIN = "whatsapp.inbox.webhook.event"
OUTBOX = "whatsapp.inbox.outbox"
MESSAGES = 15
GROUP = 25

pytestmark = pytest.mark.parametrize("runner", ["queue_job"], indirect=True)


@contextmanager
def held_drain(inbox):
    """Who drains waits to claim, as if another were at it; then all begin at once."""
    lock = f"{zlib.crc32(f'{DRAIN}:claim'.encode()) - 2**31}, {inbox.account_id}"
    with processes.connection(inbox.odoo.database) as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({lock})")
        yield
        cursor.execute(f"SELECT pg_advisory_unlock({lock})")


def said(inbox):
    """Texts of each customer, in the order of the thread."""
    rows = inbox.rows(
        "SELECT k.phone, regexp_replace(m.body, '<[^>]*>', '', 'g')"
        " FROM mail_message m"
        " JOIN discuss_channel c ON m.model = 'discuss.channel' AND m.res_id = c.id"
        " JOIN whatsapp_inbox_contact k ON k.id = c.whatsapp_contact_id"
        " WHERE m.message_type = 'comment' AND k.phone IN %s ORDER BY m.id",
        tuple(f"+{phone}" for phone in PHONES),
    )
    texts = defaultdict(list)
    for phone, text in rows:
        texts[phone.lstrip("+")].append(text)
    return texts


def workers_of(inbox, model):
    """Process ids of those who are at jobs of a model."""
    rows = inbox.rows(
        "SELECT worker_pid FROM queue_job WHERE model_name = %s AND state = 'started'",
        model,
    )
    return [pid for [pid] in rows]


def at_customers(inbox):
    """How many drains have customers of their own at this moment."""
    return inbox.scalar(
        "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory'"
        " AND granted AND classid = %s",
        zlib.crc32(f"{DRAIN}:lane".encode()) - 2**31 & 0xFFFFFFFF,
    )


def slots(inbox):
    """Of the outbox, which have sent something."""
    rows = inbox.rows(
        "SELECT DISTINCT sending_slot FROM whatsapp_inbox_message"
        " WHERE direction = 'outbound' AND sending_at IS NOT NULL"
    )
    return {slot for [slot] in rows}


def test_drain_side_by_side(runner):
    """A burst is a few jobs; one of two workers dies; nothing is lost, twice or in
    another order."""
    inbox = runner
    texts = [str(number) for number in range(MESSAGES)]
    with held_drain(inbox):
        # customers who write after each other: the second worker finds free ones
        for first, text in itertools.product(range(0, len(PHONES), GROUP), texts):
            phones = PHONES[first : first + GROUP]
            bodies = [meta.message_body(phone, text) for phone in phones]
            answers = meta.post_all(inbox.webhook_url, bodies, clients=20)
            assert Counter(answers) == {200: GROUP}
        wait_until(lambda: len(workers_of(inbox, DRAIN)) == 2, "two drains", 60)
        burst = inbox.scalar(
            "SELECT count(*) FROM queue_job WHERE model_name = %s", DRAIN
        )
    wait_until(lambda: at_customers(inbox) == 2, "two at customers", every=0.01)
    os.kill(workers_of(inbox, DRAIN)[0], signal.SIGKILL)
    inbox.wait_drained(120)

    assert burst <= 8, "a job for each webhook"
    assert said(inbox) == dict.fromkeys(PHONES, texts)


def test_a_call_for_a_job_is_lost(runner):
    """All workers are busy, and the runner's call does not reach any: nobody waits for
    the runner to notice, which it does within a minute."""
    inbox = runner
    [job_runner] = inbox.odoo.workers("JobRunner")
    os.kill(job_runner, signal.SIGSTOP)
    try:
        phone = PHONES[0]
        inbox.write(f"+{phone}", "hello?")
        called = (
            "UPDATE queue_job SET state = 'enqueued',"
            " date_enqueued = now() AT TIME ZONE 'UTC'"
            " WHERE model_name = %s AND state = 'pending' RETURNING id"
        )
        wait_until(lambda: inbox.rows(called, DRAIN), "a job to call for")
    finally:
        os.kill(job_runner, signal.SIGCONT)
    wait_until(lambda: "hello?" in said(inbox).get(phone, []), "the message", 20)


def test_outbox_side_by_side(runner):
    """Two send, one of them dies: in order, none twice, and not too fast."""
    inbox = runner
    inbox.hold_outbox()
    hello = [meta.message_body(phone, "hello") for phone in PHONES]
    meta.post_all(inbox.webhook_url, hello, clients=20)
    channels = [inbox.channel_of(phone) for phone in PHONES]
    for number in range(3):
        for channel in channels:
            inbox.answer(channel, f"answer {number}")
    inbox.simulator.post("faults", latency_ms=300, statuses="none")
    inbox.release_outbox()
    wait_until(lambda: len(slots(inbox)) == 2, "two at work", 60, every=0.02)
    for pid in workers_of(inbox, OUTBOX)[:1]:
        os.kill(pid, signal.SIGKILL)
    inbox.wait_sent(150)

    sent = inbox.accepted()
    assert all(len(messages) == 1 for messages in sent.values()), "sent twice"
    ended = Counter(
        inbox.rows(
            "SELECT state, attempts FROM whatsapp_inbox_message"
            " WHERE direction = 'outbound'"
        )
    )
    assert ended.total() == 3 * len(PHONES)
    # a second attempt would be for Meta's 130429: too fast
    assert set(ended) <= {("sent", 1), ("unknown", 1)}, ended
    thread_of = dict(
        inbox.rows("SELECT callback_data, channel_id FROM whatsapp_inbox_message")
    )
    order = defaultdict(list)
    for ours, [message] in sent.items():
        text = message["payload"]["text"]["body"]
        order[thread_of[ours]].append(int(text.split()[1]))
    assert len(order) == len(PHONES)
    assert all(numbers == sorted(numbers) for numbers in order.values()), order

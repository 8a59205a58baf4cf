"""Many webhooks at the same time, at several workers."""

import itertools
import random
import time
from collections import Counter

import pytest

from . import meta, processes
from .processes import wait_until

CUSTOMERS = 50
EACH = 4
FIRST_PHONES = itertools.count(34_622_000_000, 1000)


@pytest.mark.parametrize("runner", ["cron", "inline", "queue_job"], indirect=True)
def test_first_messages_of_new_customers(runner):
    """Peers 5.

    200 messages of 50 new customers, every tenth sent twice: all there, once.
    """
    first = next(FIRST_PHONES)
    phones = [str(first + index) for index in range(CUSTOMERS)]
    began = int(time.time()) - 100
    sent = [
        (phone, f"Message {number} of {phone}", began + number)
        for number in range(EACH)
        for phone in phones
    ]
    bodies = [meta.message_body(*message) for message in sent]
    bodies = [body for i, body in enumerate(bodies) for _ in range(1 + (i % 10 == 9))]

    answers = meta.post_all(runner.webhook_url, bodies, clients=40)

    assert Counter(answers) == {200: len(bodies)}
    runner.wait_drained()
    contacts = _counts(runner, phones, "whatsapp_inbox_contact k")
    assert contacts == dict.fromkeys(phones, 1)
    threads = _counts(
        runner,
        phones,
        "discuss_channel c JOIN whatsapp_inbox_contact k"
        " ON k.id = c.whatsapp_contact_id",
    )
    assert threads == dict.fromkeys(phones, 1)
    conversations = _counts(
        runner,
        phones,
        "whatsapp_inbox_conversation c JOIN whatsapp_inbox_contact k"
        " ON k.id = c.contact_id",
    )
    assert conversations == dict.fromkeys(phones, 1)
    assert sorted(_said(runner, phones)) == sorted(
        (phone, text) for phone, text, _at in sent
    )


@pytest.mark.parametrize("runner", ["cron"], indirect=True)
def test_order_is_the_customers(runner):
    """Messages that wait together are shown in the order of Meta's clock, whatever
    the order in which they came."""
    phones = [str(next(FIRST_PHONES)) for _index in range(20)]
    began = int(time.time()) - 100
    bodies = [
        meta.message_body(phone, f"{number}", began + number)
        for phone in phones
        for number in range(5)
    ]
    random.Random(7).shuffle(bodies)
    runner.set_cron("ir_cron_drain", False)
    answers = meta.post_all(runner.webhook_url, bodies, clients=20)
    runner.set_cron("ir_cron_drain", True)

    assert Counter(answers) == {200: len(bodies)}
    runner.wait_drained()
    for phone in phones:
        said = [text for _phone, text in _said(runner, [phone])]
        assert said == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("runner", ["cron", "inline", "queue_job"], indirect=True)
def test_somebody_writes_to_the_number(runner):
    """Who has changed the number, and not yet committed, keeps no message waiting."""
    phone = str(next(FIRST_PHONES))
    with processes.connection(runner.odoo.database) as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE whatsapp_inbox_account SET templates_synced_at = now()")
        runner.write(f"+{phone}", "Good morning")
        wait_until(lambda: _said(runner, [phone]), "the message", 20)
        cursor.execute("ROLLBACK")
    assert _said(runner, [phone]) == [(phone, "Good morning")]


def _counts(inbox, phones, tables):
    rows = inbox.rows(
        f"SELECT k.phone, count(*) FROM {tables} WHERE k.phone IN %s GROUP BY k.phone",
        tuple(f"+{phone}" for phone in phones),
    )
    return {phone.lstrip("+"): count for phone, count in rows}


def _said(inbox, phones):
    """(phone, text) of what the threads show, in their order."""
    rows = inbox.rows(
        "SELECT k.phone, regexp_replace(m.body, '<[^>]*>', '', 'g') FROM mail_message m"
        " JOIN discuss_channel c ON m.model = 'discuss.channel' AND m.res_id = c.id"
        " JOIN whatsapp_inbox_contact k ON k.id = c.whatsapp_contact_id"
        " WHERE k.phone IN %s AND m.message_type = 'comment' ORDER BY m.id",
        tuple(f"+{phone}" for phone in phones),
    )
    return [(phone.lstrip("+"), text) for phone, text in rows]

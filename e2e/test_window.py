"""Owners are reminded while their customers write and their colleagues answer, by two
workers at once: once each, and nobody who was answered in time."""

import itertools
import time

import pytest

from . import meta
from .processes import wait_until

CUSTOMERS = 40
FIRST_PHONES = itertools.count(34_655_000_000, 1000)
#: of customers by their phones
OF = (
    "FROM whatsapp_inbox_conversation c"
    " JOIN whatsapp_inbox_contact k ON k.id = c.contact_id WHERE k.phone = ANY(%s)"
)


@pytest.mark.parametrize("runner", ["cron", "queue_job"], indirect=True)
def test_each_owner_is_reminded_once(runner):
    """The job is called many times over, by crons and by the workers of RPC, while half
    of the customers are answered."""
    first = next(FIRST_PHONES)
    phones = [str(first + index) for index in range(CUSTOMERS)]
    numbers = [f"+{phone}" for phone in phones]
    runner.set_cron("ir_cron_window", False)
    ago = int(time.time()) - 23 * 3600 - 60
    greetings = [meta.message_body(phone, "Hello", ago) for phone in phones]
    meta.post_all(runner.webhook_url, greetings, clients=20)
    runner.wait_drained()
    agent = runner.scalar("SELECT id FROM res_users WHERE login = 'agent'")
    runner.rows(
        f"UPDATE whatsapp_inbox_conversation SET user_id = {agent}, queue_since = NULL"
        f" WHERE id IN (SELECT c.id {OF})",
        numbers,
    )
    answered = runner.rows(f"SELECT c.id, c.channel_id {OF}", numbers[::2])

    runner.set_cron("ir_cron_window", True)
    for _conversation, channel in answered:
        runner.answer(channel, "We are there")
        runner.notify()
    waiting = f"SELECT count(*) {OF} AND c.window_reminded"
    wait_until(
        lambda: runner.scalar(waiting, numbers[1::2]) == CUSTOMERS // 2,
        "reminders of who waits",
        90,
    )

    lines = (
        "SELECT count(m.id) FROM mail_message m WHERE m.model = 'discuss.channel'"
        " AND m.body LIKE '%%was reminded%%' AND m.res_id IN"
        f" (SELECT c.channel_id {OF}) GROUP BY m.res_id"
    )
    assert runner.rows(lines, numbers[1::2]) == [(1,)] * (CUSTOMERS // 2)
    # who was reminded before the answer came has one line, too
    assert {count for [count] in runner.rows(lines, numbers[::2])} <= {1}
    failed = (
        "SELECT count(*) FROM whatsapp_inbox_conversation WHERE failed_at IS NOT NULL"
    )
    assert not runner.scalar(failed)

"""Templates, read from Meta by several at once while webhooks tell of them."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator import seed, webhooks

from . import meta
from .processes import wait_until

READERS = 8
TOLD = 40


def told(template, event, at):
    """A webhook about the status of a template."""
    name, language, meta_id = template
    value = {
        "event": event,
        "message_template_id": int(meta_id),
        "message_template_name": name,
        "message_template_language": language.replace("_", "-"),
        "reason": "NONE",
    }
    field = "message_template_status_update"
    return webhooks.encode(webhooks.envelope(seed.WABA_ID, field, value, at))


@pytest.mark.parametrize("runner", ["cron"], indirect=True)
def test_readers_and_webhooks_at_once(runner):
    """The unique index decides: one row each, nothing parked, the newest counts."""
    runner.rows("DELETE FROM whatsapp_inbox_template")

    def read(_number):
        try:
            runner.odoo.rpc("whatsapp.inbox.template", "action_sync", [])
        except RuntimeError as error:
            return str(error).strip().rpartition("\n")[2]
        return "read"

    with ThreadPoolExecutor(READERS) as pool:
        first = Counter(pool.map(read, range(READERS)))
    assert first["read"], first
    known = runner.rows(
        "SELECT name, lang_code, meta_id FROM whatsapp_inbox_template ORDER BY id"
    )
    assert len(known) == len(set(known)) == len(seed.TEMPLATES)

    ahead = int(time.time()) + 60
    bodies = [
        told(template, "PAUSED" if number % 2 else "APPROVED", ahead + number)
        for template in known
        for number in range(TOLD // len(known))
    ]
    last = told(known[0], "DISABLED", ahead + 1000)
    with ThreadPoolExecutor(READERS) as pool:
        reading = pool.map(read, range(READERS))
        answers = meta.post_all(runner.webhook_url, [*bodies, last], clients=8)
        counted = Counter(reading)
    assert Counter(answers) == {200: len(bodies) + 1}
    assert counted["read"], counted
    runner.wait_drained()

    rows = "SELECT count(*) FROM whatsapp_inbox_template"
    wait_until(lambda: runner.scalar(rows) == len(known), "one row each")
    status = "SELECT status FROM whatsapp_inbox_template WHERE meta_id = %s"
    assert runner.scalar(status, known[0][2]) == "disabled"

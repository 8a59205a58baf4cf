"""A person is erased while they go on writing."""

import itertools
import threading
import time

import pytest
from psycopg2 import sql

from . import meta, order, processes
from .processes import wait_until

PHONES = itertools.count(34_633_000_001)
WORD = "Quirimbaba"
BEFORE = 600  # more than a batch of the erasure


class Writer(threading.Thread):
    """The customer, one message after the other while it is entered, ten a second.

    :ivar list posted: (text, when it was begun), acknowledged all of them
    """

    def __init__(self, url, phone):
        super().__init__(daemon=True)
        self.url, self.phone = url, phone
        self.posted, self.stopped = [], threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        self.join()

    def run(self):
        for number in itertools.count():
            if self.stopped.wait(0.1):
                return
            text, began = f"Later {self.phone}x{number}x", time.time()
            order.post(self.url, self.phone, text)
            self.posted.append((text, began))


def places(inbox, words):
    """:return: (table, word), for each word that is in any column of a table"""
    query = (
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    found = set()
    with processes.connection(inbox.odoo.database) as cursor:
        for [table] in inbox.rows(query):
            cursor.execute(
                sql.SQL(
                    "SELECT DISTINCT word FROM unnest(%s) word, {} t"
                    " WHERE t::text LIKE ANY(%s) AND t::text LIKE '%%' || word || '%%'"
                ).format(sql.Identifier(table)),
                (words, [f"%{word}%" for word in words]),
            )
            found |= {(table, word) for [word] in cursor.fetchall()}
    return found


@pytest.mark.parametrize("mode", ["delete", "anonymise"])
@pytest.mark.parametrize("runner", ["cron"], indirect=True)
def test_who_goes_on_writing(runner, mode):
    """All that was said until some moment is nowhere any more; all that was said
    after it is there, once. No webhook is parked, nobody waits for the other."""
    phone, began = str(next(PHONES)), int(time.time()) - BEFORE
    bodies = [
        meta.message_body(phone, f"{WORD} {number}", began + number)
        for number in range(BEFORE)
    ]
    meta.post_all(runner.webhook_url, bodies, clients=10)
    runner.notify()
    runner.wait_drained(180)
    contact = runner.scalar(
        "SELECT id FROM whatsapp_inbox_contact WHERE phone = %s", f"+{phone}"
    )
    with Writer(runner.webhook_url, phone) as writer:
        wait_until(lambda: len(writer.posted) > 5, "the customer writes")
        values = {"contact_id": contact, "mode": mode, "with_partner": True}
        [erasure] = runner.odoo.rpc("whatsapp.inbox.erasure", "create", [values])
        runner.odoo.rpc("whatsapp.inbox.erasure", "action_start", [erasure])
        state = "SELECT state FROM whatsapp_inbox_erasure WHERE id = %s"
        wait_until(lambda: runner.scalar(state, erasure) != "running", "the end", 180)
        done = time.time()
        time.sleep(1)
    runner.wait_drained()

    assert runner.scalar(state, erasure) == "done"
    said = runner.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g') FROM mail_message m"
        " JOIN whatsapp_inbox_message w ON w.mail_message_id = m.id"
        " WHERE m.body LIKE %s ORDER BY m.id",
        f"%Later {phone}x%",
    )
    texts = [text for text, _began in writer.posted]
    kept = [text for [text] in said]
    assert kept == texts[len(texts) - len(kept) :]
    assert {text for text, at in writer.posted if at > done} <= set(kept)
    assert kept, "or the test proves nothing"
    gone = texts[: len(texts) - len(kept)]
    assert len(gone) > 5, "or the test proves nothing"
    assert places(runner, [WORD, *gone]) == set()
    assert "deadlock detected" not in runner.odoo.log.read_text(errors="replace")

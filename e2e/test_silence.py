"""Conversations end by silence while their customers write."""

import itertools
import threading
import time

from . import meta
from .processes import wait_until

CUSTOMERS = 60
FIRST_PHONES = itertools.count(34_644_000_000, 1000)


def test_who_writes_at_the_same_moment_is_not_sent_away(prefork):
    """Half of the customers write while all are resolved: they are open and wait for
    an answer, and no closing text reaches them; it reaches all of the others."""
    first = next(FIRST_PHONES)
    phones = [str(first + index) for index in range(CUSTOMERS)]
    writers, silent = phones[::2], phones[1::2]
    ago = int(time.time()) - 3600
    greetings = [meta.message_body(phone, "Hello", ago) for phone in phones]
    meta.post_all(prefork.webhook_url, greetings, clients=20)
    prefork.wait_drained()
    _fall_silent(prefork, phones)
    values = {"auto_resolve_hours": 20, "closing_text": "Good-bye"}
    prefork.odoo.rpc("whatsapp.inbox.account", "write", [prefork.account_id], values)

    bodies = [meta.message_body(phone, "One more thing") for phone in writers]
    post = threading.Thread(
        target=meta.post_all, args=(prefork.webhook_url, bodies), kwargs={"clients": 5}
    )
    prefork.set_cron("ir_cron_silence", True)
    prefork.notify()
    post.start()
    post.join()
    prefork.wait_drained()
    wait_until(
        lambda: _states(prefork, silent) == {"resolved"}, "silence to resolve", 90
    )
    prefork.wait_sent()

    assert _states(prefork, writers) == {"open"}
    assert not _told(prefork, writers)
    assert _told(prefork, silent) == len(silent)


def _of(phones):
    return [f"+{phone}" for phone in phones]


def _fall_silent(inbox, phones):
    """As if they had been answered most of a day ago; the window is still open."""
    inbox.rows(
        "UPDATE whatsapp_inbox_conversation c SET state = 'pending',"
        " waiting_since = NULL, queue_since = NULL,"
        " last_message_at = now() at time zone 'UTC' - interval '21 hours'"
        " FROM whatsapp_inbox_contact k WHERE k.id = c.contact_id"
        " AND k.phone = ANY(%s)",
        _of(phones),
    )


def _states(inbox, phones):
    rows = inbox.rows(
        "SELECT DISTINCT c.state FROM whatsapp_inbox_conversation c"
        " JOIN whatsapp_inbox_contact k ON k.id = c.contact_id"
        " WHERE k.phone = ANY(%s)",
        _of(phones),
    )
    return {state for [state] in rows}


def _told(inbox, phones):
    """How many of them a closing text has reached."""
    return inbox.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message m"
        " JOIN whatsapp_inbox_contact k ON k.id = m.contact_id"
        " WHERE m.auto_kind = 'closing' AND m.state != 'withdrawn'"
        " AND k.phone = ANY(%s)",
        _of(phones),
    )

"""The history of the phone app comes in while customers write, and Odoo is killed."""

import threading
import time
from collections import Counter

from .processes import wait_until

CUSTOMERS, EACH, CHUNKS = 60, 50, 6
FIRST_PHONE = 34_710_000_000
LIVE = 60
IMPORTED = "whatsapp_inbox_message WHERE origin = 'history'"
LEFT = "SELECT count(*) FROM whatsapp_inbox_history WHERE state = 'pending'"


def test_history_while_customers_write(prefork):
    """3,000 old messages, some of them of the customers who write: each exists once,
    in its place, and no live one waits for the old ones."""
    inbox = prefork
    phones = [str(FIRST_PHONE + index) for index in range(5)]
    for phone in phones:
        inbox.write(f"+{phone}", f"before {phone}")
    inbox.wait_drained()
    made = inbox.simulator.post(
        "history",
        customers=CUSTOMERS,
        messages_each=EACH,
        chunks=CHUNKS,
        shuffle=True,
        first_phone=FIRST_PHONE,
    )
    writing = threading.Thread(target=_write, args=(inbox, phones))
    writing.start()
    while_importing = _wait_live_shown_while_old_ones_wait(inbox)
    for share in (0.2, 0.6):
        _wait_imported(inbox, share * len(made["wamids"]))
        inbox.odoo.kill()
        inbox.start_again()
    writing.join()
    inbox.wait_drained(120)
    wait_until(lambda: not inbox.scalar(LEFT), "the history is imported", 240)

    assert while_importing, "no live message was shown while old ones waited"
    stored = inbox.rows("SELECT wamid FROM whatsapp_inbox_message")
    assert max(Counter(stored).values()) == 1, "something is here twice"
    old = {wamid for [wamid] in inbox.rows(f"SELECT wamid FROM {IMPORTED}")}
    assert old == set(made["wamids"])
    assert len(stored) == len(old) + LIVE + len(phones)
    _check_order(inbox)
    # nobody was told of it: no conversation but those of who wrote, nothing unread
    conversations = inbox.scalar("SELECT count(*) FROM whatsapp_inbox_conversation")
    assert conversations == len(phones)
    threads = "discuss_channel WHERE channel_type = 'whatsapp_inbox'"
    assert inbox.scalar(f"SELECT count(*) FROM {threads}") == CUSTOMERS
    unread = inbox.scalar(
        "SELECT count(*) FROM discuss_channel_member b JOIN mail_message m"
        " ON m.res_id = b.channel_id AND m.model = 'discuss.channel'"
        " AND m.id >= b.new_message_separator WHERE m.id < 0"
    )
    assert not unread
    [state] = inbox.odoo.rpc(
        "whatsapp.inbox.account",
        "read",
        [inbox.account_id],
        ["history_state", "history_progress", "history_imported_count"],
    )
    assert (state["history_state"], state["history_progress"]) == ("done", 100)
    assert state["history_imported_count"] == len(made["wamids"])


def _write(inbox, phones):
    """Live messages, all the time; the simulator goes on trying while Odoo is dead."""
    for number in range(LIVE):
        inbox.write(f"+{phones[number % len(phones)]}", f"live {number}")
        time.sleep(0.1)


def _wait_live_shown_while_old_ones_wait(inbox):
    shown = "SELECT count(*) FROM whatsapp_inbox_message WHERE origin IS NULL"
    before = inbox.scalar(shown)
    wait_until(lambda: inbox.scalar(shown) > before + 5, "live messages shown")
    return inbox.scalar(LEFT)


def _wait_imported(inbox, count):
    wait_until(
        lambda: inbox.scalar(f"SELECT count(*) FROM {IMPORTED}") >= count,
        f"{count:.0f} old messages imported",
        120,
        every=0.05,
    )


def _check_order(inbox):
    """Each thread reads in the order of time, as Discuss sorts it: by id."""
    rows = inbox.rows(
        "SELECT res_id, date FROM mail_message WHERE model = 'discuss.channel'"
        " AND message_type = 'comment' AND id < 0 ORDER BY id"
    )
    dates = {}
    for channel_id, date in rows:
        dates.setdefault(channel_id, []).append(date)
    assert all(own == sorted(own) for own in dates.values())

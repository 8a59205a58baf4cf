"""After the faults: the machine gets well by itself, and people decide what is theirs.

An agent looks at what the customer has got, and either says so or sends again; that is
all that a machine must not do.
"""

import time
from collections import Counter
from contextlib import suppress

import psycopg2

from ..processes import wait_until
from .trouble import NOTHING, USUAL

#: A cron that was away for a crash comes back after a minute, one of media after five.
SECONDS = 420
PAUSE_SECONDS = 4
LEFT = """
    SELECT (SELECT count(*) FROM whatsapp_inbox_webhook_event WHERE state = 'pending'),
           (SELECT count(*) FROM whatsapp_inbox_message
             WHERE state IN ('queued', 'sending')),
           (SELECT count(*) FROM whatsapp_inbox_message WHERE media_state = 'pending')
"""


class Recovery:
    """:ivar Counter decided: what agents did with what was left to them"""

    def __init__(self, inbox, traffic, trouble):
        self.inbox, self.traffic, self.trouble = inbox, traffic, trouble
        self.decided = Counter()
        self._written = 0

    def run(self):
        calm = NOTHING | USUAL | {"duplicate": 0.0, "reorder": 0.0}
        self.inbox.simulator.post("faults", **calm)
        self._wait_settled()
        while self._decide():
            self._wait_settled()
        self._tell_statuses()
        self._wait_settled()

    def _wait_settled(self):
        """Customers go on writing, which is all that wakes a server."""
        deadline = time.monotonic() + SECONDS
        while left := self._left():
            print(f"  left: {left}", flush=True)
            if time.monotonic() > deadline:
                raise TimeoutError(f"not settled: {left}")
            self._write()
            with suppress(TimeoutError):
                wait_until(lambda: not self._left(), "calm", PAUSE_SECONDS, every=0.3)

    def _left(self):
        """What is still under way, {} when all is settled."""
        try:
            self.trouble.connect_again()
            [(events, messages, media)] = self.inbox.rows(LEFT)
        except (psycopg2.Error, RuntimeError) as error:
            return {"database": repr(error)}
        pending = self.inbox.simulator.get("deliveries", limit=1)["pending"]
        left = {
            "deliveries": pending,
            "events": events,
            "messages": messages,
            "media": media,
        }
        return {name: count for name, count in left.items() if count}

    def _write(self):
        self._written += 1
        step = self.traffic.steps[self._written % len(self.traffic.steps)]
        self.traffic.customer_writes(step.phone, f"are you there? {self._written}")

    def _decide(self):
        """:return: whether an agent had something to send again"""
        rows = self.inbox.rows(
            "SELECT callback_data, mail_message_id, state FROM whatsapp_inbox_message"
            " WHERE direction = 'outbound' AND state IN ('unknown', 'failed')"
            " AND superseded IS NOT TRUE ORDER BY id"
        )
        accepted = self.inbox.accepted()
        again = self._fetch_again()
        for callback, mail, state in rows:
            method = "whatsapp_resend"
            if callback in accepted:
                method = "whatsapp_mark_sent"
            self.inbox.odoo.rpc("mail.message", method, [mail], login="agent1")
            self.decided[f"{state}: {method}"] += 1
            again |= method == "whatsapp_resend"
        return again

    def _fetch_again(self):
        """Files for which the machine has given up."""
        rows = self.inbox.rows(
            "SELECT mail_message_id FROM whatsapp_inbox_message"
            " WHERE media_state = 'failed'"
        )
        mails = [mail for [mail] in rows]
        if mails:
            self.decided["file fetched again"] += len(mails)
            self.inbox.odoo.rpc(
                "mail.message", "whatsapp_retry_media", mails, login="agent1"
            )
        return bool(mails)

    def _tell_statuses(self):
        """Those that Meta kept back while it told none."""
        wamids = [
            wamid
            for [wamid] in self.inbox.rows(
                "SELECT wamid FROM whatsapp_inbox_message"
                " WHERE direction = 'outbound' AND state = 'sent'"
            )
        ]
        if wamids:
            self.decided["statuses told late"] = len(wamids)
            self.inbox.simulator.post(
                "burst", statuses=["sent", "delivered"], wamids=wamids, batch=50
            )
        wait_until(lambda: not self._left(), "statuses", 120, every=0.5)

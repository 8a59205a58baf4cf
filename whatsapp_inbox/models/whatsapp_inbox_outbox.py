import math
import time
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.delivery import Delivery, Receipt
from .whatsapp_inbox_file import MAX_STARTS, Conversion, Conversions
from .whatsapp_inbox_job import SLOT
from .whatsapp_inbox_message import ABOUT_OTHERS

PARALLEL_CALLS = 48
POLL_SECONDS = 0.1
#: A retry that is due so soon is waited for; a later one gets a trigger.
LINGER_SECONDS = 10


class Clients(dict):
    """The client of each number, for one run."""

    def __missing__(self, account):
        self[account] = account._api(pool_size=PARALLEL_CALLS)
        return self[account]


class WhatsappInboxOutbox(models.AbstractModel):
    """Sends what is queued: in order in each thread, many threads at a time.

    A message is ``sending`` on disk before its call, and gets the outcome after
    it. What a killed process leaves as ``sending`` may have arrived or not, so
    it becomes ``unknown``: a status webhook or a person settles it, never we by
    sending it again.
    """

    _name = "whatsapp.inbox.outbox"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Outbox"
    _job_cron = "whatsapp_inbox.ir_cron_outbox"
    _job_shareable = True

    @api.model
    def _useful_runs(self):
        [[threads]] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT channel_id)
                  FROM (SELECT channel_id FROM whatsapp_inbox_message
                         WHERE state = 'queued' LIMIT %s) waiting
                """,
                10 * self._parallel_runs() * PARALLEL_CALLS,
            )
        )
        return max(1, math.ceil(threads / PARALLEL_CALLS))

    def _has_work(self):
        return bool(self._claimable(1) or self._waiting_receipts(1))

    def _work(self):
        self._adopt_orphans()
        return self._pump()

    def _own_slot(self):
        return self.env.context.get("job_slot", -1)

    def _adopt_orphans(self):
        """What processes that no longer live were sending: their slots are free, or
        ours by now."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT COALESCE(sending_slot, 0) FROM whatsapp_inbox_message"
                " WHERE state = 'sending'"
            )
        )
        for [slot] in rows:
            if slot == self._own_slot():
                self._adopt_orphans_of(slot)
                continue
            with self._locked(SLOT, slot) as dead:
                if dead:
                    self._adopt_orphans_of(slot)

    def _adopt_orphans_of(self, slot):
        def write():
            orphans = self.env["whatsapp.inbox.message"].search(
                [("state", "=", "sending"), ("sending_slot", "=", slot)]
            )
            orphans.write({"state": "unknown"})
            orphans._bus_send_states()

        self._persist(write)

    def _pump(self):
        """:return: whether the queue was emptied before the time was over"""
        clients = Clients()
        in_time = True
        flying, late = {}, []
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool, Conversions() as conversions:
            while True:
                conversions.collect()
                if in_time or conversions.done:
                    slots = PARALLEL_CALLS - len(flying)
                    for call in self._take_off(clients, conversions, slots, in_time):
                        flying[pool.submit(call.run)] = call
                if not (flying or late or conversions.running) and not (
                    in_time and self._linger()
                ):
                    break
                if late and not flying:
                    time.sleep(POLL_SECONDS)
                futures = [*flying, *conversions.running]
                done = wait(futures, POLL_SECONDS, FIRST_COMPLETED).done
                landed = late + [flying.pop(f) for f in done if f in flying]
                seconds_left, late = self._land(landed)
                in_time = seconds_left > 0
        return in_time

    def _linger(self):
        """Wait for a retry that is due soon, as triggers are only so exact.

        One does for all, and none where a queue of its own is exact.

        :return: whether there is something to wait for
        """
        if self._own_slot() > 0 or "job_deadline" in self.env.context:
            return False
        [[due]] = self.env.execute_query(
            SQL(
                """
                SELECT min(GREATEST(message.retry_at, account.paused_until))
                  FROM whatsapp_inbox_message message
                  JOIN whatsapp_inbox_account account ON account.id = message.account_id
                 WHERE message.state = 'queued' AND account.state = 'connected'
                """
            )
        )
        self._commit()
        if not due or due > fields.Datetime.now() + timedelta(seconds=LINGER_SECONDS):
            return False
        time.sleep(POLL_SECONDS)
        return True

    # -- before the call ----------------------------------------------------------

    def _take_off(self, clients, conversions, slots, in_time=True):
        """Commit as ``sending`` what is called next, and begin to convert files.

        A file stays ``queued`` while it is converted: nothing of it has left.

        :param in_time: else only what is converted already goes, since making it
            again would take no less time
        :return: calls to make, at most ``slots``
        """
        if slots <= 0:
            return []

        def write():
            receipts = self._prepare_receipts(clients, slots) if in_time else []
            limit = slots - len(receipts)
            ids = self._claimable(limit, conversions, in_time)
            messages = self.env["whatsapp.inbox.message"].browse(ids)
            waiting = messages.filtered(
                lambda m: m.conversion and m.id not in conversions.done
            )
            starts = self._prepare_conversions(conversions, waiting)
            deliveries = self._prepare_deliveries(
                clients, messages - waiting, conversions.done
            )
            # a copy that nobody claims: its message was withdrawn, its number stopped
            used = ids if in_time and len(ids) == limit else list(conversions.done)
            return receipts, deliveries, starts, used

        receipts, deliveries, starts, used = self._persist(write)
        for message_id in used:
            conversions.done.pop(message_id, None)
        for message_id, conversion in starts:
            conversions.start(message_id, conversion)
        self._keep_rate(deliveries)
        return receipts + deliveries

    def _keep_rate(self, deliveries):
        """Tell each call when it may start. After they are committed as ``sending``,
        and in a transaction of its own, as all who send from a number meet here."""
        by_account = defaultdict(list)
        for delivery in deliveries:
            by_account[delivery.account_id].append(delivery)
        Rate = self.env["whatsapp.inbox.rate"]
        for account_id, own in by_account.items():
            delays = self._persist(
                lambda account_id=account_id, own=own: Rate._reserve(
                    account_id, len(own)
                )
            )
            for delivery, delay in zip(own, delays, strict=True):
                delivery.delay = delay

    def _claimable(self, limit, conversions=None, in_time=True):
        """Ids of the first unsent message of each thread that may go now, locked.

        Not those that are being converted, here or by a run in another slot, nor more
        files to convert than there is room for.
        """
        if limit <= 0:
            return []
        converted = list(conversions.done) if conversions else []
        files = SQL()
        if conversions:
            files = SQL(
                "AND (message.id = ANY(%s) OR %s AND (message.conversion IS NULL"
                " OR %s AND message.id != ALL(%s)))",
                converted,
                in_time,
                conversions.room > 0,
                conversions.message_ids,
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM whatsapp_inbox_message message
                  JOIN whatsapp_inbox_account account ON account.id = message.account_id
                 WHERE message.state = 'queued'
                   %(files)s
                   AND (message.conversion IS NULL
                        OR COALESCE(message.conversion_starts, 0) = 0
                        OR COALESCE(message.sending_slot, 0) = %(slot)s
                        OR COALESCE(message.sending_slot, 0) NOT IN %(slots)s)
                   AND COALESCE(message.retry_at, %(now)s) <= %(now)s
                   AND account.active
                   AND account.state = 'connected'
                   AND COALESCE(account.paused_until, %(now)s) <= %(now)s
                   AND NOT EXISTS (
                       SELECT 1
                         FROM whatsapp_inbox_message earlier
                        WHERE earlier.channel_id = message.channel_id
                          AND earlier.state IN ('queued', 'sending')
                          AND earlier.id < message.id)
                 ORDER BY message.id
                 LIMIT %(limit)s
                   FOR NO KEY UPDATE OF message SKIP LOCKED
                """,
                files=files,
                slot=self._own_slot(),
                slots=self._slots_query(),
                now=fields.Datetime.now(),
                limit=limit,
            )
        )
        return [row[0] for row in rows]

    def _prepare_conversions(self, conversions, messages):
        """:return: (id, Conversion) of those to begin with now"""
        starts = []
        for message in messages:
            content = message.attachment_id.raw
            if not content or message.conversion_starts >= MAX_STARTS:
                self._fail_file(message)
            elif len(starts) < conversions.room:
                message.conversion_starts += 1
                message.sending_slot = self._own_slot()
                name = message.attachment_id.name
                conversion = Conversion(name, message.conversion, content)
                starts.append((message.id, conversion))
        return starts

    def _fail_file(self, message, refused=None, code=0):
        """:param MediaRefused refused: None if it is not known why"""
        files = self.env["whatsapp.inbox.file"].with_context(
            lang=message.mail_message_id.create_uid.lang
        )
        name = message.attachment_id.name
        reason = files._refusal(name, refused) if refused else files._lost(message)
        message._failed(code, reason)
        message._bus_send_states()

    def _prepare_deliveries(self, clients, messages, converted):
        """:param converted: Conversions that are done, by the id of their message"""
        deliveries, files = [], self.env["whatsapp.inbox.file"]
        for message in messages:
            recipient = message.contact_id._recipient(message.conversation_id)
            if not recipient:
                message._failed(0, self.env._("WhatsApp gave no way to reach them."))
                message._bus_send_states()
                continue
            copy = converted.get(message.id)
            refused = copy and copy.refused
            if refused or (not copy and files._is_gone(message)):
                self._fail_file(message, refused)
                continue
            deliveries.append(
                Delivery(
                    message_id=message.id,
                    account_id=message.account_id.id,
                    api=clients[message.account_id],
                    phone_number_id=message.account_id.phone_number_id,
                    payload=self._prepare_payload(message, recipient),
                    file=copy.file if copy else self._prepare_file(message),
                )
            )
            message.write(
                {
                    "state": "sending",
                    "sending_at": fields.Datetime.now(),
                    "sending_slot": self._own_slot(),
                    "attempts": message.attempts + 1,
                    "conversion_starts": 0,
                }
            )
        return deliveries

    def _prepare_payload(self, message, recipient):
        """Body of ``POST /<PHONE_NUMBER_ID>/messages``."""
        payload = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **recipient,
            "type": message.message_type,
            **(message.payload or {}),
            "biz_opaque_callback_data": message.callback_data,
        }
        if quoted := self._quoted_wamid(message):
            payload["context"] = {"message_id": quoted}
        return payload

    def _quoted_wamid(self, message):
        """A quote goes with the first part of an answer and with each new attempt at
        it; a reaction has its target."""
        parent = message.mail_message_id.parent_id
        if not parent or message.message_type == "reaction":
            return ""
        parts = self.env["whatsapp.inbox.message"].search(
            [
                ("mail_message_id", "=", message.mail_message_id.id),
                ("message_type", "not in", ABOUT_OTHERS),
            ]
        )
        first = parts.sorted("id")[:1]
        if (message.payload, message.attachment_id) != (
            first.payload,
            first.attachment_id,
        ):
            return ""
        quoted = self.env["whatsapp.inbox.message"].search(
            [
                ("mail_message_id", "=", parent.id),
                ("message_type", "not in", ABOUT_OTHERS),
                ("wamid", "!=", False),
            ],
            limit=1,
        )
        return quoted.wamid or ""

    def _prepare_file(self, message):
        if not message.attachment_id:
            return None
        return self.env["whatsapp.inbox.file"]._content(message)

    def _waiting_receipts(self, limit):
        return self.env["whatsapp.inbox.receipt"].search([], limit=limit)

    def _prepare_receipts(self, clients, limit):
        """Of each thread the newest, which shows that we type if any of them does."""
        # an array is made once, see whatsapp.inbox.vacuum
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM whatsapp_inbox_receipt
                 WHERE id = ANY(ARRAY(
                       SELECT id FROM whatsapp_inbox_receipt
                        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
             RETURNING id, channel_id, wamid, typing
                """,
                limit,
            )
        )
        newest = {}
        for _id, channel_id, wamid, typing in sorted(rows):
            newest[channel_id] = wamid, typing or newest.get(channel_id, (0, 0))[1]
        calls = []
        for channel_id, (wamid, typing) in newest.items():
            channel = self.env["discuss.channel"].browse(channel_id)
            account = channel.whatsapp_account_id
            if account.state == "connected":
                number = account.phone_number_id
                calls.append(Receipt(clients[account], number, wamid, typing))
        return calls

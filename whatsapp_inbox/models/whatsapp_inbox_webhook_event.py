import logging
import math
import traceback
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import payload
from ..tools.lanes import lanes_of

_logger = logging.getLogger(__name__)

BATCH_EVENTS = 200
BATCH_CHARACTERS = 4_000_000
#: what the drain's locks are for
CLAIM, LANE, NUMBER = "claim", "lane", "number"


class WhatsappInboxWebhookEvent(models.Model):
    """The raw body of one webhook POST, stored before anything else.

    What Meta got a 200 for is here, and Meta never gives it again.
    """

    _name = "whatsapp.inbox.webhook.event"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Webhook"
    _order = "id desc"
    _job_cron = "whatsapp_inbox.ir_cron_drain"
    _job_shareable = True

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    body = fields.Text(readonly=True, groups="whatsapp_inbox.group_admin")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        default="pending",
        required=True,
        readonly=True,
    )
    error = fields.Text(readonly=True)
    attempts = fields.Integer(readonly=True)

    _pending_idx = models.Index("(account_id, id) WHERE state = 'pending'")
    _account_idx = models.Index("(account_id, id)")
    _failed_idx = models.Index("(account_id, id) WHERE state = 'failed'")
    _done_idx = models.Index("(create_date) WHERE state = 'done'")

    @api.depends("account_id", "create_date")
    def _compute_display_name(self):
        for event in self:
            event.display_name = f"{event.account_id.name} #{event.id}"

    def action_retry(self):
        """Put failed events back in the queue, for an administrator."""
        self.check_access("read")
        # sudo: administrators may retry an event, but never change what Meta sent
        self.sudo().filtered(lambda e: e.state == "failed").write({"state": "pending"})
        self._wake()

    @api.model
    def _store(self, account_id, body):
        """Keep one body, in plain SQL: this is all that happens before the 200.

        No user is named: checking two foreign keys costs as much as the row.

        :param bytes body: as received; Meta's JSON is pure ASCII, so what
            PostgreSQL's text does not take may go: broken UTF-8 is replaced (escaped,
            it would spoil the JSON around it), NUL is kept escaped
        """
        text = body.decode("utf-8", "replace").replace("\x00", "\\u0000")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO whatsapp_inbox_webhook_event
                    (account_id, body, state, attempts, create_date, write_date)
                VALUES (%(account)s, %(body)s, 'pending', 0, %(now)s, %(now)s)
                """,
                account=account_id,
                body=text,
                now=fields.Datetime.now(),
            ),
            log_exceptions=False,  # the log must not show what customers write
        )
        self._wake()

    @api.model
    def _useful_runs(self):
        [[waiting]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM (SELECT FROM whatsapp_inbox_webhook_event
                         WHERE state = 'pending' LIMIT %s) waiting
                """,
                self._parallel_runs() * BATCH_EVENTS,
            )
        )
        return max(1, math.ceil(waiting / BATCH_EVENTS))

    def _has_work(self):
        return any(map(self._share_number, self._accounts_with_pending()))

    def _job_step(self):
        """Drain a batch of one account, in the order of arrival.

        Several workers may be at one account, never at one customer (``_claim``);
        that nothing is stored twice does not depend on it but on the unique indexes.
        """
        blocked = set()
        for account in self._accounts_with_pending():
            if not self._share_number(account):
                continue  # who has it calls for a drain after its commit
            parsed, of_others = self._claim(account)
            if parsed:
                self.browse(parsed)._process(parsed)
                # One more step, in a new snapshot: it sees what came meanwhile.
                return len(parsed), 1
            blocked |= of_others
        if not blocked:
            return 0, 0
        self._wait_for_lane(min(blocked))
        return 0, 1

    @api.model
    def _accounts_with_pending(self):
        """Who waits longest comes first: a busy number keeps no other one waiting."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id
                  FROM whatsapp_inbox_account account
                  JOIN LATERAL (SELECT event.id
                                  FROM whatsapp_inbox_webhook_event event
                                 WHERE event.account_id = account.id
                                   AND event.state = 'pending'
                                 ORDER BY event.id LIMIT 1) oldest ON TRUE
                 ORDER BY oldest.id
                """
            )
        )
        ids = [row[0] for row in rows]
        return self.env["whatsapp.inbox.account"].browse(ids)

    @api.model
    def _share_number(self, account):
        """Keep those away who want the number for themselves, until the end of the
        transaction.

        :return: False if one of them has it
        """
        return self._lock_number("pg_try_advisory_xact_lock_shared", account)

    @api.model
    def _take_number(self, account):
        """Have the number alone until the end of the transaction; who did calls for a
        drain (:meth:`_wake`).

        :return: False if somebody is at it
        """
        return self._lock_number("pg_try_advisory_xact_lock", account)

    def _lock_number(self, lock, account):
        """Not the row of the account: whoever writes there would keep the drains away,
        and call for none."""
        query = SQL(
            "SELECT %s(%s, %s)", SQL(lock), self._lock_class(NUMBER), account.id
        )
        [[locked]] = self.env.execute_query(query)
        return locked

    @api.model
    def _claim(self, account):
        """Take a batch until the end of the transaction, and its customers with it.

        One worker claims at a time. It goes through all that is pending, what others
        are at as well, and leaves what is about a customer of theirs, with all that
        follows of that customer: so the order is kept, even if they fail.

        :return: updates by event id, in the order of arrival, and the lanes of others
        """
        key = SQL("%s, %s", self._lock_class(CLAIM), account.id)
        self.env.cr.execute(SQL("SELECT pg_advisory_lock(%s)", key))
        claimed, blocked = {}, set()
        try:
            with self.env.cr.savepoint():  # so that the lock can be given back
                for batch in self._next_batches(account):
                    parsed = batch._parse()
                    lanes = {event: lanes_of(parsed[event]) for event in parsed}
                    blocked |= self._blocked_lanes(set().union(*lanes.values()))
                    for event, own in lanes.items():
                        if own & blocked:
                            blocked |= own
                        else:
                            claimed[event] = parsed[event]
                    if claimed:
                        self._lock_events(claimed)
                        break
        finally:
            self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", key))
        return claimed, blocked

    @api.model
    def _next_batches(self, account):
        """As many as there may be workers, so that each finds one of its own."""
        self.flush_model(["state"])
        batch_events = max(
            1, BATCH_EVENTS >> 2 * self.env.context.get("job_caution", 0)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, length(body) FROM whatsapp_inbox_webhook_event
                 WHERE account_id = %s AND state = 'pending'
                 ORDER BY id LIMIT %s
                """,
                account.id,
                batch_events * self._parallel_runs(),
            )
        )
        ids, size = [], 0
        for event_id, length in rows:
            size += length
            if ids and (len(ids) == batch_events or size > BATCH_CHARACTERS):
                yield self.browse(ids)
                ids, size = [], length
            ids.append(event_id)
        if ids:
            yield self.browse(ids)

    @api.model
    def _blocked_lanes(self, lanes):
        """Lock the lanes until the end of the transaction; :return: those of others"""
        rows = self.env.execute_query(
            SQL(
                "SELECT lane FROM unnest(%s::int[]) lane"
                " WHERE NOT pg_try_advisory_xact_lock(%s, lane)",
                sorted(lanes),
                self._lock_class(LANE),
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _wait_for_lane(self, lane):
        """Until the worker that has it is done, or dead."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock_shared(%s, %s)",
                self._lock_class(LANE),
                lane,
            )
        )

    @api.model
    def _lock_events(self, ids):
        """The lock fails at once, and not on a unique index after all the work, if
        this snapshot is older than the commit of another worker."""
        self.env.cr.execute(
            SQL(
                "SELECT FROM whatsapp_inbox_webhook_event WHERE id IN %s"
                " FOR NO KEY UPDATE",
                tuple(ids),
            ),
            log_exceptions=False,
        )

    def _process(self, parsed):
        """One transaction for the batch; if it fails, one by one, so that only the
        event at fault is parked."""
        try:
            with self.env.cr.savepoint():
                self._apply(parsed)
        except Exception as error:  # noqa: BLE001 - each event alone tells its own
            self._raise_if_passing(error)
            _logger.info(
                "WhatsApp account %s: %s in a batch of %s webhooks, now one by one",
                self.account_id.id,
                type(error).__name__,
                len(self),
            )
            self.env.invalidate_all(flush=False)
            for event in self:
                event._process_alone(parsed[event.id])
        else:
            for event in self:
                event._finish(parsed[event.id])

    def _process_alone(self, updates):
        """What is at fault is parked; all else of the event is stored."""
        error = self._error_of(updates)
        if not error:
            self._finish(updates)
            return
        if len(updates) > 1:
            errors = filter(None, [self._error_of([update]) for update in updates])
            error = "\n".join(errors) or error
        self._park(error)

    def _error_of(self, updates):
        """Apply the updates, or nothing of them.

        :return: the traceback, "" if all went well
        """
        try:
            with self.env.cr.savepoint():
                self._apply({self.id: updates})
        except Exception as error:  # noqa: BLE001 - kept with the event
            self._raise_if_passing(error)
            self.env.invalidate_all(flush=False)
            return traceback.format_exc()
        return ""

    def _finish(self, updates):
        """Done; but a part that could not be read stays visible to administrators."""
        unreadable = [u.reason for u in updates if isinstance(u, payload.Unreadable)]
        if unreadable:
            self._park("; ".join(unreadable))
        else:
            self.write({"state": "done", "error": False})

    def _park(self, error):
        """Keep it for an administrator; the log tells that, and not the text of a
        message, which an error may quote."""
        _logger.warning("WhatsApp webhook %s is parked as failed", self.id)
        self.write(
            {
                "state": "failed",
                "error": error,
                "attempts": self.attempts + 1,
            }
        )

    def _parse(self):
        """:return: updates by event id"""
        parsed = {}
        for event in self:
            try:
                updates = payload.parse(event.body.encode())
            except payload.PayloadError as error:
                updates = [payload.Unreadable("", str(error), None)]
            parsed[event.id] = updates
        return parsed

    def _apply(self, parsed):
        """Hand the updates of all events to the number they are for."""
        by_number = defaultdict(list)
        for updates in parsed.values():
            for update in updates:
                by_number[update.phone_number_id].append(update)
        Inbound = self.env["whatsapp.inbox.inbound"]
        webhook_account = self.account_id[:1]
        for phone_number_id, updates in by_number.items():
            account = webhook_account._account_of_number(phone_number_id)
            if account:
                Inbound._receive(account, updates)

    @api.autovacuum
    def _gc_done(self):
        """Those that failed stay until they are done, or an administrator deletes
        them."""
        vacuum = self.env["whatsapp.inbox.vacuum"]
        return vacuum._delete(self._name, vacuum._old_events())

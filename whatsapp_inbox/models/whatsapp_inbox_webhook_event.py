import logging
import traceback
from collections import defaultdict

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import payload

_logger = logging.getLogger(__name__)

BATCH_EVENTS = 200
BATCH_CHARACTERS = 4_000_000
#: After so many meetings on a unique index, the event is believed to meet itself.
SUSPICIOUS_CONFLICTS = 4


class WhatsappInboxWebhookEvent(models.Model):
    """The raw body of one webhook POST, stored before anything else.

    What Meta got a 200 for is here, and Meta never gives it again.
    """

    _name = "whatsapp.inbox.webhook.event"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Webhook"
    _order = "id desc"
    _job_cron = "whatsapp_inbox.ir_cron_drain"

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

    def _job_step(self):
        """Drain a batch of one account, in the order of arrival.

        The lock on the account keeps the order between two workers; that nothing
        is stored twice does not depend on it but on the unique indexes.
        """
        waiting = self._accounts_with_pending()
        account = waiting.try_lock_for_update(allow_referencing=True, limit=1)
        if not account:
            # Nothing, or another worker has it and looks again after its commit.
            return 0, 0
        events = self._next_batch(account)
        events._process()
        # One more step, in a new snapshot: it sees what came in the meantime.
        return len(events), 1

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
    def _next_batch(self, account):
        """The lock fails at once, and not on a unique index after all the work, if
        this snapshot is older than the commit of another worker at the account."""
        self.flush_model(["state"])
        self.env.cr.execute(
            SQL(
                """
                SELECT id, length(body) FROM whatsapp_inbox_webhook_event
                 WHERE account_id = %s AND state = 'pending'
                 ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE
                """,
                account.id,
                max(1, BATCH_EVENTS >> 2 * self.env.context.get("job_caution", 0)),
            ),
            log_exceptions=False,
        )
        ids, size = [], 0
        for event_id, length in self.env.cr.fetchall():
            size += length
            if ids and size > BATCH_CHARACTERS:
                break
            ids.append(event_id)
        return self.browse(ids)

    def _process(self):
        """One transaction for the batch; if it fails, one by one, so that only the
        event at fault is parked."""
        if not self:
            return
        parsed = self._parse()
        good = self.browse(parsed)
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
            for event in good:
                event._process_alone(parsed[event.id])
        else:
            for event in good:
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

    def _raise_if_passing(self, error):
        """What is no fault of the event is settled by another transaction.

        Another one came between, or the database is away or full. But who meets
        somebody on a unique index again and again meets itself, and what is too
        large for PostgreSQL (class 54) stays too large.
        """
        if isinstance(error, psycopg2.errors.UniqueViolation):
            conflicts = self.env.context.get("job_conflicts", 0)
            passing = conflicts < SUSPICIOUS_CONFLICTS
        else:
            passing = isinstance(
                error, psycopg2.OperationalError | psycopg2.InterfaceError
            ) and not (error.pgcode or "").startswith("54")
        if passing:
            raise error

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
        """:return: updates by event id; what is not JSON is parked"""
        parsed = {}
        for event in self:
            try:
                parsed[event.id] = payload.parse(event.body.encode())
            except payload.PayloadError as error:
                event._park(str(error))
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

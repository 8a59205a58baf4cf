import logging
import time
import traceback

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import history
from ..tools.errors import describe
from ..tools.updates import Unreadable

_logger = logging.getLogger(__name__)

#: Messages of one step, which is one transaction: it keeps live ones waiting for a
#: fraction of a second at most.
STEP = 200
#: Seconds until a number is asked for again that the drain has at hand.
PAUSE_SECONDS = 0.1
REFUSED = 2593109  # Meta's page: support/error-codes
MAX_ERROR_LINES = 200
KEEP_DAYS = 365


class WhatsappInboxHistory(models.Model):
    """A part of the history of the phone app, and the job that imports it.

    The drain only puts it down here; what it holds is imported step by step, each
    committed with the place that it reached, and always after what comes in live.
    """

    _name = "whatsapp.inbox.history"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp History"
    _order = "id desc"
    _job_cron = "whatsapp_inbox.ir_cron_history"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    phase = fields.Integer(
        readonly=True,
        help="0: the first day before the number was connected; 1: until day 90; "
        "2: until day 180. Files come apart and have none.",
    )
    chunk_order = fields.Integer("Chunk", readonly=True)
    progress = fields.Integer(readonly=True, help="Meta's, in percent of all phases.")
    content = fields.Json(readonly=True, groups="whatsapp_inbox.group_admin")
    message_count = fields.Integer("Messages", readonly=True)
    position = fields.Integer("Done", readonly=True)
    imported_count = fields.Integer(
        "Imported", readonly=True, help="Without those that were here already."
    )
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("waiting", "Waiting for its messages"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("refused", "Refused"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    error = fields.Text(readonly=True)

    _pending_idx = models.Index("(id) WHERE state = 'pending'")
    _account_idx = models.Index("(account_id, state)")

    @api.depends("account_id", "phase", "chunk_order")
    def _compute_display_name(self):
        for part in self:
            part.display_name = (
                f"{part.account_id.name} {part.phase}/{part.chunk_order} #{part.id}"
            )

    # -- from the webhook ---------------------------------------------------------

    @api.model
    def _receive_fields(self, account, updates):
        """Put down the parts that came, unread."""
        if not account.on_phone_app:
            account.on_phone_app = True
        vals_list = [
            self._prepare_vals(account, chunk)
            for update in updates
            for chunk in history.chunks(update.value)
        ]
        self.create(vals_list)
        if any(vals["state"] == "pending" for vals in vals_list):
            self._wake()

    @api.model
    def _prepare_vals(self, account, chunk):
        if chunk.error:
            return {
                "account_id": account.id,
                "state": "refused" if chunk.error.get("code") == REFUSED else "failed",
                "error": describe(chunk.error),
            }
        return {
            "account_id": account.id,
            "state": "pending",
            "phase": chunk.phase or 0,
            "chunk_order": chunk.order,
            "progress": chunk.progress or 0,
            "message_count": chunk.size,
            "content": chunk.content,
        }

    def action_retry(self):
        """Import failed parts again, for an administrator."""
        self.check_access("read")
        # sudo: administrators may retry, but never change what Meta sent
        failed = self.sudo().filtered(lambda p: p.state == "failed" and p.content)
        failed.write({"state": "pending", "error": False, "position": 0})
        self._wake()

    # -- the job ------------------------------------------------------------------

    def _has_work(self):
        return bool(self.search_count([("state", "=", "pending")], limit=1))

    def _job_step(self):
        part = self.search([("state", "=", "pending")], order="id", limit=1)
        if not part:
            return 0, 0
        # Contacts and threads of a number have one maker at a time.
        drain = self.env["whatsapp.inbox.webhook.event"]
        if not drain._take_number(part.account_id):
            time.sleep(PAUSE_SECONDS)
            return 0, 1
        return part._import_step(), 1

    def _gives_way(self):
        """Whether something live waits: it goes first.

        Also the drain may have found the number taken by a step, and gone home.
        """
        [(events, messages)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM whatsapp_inbox_webhook_event
                                WHERE state = 'pending'),
                       EXISTS (SELECT FROM whatsapp_inbox_message
                                WHERE state = 'queued'
                                  AND COALESCE(retry_at, %(now)s) <= %(now)s)
                """,
                now=fields.Datetime.now(),
            )
        )
        if events:
            self.env["whatsapp.inbox.webhook.event"]._wake()
        return events or messages

    def _import_step(self):
        """One transaction for the step; if it fails, message by message, so that only
        the one at fault is missing.

        :return: number of messages done
        """
        start, stop = self.position, min(self.position + STEP, self.message_count)
        if not self._try_import_until(stop):
            while self.position < stop:
                self._try_import_until(self.position + 1)
        if stop >= self.message_count:
            self._finish()
        return stop - start

    def _try_import_until(self, stop):
        """:return: whether it went well; if not, the place stays"""
        try:
            with self.env.cr.savepoint():
                self._import_until(stop)
        except Exception as error:  # noqa: BLE001 - kept with the part
            self.env["whatsapp.inbox.webhook.event"]._raise_if_passing(error)
            self.env.invalidate_all(flush=False)
            if stop - self.position == 1:
                _logger.warning("WhatsApp history %s: a message is missing", self.id)
                self._note_error(traceback.format_exc())
                self.position = stop
            return False
        return True

    def _note_error(self, error):
        errors = (self.error or "").splitlines(keepends=True)
        self.error = "".join(errors[:MAX_ERROR_LINES]) + f"{error}\n"

    def _import_until(self, stop):
        updates = list(
            history.read(self.content, self.position, stop, self.create_date)
        )
        for update in updates:
            if isinstance(update, Unreadable):
                self._note_error(update.reason)
        good = [u for u in updates if not isinstance(u, Unreadable)]
        lang = self.account_id.company_id.partner_id.lang
        importer = self.env["whatsapp.inbox.history.import"].with_context(lang=lang)
        imported, homeless = importer._import(self.account_id, good)
        if homeless:
            self._keep_homeless(homeless)
        self.position = stop
        self.imported_count += imported
        self.flush_recordset()

    def _finish(self):
        """What waited for messages of this part is tried again."""
        if "threads" in self.content:
            waiting = self.search(
                [("account_id", "=", self.account_id.id), ("state", "=", "waiting")]
            )
            waiting.write({"state": "pending", "position": 0})
        if self.error:
            self.state = "failed"
        else:
            self.write({"state": "done", "content": False})

    def _keep_homeless(self, homeless):
        """Files whose message has not come yet, so that nobody knows whose they are."""
        content = {**self.content, "messages": [u.raw for u in homeless]}
        content.pop("threads", None)
        self.copy(
            {
                "account_id": self.account_id.id,
                "state": "waiting",
                "content": content,
                "message_count": len(homeless),
                "position": 0,
                "imported_count": 0,
            }
        )

    @api.autovacuum
    def _gc_done(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()

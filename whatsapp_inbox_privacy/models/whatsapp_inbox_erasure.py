import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from odoo.addons.whatsapp_inbox.models.whatsapp_inbox_job import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

MAX_TRIES = 10
#: In their order; each is a method ``_phase_<name>`` that does a batch.
PHASES = ("copies", "messages", "work", "webhooks", "traces", "person", "disk")


class WhatsappInboxErasure(models.Model):
    """One person is erased (decision 0046): by a job, in batches, so that a long
    history holds nobody up. The row holds nothing of theirs."""

    _name = "whatsapp.inbox.erasure"
    _inherit = "whatsapp.inbox.job"
    _description = "Erasure of a Person of WhatsApp"
    _order = "id desc"
    _job_cron = "whatsapp_inbox_privacy.ir_cron_erasure"

    contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        "WhatsApp Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    mode = fields.Selection(
        [
            ("anonymise", "Make anonymous: figures stay, without whom they are about"),
            ("delete", "Delete: nothing stays, figures neither"),
        ],
        "What to Do",
        required=True,
        default="anonymise",
    )
    with_partner = fields.Boolean(
        "The Contact in Odoo, Too",
        help="Deleted; or, if orders or invoices need it, without name, numbers, "
        "addresses and history.",
    )
    state = fields.Selection(
        [
            ("draft", "To Be Confirmed"),
            ("running", "Under Way"),
            ("done", "Done"),
            ("failed", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    phase = fields.Char(readonly=True, default=PHASES[0])
    position = fields.Integer(readonly=True, help="Of the phase: the last id seen.")
    last_message = fields.Integer(
        readonly=True, help="Up to this one, no record has a copy any more."
    )
    message_count = fields.Integer("Messages", readonly=True)
    conversation_count = fields.Integer("Conversations", readonly=True)
    file_count = fields.Integer("Files", readonly=True)
    done_count = fields.Integer("Messages Erased", readonly=True)
    progress = fields.Integer(compute="_compute_progress")
    started_at = fields.Datetime(readonly=True)
    bus_last = fields.Integer(
        readonly=True, help="What is on the bus by then has reached who is there."
    )
    error = fields.Char(readonly=True)
    log_id = fields.Many2one("privacy.log", readonly=True, ondelete="set null")
    line_ref = fields.Integer(
        readonly=True, help="The line of Odoo's lookup, which is gone tomorrow."
    )

    _one_at_a_time = models.UniqueIndex(
        "(contact_id) WHERE state = 'running'",
        "This person is being erased already.",
    )

    @api.depends("create_date")
    def _compute_display_name(self):
        for erasure in self:
            erasure.display_name = self.env._("Erasure #%s", erasure.id)

    @api.depends("done_count", "message_count", "phase", "state")
    def _compute_progress(self):
        """Messages are most of it; what follows is the last tenth."""
        for erasure in self:
            if erasure.state == "done":
                erasure.progress = 100
            elif erasure.phase in PHASES[:2]:
                share = erasure.done_count / (erasure.message_count or 1)
                erasure.progress = round(90 * min(share, 1))
            else:
                step = PHASES.index(erasure.phase) if erasure.phase in PHASES else 0
                erasure.progress = 90 + step

    @api.model_create_multi
    def create(self, vals_list):
        """:raises AccessError: for others than administrators of both"""
        Data = self.env["whatsapp.inbox.personal.data"]
        for vals in vals_list:
            contact = self.env["whatsapp.inbox.contact"].browse(vals["contact_id"])
            Data._check_rights(contact)
            vals.update(self._counts(contact), company_id=contact.company_id.id)
            vals.update(state="draft", phase=PHASES[0], position=0, log_id=False)
        return super().create(vals_list)

    def write(self, vals):
        """What is under way is no more chosen; how far it is, is the job's to say.

        :raises AccessError: somebody says it
        """
        if not self.env.su and vals.keys() - {"mode", "with_partner"}:
            raise AccessError(self.env._("This is not changed by hand."))
        chosen = {"mode", "with_partner"} & vals.keys()
        if chosen and self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("It is under way and cannot be changed."))
        return super().write(vals)

    @api.model
    def _counts(self, contact):
        threads = contact.channel_ids.ids
        # sudo: how much there is, of all teams and all that nobody may read
        env = self.sudo().env
        said = [("model", "=", "discuss.channel"), ("res_id", "in", threads)]
        files = [("res_model", "=", "discuss.channel"), ("res_id", "in", threads)]
        conversations = [("contact_id", "=", contact.id)]
        return {
            "message_count": env["mail.message"].search_count(said),
            "file_count": env["ir.attachment"].search_count(files),
            "conversation_count": env["whatsapp.inbox.conversation"].search_count(
                conversations
            ),
        }

    # -- beginning ------------------------------------------------------------------

    def action_start(self):
        """From here on there is no way back.

        :return: this form, which shows how far it is
        """
        self.ensure_one()
        self.env["whatsapp.inbox.personal.data"]._check_rights(self.contact_id)
        if self.state != "draft" or not self.contact_id:
            raise UserError(self.env._("It is under way, or done, already."))
        contact = self.contact_id
        number = contact.phone_formatted or contact.username or contact.bsuid
        words = {
            "anonymise": self.env._("WhatsApp data made anonymous"),
            "delete": self.env._("WhatsApp data deleted"),
        }
        # sudo: how it is going is the job's to write
        erasure = self.sudo()
        erasure.log_id = self.env["privacy.log"].create(
            {
                "anonymized_name": contact.display_name or number,
                "anonymized_email": contact.partner_id.email or "",
                "records_description": self.env._(
                    "WhatsApp contact #%(contact)s: %(messages)s messages, "
                    "%(files)s files, %(conversations)s conversations",
                    contact=contact.id,
                    messages=self.message_count,
                    files=self.file_count,
                    conversations=self.conversation_count,
                ),
                "execution_details": self.env._(
                    "%(what)s (#%(id)s): begun", what=words[self.mode], id=self.id
                ),
            }
        )
        last = erasure.env["bus.bus"].search([], order="id desc", limit=1).id
        now = fields.Datetime.now()
        erasure.write({"state": "running", "started_at": now, "bus_last": last})
        self._line().is_unlinked = True
        self._wake()
        return self._open()

    def _line(self):
        # sudo: the job, or who looked the person up
        Line = self.env["privacy.lookup.wizard.line"].sudo()
        return Line.browse(self.line_ref or 0).exists()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase a Person"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new" if self.state == "draft" else "current",
        }

    def action_retry(self):
        """Go on after a fault, for an administrator."""
        self.ensure_one()
        self.env["whatsapp.inbox.personal.data"]._check_rights(self.contact_id)
        if self.state == "failed":
            # sudo: as in action_start
            self.sudo().write({"state": "running", "error": False})
            self._wake()

    # -- the job --------------------------------------------------------------------

    def _has_work(self):
        return bool(self.search_count([("state", "=", "running")], limit=1))

    def _job_step(self):
        erasure = self.search([("state", "=", "running")], order="id", limit=1)
        if not erasure:
            return 0, 0
        if erasure.phase == "disk":
            # it commits: files whose last attachment is gone go now and not tonight
            self.env["ir.attachment"]._gc_file_store()
            finished = True
        else:
            finished = erasure._try_phase()
        if finished:
            erasure._next_phase()
        return 1, 1

    def _try_phase(self):
        """:return: whether nothing is left of it"""
        try:
            with self.env.cr.savepoint():
                finished = getattr(self, f"_phase_{self.phase}")()
                self.env.flush_all()
                return finished
        except CONCURRENCY_ERRORS:
            raise
        except (psycopg2.errors.ForeignKeyViolation, LockError) as error:
            # something of theirs came since our snapshot
            self.env.invalidate_all(flush=False)
            self.position += 1
            if self.position > MAX_TRIES:
                self._stop(error)
        except Exception as error:
            # one that cannot be erased keeps no other waiting
            _logger.exception("WhatsApp erasure %s stopped", self.id)
            self.env.invalidate_all(flush=False)
            self._stop(error)
        return False

    def _stop(self, error):
        reason = f"{self.phase}: {type(error).__name__}"
        self.write({"state": "failed", "error": reason})

    def _next_phase(self):
        following = PHASES.index(self.phase) + 1
        if following < len(PHASES):
            self.write({"phase": PHASES[following], "position": 0})
            return
        self.state = "done"
        done = self.env._("#%s: done, nothing is left", self.id)
        if self.log_id:
            self.log_id.execution_details = f"{self.log_id.execution_details}\n{done}"

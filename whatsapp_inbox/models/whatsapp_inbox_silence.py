from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 100


class WhatsappInboxSilence(models.AbstractModel):
    """Resolves conversations in which nobody has said anything for long, and that do
    not wait for us."""

    _name = "whatsapp.inbox.silence"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Automatic Resolve"
    _job_cron = "whatsapp_inbox.ir_cron_silence"

    def _job_step(self):
        accounts = self.env["whatsapp.inbox.account"].search(
            ["|", ("auto_resolve_days", ">", 0), ("auto_resolve_hours", ">", 0)]
        )
        done = 0
        for account in accounts:
            silent = self._silent(account)
            # Somebody writes in the others now.
            mine = silent.try_lock_for_update(allow_referencing=True)
            lang = account.company_id.partner_id.lang
            job = self.with_context(lang=lang)
            job._do_or_set_aside(mine, job._resolve)
            if mine and len(silent) == BATCH:
                return len(mine), BATCH
            done += len(mine)
        return done, 0

    @api.model
    def _silent(self, account):
        since = fields.Datetime.now() - account._silence()
        Conversation = self.env["whatsapp.inbox.conversation"]
        return Conversation.search(
            Domain(
                [
                    ("account_id", "=", account.id),
                    ("last_message_at", "<", since),
                    ("waiting_since", "=", False),
                    ("state", "in", ("pending", "snoozed")),
                    "|",
                    ("state", "=", "pending"),
                    ("snoozed_until", "=", False),
                ]
            )
            & Conversation._not_aside(),
            order="last_message_at, id",
            limit=BATCH,
        )

    @api.model
    def _resolve(self, conversations):
        conversations = conversations.with_context(
            lang=self.env.lang,
            whatsapp_auto=True,
            whatsapp_reason=self.env._("Nobody wrote for a long time."),
        )
        conversations.write({"state": "resolved"})
        conversations._send_closing("closing_text")

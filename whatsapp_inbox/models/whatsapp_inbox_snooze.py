from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 100


class WhatsappInboxSnooze(models.AbstractModel):
    """Wakes conversations whose time has come.

    A trigger calls it then; it also runs regularly, so that a lost trigger is no lost
    conversation.
    """

    _name = "whatsapp.inbox.snooze"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Snooze"
    _job_cron = "whatsapp_inbox.ir_cron_snooze"

    def _job_step(self):
        Conversation = self.env["whatsapp.inbox.conversation"]
        due = Conversation.search(
            Domain("state", "=", "snoozed")
            & Domain("snoozed_until", "<=", fields.Datetime.now())
            & Conversation._not_aside(),
            order="snoozed_until, id",
            limit=BATCH,
        )
        # Who is at one of them now wakes it, or the next run finds it again.
        mine = due.try_lock_for_update(allow_referencing=True)
        for company, own in mine.grouped("company_id").items():
            job = self.with_context(lang=company.partner_id.lang)
            job._do_or_set_aside(own, job._wake_up)
        return len(mine), BATCH if mine and len(due) == BATCH else 0

    def _wake_up(self, conversations):
        conversations = conversations.with_context(
            lang=self.env.lang,
            whatsapp_auto=True,
            whatsapp_reason=self.env._("The time until which it was put off is over."),
        )
        orphans = conversations.filtered(self._is_orphan)
        orphans.write({"state": "open", "user_id": False})
        (conversations - orphans).write({"state": "open"})
        for user, own in (conversations - orphans).grouped("user_id").items():
            if user:
                self._tell(user, own)

    @api.model
    def _is_orphan(self, conversation):
        """Whether its owner is no longer there to answer."""
        user = conversation.user_id
        return bool(user) and not user._is_whatsapp_agent()

    @api.model
    def _tell(self, user, conversations):
        env = self.with_context(lang=user.lang).env
        customers = conversations.contact_id.mapped("display_name")
        user._bus_send(
            "simple_notification",
            {
                "type": "info",
                "sticky": True,
                "title": env._("Back from snooze"),
                "message": ", ".join(customers),
            },
        )

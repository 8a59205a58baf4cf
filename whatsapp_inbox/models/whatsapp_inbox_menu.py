from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 50


class WhatsappInboxMenu(models.AbstractModel):
    """Ends the menus that nobody answers, when their time is over.

    It is woken for each deadline; its interval finds what a lost trigger left.
    """

    _name = "whatsapp.inbox.menu"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Menus Without an Answer"
    _job_cron = "whatsapp_inbox.ir_cron_menu"
    _job_by_clock = True

    @api.model
    def _due(self, limit=None):
        Conversation = self.env["whatsapp.inbox.conversation"]
        return Conversation.search(
            Domain("menu_deadline", "<=", fields.Datetime.now())
            & Domain("routing_state", "=", "asking")
            & Conversation._not_aside(),
            order="menu_deadline",
            limit=limit,
        )

    def _has_work(self):
        return bool(self._due(1))

    def _job_step(self):
        """Whoever answers at this moment has the row: then this begins again."""
        due = self._due(BATCH + 1)
        for account, own in due[:BATCH].grouped("account_id").items():
            # its words are for the company's agents, as the drain's
            lang = account.company_id.partner_id.lang
            own = own.with_context(lang=lang)
            own._lock()
            self._do_or_set_aside(own, lambda some: some._route({}))
        return len(due[:BATCH]), len(due[BATCH:])

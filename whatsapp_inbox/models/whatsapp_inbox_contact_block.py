from odoo import api, fields, models
from odoo.exceptions import UserError


class WhatsappInboxContact(models.Model):
    """Blocked on one number of ours, a customer may still write to another."""

    _inherit = "whatsapp.inbox.contact"

    blocked = fields.Boolean(
        compute="_compute_blocked", help="On at least one number that you may see."
    )

    @api.depends("channel_ids.whatsapp_blocked_at")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_blocked(self):
        for contact in self:
            contact.blocked = bool(contact._threads(blocked=True))

    def _threads(self, blocked):
        return self.env["discuss.channel"].search(
            [
                ("whatsapp_contact_id", "in", self.ids),
                ("whatsapp_blocked_at", "!=" if blocked else "=", False),
            ],
            order="last_interest_dt desc, id desc",
        )

    def action_block(self):
        """Block them where they wrote last: WhatsApp only takes who wrote lately."""
        self.ensure_one()
        self.check_access("read")
        thread = self._threads(blocked=False)[:1]
        if not thread:
            raise UserError(self.env._("There is no conversation of this customer."))
        thread.whatsapp_block()

    def action_unblock(self):
        """On all numbers that this user may see."""
        self.ensure_one()
        self.check_access("read")
        for thread in self._threads(blocked=True):
            thread.whatsapp_unblock()

from odoo import models


class WhatsappInboxMessage(models.Model):
    """News that WhatsApp refused, or that came too late to be sent, are told of on
    their document."""

    _inherit = "whatsapp.inbox.message"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("failed", "withdrawn"):
            news = self.filtered(lambda m: m.auto_kind == "event")
            if news:
                # sudo: the outbox, or whoever takes it back
                self.env["whatsapp.inbox.document.event"].sudo()._note_failed(news)
        return result

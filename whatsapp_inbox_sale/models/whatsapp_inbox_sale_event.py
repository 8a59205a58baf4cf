from odoo import models


class WhatsappInboxSaleEvent(models.AbstractModel):
    """Orders, deliveries and invoices tell what the settings of their company say."""

    _name = "whatsapp.inbox.sale.event"
    _inherit = "whatsapp.inbox.event.mixin"
    _description = "Document of Sales with News for WhatsApp"

    def _whatsapp_event_is_on(self, event):
        return self.company_id[f"whatsapp_{event}_active"]

    def _whatsapp_event_text(self, event):
        return self.company_id._whatsapp_event_text(event)

    def _whatsapp_event_template(self, event):
        return self.company_id[f"whatsapp_{event}_template_id"]

from odoo import fields, models


class WhatsappInboxDocumentSend(models.TransientModel):
    """Orders and invoices also by a link to pay."""

    _inherit = "whatsapp.inbox.document.send"

    kind = fields.Selection(
        selection_add=[("payment", "Payment link")], ondelete={"payment": "cascade"}
    )

    def _note(self, record):
        if self.kind == "payment":
            return self.env._("Payment link sent by WhatsApp")
        return super()._note(record)

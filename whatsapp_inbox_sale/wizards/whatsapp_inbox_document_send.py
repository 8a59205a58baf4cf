from odoo import fields, models


class WhatsappInboxDocumentSend(models.TransientModel):
    """Orders and invoices also by a link: to the portal, or to pay."""

    _inherit = "whatsapp.inbox.document.send"

    kind = fields.Selection(
        selection_add=[("portal", "Link to the portal"), ("payment", "Payment link")],
        ondelete={"portal": "cascade", "payment": "cascade"},
    )

    def _note(self, record):
        if self.kind == "portal":
            return self.env._("Link to the portal sent by WhatsApp")
        if self.kind == "payment":
            return self.env._("Payment link sent by WhatsApp")
        return super()._note(record)

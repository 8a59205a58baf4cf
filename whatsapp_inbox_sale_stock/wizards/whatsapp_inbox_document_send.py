from odoo import fields, models


class WhatsappInboxDocumentSend(models.TransientModel):
    _inherit = "whatsapp.inbox.document.send"

    kind = fields.Selection(
        selection_add=[("tracking", "Tracking of the parcel")],
        ondelete={"tracking": "cascade"},
    )

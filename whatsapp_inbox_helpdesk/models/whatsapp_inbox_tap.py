from odoo import models


class WhatsappInboxTap(models.AbstractModel):
    _name = "whatsapp.inbox.tap"
    _inherit = ["whatsapp.inbox.ticket.tap.mixin", "whatsapp.inbox.tap"]

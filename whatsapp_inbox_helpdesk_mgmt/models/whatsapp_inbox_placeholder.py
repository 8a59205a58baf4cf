from odoo import models


class WhatsappInboxPlaceholder(models.AbstractModel):
    _name = "whatsapp.inbox.placeholder"
    _inherit = ["whatsapp.inbox.ticket.placeholder.mixin", "whatsapp.inbox.placeholder"]

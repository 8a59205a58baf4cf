from odoo import models


class WhatsappInboxMessage(models.Model):
    _name = "whatsapp.inbox.message"
    _inherit = ["whatsapp.inbox.ticket.transport.mixin", "whatsapp.inbox.message"]

from odoo import models


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = [
        "whatsapp.inbox.ticket.message.mixin",
        "whatsapp.inbox.ticket.said.mixin",
        "mail.message",
    ]

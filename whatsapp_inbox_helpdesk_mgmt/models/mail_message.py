from odoo import models


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["whatsapp.inbox.ticket.message.mixin", "mail.message"]

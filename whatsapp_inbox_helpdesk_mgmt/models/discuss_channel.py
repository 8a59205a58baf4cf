from odoo import models


class DiscussChannel(models.Model):
    _name = "discuss.channel"
    _inherit = [
        "whatsapp.inbox.ticket.answer.mixin",
        "whatsapp.inbox.ticket.thread.mixin",
        "discuss.channel",
    ]

from odoo import models


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["whatsapp.inbox.ticket.mixin", "helpdesk.ticket"]

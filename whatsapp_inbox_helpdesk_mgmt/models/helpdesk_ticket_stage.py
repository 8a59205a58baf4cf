from odoo import models


class HelpdeskTicketStage(models.Model):
    _name = "helpdesk.ticket.stage"
    _inherit = ["whatsapp.inbox.ticket.stage.mixin", "helpdesk.ticket.stage"]

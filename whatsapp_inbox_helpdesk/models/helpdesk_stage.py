from odoo import models


class HelpdeskStage(models.Model):
    _name = "helpdesk.stage"
    _inherit = ["whatsapp.inbox.ticket.stage.mixin", "helpdesk.stage"]

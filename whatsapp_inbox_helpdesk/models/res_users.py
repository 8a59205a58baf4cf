from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["whatsapp.inbox.ticket.user.mixin", "res.users"]

from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["whatsapp.inbox.ticket.team.mixin", "helpdesk.ticket.team"]

    whatsapp_team_ids = fields.One2many(
        "whatsapp.inbox.team",
        "helpdesk_team_id",
        "Inbox Teams",
        help="Chats of these teams become tickets of this one.",
    )

from odoo import fields, models


class WhatsappInboxTeam(models.Model):
    _name = "whatsapp.inbox.team"
    _inherit = ["whatsapp.inbox.ticket.inbox.team.mixin", "whatsapp.inbox.team"]

    helpdesk_team_id = fields.Many2one(
        "helpdesk.team",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="Tickets of this team's chats are for that team.",
    )

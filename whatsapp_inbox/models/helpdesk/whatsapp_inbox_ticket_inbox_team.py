from odoo import fields, models


class WhatsappInboxTicketInboxTeam(models.AbstractModel):
    """A team of the inbox: which of its conversations become tickets by themselves.

    The bridge has ``helpdesk_team_id``: the two products have different teams.
    """

    _name = "whatsapp.inbox.ticket.inbox.team.mixin"
    _description = "Inbox Team with Tickets"

    ticket_new = fields.Boolean(
        "Each New Conversation", help="A ticket is made when it comes to this team."
    )
    ticket_after_hours = fields.Boolean(
        "While Closed",
        help="A ticket is made when a customer writes while it is closed.",
    )
    ticket_unanswered_minutes = fields.Integer(
        "Unanswered for Minutes",
        help="A ticket is made when a customer has waited so long; minutes of the "
        "helpdesk team's working hours, if it has any. 0: never.",
    )
    ticket_resolved = fields.Boolean(
        "On Resolve", help="A ticket is made of what is resolved without one."
    )

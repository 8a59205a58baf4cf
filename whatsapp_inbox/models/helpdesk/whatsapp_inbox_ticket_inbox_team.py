from datetime import timedelta

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

    def _unanswered_since(self):
        """:return: who waits since then, or longer, has waited too long: naive UTC, by
        the working hours of the helpdesk's team; None for nobody"""
        minutes = self.ticket_unanswered_minutes
        now = fields.Datetime.now()
        calendar = self.helpdesk_team_id._whatsapp_calendar()
        if not calendar:
            return now - timedelta(minutes=minutes)
        off = self.helpdesk_team_id._whatsapp_days_off()
        since = calendar.plan_hours(-minutes / 60, now, compute_leaves=True, domain=off)
        return since or None

from odoo import api, models


class WhatsappInboxTicketTimeline(models.AbstractModel):
    """Tickets have their place in the history of the customer, closed ones too."""

    _name = "whatsapp.inbox.ticket.timeline.mixin"
    _description = "Timeline with Tickets"

    @api.model
    def _sources(self):
        sources = super()._sources()
        if self.env["helpdesk.ticket"]._is_helpdesk_user():
            sources["ticket"] = (self.env._("Tickets"), "fa-life-ring")
        return sources

    @api.model
    def _source_ticket(self, people, find):
        tickets = find(
            self.env["helpdesk.ticket"].with_context(active_test=False),
            [("partner_id", "in", people.ids)],
            "create_date",
        )
        return [
            (ticket, ticket.create_date, ticket.partner_id, self._ticket_row(ticket))
            for ticket in tickets
        ]

    @api.model
    def _ticket_row(self, ticket):
        parts = [
            ticket._role("number"),
            ticket.stage_id.name,
            ticket.team_id.name,
            ticket.user_id.name,
        ]
        return {
            "title": ticket.name,
            "text": " · ".join(filter(None, parts)),
            "record": ["helpdesk.ticket", ticket.id],
        }

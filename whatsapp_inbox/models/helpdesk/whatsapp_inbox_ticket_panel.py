from odoo import api, fields, models

#: Tickets that the section shows at once.
SHOWN = 5


class WhatsappInboxTicketPanel(models.AbstractModel):
    """Open tickets of the customer and their company, of what the agent may read."""

    _name = "whatsapp.inbox.ticket.panel.mixin"
    _description = "Customer Panel with Tickets"

    @api.model
    def _sections(self, thread):
        sections = super()._sections(thread)
        Ticket = self.env["helpdesk.ticket"]
        if Ticket.has_access("read") and thread._whatsapp_partner().has_access("read"):
            sections["tickets"] = {"title": self.env._("Tickets"), "sequence": 60}
        return sections

    @api.model
    def _section_tickets(self, thread):
        """:return: ``tickets``: open ones, the most urgent first; ``more``: whether
        there are others; ``stages`` with ``teams``: whose they are, or none: of all;
        ``members``: by id of a team, (id, name) of whom its tickets can be given to;
        ``priorities``: (value, words); ``can_create``; ``domain``: of all tickets of
        the customer, closed ones too
        """
        Ticket = self.env["helpdesk.ticket"]
        domain = Ticket._whatsapp_domain(thread._whatsapp_partner(), thread)
        tickets = Ticket.search(
            domain & Ticket._open_domain(),
            order="priority desc, id desc",
            limit=SHOWN + 1,
        )
        mine = tickets._filtered_access("write")
        priority = Ticket._fields["priority"]
        return {
            "tickets": [self._ticket_row(t, t in mine) for t in tickets[:SHOWN]],
            "more": len(tickets) > SHOWN,
            "stages": self._ticket_stages(mine),
            "members": {t.id: self._ticket_members(t) for t in mine.team_id},
            "priorities": priority._description_selection(self.env),
            "can_create": Ticket.has_access("create"),
            "domain": list(domain),
        }

    @api.model
    def _ticket_row(self, ticket, can_write):
        """What the section says of one ticket. A hook; extend with super()."""
        deadline = ticket._role("deadline")
        partner = ticket.partner_id
        return {
            "id": ticket.id,
            "number": ticket._role("number") or "",
            "name": ticket.name,
            "team": ticket.team_id.id,
            "stage": ticket.stage_id.id,
            "stage_name": ticket.stage_id.name or "",
            "priority": ticket.priority,
            "user": ticket.user_id.id,
            "user_name": ticket.user_id.name or "",
            "deadline": deadline and fields.Datetime.to_string(deadline),
            "who": ""
            if partner == partner.commercial_partner_id
            else partner.name or "",
            "can_write": can_write,
        }

    @api.model
    def _ticket_stages(self, tickets):
        if not tickets:
            return []
        stages = self.env[tickets._fields["stage_id"].comodel_name].search([])
        return [
            {"id": stage.id, "name": stage.name, "teams": stage.team_ids.ids}
            for stage in stages
        ]

    @api.model
    def _ticket_members(self, team):
        # sudo: names of colleagues whom a ticket may be given to
        members = team.sudo()._role("members").filtered("active")
        return [(user.id, user.name) for user in members]

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
        is_user = self.env["helpdesk.ticket"]._is_helpdesk_user()
        if is_user and thread._whatsapp_partner().has_access("read"):
            sections["tickets"] = {
                "title": self.env._("Tickets"),
                "sequence": 60,
                "slow": True,  # deadlines and what else a helpdesk computes
            }
        return sections

    @api.model
    def _section_tickets(self, thread):
        """:return: ``tickets``: open ones, the most urgent first; ``more``: whether
        there are others; ``priorities``: (value, words); ``can_create``
        """
        Ticket = self.env["helpdesk.ticket"]
        domain = Ticket._whatsapp_domain(thread._whatsapp_partner(), thread)
        number = filter(None, [Ticket._role_field("number")])
        tickets = Ticket.search_fetch(
            domain & Ticket._open_domain(),
            ["name", "partner_id", "priority", "stage_id", "user_id", *number],
            order="priority desc, id desc",
            limit=SHOWN + 1,
        )
        mine = tickets._filtered_access("write")
        priority = Ticket._fields["priority"]
        return {
            "tickets": [self._ticket_row(t, t in mine) for t in tickets[:SHOWN]],
            "more": len(tickets) > SHOWN,
            "priorities": priority._description_selection(self.env),
            "can_create": Ticket.has_access("create"),
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

from odoo import api, models


class WhatsappInboxTicketPlaceholder(models.AbstractModel):
    """Texts that name a ticket that this user may read: the one in whose chatter they
    write, else the customer's newest open one."""

    _name = "whatsapp.inbox.ticket.placeholder.mixin"
    _description = "Placeholders with Tickets"

    @api.model
    def _placeholders(self):
        env, ticket = self.env, self.env._("Ticket")
        return {
            **super()._placeholders(),
            "ticket.number": (env._("Number"), ticket, "HT00042"),
            "ticket.title": (env._("Title"), ticket, env._("The pot is broken")),
            "ticket.stage": (env._("Stage"), ticket, env._("In Progress")),
            "ticket.agent": (env._("Agent"), ticket, "Luis Pérez"),
            "ticket.link": (
                env._("Link to the portal"),
                ticket,
                f"{self.get_base_url()}/my/ticket/42",
            ),
        }

    def _ticket(self, conversation, partner):
        Ticket = self.env["helpdesk.ticket"]
        if ticket_id := self.env.context.get("whatsapp_ticket_id"):
            return Ticket.search([("id", "=", ticket_id)])
        domain = Ticket._whatsapp_domain(partner, conversation.channel_id)
        return Ticket.search(domain & Ticket._open_domain(), order="id desc", limit=1)

    def _value_ticket_number(self, conversation, partner):
        ticket = self._ticket(conversation, partner)
        return ticket and ticket._role("number")

    def _value_ticket_title(self, conversation, partner):
        return self._ticket(conversation, partner).name

    def _value_ticket_stage(self, conversation, partner):
        # in the customer's language, if the text is
        return self._ticket(conversation, partner).stage_id.name

    def _value_ticket_agent(self, conversation, partner):
        return self._ticket(conversation, partner).user_id.name

    def _value_ticket_link(self, conversation, partner):
        ticket = self._ticket(conversation, partner)
        return ticket and ticket._whatsapp_portal_link()

from odoo import Command, models
from odoo.fields import Domain

from .whatsapp_inbox_ticket_event import OPENED

#: What the inbox calls urgent, as both helpdesks call it; what is normal stays theirs.
PRIORITIES = {"1": "2", "2": "3"}


class WhatsappInboxTicketConversation(models.AbstractModel):
    """What a customer asks for becomes a ticket."""

    _name = "whatsapp.inbox.ticket.conversation.mixin"
    _description = "Conversation That Becomes Tickets"

    def _create_ticket(self, name="", messages=None, another=False):
        """Make a ticket of this conversation, or of some of its thread's messages.

        Without a name or messages it has one open ticket, of one name as well, unless
        ``another``.

        :param messages: ``mail.message``s of the thread; all since the last ticket by
            default
        :return: ``helpdesk.ticket`` with all rights, and whether it is new
        """
        self.ensure_one()
        self._lock_to_make()
        name = " ".join(name.split())
        tickets = self._tickets()
        said = messages or self._untold_messages()
        title = name or self._ticket_title(said)
        if not another:
            same = tickets.filtered_domain(tickets._open_domain())
            if name or messages:
                same = same.filtered(lambda ticket: ticket.name == title)
            if same:
                return same[0], False
        vals = {**self._prepare_ticket_vals(said), "name": title}
        if said and not messages:
            vals["whatsapp_transcript_id"] = said[-1].id
        ticket = tickets.create(vals)
        said._whatsapp_put_on_ticket(ticket)
        for message in messages or self._said_first(said):
            self.env["whatsapp.inbox.document.link"]._link(message, ticket)
        self.env["whatsapp.inbox.document.event"]._note(OPENED, ticket)
        return ticket, True

    def _tickets(self):
        """:return: what was made of these conversations, closed ones too, the newest
        first; with all rights and as the inbox's company"""
        # sudo: who may make tickets makes them for whom the helpdesk's team says
        tickets = self.env["helpdesk.ticket"].sudo().with_company(self.company_id)
        return tickets.with_context(
            active_test=False,
            allowed_company_ids=self.company_id.ids,
            mail_create_nosubscribe=True,  # who has it follows it, not who made it
        ).search([("whatsapp_conversation_ids", "in", self.ids)], order="id desc")

    # -- what it says -------------------------------------------------------------

    def _ticket_title(self, said):
        """:param said: ``mail.message``s that it is made of"""
        first = self._said_first(said)
        return self._topic(first) or self._topic() or self.contact_id.display_name

    def _said_first(self, messages):
        """:return: the customer's first of these, or the first"""
        theirs = messages.filtered(lambda m: m.whatsapp_direction == "inbound")
        return theirs[:1] or messages[:1]

    def _prepare_ticket_vals(self, messages):
        """Values of a new ticket of this conversation. A hook; extend with super().

        :param messages: ``mail.message``s that it is made of
        """
        Ticket = self.env["helpdesk.ticket"]
        contact = self.contact_id
        # sudo: the customer of a conversation, and the team that its tickets are for
        partner = contact.sudo().partner_id
        team = self.sudo()._own_team().helpdesk_team_id
        conversations = self | messages._whatsapp_conversations()
        vals = {
            "company_id": self.company_id.id,
            "description": self._ticket_description(messages),
            "partner_id": partner.id,
            "tag_ids": [Command.set(self._ticket_tags().ids)],
            "whatsapp_conversation_ids": [Command.set(conversations.ids)],
            **self._ticket_people(team),
        }
        if priority := PRIORITIES.get(self.priority):
            vals["priority"] = priority
        who = {
            "customer_name": partner.name or contact._own_name(),
            "customer_email": partner.email,
            "customer_phone": partner.phone or contact.phone_formatted,
        }
        for role, value in who.items():
            if value and (field := Ticket._role_field(role)):
                vals[field] = value
        known = Ticket._fields
        return {
            key: value
            for key, value in vals.items()
            if key in known and not known[key].related
        }

    def _ticket_people(self, team):
        """Its team, and the agent if they work in it, unless the team assigns its
        tickets by itself."""
        if not team:
            return {}  # as the helpdesk has it
        if team._role("assigns"):
            return {"team_id": team.id}
        members = team._role("members")
        agents = (self.user_id, self.env.user)
        agent = next((user for user in agents if user.active and user in members), None)
        return {"team_id": team.id, "user_id": agent and agent.id}

    def _ticket_tags(self):
        """:return: those of the helpdesk with the names of the conversation's"""
        # sudo: names of tags
        Tag = self.env[self.env["helpdesk.ticket"]._fields["tag_ids"].comodel_name]
        domain = Domain("name", "in", self.sudo().tag_ids.mapped("name"))
        if "company_id" in Tag._fields:
            domain &= Domain("company_id", "in", (self.company_id.id, False))
        return Tag.sudo().search(domain)

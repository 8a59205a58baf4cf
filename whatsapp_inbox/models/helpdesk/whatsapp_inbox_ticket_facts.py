from dataclasses import replace

from odoo import models
from odoo.fields import Domain

from ...tools.routing import Agent


class WhatsappInboxTicketFacts(models.AbstractModel):
    """What a conversation knows of tickets: for the rules of routing, who has an open
    one of the customer; for its form, its own."""

    _name = "whatsapp.inbox.ticket.facts.mixin"
    _description = "Facts of Tickets for Routing"

    def _facts(self, said, at=None, hours=None):
        facts = super()._facts(said, at, hours)
        rules, _names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )
        if not any(Agent.TICKET in (rule.related, rule.agent) for rule in rules):
            return facts
        for conversation, user_id in self._ticket_agents().items():
            agents = {**facts[conversation].agents, Agent.TICKET: user_id}
            facts[conversation] = replace(facts[conversation], agents=agents)
        return facts

    def _ticket_agents(self):
        """:return: by conversation whose customer has an open ticket, the id of who has
        the newest, or 0. One query"""
        # sudo: who helps the customer decides, whoever causes the routing
        contacts = self.contact_id.sudo()
        Ticket = contacts.env["helpdesk.ticket"]
        threads = self.channel_id._origin
        whose = Domain("partner_id", "in", contacts.partner_id.ids)
        whose |= Domain("whatsapp_conversation_ids.channel_id", "in", threads.ids)
        company = Domain("company_id", "in", [*contacts.company_id.ids, False])
        tickets = Ticket.search(whose & company & Ticket._open_domain(), order="id")
        found = {}
        for conversation in self:
            partner = conversation.contact_id.sudo().partner_id
            channel = conversation.channel_id._origin
            own = tickets.filtered(
                lambda ticket, partner=partner, channel=channel: (
                    (partner and ticket.partner_id == partner)
                    or channel in ticket.whatsapp_conversation_ids.channel_id
                )
            )
            if own:
                found[conversation] = own.filtered("user_id.active")[-1:].user_id.id
        return {conversation: user_id or 0 for conversation, user_id in found.items()}

    # -- on the form ----------------------------------------------------------------

    def _readable_tickets(self):
        """:return: ``helpdesk.ticket`` of these that this user may read, closed and
        archived ones too"""
        Ticket = self.env["helpdesk.ticket"].with_context(active_test=False)
        return Ticket.search([("whatsapp_conversation_ids", "in", self.ids)])

    def _compute_ticket_count(self):
        for conversation in self:
            conversation.ticket_count = len(conversation._readable_tickets())

    def action_view_tickets(self):
        self.ensure_one()
        self.check_access("read")
        self.env["helpdesk.ticket"].check_access("write")  # see _is_helpdesk_user
        found = self._readable_tickets()
        one = len(found) == 1
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "helpdesk.ticket",
            "res_id": one and found.id,
            "views": [[False, "form"]] if one else [[False, "list"], [False, "form"]],
            "domain": [("id", "in", found.ids)],
            "context": {"active_test": False, "create": False},
        }

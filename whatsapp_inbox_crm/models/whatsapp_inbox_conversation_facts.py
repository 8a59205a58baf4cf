from dataclasses import replace

from odoo import models
from odoo.fields import Domain

from odoo.addons.whatsapp_inbox.tools.routing import Agent


class WhatsappInboxConversation(models.Model):
    """Who has an open lead of a customer without a salesperson is their salesperson,
    for the rules of routing."""

    _inherit = "whatsapp.inbox.conversation"

    def _facts(self, said, at=None, hours=None):
        facts = super()._facts(said, at, hours)
        if not self._routing_asks_salesperson():
            return facts
        without = self.browse().union(
            *(c for c in facts if Agent.SALESPERSON not in facts[c].agents)
        )
        for conversation, user_id in without._lead_salespeople().items():
            agents = {**facts[conversation].agents, Agent.SALESPERSON: user_id}
            facts[conversation] = replace(facts[conversation], agents=agents)
        return facts

    def _routing_asks_salesperson(self):
        rules, _names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )
        return any(Agent.SALESPERSON in (rule.related, rule.agent) for rule in rules)

    def _lead_salespeople(self):
        """:return: by conversation, the id of whoever has the newest open lead of its
        customer; of nobody we know, by number. One query"""
        # sudo: who sells to the customer decides, whoever causes the routing
        contacts = self.contact_id.sudo()
        phones = [c.phone for c in contacts if c.phone and not c.partner_id]
        whose = Domain("partner_id", "in", contacts.partner_id.ids)
        if phones:
            nobody = Domain("partner_id", "=", False)
            whose |= nobody & Domain("phone_sanitized", "in", phones)
        leads = contacts.env["crm.lead"].search_fetch(
            whose
            & Domain("user_id.active", "=", True)
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", [*contacts.company_id.ids, False]),
            ["partner_id", "phone_sanitized", "user_id"],
            order="id",
        )
        owners = {
            lead.partner_id or lead.phone_sanitized: lead.user_id.id for lead in leads
        }
        found = {}
        for conversation in self:
            contact = conversation.contact_id.sudo()
            key = contact.partner_id or contact.phone
            if key and key in owners:
                found[conversation] = owners[key]
        return found

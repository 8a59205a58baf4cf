from odoo import fields, models

from odoo.addons.whatsapp_inbox.models.helpdesk.whatsapp_inbox_ticket_rule import (
    archive_rules,
)
from odoo.addons.whatsapp_inbox.tools.routing import Agent

TICKET = Agent.TICKET.value


class WhatsappInboxRoutingRule(models.Model):
    _name = "whatsapp.inbox.routing.rule"
    _inherit = ["whatsapp.inbox.ticket.rule.mixin", "whatsapp.inbox.routing.rule"]

    related = fields.Selection(
        selection_add=[(TICKET, "An open ticket")], ondelete={TICKET: archive_rules}
    )
    agent = fields.Selection(
        selection_add=[(TICKET, "Who has the customer's open ticket")],
        ondelete={TICKET: "set null"},
    )

from odoo import models

from ...tools.routing import Agent


class WhatsappInboxTicketRule(models.AbstractModel):
    """What rules say of tickets."""

    _name = "whatsapp.inbox.ticket.rule.mixin"
    _description = "Routing Rule with Tickets"

    def _when_related(self):
        if self.related == Agent.TICKET:
            return self.env._("the customer has an open ticket")
        return super()._when_related()

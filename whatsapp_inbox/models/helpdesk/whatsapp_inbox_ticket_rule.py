from odoo import api, fields, models

from ...tools.routing import Agent

#: What a rule does as well.
TICKET = "ticket"


def archive_rules(rules):
    """The bridge is uninstalled. Without its condition a rule would fit customers whom
    it was never meant for."""
    rules.write({"active": False, "related": False})


class WhatsappInboxTicketRule(models.AbstractModel):
    """What rules say of tickets."""

    _name = "whatsapp.inbox.ticket.rule.mixin"
    _description = "Routing Rule with Tickets"

    make_ticket = fields.Boolean(
        "Make a Ticket", help="Unless the conversation has an open one."
    )

    @api.constrains("make_ticket")
    def _check_ticket_does_something(self):
        self._check_does_something()

    @api.model
    def _told_fields(self):
        return [*super()._told_fields(), "make_ticket"]

    def _more(self):
        return super()._more() | ({TICKET} if self.make_ticket else set())

    def _then_more(self):
        words = [self.env._("make a ticket")] if self.make_ticket else []
        return super()._then_more() + words

    def _when_related(self):
        if self.related == Agent.TICKET:
            return self.env._("the customer has an open ticket")
        return super()._when_related()

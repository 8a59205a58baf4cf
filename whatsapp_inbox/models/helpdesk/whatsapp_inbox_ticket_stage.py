from odoo import api, fields, models

from ...tools import helpdesk

#: What texts about a ticket may say, beside what all automatic texts may.
FACTS = ("name", "team", "ticket", "title", "stage", "agent", "link")


class WhatsappInboxTicketStage(models.AbstractModel):
    """A stage of tickets, and what customers are told when theirs comes there."""

    _name = "whatsapp.inbox.ticket.stage.mixin"
    _inherit = ["whatsapp.inbox.ticket.roles", "whatsapp.inbox.auto.text"]
    _description = "Stage That Is Told on WhatsApp"
    _roles = helpdesk.STAGE

    whatsapp_active = fields.Boolean(
        "Tell the Customer on WhatsApp",
        help="Once for each ticket, when it comes to this stage.",
    )
    whatsapp_text = fields.Text(
        "WhatsApp Text",
        translate=True,
        help="Sent within 24 hours of the customer's last message. Empty: a text of "
        "ours, in their language.",
    )
    whatsapp_template_id = fields.Many2one(
        "whatsapp.inbox.template",
        "WhatsApp Template",
        ondelete="set null",
        help="Sent after these 24 hours. Empty: then nothing is sent, and the ticket "
        "says so.",
    )

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "whatsapp_text"]

    @api.model
    def _auto_text_names(self, field_name):
        return FACTS

    def _is_closed(self):
        """Whether tickets of this stage are done."""
        return bool(self._role("closed"))

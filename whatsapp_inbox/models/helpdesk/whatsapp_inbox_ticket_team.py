from odoo import api, fields, models

from ...tools import helpdesk
from .whatsapp_inbox_ticket_stage import FACTS


class WhatsappInboxTicketTeam(models.AbstractModel):
    """A team of the helpdesk: what its customers are told and asked on WhatsApp.

    The bridge has ``whatsapp_team_ids``, the teams of the inbox whose chats become
    tickets of this one.
    """

    _name = "whatsapp.inbox.ticket.team.mixin"
    _inherit = ["whatsapp.inbox.ticket.roles", "whatsapp.inbox.auto.text"]
    _description = "Helpdesk Team on WhatsApp"
    _roles = helpdesk.TEAM

    whatsapp_opened_active = fields.Boolean(
        "Tell the Number",
        default=True,
        help="A customer whose chat becomes a ticket gets its number on WhatsApp.",
    )
    whatsapp_opened_text = fields.Text(
        "Text of the Number",
        translate=True,
        help="Empty: a text of ours, in the customer's language.",
    )
    whatsapp_opened_template_id = fields.Many2one(
        "whatsapp.inbox.template",
        "Template of the Number",
        ondelete="set null",
        help="Sent after 24 hours without a message of the customer.",
    )
    whatsapp_ask_solved = fields.Boolean(
        "Ask Whether It Was Solved",
        help="When a ticket is closed the customer gets two buttons. “No” opens it "
        "again and tells its owner.",
    )
    whatsapp_final_days = fields.Integer(
        "Final After Days",
        default=3,
        help="Without an answer the ticket is closed for good then: the buttons do "
        "nothing more. Working days, if the team has working hours. 0: never.",
    )
    whatsapp_ask_rating = fields.Boolean(
        "Ask for Satisfaction",
        help="With buttons in the chat when a ticket is closed; if it is asked whether "
        "it was solved, after “Yes”. The mail in which your helpdesk asks the same is "
        "its own, and asked all the same: choose one of them.",
    )
    whatsapp_follow = fields.Selection(
        [
            ("ticket", "Tickets close with the chat"),
            ("conversation", "The chat ends with its last ticket"),
            ("both", "Both"),
        ],
        "Tickets and Conversations",
        help="Tickets close with the chat: who resolves it closes its tickets. The "
        "chat ends with its last ticket: who closes that one resolves it, unless the "
        "customer waits for an answer. Empty: each is closed by itself.",
    )

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "whatsapp_opened_text"]

    @api.model
    def _auto_text_names(self, field_name):
        return FACTS

    # -- working hours --------------------------------------------------------------

    def _whatsapp_calendar(self):
        """:return: ``resource.calendar`` with working hours, or none: flexible ones
        say how many, and not when"""
        none = self.env["resource.calendar"]
        calendar = self._role("calendar") or none
        return none if calendar.flexible_hours else calendar

    def _whatsapp_days_off(self):
        """:return: domain of holidays: those of another company are none of ours"""
        companies = [False, self.company_id.id]
        return [("time_type", "=", "leave"), ("company_id", "in", companies)]

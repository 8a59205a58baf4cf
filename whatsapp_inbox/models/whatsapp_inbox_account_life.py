from datetime import timedelta

from odoo import fields, models


class WhatsappInboxAccount(models.Model):
    """How the conversations of a number end."""

    _inherit = "whatsapp.inbox.account"

    auto_resolve_days = fields.Integer(
        "Resolve After",
        help="So long without a message resolves a conversation that waits for the "
        "customer. One that waits for us stays. 0 days and 0 hours: never.",
    )
    auto_resolve_hours = fields.Integer("Hours of Silence")
    closing_text = fields.Text(
        translate=True,
        help="Sent when a conversation is resolved by silence, if WhatsApp still "
        "accepts a message then: its window is 24 hours. Empty: nothing is sent.",
    )
    resolve_text = fields.Text(
        translate=True,
        help="Sent some seconds after an agent resolved a conversation, unless it is "
        "open again by then. Empty: nothing is sent.",
    )

    _auto_resolve_days_positive = models.Constraint(
        "CHECK(auto_resolve_days >= 0 AND auto_resolve_hours >= 0)",
        "Days and hours of silence cannot be below zero; 0 resolves nothing.",
    )

    def _silence(self):
        """:return: timedelta after which silence resolves; zero for never"""
        return timedelta(days=self.auto_resolve_days, hours=self.auto_resolve_hours)

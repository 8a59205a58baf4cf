from odoo import api, fields, models


class WhatsappInboxAccount(models.Model):
    """What holds automatic texts back."""

    _name = "whatsapp.inbox.account"
    _inherit = ["whatsapp.inbox.account", "whatsapp.inbox.auto.text"]

    quiet_minutes = fields.Integer(
        "Quiet After an Agent (Minutes)",
        default=5,
        help="No automatic text goes to a customer to whom an agent wrote so short a "
        "time ago. 0: they are sent all the same.",
    )
    auto_limit = fields.Integer(
        "Automatic Texts an Hour",
        default=10,
        help="At most so many to one customer. If there would be more, another "
        "automatic inbox may be answering: no text goes for an hour. 0: no limit.",
    )

    _quiet_minutes_positive = models.Constraint(
        "CHECK(quiet_minutes >= 0 AND auto_limit >= 0)",
        "The minutes and the number of automatic texts cannot be below zero.",
    )

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "closing_text", "resolve_text"]

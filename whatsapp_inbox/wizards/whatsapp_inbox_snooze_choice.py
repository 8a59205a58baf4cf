from datetime import timedelta

from odoo import fields, models


class WhatsappInboxSnoozeChoice(models.TransientModel):
    """Until when conversations are put off."""

    _name = "whatsapp.inbox.snooze.choice"
    _description = "Snooze WhatsApp Conversations"

    conversation_ids = fields.Many2many(
        "whatsapp.inbox.conversation",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    choice = fields.Selection(
        [
            ("later", "In 3 hours"),
            ("tomorrow", "Tomorrow at 9:00"),
            ("monday", "Next Monday at 9:00"),
            ("message", "Until the customer writes"),
            ("time", "A date and time"),
        ],
        required=True,
        default="tomorrow",
    )
    until = fields.Datetime(
        default=lambda self: fields.Datetime.now() + timedelta(days=1)
    )

    def action_snooze(self):
        self.ensure_one()
        if self.choice == "time":
            return self.conversation_ids.action_with_undo("snooze", self.until)
        return self.conversation_ids.action_with_undo("snooze_for", self.choice)

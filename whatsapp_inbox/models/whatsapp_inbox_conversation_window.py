from datetime import timedelta

from odoo import fields, models

#: After which of them a reminder may be over.
ENDING = frozenset(("state", "user_id", "waiting_since", "window_expires_at"))


class WhatsappInboxAccount(models.Model):
    _inherit = "whatsapp.inbox.account"

    window_reminder = fields.Integer(
        "Remind the Agent",
        default=60,
        help="So many minutes before WhatsApp takes only templates, the agent who has "
        "a conversation is reminded of a customer who still waits. 0: never.",
    )

    _window_reminder_in_window = models.Constraint(
        "CHECK(window_reminder >= 0 AND window_reminder < 1440)",
        "Minutes before the end of a window are from 0 to 1439: it is open a day.",
    )


class WhatsappInboxConversation(models.Model):
    """Whose owner was reminded that it closes, see ``whatsapp.inbox.window``."""

    _inherit = "whatsapp.inbox.conversation"

    window_reminded = fields.Boolean(
        readonly=True,
        copy=False,
        help="Whoever has it now, of this window; the next one is another.",
    )

    _window_idx = models.Index(
        "(window_expires_at) WHERE waiting_since IS NOT NULL AND user_id IS NOT NULL"
    )

    def _window_vals(self, written_at):
        vals = super()._window_vals(written_at)
        return {**vals, "window_reminded": False} if vals else vals

    def write(self, vals):
        owners = {}
        if not ENDING.isdisjoint(vals):
            # sudo: what the inbox notes for itself
            owners = {c: (c.user_id, c.window_reminded) for c in self.sudo()}
        result = super().write(vals)
        for conversation, (user, reminded) in owners.items():
            if reminded and conversation._is_reminder_over(user):
                user._bus_send(
                    "whatsapp_inbox.window_settled",
                    {"channel_id": conversation.channel_id.id},
                )
        if vals.get("user_id"):
            given = [c for c, (user, _reminded) in owners.items() if user != c.user_id]
            self.sudo().browse().union(*given)._remind_new_owners()
        return result

    def _remind_new_owners(self):
        """Who gets a conversation in its last minutes is told, as its owner was."""
        now = fields.Datetime.now()
        due = self.filtered(
            lambda c: (
                c.waiting_since
                and c.state != "resolved"
                and c.window_expires_at
                and timedelta(0)
                < c.window_expires_at - now
                <= timedelta(minutes=c.account_id.window_reminder)
            )
        )
        if due:
            due.filtered("window_reminded").window_reminded = False
            self.env["whatsapp.inbox.window"]._wake()

    def _is_reminder_over(self, user):
        """:param user: who was reminded"""
        self.ensure_one()
        return (
            self.user_id != user
            or not self.waiting_since
            or self.state == "resolved"
            or not self.window_reminded
        )

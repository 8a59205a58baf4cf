from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import snooze

#: How long a text on resolving waits, for whoever undoes it.
HOLD = timedelta(seconds=8)  # less than the outbox waits for by itself


class WhatsappInboxConversation(models.Model):
    """How a conversation comes and goes: put off and back, resolved and reopened."""

    _inherit = "whatsapp.inbox.conversation"

    _silence_idx = models.Index(
        "(account_id, last_message_at)"
        " WHERE state IN ('pending', 'snoozed') AND waiting_since IS NULL"
    )
    _window_idx = models.Index("(window_expires_at) WHERE state != 'resolved'")
    _resolved_idx = models.Index("(resolved_at) WHERE state = 'resolved'")

    # -- snooze -------------------------------------------------------------------

    def action_snooze(self, until=None):
        """Put off what is not resolved.

        :param until: naive UTC, as a datetime or as Odoo writes it; None until the
            customer writes
        :raises UserError: the time is over, or all of them are resolved
        """
        self._lock_to_hand_over()
        unresolved = self.filtered(lambda c: c.state != "resolved")
        if not unresolved:
            raise UserError(
                self.env._(
                    "A resolved conversation comes back when the customer writes."
                )
            )
        # sudo: agents put off what they may read
        unresolved.sudo().write({"state": "snoozed", "snoozed_until": until or False})

    def action_snooze_for(self, choice):
        """:param str choice: a ``tools.snooze.Choice``, in the user's time zone"""
        zone = ZoneInfo(self.env.user._whatsapp_tz())
        now = fields.Datetime.now().replace(tzinfo=UTC)
        until = snooze.until(choice, now, zone)
        self.action_snooze(until and until.replace(tzinfo=None))

    def action_wake(self):
        """Do not wait any longer."""
        self._lock_to_hand_over()
        # sudo: see action_snooze
        self.sudo().filtered(lambda c: c.state == "snoozed").write({"state": "open"})

    def _follow_changes(self, changed):
        result = super()._follow_changes(changed)
        cron = self.env["whatsapp.inbox.snooze"]._cron()
        for until in {c.snoozed_until for c in changed if c.snoozed_until}:
            cron._trigger(until)
        reopened = self.filtered(
            lambda c: changed.get(c, {}).get("state") == "resolved"
        )
        reopened._withdraw_closing()
        if not self.env["whatsapp.inbox.conversation.event"]._is_automatic():
            ended = self.filtered(lambda c: "state" in changed.get(c, ()))
            ended = ended.filtered(lambda c: c.state == "resolved")
            ended._send_closing("resolve_text", by_agent=True)
        return result

    # -- resolve ------------------------------------------------------------------

    def _send_closing(self, field_name, by_agent=False):
        """Tell customers that their conversation is resolved, where there is a text.

        It waits for a moment, and leaves only if nobody has reopened the conversation
        meanwhile, neither agent nor customer.

        :param str field_name: of the account
        :param bool by_agent: who resolves by hand says good-bye, though they wrote
            just now
        """
        for conversation in self.filtered(lambda c: c.account_id[field_name]):
            account = conversation.account_id
            if conversation._send_auto(
                "closing", account, field_name, by_agent=by_agent
            ):
                queued = conversation._closing_texts().filtered(
                    lambda message: message.state == "queued"
                )
                queued.retry_at = fields.Datetime.now() + HOLD

    def _closing_texts(self):
        """:return: whatsapp.inbox.message, the newest first"""
        return self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("auto_kind", "=", "closing"),
            ],
            order="id desc",
            limit=1,
        )

    @api.model_create_multi
    def create(self, vals_list):
        conversations = super().create(vals_list)
        # the customer writes again: a good-bye that still waits has no sense
        conversations.filtered("resolved_before")._withdraw_closing()
        return conversations

    def _withdraw_closing(self):
        """It is open again: the text that closed it does not leave any more. Of this
        and the outbox who comes second begins again and sees what the first did."""
        if not self:
            return
        self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("auto_kind", "=", "closing"),
                ("state", "=", "queued"),
            ]
        )._withdraw()

    def _has_said_goodbye(self, since):
        """Whether a closing text has left since then, or may have."""
        text = self._closing_texts()
        return bool(text) and (
            text.mail_message_id.date >= since
            and text.state not in ("queued", "withdrawn", "failed")
        )

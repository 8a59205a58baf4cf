from markupsafe import Markup

from odoo import SUPERUSER_ID, models

from ..tools import choices as choice_tools
from ..tools import text_format

CHIP = Markup('<span class="o_whatsapp_inbox_choice">%s</span>')


class DiscussChannel(models.Model):
    """What the inbox itself posts in a thread: it is sent like an agent's answer, but
    is none. Nobody owns the conversation by it, and the customer waits on."""

    _inherit = "discuss.channel"

    def _whatsapp_auto_kind(self):
        """:return: kind of the automatic text that is being posted, or None. Only the
        inbox itself posts any, whatever context a user sends."""
        return self.env.uid == SUPERUSER_ID and self.env.context.get(
            "whatsapp_auto_kind"
        )

    def _whatsapp_conversation_for_post(self):
        if self._whatsapp_auto_kind():
            return self.whatsapp_conversation_id  # checked, and not opened again
        return super()._whatsapp_conversation_for_post()

    def _whatsapp_check_gaps(self, text):
        if self._whatsapp_auto_kind():
            return None  # those have no gaps, whatever it looks like
        return super()._whatsapp_check_gaps(text)

    def _whatsapp_answered(self, conversation, message):
        if not self._whatsapp_auto_kind():
            super()._whatsapp_answered(conversation, message)
            return
        # who had read everything has nothing more to read
        earlier = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", "<", message.id),
            ],
            order="id desc",
            limit=1,
        )
        up_to_date = self.channel_member_ids.filtered(
            lambda member: member.new_message_separator > earlier.id
        )
        up_to_date.new_message_separator = message.id + 1

    def _whatsapp_parts(self, message):
        kind = self._whatsapp_auto_kind()
        if not kind:
            return super()._whatsapp_parts(message)
        question = self._whatsapp_question(message)
        parts = question or super()._whatsapp_parts(message)
        return [{**part, "auto_kind": kind} for part in parts]

    def _whatsapp_question(self, message):
        """:return: the one part that asks with buttons or a list, which the bubble
        shows; none if there is nothing to choose"""
        choices = self.env.context.get("whatsapp_auto_choices")
        if not choices:
            return []
        text = text_format.to_whatsapp(message.body)
        interactive = choice_tools.interactive(text, choices, self.env._("Choose"))
        if not interactive:
            return []
        # with spaces, for where it is shown as one line of text: a quote, a push
        chips = Markup(" ").join(CHIP % title for _key, title, _description in choices)
        message.body += Markup(" <div>%s</div>") % chips
        return [
            {"message_type": "interactive", "payload": {"interactive": interactive}}
        ]

    def _notify_thread_by_web_push(self, message, recipients_data, *args, **kwargs):
        """Nobody is called by what the inbox says."""
        if self._whatsapp_auto_kind():
            return None
        return super()._notify_thread_by_web_push(
            message, recipients_data, *args, **kwargs
        )

from odoo import models
from odoo.tools import SQL

#: Characters of what the customer said first.
TOPIC = 60


class WhatsappInboxConversation(models.Model):
    """What a conversation is about, for what bridges make of it."""

    _inherit = "whatsapp.inbox.conversation"

    def _first_message(self):
        """:return: the ``mail.message`` with which the customer began it, or none"""
        self.ensure_one()
        # sudo: of a conversation that one may read
        first = (
            self.env["whatsapp.inbox.message"]
            .sudo()
            .search(
                [
                    ("conversation_id", "=", self.id),
                    ("direction", "=", "inbound"),
                    ("mail_message_id", "!=", False),
                ],
                order="id",
                limit=1,
            )
        )
        return first.mail_message_id.with_env(self.env)

    def _topic(self, message=None):
        """
        :param message: ``mail.message``; by default the customer's first
        :return: its beginning, on one line; "" if that has no words
        """
        message = message or self._first_message()
        if not message or message.whatsapp_revoked_at:
            return ""
        words = " ".join(message._whatsapp_forward_text().split())
        return words if len(words) <= TOPIC else f"{words[: TOPIC - 1].rstrip()}…"

    def _lock_to_make(self):
        """Of two who make something of it at once the second waits here, and then
        starts anew, with what the first one made in sight: a lock alone would leave it
        its old view."""
        # SQL: nothing of the record changes
        self.env.cr.execute(
            SQL(
                "UPDATE whatsapp_inbox_conversation SET write_uid = write_uid"
                " WHERE id = %s",
                self.id,
            )
        )

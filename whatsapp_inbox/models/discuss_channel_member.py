from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .discuss_channel import CHANNEL_TYPE
from .whatsapp_inbox_message import ABOUT_OTHERS


class DiscussChannelMember(models.Model):
    _inherit = "discuss.channel.member"

    whatsapp_automatic = fields.Boolean(
        help="Follows by the rules and leaves by them; who joined by hand stays."
    )

    @api.constrains("channel_id", "partner_id", "guest_id")
    def _check_whatsapp_members(self):
        """A customer's thread is the company's: no guests, no portal users."""
        for member in self.filtered(
            lambda m: m.channel_id.channel_type == CHANNEL_TYPE
        ):
            # sudo: users of a partner are not readable by all
            users = member.partner_id.sudo().user_ids
            if member.guest_id or not any(user._is_internal() for user in users):
                raise ValidationError(
                    self.env._("Only colleagues can take part in a WhatsApp thread.")
                )

    def _set_last_seen_message(self, message, notify=True):
        before = self.seen_message_id.id or -1  # in a domain, > 0 is > NULL
        result = super()._set_last_seen_message(message, notify=notify)
        thread = self.channel_id
        if thread.channel_type == CHANNEL_TYPE and message.id > before:
            self._whatsapp_send_read_receipt(before, message.id)
        return result

    def _whatsapp_send_read_receipt(self, after_id, until_id):
        """Tell the customer that we read what is between two messages of the thread."""
        thread = self.channel_id
        if not thread.whatsapp_account_id.send_read_receipts:
            return
        # sudo: only whether it is ours to answer, and so to tell that we read
        if thread.sudo().whatsapp_owner_id._is_other():
            return
        # sudo: the transport records of a thread of which one is a member
        last = self.env["whatsapp.inbox.message"].sudo()
        last = last.search(
            [
                ("channel_id", "=", thread.id),
                ("direction", "=", "inbound"),
                ("state", "=", "received"),
                ("message_type", "not in", ABOUT_OTHERS),
                ("wamid", "!=", False),
                ("mail_message_id", ">", after_id),
                ("mail_message_id", "<=", until_id),
            ],
            limit=1,
        )
        if last:
            self.env["whatsapp.inbox.receipt"].sudo()._queue(thread, last.wamid)

    def _set_new_message_separator(self, message_id):
        """Imported messages, whose ids are below zero, are never unread."""
        if self.channel_id.channel_type == CHANNEL_TYPE:
            message_id = max(message_id, 0)
        return super()._set_new_message_separator(message_id)

    def _notify_typing(self, is_typing):
        result = super()._notify_typing(is_typing)
        if is_typing:
            for member in self:
                member._whatsapp_send_typing()
        return result

    def _whatsapp_send_typing(self):
        thread = self.channel_id
        account = thread.whatsapp_account_id
        if (
            thread.channel_type != CHANNEL_TYPE
            or not account.send_typing
            or not account.send_read_receipts  # the one call does both
            # sudo: agents may not read all of a conversation, only whether it is open
            or not thread.sudo().whatsapp_conversation_id.waiting_since
            or thread.sudo().whatsapp_owner_id._is_other()
        ):
            return
        last = (
            self.env["whatsapp.inbox.message"]
            .sudo()
            .search(
                [
                    ("channel_id", "=", thread.id),
                    ("direction", "=", "inbound"),
                    ("message_type", "not in", ABOUT_OTHERS),
                    ("wamid", "!=", False),
                ],
                limit=1,
            )
        )
        if last:
            self.env["whatsapp.inbox.receipt"].sudo()._queue(
                thread, last.wamid, typing=True
            )

from odoo import models
from odoo.exceptions import AccessError

from .discuss_channel import is_whatsapp


class DiscussChannel(models.Model):
    """Taking part in a customer's thread without answering: supervisors and
    colleagues listen in, and whisper by internal notes."""

    _inherit = "discuss.channel"

    def whatsapp_listen(self):
        """Get the messages of threads that one may read; who has them keeps them."""
        self._whatsapp_check_listener()
        for channel in self:
            # sudo: agents join what they may read, and nothing else
            channel.sudo()._add_members(users=self.env.user, post_joined_message=False)

    def whatsapp_stop_listening(self):
        self._whatsapp_check_listener()
        partner = self.env.user.partner_id
        for channel in self.sudo():  # one's own membership
            members = channel.channel_member_ids
            channel._whatsapp_dismiss_members(
                members.filtered(lambda member: member.partner_id == partner)
            )

    def _whatsapp_check_listener(self):
        """:raises AccessError: no agent, or no thread that this user may read"""
        self.check_access("read")
        is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
        if not is_agent or not all(map(is_whatsapp, self)):
            raise AccessError(
                self.env._("Only agents of the WhatsApp inbox may listen to customers.")
            )

from odoo import models


class DiscussChannel(models.Model):
    """Taking part in a customer's thread without answering: supervisors and
    colleagues listen in, and whisper by internal notes."""

    _inherit = "discuss.channel"

    def whatsapp_listen(self):
        """Get the messages of threads that one may read; who has them keeps them."""
        for channel in self:
            channel._whatsapp_check_desk()
            # sudo: agents join what they may read, and nothing else
            channel.sudo()._add_members(users=self.env.user, post_joined_message=False)

    def whatsapp_stop_listening(self):
        partner = self.env.user.partner_id
        for channel in self:
            channel._whatsapp_check_desk()
            # sudo: one's own membership
            channel = channel.sudo()
            members = channel.channel_member_ids
            channel._whatsapp_dismiss_members(
                members.filtered(lambda member: member.partner_id == partner)
            )

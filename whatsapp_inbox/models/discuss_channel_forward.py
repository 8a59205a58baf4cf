from odoo import models
from odoo.exceptions import AccessError, UserError


class DiscussChannel(models.Model):
    """Whether a thread takes what is forwarded, and mail about a thread."""

    _inherit = "discuss.channel"

    def _whatsapp_forward_refusal(self):
        """:return: why nothing can be sent to this customer now, or "" """
        self.ensure_one()
        # sudo: the window of a thread that one may read
        conversation = self.sudo().whatsapp_conversation_id
        if not conversation or not conversation._window_is_open():
            return self.env._("The 24-hour window of %s is closed.", self.name)
        try:
            self._whatsapp_check_post()
        except (AccessError, UserError) as error:
            return str(error)
        return ""

    def _whatsapp_mail_action(self, subject, body, attachments):
        """Odoo's mail composer about this thread.

        Of its conversation, which has no chatter: the mail goes to whom one chooses and
        is posted nowhere. Of the thread it would be an answer to the customer.
        """
        self.ensure_one()
        # sudo: the id of a conversation whose thread one may read
        conversation = self.sudo().whatsapp_conversation_id
        if not conversation:
            raise UserError(self.env._("Nobody has written in this chat yet."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send by Mail"),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": conversation._name,
                "default_res_ids": conversation.ids,
                "default_subject": subject,
                "default_body": body,
                "default_attachment_ids": attachments.ids,
                "default_partner_ids": [],
            },
        }

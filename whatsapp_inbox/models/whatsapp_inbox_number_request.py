from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import text_format

CHIP = '<div><span class="o_whatsapp_inbox_choice">📱 %s</span></div>'


class WhatsappInboxNumberRequest(models.AbstractModel):
    """Asks a customer who shows only a username for the phone number (Meta's page:
    business-scoped-user-ids, requesting phone numbers).

    The answer is a card that WhatsApp itself fills in, see ``tools.identity``.
    """

    _name = "whatsapp.inbox.number.request"
    _description = "WhatsApp Request for the Phone Number"

    @api.model
    def _post(self, channel):
        """Send the message whose button shares the number, in the customer's language.

        :raises UserError: the number is known, or WhatsApp would refuse it now
        :return: mail.message
        """
        # sudo: number and language of a customer whose thread one reads
        contact = channel.whatsapp_contact_id.sudo()
        if not contact or contact.phone or contact.is_group:
            raise UserError(self.env._("There is no phone number to ask for."))
        words = self.with_context(lang=contact._language()).env
        return channel.with_context(whatsapp_number_request=True).message_post(
            body=words._("May we have your phone number? Tap the button to share it."),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    @api.model
    def _parts(self, message):
        """See ``discuss.channel._whatsapp_parts``."""
        text = text_format.to_whatsapp(message.body)
        # sudo: what was posted by who may post, and the button that goes with it
        message.sudo().body += Markup(CHIP) % self.env._("Share phone number")
        interactive = {
            "type": "request_contact_info",
            "body": {"text": text},
            "action": {"name": "request_contact_info"},
        }
        return [
            {"message_type": "interactive", "payload": {"interactive": interactive}}
        ]

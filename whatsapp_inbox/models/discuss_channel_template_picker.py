from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store


class DiscussChannel(models.Model):
    """What the browser asks for to choose and to send a template."""

    _inherit = "discuss.channel"

    def whatsapp_templates(self, search="", limit=30):
        """The templates of this thread's number: what can be sent first, in the
        customer's language first.

        :param str search: words of the name or the text
        :return: list of {id, name, lang_code, lang_name, category, header_type, body,
            footer, buttons, variables, refusal}; ``refusal`` is "" or why not
        """
        self._whatsapp_check_desk()
        account = self.whatsapp_account_id
        domain = Domain("waba_id", "=", account.waba_id)
        domain &= Domain("company_id", "=", account.company_id.id)
        for word in (search or "").split()[:8]:
            domain &= Domain("name", "ilike", word) | Domain("body", "ilike", word)
        found = self.env["whatsapp.inbox.template"].search(domain)
        found.fetch(["name", "lang_code", "category", "components", "is_sendable"])
        # sudo: the language of the customer of a thread that one may read
        spoken = self.whatsapp_contact_id.sudo()._language()
        found = found.sorted(lambda t: (*t._order_for(spoken), t.name, t.lang_code))
        return [
            {**template._for_picker(), "refusal": refusal}
            for template in found[: max(1, min(limit, 200))]
            for refusal in [self._whatsapp_template_refusal(template)]
        ]

    def whatsapp_template_preview(self, template_id, typed=None):
        """A template with the data of this customer.

        :param dict typed: what the agent wrote so far, by place ("body.1")
        :return: what ``whatsapp_templates`` has of it, and {preview, fields, gaps,
            file}; see ``whatsapp.inbox.template`` ``_preview`` and
            ``_variables_for_picker``
        :rtype: dict
        """
        self._whatsapp_check_desk()
        template = self._whatsapp_template(template_id)
        # sudo: see whatsapp_templates
        partner = self.whatsapp_contact_id.sudo().partner_id.sudo(False)
        values, gaps = template._fill(self.whatsapp_conversation_id, partner, typed)
        return {
            **template._for_picker(),
            "refusal": self._whatsapp_template_refusal(template),
            "preview": template._preview(values),
            "fields": template._variables_for_picker(values, gaps),
            "gaps": gaps,
            "file": template._file_for_picker(),
        }

    def whatsapp_send_template(
        self, template_id, typed=None, attachment_ids=None, seen_message_id=None
    ):
        """Send it, see ``_whatsapp_send_template``.

        :param list attachment_ids: the file of a media header; else the template's own
        :param int seen_message_id: the last message that was there when the template
            was chosen; 0 for none
        :raises AnsweredMeanwhile: a colleague answered after it, or this very template
            was sent, be it by the same agent in another window
        :return: {message_id, store_data}, as ``/mail/message/post``
        """
        self._whatsapp_check_desk()
        template = self._whatsapp_template(template_id)
        if seen_message_id is not None:
            self._whatsapp_check_answered(seen_message_id, template)
        attachments = self.env["ir.attachment"].browse(attachment_ids or [])
        message = self._whatsapp_send_template(template, typed, attachments)
        store = Store().add(message)
        return {"message_id": message.id, "store_data": store.get_result()}

    def whatsapp_template_writers(self):
        """:return: names of some who write templates, for whoever finds none"""
        self._whatsapp_check_desk()
        return self.whatsapp_account_id._admins()[:3].mapped("name")

    def _whatsapp_template(self, template_id):
        """:raises UserError: agents no longer see it, as Meta does not send it now
        :raises AccessError: it was never theirs
        """
        template = self.env["whatsapp.inbox.template"].browse(template_id)
        if not template.has_access("read"):
            # sudo: why it is out of sight, told for templates of this number alone
            known = template.sudo().exists()
            if known.account_ids & self.whatsapp_account_id:
                raise UserError(self._whatsapp_template_refusal(known))
            template.check_access("read")
        return template

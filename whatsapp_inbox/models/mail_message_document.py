from odoo import models

from odoo.addons.mail.tools.discuss import Store

from .mail_message import _in_whatsapp_thread


class MailMessage(models.Model):
    """The documents that messages are about, for whoever may read these as well."""

    _inherit = "mail.message"

    def _to_store_defaults(self, target):
        fields = super()._to_store_defaults(target)
        if not target.is_current_user(self.env):
            return fields  # what one reads is nothing for all who have the thread
        documents = self.filtered(_in_whatsapp_thread)._whatsapp_documents()
        return fields + [
            Store.Attr(
                "whatsapp_documents",
                lambda message: documents.get(message.id, []),
                predicate=_in_whatsapp_thread,
            )
        ]

    def whatsapp_documents(self):
        """:return: list of ``{"model", "id", "name"}``: what these messages are about
        and this user may read"""
        self._whatsapp_check_agent()
        return [one for found in self._whatsapp_documents().values() for one in found]

    def _whatsapp_documents(self):
        """:return: the same by id of the message"""
        # the rights of the user, whatever environment the messages come with
        own = self.with_user(self.env.user)
        Link = own.env["whatsapp.inbox.document.link"]
        if not own or not Link.has_access("read"):
            return {}
        links = Link.search_fetch(
            [("message_id", "in", own.ids)],
            ["message_id", "model", "res_id"],
            order="id",
        )
        names = {}
        for model, found in links.grouped("model").items():
            if model in own.env:
                records = own.env[model].browse(found.mapped("res_id")).exists()
                for record in records._filtered_access("read"):
                    names[model, record.id] = record.display_name
        return {
            message.id: [
                {"model": link.model, "id": link.res_id, "name": name}
                for link in found
                if (name := names.get((link.model, link.res_id)))
            ]
            for message, found in links.grouped("message_id").items()
        }

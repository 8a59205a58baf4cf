from functools import partial
from itertools import compress

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.search_text import marked, plain, words
from .discuss_channel import is_whatsapp
from .mail_message import _in_whatsapp_thread


class MailMessage(models.Model):
    """What is said in a WhatsApp thread can be found."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        # Odoo has added the pictures that were in the text to the values
        filed = [bool(vals.get("attachment_ids")) for vals in vals_list]
        messages._whatsapp_index(messages.browse(compress(messages.ids, filed)))
        return messages

    def write(self, vals):
        result = super().write(vals)
        if not {"body", "attachment_ids"}.isdisjoint(vals):
            self._whatsapp_index()
        return result

    def _whatsapp_index(self, with_files=None):
        """:param with_files: those that may have files; all by default"""
        # sudo: reads what is said to make it found by those who may read it
        own = self.sudo().filtered(
            lambda m: m.message_type != "notification" and _in_whatsapp_thread(m)
        )
        if own:
            filed = own if with_files is None else own & with_files
            self.env["whatsapp.inbox.search.text"]._index(own, filed)

    @api.model
    def _message_fetch(
        self, domain, *, thread=None, search_term=None, is_notification=None, **kwargs
    ):
        """Words in any order, whatever their accents, and names of files; the lines
        between the messages as Odoo finds them."""
        fetch = partial(
            super()._message_fetch,
            thread=thread,
            is_notification=is_notification,
            **kwargs,
        )
        found = words(search_term or "")
        if not found or not _is_whatsapp_thread(thread):
            return fetch(domain, search_term=search_term)
        lines = Domain("message_type", "=", "notification")
        lines &= Domain("body", "ilike", search_term.replace(" ", "%"))
        domain = Domain(True if domain is None else domain)
        domain &= self._whatsapp_said(thread, found) | lines
        result = fetch(domain)
        count = domain & Domain("res_id", "=", thread.id)
        count &= Domain("model", "=", thread._name)
        return {**result, "count": self.search_count(count)}

    @api.model
    def _whatsapp_said(self, thread, found):
        """:return: domain of the messages of a thread with all these words"""
        Text = self.env["whatsapp.inbox.search.text"]
        said = SQL(
            "(SELECT mail_message_id FROM whatsapp_inbox_search_text"
            " WHERE channel_id = %s AND %s)",
            thread.id,
            Text._has(SQL.identifier("text"), found),
        )
        return Domain("id", "in", said)

    def _whatsapp_found(self, found):
        """What a list of found messages shows of each."""
        threads = self.env["discuss.channel"].browse(self.mapped("res_id")).sudo()
        threads.whatsapp_contact_id.mapped("display_name")
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        result = []
        # sudo: names of authors and files of what one reads
        for message in self.sudo():
            thread = threads.browse(message.res_id)
            files = message.attachment_ids.mapped("name")
            text = " ".join([plain(message.body), *files])
            result.append(
                {
                    "id": message.id,
                    "thread_id": thread.id,
                    "name": thread.whatsapp_contact_id.display_name,
                    "author": message.author_id.name or message.email_from or "",
                    "date": message.date,
                    "note": message.subtype_id.id == note,
                    "files": len(files),
                    "text": marked(text, found),
                }
            )
        return result


def _is_whatsapp_thread(record):
    # sudo: the type of a thread whose messages are read under its rules
    is_channel = record is not None and record._name == "discuss.channel"
    return is_channel and is_whatsapp(record.sudo())

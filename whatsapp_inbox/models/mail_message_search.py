from functools import partial

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.search_text import marked, plain, words
from .discuss_channel import is_whatsapp


class MailMessage(models.Model):
    """What is said in a WhatsApp thread can be found."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        # By the values, to which Odoo has added the pictures of the text: it has just
        # forgotten what it wrote, and would read it again.
        said = [
            (message, vals.get("res_id"), vals.get("body"), vals.get("attachment_ids"))
            for message, vals in zip(messages, vals_list, strict=True)
            if vals.get("model") == "discuss.channel"
            and vals.get("res_id")
            and vals.get("message_type") != "notification"
        ]
        self._whatsapp_index(said)
        return messages

    def write(self, vals):
        result = super().write(vals)
        if not {"body", "attachment_ids"}.isdisjoint(vals):
            # sudo: reads what is said to make it found by those who may read it
            said = self.sudo().filtered(
                lambda m: (
                    m.model == "discuss.channel" and m.message_type != "notification"
                )
            )
            self._whatsapp_index([(m, m.res_id, m.body, True) for m in said])
        return result

    @api.model
    def _whatsapp_index(self, said):
        """:param list said: (message, id of its channel, its body in HTML, whether it
        may have files) of messages in any channel"""
        # sudo: which of the threads are WhatsApp's, for what is made found there
        threads = self.env["discuss.channel"].sudo()
        threads = threads.browse({channel_id for _m, channel_id, _b, _f in said})
        own = set(threads.filtered(is_whatsapp).ids)
        if own:
            Text = self.env["whatsapp.inbox.search.text"]
            Text._index([row for row in said if row[1] in own])

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

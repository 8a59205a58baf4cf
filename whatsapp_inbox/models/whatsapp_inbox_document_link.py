import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

_logger = logging.getLogger(__name__)


class WhatsappInboxDocumentLink(models.Model):
    """A message of a thread is about a document: it was sent, or changed, or the
    customer answered. What the document is called is read with the rights of whoever
    looks, see ``mail.message`` ``_whatsapp_documents``."""

    _name = "whatsapp.inbox.document.link"
    _description = "WhatsApp Message about a Document"

    message_id = fields.Many2one(
        "mail.message", required=True, readonly=True, ondelete="cascade"
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="model", required=True, readonly=True
    )
    channel_id = fields.Many2one(
        "discuss.channel",
        "Thread",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    _link_unique = models.UniqueIndex("(message_id, model, res_id)")
    _document_idx = models.Index("(model, res_id)")

    @api.model
    def _link(self, message, record):
        """Say that a message of a thread is about a document.

        :return: whether that is news
        """
        now = fields.Datetime.now()
        # the index decides, of two that come at once as well
        created = self.env.execute_query(
            SQL(
                """
                INSERT INTO whatsapp_inbox_document_link (
                    message_id, model, res_id, channel_id,
                    create_uid, create_date, write_uid, write_date
                ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (message_id, model, res_id) DO NOTHING
                RETURNING id
                """,
                message.id,
                record._name,
                record.id,
                message.res_id,
                self.env.uid,
                now,
                self.env.uid,
                now,
            )
        )
        self.invalidate_model()
        for (link_id,) in created:
            # names are for who may read them: each browser asks for itself
            thread = self.env["discuss.channel"].browse(message.res_id)
            store = Store(bus_channel=thread)
            values = {"id": message.id, "whatsapp_link_id": link_id}
            store.add_model_values("mail.message", values).bus_send()
        return bool(created)

    @api.model
    def _of(self, records):
        """:return: the links of documents, whoever may read them"""
        # sudo: that there is one, for the records' own upkeep
        return self.sudo().search(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
        )

    @api.model
    def _note_files(self, message):
        """Tell the documents of which the files of a posted message were made."""
        Sendable = self.env["whatsapp.inbox.sendable"].with_user(self.env.user)
        # sudo: the files of what this user has just posted
        for file in message.sudo().attachment_ids.filtered("whatsapp_document"):
            record = Sendable._document_of(file.whatsapp_document)
            if record and record.has_access("read"):
                note = self.env._("Sent by WhatsApp: %s", file.name)
                record._whatsapp_posted(message, note)
                record._whatsapp_mark_sent()

    # -- answers ------------------------------------------------------------------

    @api.model
    def _note_answers(self, mails):
        """What customers write in reply to a message about a document is about it, too,
        and is told there. One query, if any message is a reply.

        :param mails: received ``mail.message``s
        """
        replies = mails.filtered("parent_id")
        if not replies:
            return
        quoted = self.search([("message_id", "in", replies.parent_id.ids)])
        by_message = quoted.grouped("message_id")
        for reply in replies:
            for link in by_message.get(reply.parent_id, ()):
                self._note_answer(reply, link)

    @api.model
    def _note_answer(self, reply, link):
        """A document that refuses a note must not cost the customer's message."""
        record = self.env.get(link.model)
        # its bridge may have been uninstalled, and the model be there all the same
        if not isinstance(record, self.pool["whatsapp.inbox.document.mixin"]):
            return
        if not (record := record.browse(link.res_id).exists()):
            return
        try:
            with self.env.cr.savepoint():
                if self._link(reply, record):
                    record._whatsapp_answered(reply)
        except psycopg2.OperationalError:
            raise  # the transaction is tried again
        except Exception:
            _logger.exception(
                "WhatsApp: the answer was not noted on %s %s", link.model, link.res_id
            )

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools.search_text import folded, pattern, plain
from .discuss_channel import CHANNEL_TYPE

BATCH = 5000


class WhatsappInboxSearchText(models.Model):
    """What was said in WhatsApp threads, as it is looked for; see decision 0034.

    A row a message: its text and the names of its files, folded, after a space. Notes
    as well, but not the lines between the messages.
    """

    _name = "whatsapp.inbox.search.text"
    _description = "WhatsApp Search Text"
    _order = "mail_message_id desc"
    _log_access = False

    mail_message_id = fields.Many2one("mail.message", required=True, ondelete="cascade")
    channel_id = fields.Many2one("discuss.channel", required=True, ondelete="cascade")
    text = fields.Text(required=True, index="trigram")

    _message_unique = models.UniqueIndex("(mail_message_id)")
    _thread_idx = models.Index("(channel_id, mail_message_id)")

    def init(self):
        """Messages of before there was a search, once. The index of the texts comes
        after this, and is built in one go."""
        self.env.cr.execute("SELECT 1 FROM whatsapp_inbox_search_text LIMIT 1")
        if self.env.cr.fetchone():
            return
        self.env.cr.execute(
            """
            SELECT message.id, message.res_id
              FROM mail_message message
              JOIN discuss_channel channel ON channel.id = message.res_id
             WHERE message.model = 'discuss.channel'
               AND message.message_type != 'notification'
               AND channel.channel_type = %s
             ORDER BY message.id
            """,
            [CHANNEL_TYPE],
        )
        threads = dict(self.env.cr.fetchall())
        for batch in split_every(BATCH, threads):
            messages = self.env["mail.message"].browse(batch)
            self._index([(m, threads[m.id], m.body, True) for m in messages])
            self.env.invalidate_all()

    @api.model
    def _index(self, said):
        """Read these messages of WhatsApp threads (anew).

        :param list said: (message, id of its thread, its body in HTML, whether it may
            have files)
        """
        rows = []
        for message, channel_id, body, filed in said:
            # sudo: they are found by those who may read the message
            files = message.sudo().attachment_ids.sorted("id") if filed else ()
            text = " ".join([plain(body), *(file.name for file in files)])
            rows.append((message.id, channel_id, f" {folded(text)}"))
        if rows:
            self._write_rows(rows)

    @api.model
    def _write_rows(self, rows):
        """:param list rows: (id of the message, id of the thread, text)"""
        self.env.cr.execute(
            """
            INSERT INTO whatsapp_inbox_search_text (mail_message_id, channel_id, text)
            SELECT * FROM unnest(%s::int[], %s::int[], %s::text[])
            ON CONFLICT (mail_message_id) DO UPDATE SET text = EXCLUDED.text
                 WHERE whatsapp_inbox_search_text.text != EXCLUDED.text
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
        self.invalidate_model(flush=False)

    @api.model
    def _has(self, column, found):
        """:param list found: folded words
        :return: SQL: all of them are in a column of folded text"""
        unaccent = self.env.registry.unaccent  # as the index of Odoo has it
        return SQL(" AND ").join(
            SQL("%s LIKE %s", unaccent(column), unaccent(SQL("%s", pattern(word))))
            for word in found
        )

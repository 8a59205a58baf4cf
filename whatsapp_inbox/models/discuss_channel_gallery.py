from lxml import html

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, human_size

from odoo.addons.mail.tools.discuss import Store

from ..tools import archive
from .whatsapp_inbox_message import ABOUT_OTHERS

KINDS = ("media", "sound", "documents", "links")
PAGE = 40
#: What one archive may have: a worker of Odoo sends it in one request.
MAX_FILES = 5000
MAX_BYTES = 1024**3


class DiscussChannel(models.Model):
    """The files and links of a thread, newest first, and all of them in one archive.

    By message: those imported from a phone have their place among the others, though
    their files came later.
    """

    _inherit = "discuss.channel"

    def whatsapp_gallery(self, kind, before=None):
        """One page of what a thread has.

        :param str kind: one of ``KINDS``
        :param list before: ``next`` of the page before
        :return: ``{"rows", "next", "missing", "store_data"}``; ``missing``: ids of
            the messages whose file is not here, on the first page
        """
        self._whatsapp_check_desk()
        if kind not in KINDS:
            raise UserError(self.env._("A gallery has no such page."))
        page = self._whatsapp_links if kind == "links" else self._whatsapp_file_page
        result = page(kind, before)
        missing = [] if before else self._whatsapp_missing().mail_message_id.ids
        result["missing"] = missing
        return result

    def _whatsapp_file_page(self, kind, before):
        found = self._whatsapp_files(kind, before=before, limit=PAGE)
        # sudo: files and messages of a thread that one may read
        Attachment = self.env["ir.attachment"].sudo()
        files = Attachment.browse(file_id for _message_id, file_id in found)
        mails = self.env["mail.message"].sudo().browse(m for m, _file_id in found)
        facts = self._whatsapp_gallery_facts(mails)
        return {
            "rows": [
                {"attachment": file_id, **facts[message_id]}
                for message_id, file_id in found
            ],
            "next": list(found[-1]) if len(found) == PAGE else False,
            "store_data": Store().add(files).get_result(),
        }

    def _whatsapp_gallery_facts(self, mails):
        """:return: by id of the message, what is said of its files"""
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        return {
            mail.id: {
                "message": mail.id,
                "date": fields.Datetime.to_string(mail.date),
                "author": mail.author_id.name or self.name,
                "note": mail.subtype_id.id == note,
            }
            for mail in mails
        }

    def _whatsapp_files(self, kind=None, ids=None, before=None, limit=None):
        """:return: list of (message id, attachment id), newest first"""
        self.ensure_one()
        kinds = {
            "media": SQL("a.mimetype ~ '^(image|video)/'"),
            "sound": SQL("a.mimetype ~ '^audio/'"),
            "documents": SQL("COALESCE(a.mimetype, '') !~ '^(image|video|audio)/'"),
        }
        where = [
            SQL("a.res_model = 'discuss.channel' AND a.res_id = %s", self.id),
            SQL("a.res_field IS NULL"),
            SQL("m.model = 'discuss.channel' AND m.res_id = %s", self.id),
        ]
        if kind:
            where.append(kinds[kind])
        if ids is not None:
            where.append(SQL("a.id = ANY(%s)", [int(one) for one in ids]))
        if before:
            where.append(SQL("(m.id, a.id) < (%s, %s)", *(int(one) for one in before)))
        self.env["ir.attachment"].flush_model()
        self.env["mail.message"].flush_model()
        # SQL: the order is that of the messages, which a search of files cannot have
        return self.env.execute_query(
            SQL(
                """
                SELECT m.id, a.id
                  FROM ir_attachment a
                  JOIN message_attachment_rel r ON r.attachment_id = a.id
                  JOIN mail_message m ON m.id = r.message_id
                 WHERE %s
                 ORDER BY m.id DESC, a.id DESC
                 LIMIT %s
                """,
                SQL(" AND ").join(where),
                limit,
            )
        )

    def _whatsapp_links(self, _kind, before):
        """Addresses in the messages; not those that the inbox itself writes between
        them."""
        domain = [
            ("model", "=", "discuss.channel"),
            ("res_id", "=", self.id),
            ("message_type", "!=", "notification"),
            ("body", "like", "href="),
        ]
        if before:
            domain.append(("id", "<", int(before[0])))
        # sudo: messages of a thread that one may read
        mails = self.env["mail.message"].sudo()
        mails = mails.search(domain, limit=PAGE, order="id desc")
        facts = self._whatsapp_gallery_facts(mails)
        return {
            "rows": [
                {"url": url, "text": text, **facts[mail.id]}
                for mail in mails
                for url, text in self._whatsapp_addresses(mail.body)
            ],
            "next": [mails[-1].id] if len(mails) == PAGE else False,
            "store_data": {},
        }

    def _whatsapp_addresses(self, body):
        """:return: (address, text) of each link, once"""
        links = html.fragment_fromstring(body or "", create_parent=True).iter("a")
        found = {link.get("href") or "": link.text_content() for link in links}
        return [
            (url, text)
            for url, text in found.items()
            if url.startswith(("http://", "https://"))
        ]

    # -- all in one archive -----------------------------------------------------------

    def _whatsapp_missing(self):
        """:return: ``whatsapp.inbox.message`` whose file is not here: on its way, or
        never to come"""
        # sudo: transport records of a thread that one may read
        return (
            self.env["whatsapp.inbox.message"]
            .sudo()
            .search(
                [
                    ("channel_id", "=", self.id),
                    ("media_state", "in", ("pending", "failed")),
                    ("revoked_at", "=", False),
                    ("message_type", "not in", ABOUT_OTHERS),
                ]
            )
        )

    def _whatsapp_archive(self, kind=None, ids=None):
        """What an archive of this thread has.

        :raises UserError: nothing, or more than ``MAX_BYTES``
        :return: list of (``mail.message``, ``ir.attachment``), newest first
        """
        self._whatsapp_check_desk()
        if kind and kind not in KINDS[:3]:
            raise UserError(self.env._("A gallery has no such page."))
        found = self._whatsapp_files(kind, ids)
        # sudo: files and messages of a thread that one may read
        Mail, File = self.env["mail.message"].sudo(), self.env["ir.attachment"].sudo()
        pairs = [(Mail.browse(m), File.browse(f)) for m, f in found]
        if not pairs:
            raise UserError(self.env._("There is no file to download."))
        size = sum(File.browse(f for _m, f in found).mapped("file_size"))
        if size > MAX_BYTES or len(pairs) > MAX_FILES:
            raise UserError(
                self.env._(
                    "These %(count)s files have %(size)s together. At once, %(limit)s "
                    "or %(files)s files can be downloaded: choose some of them.",
                    count=len(pairs),
                    size=human_size(size),
                    limit=human_size(MAX_BYTES),
                    files=MAX_FILES,
                )
            )
        return pairs

    def _whatsapp_archive_note(self, whole):
        """:param bool whole: all files of the thread were asked for
        :return: ``tools.archive.Note``"""
        return archive.Note(
            name=self.env._("Not in this archive.txt"),
            head=self.env._("These files of %s are not in this archive:", self.name),
            lines=self._whatsapp_archive_missing() if whole else [],
            gone=self.env._("removed from this server"),
        )

    def _whatsapp_archive_missing(self):
        """:return: lines about the files of customers that are not here"""
        reasons = {
            "pending": self.env._("not fetched from WhatsApp yet"),
            "failed": self.env._("WhatsApp did not give it"),
        }
        lines = []
        for one in self._whatsapp_missing():
            when = fields.Datetime.to_string(one.timestamp or one.create_date)
            name = str((one.media or {}).get("filename") or one.message_type)
            name = " ".join(name.split())
            lines.append(f"{when} UTC  {name}: {reasons[one.media_state]}")
        return lines

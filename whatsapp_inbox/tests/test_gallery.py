"""The files and links of a thread, and all of them in one archive."""

import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..models import discuss_channel_gallery as gallery
from .common import NOW, PIXEL, OutboxCase, WhatsappCase, message, minutes, said


class GalleryMixin:
    def sent(self, name, content, mimetype=None, **values):
        file = self.attach(name, content, mimetype)
        return self.customer_thread.with_user(self.agent).message_post(
            attachment_ids=file.ids,
            message_type="comment",
            **{"subtype_xmlid": "mail.mt_comment", **values},
        )

    def pending(self):
        media = {"id": "M9", "mime_type": "application/pdf", "filename": "a\r\nb.pdf"}
        return self.receive(message("document", media))


@tagged("post_install", "-at_install")
class TestGallery(GalleryMixin, OutboxCase):
    def rows(self, kind, user=None, **values):
        thread = self.customer_thread.with_user(user or self.agent)
        return thread.whatsapp_gallery(kind, **values)["rows"]

    def test_kinds(self):
        photo = self.sent("a.png", PIXEL)
        document = self.sent("b.pdf", b"%PDF-1.4", "application/pdf")
        note = self.sent("n.txt", b"late", subtype_xmlid="mail.mt_note")
        self.receive(said("See https://example.com/offer and www.example.org"))
        self.assertEqual(
            [row["message"] for row in self.rows("documents")], [note.id, document.id]
        )
        self.assertEqual([row["note"] for row in self.rows("documents")], [True, False])
        (row,) = self.rows("media")
        self.assertEqual(row["message"], photo.id)
        self.assertEqual(row["author"], self.agent.name)
        self.assertFalse(self.rows("sound"))
        links = [row["url"] for row in self.rows("links")]
        self.assertEqual(links[0], "https://example.com/offer")
        self.assertEqual(len(links), 2)

    def test_pages(self):
        self.patch(gallery, "PAGE", 2)
        sent = [self.sent(f"{n}.png", PIXEL).id for n in range(5)]
        thread = self.customer_thread.with_user(self.agent)
        found, before = [], None
        while before is not False:
            page = thread.whatsapp_gallery("media", before)
            found += [row["message"] for row in page["rows"]]
            before = page["next"]
        self.assertEqual(found, sent[::-1])

    def test_what_did_not_come(self):
        mail = self.pending().mail_message_id
        page = self.customer_thread.with_user(self.agent).whatsapp_gallery("media")
        self.assertEqual(page["missing"], mail.ids)

    def test_an_address_that_runs_is_no_link(self):
        thread = self.customer_thread
        found = thread._whatsapp_addresses('<a href="javascript:alert(1)">x</a>')
        self.assertFalse(found)

    def test_too_much(self):
        self.sent("a.png", PIXEL)
        thread = self.customer_thread.with_user(self.agent)
        self.assertEqual(len(thread._whatsapp_archive()), 1)
        for name in ("MAX_BYTES", "MAX_FILES"):
            with patch.object(gallery, name, 0), self.assertRaises(UserError):
                thread._whatsapp_archive()
        with self.assertRaises(UserError):
            thread._whatsapp_archive("sound")  # none

    def test_cost_of_a_page(self):
        """A page of many files costs what a page of few does."""
        self.sent("a.png", PIXEL)
        few = self.queries_of(lambda: self.rows("media"))
        for number in range(6):
            self.sent(f"{number}.png", PIXEL)
        self.assertLessEqual(self.queries_of(lambda: self.rows("media")), few)

    def test_rights(self):
        file = self.sent("a.png", PIXEL).attachment_ids
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.customer_thread.whatsapp_team_id = self._create_team("Ours", self.agent)
        for user in (other, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.rows("media", user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.customer_thread.with_user(user)._whatsapp_archive()
        with self.assertRaises(UserError):
            self.rows("everything")
        foreign = self.attach("other.txt", b"other")
        found = self.customer_thread._whatsapp_files(ids=(file + foreign).ids)
        self.assertEqual([file_id for _message, file_id in found], file.ids)


@tagged("post_install", "-at_install")
class TestGalleryArchive(GalleryMixin, WhatsappCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def download(self, user=None, **data):
        user = user or self.agent
        user.sudo().password = "a password of tests"
        self.authenticate(user.login, "a password of tests")
        data["csrf_token"] = Request.csrf_token(self)
        url = f"/whatsapp_inbox/thread/{self.customer_thread.id}/files"
        return self.url_open(url, data=data, method="POST")

    def unpacked(self, response):
        self.assertEqual(response.status_code, 200, response.text[:500])
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    def test_archive(self):
        self.sent("a.png", PIXEL)
        one = self.sent("b.pdf", b"%PDF-1.4", "application/pdf")
        self.sent("b.pdf", b"%PDF-1.5", "application/pdf")
        self.later(minutes(5))
        self.pending()
        files = self.unpacked(self.download())
        day = f"{NOW:%Y-%m-%d}"
        self.assertEqual(files[f"{day} a.png"], PIXEL)
        self.assertEqual(files[f"{day} b.pdf"], b"%PDF-1.5")
        self.assertEqual(files[f"{day} b (2).pdf"], b"%PDF-1.4")
        told = files["Not in this archive.txt"].decode()
        self.assertIn("a b.pdf: not fetched from WhatsApp yet", told)
        self.assertEqual(len(files), 4)
        only = self.unpacked(self.download(ids=str(one.attachment_ids.id)))
        self.assertEqual(list(only), [f"{day} b.pdf"])
        media = self.unpacked(self.download(kind="media"))
        self.assertEqual(list(media), [f"{day} a.png"])

    def test_gone_from_the_disk(self):
        self.sent("a.png", PIXEL)
        gone = self.sent("b.pdf", b"%PDF-1.4", "application/pdf").attachment_ids
        self.env.flush_all()
        # SQL: the ORM lets nobody change it
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = '00/00nothing' WHERE id = %s",
            [gone.id],
        )
        gone.invalidate_recordset()
        files = self.unpacked(self.download())
        told = files["Not in this archive.txt"].decode()
        self.assertIn("b.pdf: removed from this server", told)

    def test_others(self):
        self.sent("a.png", PIXEL)
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.customer_thread.whatsapp_team_id = self._create_team("Ours", self.agent)
        for user in (other, self.employee):
            with self.subTest(user.login):
                self.assertIn(self.download(user).status_code, (403, 404))

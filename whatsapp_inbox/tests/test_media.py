import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_media
from .common import NOW, PIXEL, WhatsappCase, hours, message, minutes, said
from .fake_meta import API_URL, response

OGG = b"OggS" + b"\x00" * 60


class MediaCase(WhatsappCase):
    def fetch(self):
        self.run_job("whatsapp.inbox.media")

    def received(self, kind, mime_type, content, name=None, **values):
        """Receive one file and fetch it.

        :return: its transport record
        """
        media_id = f"media{len(self.meta.media) + 1}"
        self.meta.media[media_id] = (mime_type, content)
        element = {"id": media_id, "mime_type": mime_type, **values}
        if name:
            element["filename"] = name
        record = self.receive(message(kind, element))
        self.fetch()
        return record


@tagged("post_install", "-at_install")
class TestMedia(MediaCase):
    def test_image(self):
        record = self.received("image", "image/png", PIXEL, caption="*Look*")
        self.assertEqual((record.media_state, record.error_message), ("done", False))
        attachment = record.attachment_id
        self.assertEqual(attachment.raw, PIXEL)
        self.assertEqual(attachment.mimetype, "image/png")
        self.assertTrue(attachment.name.endswith(".png"), attachment.name)
        mail = record.mail_message_id
        self.assertEqual(mail.attachment_ids, attachment)
        self.assertEqual(mail.whatsapp_media_state, "done")
        self.assertIn("<strong>Look</strong>", mail.body)
        self.assertNotIn("Photo", mail.body)

    def test_body_of_a_file_without_words(self):
        record = self.received("document", "application/pdf", b"%PDF-1.4", "Offer.pdf")
        self.assertEqual(self.texts(record.channel_id), [""])
        self.assertEqual(record.attachment_id.name, "Offer.pdf")

    def test_attachments_are_of_the_thread_and_not_public(self):
        """Peers 20."""
        for kind, mime_type in [
            ("image", "image/png"),
            ("audio", "audio/ogg; codecs=opus"),
            ("document", "application/pdf"),
            ("sticker", "image/webp"),
        ]:
            with self.subTest(kind=kind):
                attachment = self.received(kind, mime_type, OGG).attachment_id
                self.assertFalse(attachment.public)
                self.assertFalse(attachment.access_token)
                self.assertEqual(attachment.res_model, "discuss.channel")

    def test_nothing_is_fetched_in_the_drain(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        self.assertEqual(record.media_state, "pending")
        self.assertFalse(self.meta.calls)
        cron = self.env.ref("whatsapp_inbox.ir_cron_media")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)

    def test_voice_message_can_be_played(self):
        """Peers 4."""
        voice = self.received("audio", "audio/ogg; codecs=opus", OGG, voice=True)
        self.assertTrue(voice.attachment_id.voice_ids)
        self.assertEqual(voice.attachment_id.mimetype, "audio/ogg")
        self.assertTrue(voice.attachment_id.name.endswith(".ogg"))
        self.assertNotIn("None", voice.attachment_id.name)
        song = self.received("audio", "audio/mpeg", b"ID3" + OGG, voice=False)
        self.assertFalse(song.attachment_id.voice_ids)

    def test_browsers_are_told(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        with self.captured_bus() as bus:
            self.fetch()
        told = [
            content["mail.message"][0]
            for target, kind, content in bus
            if kind == "mail.record/insert" and content.get("mail.message")
        ]
        self.assertEqual(told[-1]["id"], record.mail_message_id.id)
        self.assertEqual(told[-1]["whatsapp_media_state"], "done")
        self.assertEqual(told[-1]["attachment_ids"], record.attachment_id.ids)

    def test_many_files_and_one_that_is_missing(self):
        """Peers 3."""
        for number in range(8):
            self.meta.media[f"m{number}"] = ("image/png", PIXEL)
        elements = [message("image", {"id": f"m{number}"}) for number in range(9)]
        records = self.receive(*elements)
        self.fetch()
        states = records.sorted("id").mapped("media_state")
        self.assertEqual(states, ["done"] * 8 + ["failed"])
        self.assertEqual(
            [len(m.attachment_ids) for m in records.sorted("id").mail_message_id],
            [1] * 8 + [0],
        )

    # -- failures -----------------------------------------------------------------

    def broken(self, answer):
        self.meta.edges["m"] = answer
        record = self.receive(message("image", {"id": "m"}))
        self.fetch()
        return record

    def test_transient_failures_back_off_and_give_up(self):
        record = self.broken(lambda request: response(503, b""))
        for attempt in range(1, whatsapp_inbox_media.MAX_ATTEMPTS):
            self.assertEqual(record.media_state, "pending")
            self.assertEqual(record.media_attempts, attempt)
            self.assertTrue(record.media_retry_at)
            self.assertEqual(record.mail_message_id.whatsapp_media_state, "pending")
            calls = len(self.meta.calls)
            self.fetch()
            self.assertEqual(len(self.meta.calls), calls, "too early")
            self.later(hours(attempt))
            self.fetch()
        self.assertEqual(record.media_state, "failed")
        self.assertTrue(record.error_message)
        self.assertEqual(record.mail_message_id.whatsapp_media_state, "failed")
        self.assertFalse(record.mail_message_id.attachment_ids)
        self.assertIn("Photo", record.mail_message_id.body)

    def test_delays_grow(self):
        record = self.broken(lambda request: response(503, b""))
        first = record.media_retry_at - NOW
        self.later(minutes(10))
        self.fetch()
        self.later(minutes(20))
        self.fetch()
        self.assertGreater(record.media_retry_at - NOW - minutes(20), first)

    def test_permanent_failure_at_once(self):
        """The id of a file lives seven days."""
        error = {"error": {"code": 100, "error_subcode": 33, "message": "Gone"}}
        record = self.broken(lambda request: response(400, error))
        self.assertEqual((record.media_state, record.media_attempts), ("failed", 1))
        self.assertEqual(self.account.state, "connected")

    def test_a_dead_token_does_not_lose_the_file(self):
        error = {"error": {"code": 190, "message": "Session has expired"}}
        record = self.broken(lambda request: response(401, error))
        self.assertEqual(record.media_state, "pending")

    def test_retry(self):
        error = {"error": {"code": 100, "message": "Gone"}}
        record = self.broken(lambda request: response(400, error))
        self.assertEqual(record.media_state, "failed")
        self.meta.edges.clear()
        self.meta.media["m"] = ("image/png", PIXEL)
        record.mail_message_id.with_user(self.agent).whatsapp_retry_media()
        self.assertEqual(record.mail_message_id.whatsapp_media_state, "pending")
        self.fetch()
        self.assertEqual((record.media_state, record.error_message), ("done", False))
        self.assertEqual(record.attachment_id.raw, PIXEL)

    def test_retry_takes_only_what_failed(self):
        record = self.received("image", "image/png", PIXEL)
        record.mail_message_id.with_user(self.agent).whatsapp_retry_media()
        self.assertEqual(record.media_state, "done")

    def test_an_expired_address_is_asked_for_again(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        with patch.object(self.meta, "_file", lambda media_id: response(404, b"")):
            self.fetch()
        self.assertEqual(record.media_state, "pending")
        self.later(minutes(10))
        self.fetch()
        self.assertEqual(record.media_state, "done")
        asked = [path for method, path, _query in self.meta.calls if path == "m"]
        self.assertEqual(len(asked), 2)

    def test_the_token_goes_to_meta_only(self):
        """A file's address comes from outside."""
        for url in (
            "https://evil.example.com/x",
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com.evil.example.com/x",
            f"{API_URL}.evil.example.com/x",
            "file:///etc/passwd",
        ):
            with self.subTest(url=url):
                answer = {"url": url, "mime_type": "image/png"}
                record = self.broken(lambda r, answer=answer: response(200, answer))
                self.assertEqual(record.media_state, "failed")

    def test_a_file_with_an_address_only(self):
        record = self.receive(message("image", {"url": f"{API_URL}/file/x"}))
        self.fetch()
        self.assertEqual(record.media_state, "failed")

    def test_archived_number_fetches_nothing(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        self.receive(message("image", {"id": "m"}))
        self.account.active = False
        self.fetch()
        self.assertFalse(self.meta.calls)

    def test_a_deleted_thread_stops_nothing(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        record.mail_message_id.unlink()
        self.fetch()
        self.assertFalse(record.exists().filtered(lambda r: r.media_state == "pending"))

    def test_text_has_nothing_to_fetch(self):
        self.receive(said("Hi"))
        self.fetch()
        self.assertFalse(self.meta.calls)


@tagged("post_install", "-at_install")
class TestMediaOverHttp(MediaCase, HttpCase):
    """What a customer sends does not run in an agent's browser."""

    page = b"<html><script>alert(document.cookie)</script></html>"
    drawing = (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'
        b"<script>alert(1)</script></svg>"
    )
    active = re.compile(r"html|svg|xml|javascript", re.IGNORECASE)

    def served(self, attachment, route="/web/content/%s", user=None):
        user = user or self.agent
        self.authenticate(user.login, user.login)
        return self.url_open(route % attachment.id)

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_hostile_files(self):
        cases = [
            ("document", "text/html", self.page, "offer.html"),
            ("document", "TEXT/HTML; charset=utf-8", self.page, "offer.pdf"),
            ("document", "application/pdf", self.page, "offer.html"),
            ("document", "image/svg+xml", self.drawing, "logo.svg"),
            ("document", "application/octet-stream", self.drawing, "logo.svg"),
            ("document", "application/octet-stream", self.page, "x.xhtml"),
            ("document", "", self.page, "x.htm"),
            ("document", "application/xhtml+xml", self.page, "x"),
            ("document", "text/javascript", b"alert(1)", "x.js"),
            ("document", "application/pdf", self.page, "x.svg\x00.pdf"),
            ("document", "text/xml", self.drawing, "../../x.xml"),
            ("document", "text/html\r\nX-Evil: 1", self.page, "x\r\nX-Evil: 1.html"),
            ("image", "image/png", self.page, None),
            ("image", "image/svg+xml", self.drawing, None),
            ("sticker", "text/html", self.page, None),
        ]
        for kind, mime_type, content, name in cases:
            with self.subTest(kind=kind, mime_type=mime_type, name=name):
                record = self.received(kind, mime_type, content, name)
                attachment = record.attachment_id
                self.assertEqual(record.media_state, "done", record.error_message)
                self.assertNotRegex(attachment.mimetype, self.active)
                self.assertNotRegex(attachment.name, r"[/\\\x00-\x1f]")
                for route in ("/web/content/%s", "/web/image/%s"):
                    answer = self.served(attachment, route)
                    self.assertNotRegex(answer.headers["Content-Type"], self.active)
                    self.assertEqual(
                        answer.headers.get("X-Content-Type-Options"), "nosniff"
                    )
                    self.assertNotIn("X-Evil", answer.headers)

    def test_files_are_for_who_reads_the_thread(self):
        self.account.team_id = self._create_team("Ours", self.agent)
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        attachment = self.received("image", "image/png", PIXEL).attachment_id
        self.assertEqual(self.served(attachment).content, PIXEL)
        for user in (other, self.employee):
            with self.subTest(user=user.login), mute_logger("odoo.http"):
                self.assertNotEqual(self.served(attachment, user=user).content, PIXEL)
        self.logout()
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/web/content/{attachment.id}")
            self.assertNotEqual(answer.content, PIXEL)
            answer = self.url_open(f"/web/image/{attachment.id}")
            self.assertNotEqual(answer.content, PIXEL)

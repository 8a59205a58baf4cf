from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_file
from ..tools import outbound_file, picture, transcode
from ..tools.media import MediaRefused
from .common import PIXEL, OutboxCase, minutes
from .fake_meta import response
from .pure import samples

MB = 1024 * 1024


@tagged("post_install", "-at_install")
class TestOutboundFiles(OutboxCase):
    """What WhatsApp takes goes as it is, what can be made of the rest is made."""

    def post_file(self, name, content, mimetype=None, voice=False, **values):
        attachment = self.attach(name, content, mimetype)
        attachment.sudo()._post_add_create(voice=voice)
        return self.post(values.pop("body", ""), attachment_ids=attachment.ids)

    def test_a_recording_becomes_a_voice_note(self):
        """Discuss records MP3; only Ogg with Opus has the play button and the wave."""
        mp3 = samples.sound(2, "mp3", "libmp3lame")
        part = self.post_file("Voice-2026-03-02-1.mp3", mp3, voice=True)
        self.assertFalse(self.meta.uploads)
        self.send()
        self.assertEqual(part.state, "sent")
        [(_name, mime_type, content)] = self.meta.uploads
        self.assertEqual(mime_type, "audio/ogg")
        self.assertTrue(transcode.is_opus(content))
        self.assertLess(len(content), 512 * 1024)
        self.assertEqual(self.meta.sent[0]["type"], "audio")
        self.assertEqual(self.meta.sent[0]["audio"], {"id": "upload1", "voice": True})
        # what agents hear is the original, and the copy is kept nowhere
        self.assertEqual(part.attachment_id.raw, mp3)
        self.assertFalse(
            self.env["ir.attachment"].search([("mimetype", "=", "audio/ogg")])
        )

    def test_music_stays_music(self):
        mp3 = samples.sound(1, "mp3", "libmp3lame")
        self.post_file("song.mp3", mp3)
        self.send()
        self.assertEqual(self.meta.uploads, [("song.mp3", "audio/mpeg", mp3)])
        self.assertEqual(self.meta.sent[0]["audio"], {"id": "upload1"})

    def test_without_pyav_a_recording_goes_as_music(self):
        self.patch(transcode, "av", None)
        mp3 = samples.sound(1, "mp3", "libmp3lame")
        self.post_file("Voice.mp3", mp3, voice=True)
        self.send()
        self.assertEqual(self.meta.uploads, [("Voice.mp3", "audio/mpeg", mp3)])
        self.assertEqual(self.meta.sent[0]["audio"], {"id": "upload1"})

    def test_an_oversized_photo(self):
        photo = samples.noise((1900, 1700), "PNG")  # larger, Odoo makes it smaller
        self.assertGreater(len(photo), 5 * MB)
        part = self.post_file("photo.png", photo, body="Look")
        self.send()
        [(_name, mime_type, content)] = self.meta.uploads
        self.assertEqual(mime_type, "image/jpeg")
        self.assertLessEqual(len(content), 5 * MB)
        self.assertTrue(picture.examine(content).fits)
        self.assertEqual(self.meta.sent[0]["image"]["caption"], "Look")
        self.assertEqual(part.attachment_id.raw, photo)

    def test_pictures_of_other_types(self):
        for mode, kind in [("CMYK", "JPEG"), ("P", "GIF"), ("RGB", "BMP")]:
            with self.subTest(kind=kind):
                self.post_file(f"a.{kind.lower()}", samples.picture(mode, kind))
                self.send()
                _name, mime_type, content = self.meta.uploads[-1]
                self.assertEqual(picture.examine(content).mime_type, mime_type)
                self.assertEqual(self.meta.sent[-1]["type"], "image")

    def test_a_sticker_and_a_film(self):
        sticker = samples.picture(kind="WEBP")
        self.post_file("s.webp", sticker, "image/webp")
        self.post_file("f.mov", samples.film(container="mov"), "video/quicktime")
        self.send()
        self.assertEqual([m["type"] for m in self.meta.sent], ["sticker", "video"])
        self.assertEqual(self.meta.uploads[0][1:], ("image/webp", sticker))
        self.assertEqual(self.meta.uploads[1][1], "video/mp4")

    def test_what_is_sent_is_named_by_its_content(self):
        self.post_file("a.jpg", PIXEL, "image/jpeg")
        self.post_file("prices.csv", b"a,b", "text/csv")
        self.send()
        self.assertEqual(
            [upload[1] for upload in self.meta.uploads], ["image/png", "text/plain"]
        )
        self.assertEqual(self.meta.sent[1]["document"]["filename"], "prices.csv")

    def test_audio_takes_no_caption(self):
        self.post_file("a.wav", samples.sound(), body="Listen")
        self.send()
        self.assertEqual([m["type"] for m in self.meta.sent], ["text", "audio"])

    # -- refused before anything is queued ------------------------------------------

    def refused(self, name, content, mimetype, size=None):
        attachment = self.attach(name, content, mimetype)
        if size is not None:
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE ir_attachment SET file_size = %s WHERE id = %s",
                [size, attachment.id],
            )
            attachment.invalidate_recordset()
        before = self.customer_thread.message_ids
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self.post(attachment_ids=attachment.ids)
        self.customer_thread.invalidate_recordset()
        self.assertEqual(self.customer_thread.message_ids, before)
        return str(refusal.exception)

    def test_refusals_name_the_file_and_the_limit(self):
        for name, content, mimetype, size, words in [
            ("a.mp4", b"x", "video/mp4", 16 * MB + 1, "a.mp4.*16 MB"),
            ("a.mp3", b"x", "audio/mpeg", 16 * MB + 1, "a.mp3.*16 MB"),
            ("a.zip", b"x", "application/zip", 100 * MB + 1, "a.zip.*100 MB"),
            ("a.jpg", b"x", "image/jpeg", 100 * MB + 1, "a.jpg.*5 MB"),
            ("a.jpg", b"\xff\xd8\xff not", "image/jpeg", None, "a.jpg.*damaged"),
            ("a.pdf", b"", "application/pdf", None, "a.pdf.*empty"),
        ]:
            with self.subTest(name=name, size=size):
                self.assertRegex(self.refused(name, content, mimetype, size), words)

    def test_a_long_film_is_refused_with_what_would_do(self):
        self.patch(transcode, "FILM_SECONDS", 0.5)
        film = samples.film(container="webm", codec="libvpx")
        words = self.refused("tour.webm", film, "video/webm")
        self.assertRegex(words, "tour.webm.*MP4.*16 MB")

    # -- a conversion that fails ----------------------------------------------------

    def test_a_failed_conversion_fails_that_part_alone(self):
        good = self.attach("good.png", PIXEL)
        bad = self.attach("bad.gif", samples.picture("L", "GIF"))
        last = self.attach("last.pdf", b"%PDF-1.4")
        parts = self.post("See", attachment_ids=(good | bad | last).ids)
        refused = MediaRefused("unreadable", 0, "image")
        with patch.object(outbound_file, "convert", side_effect=refused):
            self.send()
        self.assertEqual(parts.mapped("state"), ["sent", "sent", "failed", "sent"])
        mail = parts.mail_message_id
        self.assertEqual(mail.whatsapp_state, "failed")
        [shown] = mail.whatsapp_parts
        self.assertEqual((shown["attachment_id"], shown["state"]), (bad.id, "failed"))
        self.assertIn("bad.gif", shown["error"])

    def test_an_unexpected_error_is_a_failure_too(self):
        part = self.post_file("a.wav", samples.sound())
        with (
            patch.object(outbound_file, "convert", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.whatsapp_inbox.models.whatsapp_inbox_file"),
        ):
            self.send()
        self.assertEqual(part.state, "failed")
        self.assertIn("a.wav", part.error_message)

    def test_a_file_that_ends_the_process_is_given_up(self):
        part = self.post_file("a.wav", samples.sound())
        part.conversion_starts = whatsapp_inbox_file.MAX_STARTS
        self.send()
        self.assertEqual(part.state, "failed")
        part._resend()
        self.send()
        self.assertEqual(self.outgoing(part.mail_message_id)[-1].state, "sent")

    def test_a_file_that_was_deleted(self):
        converted = self.post_file("a.wav", samples.sound())
        plain = self.post_file("a.png", PIXEL)
        (converted + plain).attachment_id.unlink()
        self.send()
        for part in converted + plain:
            self.assertEqual(part.state, "failed")
            self.assertIn("deleted", part.error_message)
        self.assertFalse(self.meta.sent)

    def test_a_copy_is_made_again_for_another_attempt(self):
        self.meta.refuse(131000, 500)
        part = self.post_file("a.wav", samples.sound())
        self.send()
        self.assertEqual((part.state, part.conversion_starts), ("queued", 0))
        self.later(minutes(5))
        self.send()
        self.assertEqual((part.state, part.attempts), ("sent", 2))
        self.assertEqual(len(self.meta.uploads), 2)

    def test_a_type_that_meta_does_not_list(self):
        """Meta answers with all the types it takes: no help to an agent."""
        error = {"code": 100, "message": "(#100) Param file must be audio/aac, …"}
        self.meta.edges["501/media"] = lambda r: response(400, {"error": error})
        part = self.post_file("prices.zip", b"PK", "application/zip")
        self.send()
        self.assertEqual((part.state, part.error_code), ("failed", 100))
        self.assertRegex(part.error_message, "type of .prices.zip.*PDF")

    # -- order, and the others ------------------------------------------------------

    def test_what_follows_a_file_waits_for_it(self):
        sent = []
        convert = outbound_file.convert

        def note(*args):
            sent.append(len(self.meta.sent))
            return convert(*args)

        self.post("before")
        self.post_file("a.wav", samples.sound())
        self.post("after")
        with patch.object(outbound_file, "convert", note):
            self.send()
        self.assertEqual([m["type"] for m in self.meta.sent], ["text", "audio", "text"])
        self.assertEqual(sent, [1])

    def test_more_files_than_converters(self):
        count = whatsapp_inbox_file.MAX_CONVERSIONS * 2 + 1
        files = self.env["ir.attachment"]
        for index in range(count):
            files |= self.attach(f"{index}.wav", samples.sound(0.2))
        parts = self.post(attachment_ids=files.ids)
        self.send()
        self.assertEqual(set(parts.mapped("state")), {"sent"})
        names = [upload[0] for upload in self.meta.uploads]
        self.assertEqual(names, [f"{index}.wav" for index in range(count)])

    def test_a_copy_whose_message_was_withdrawn_is_dropped(self):
        part = self.post_file("a.wav", samples.sound())
        outbox = type(self.env["whatsapp.inbox.outbox"])
        claimable = outbox._claimable

        def withdraw_first(outbox_self, limit, conversions=None, in_time=True):
            if conversions and conversions.done:
                outbox_self.env.cr.execute(
                    "UPDATE whatsapp_inbox_message SET state = 'withdrawn'"
                    " WHERE id = %s",
                    [part.id],
                )
            return claimable(outbox_self, limit, conversions, in_time)

        with patch.object(outbox, "_claimable", withdraw_first):
            self.send()
        self.assertEqual(part.state, "withdrawn")
        self.assertFalse(self.meta.uploads + self.meta.sent)

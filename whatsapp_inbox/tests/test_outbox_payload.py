from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import (
    PIXEL,
    WhatsappCase,
    minutes,
    reacted,
    said,
)


@tagged("post_install", "-at_install")
class TestPayload(WhatsappCase):
    """What the Cloud API is told (Meta's pages: messages/*)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pdf = b"%PDF-1.4 offer"

    def sent(self, thread=None, body="", **values):
        """Answer, send, and return what arrived at Meta."""
        before = len(self.meta.sent)
        records = self.answer(thread or self.thread(), body, **values)
        self.send()
        self.assertEqual(set(records.mapped("state")), {"sent"})
        return self.meta.sent[before:]

    def test_text(self):
        thread = self.thread()
        record = self.answer(thread, "Hello Ana")
        self.send()
        self.assertEqual(
            self.meta.sent,
            [
                {
                    "messaging_product": "whatsapp",
                    "recipient_type": "individual",
                    "to": "+34600111222",
                    "type": "text",
                    "text": {"body": "Hello Ana", "preview_url": False},
                    "biz_opaque_callback_data": record.callback_data,
                }
            ],
        )
        self.assertIn(("POST", "501/messages", {}), self.meta.calls)

    def test_formatting(self):
        html = Markup(
            "<p><b>bold</b> <i>italic</i> <s>gone</s> 1 &lt; 2</p>"
            "<ul><li>one</li><li>two</li></ul>"
        )
        [payload] = self.sent(body=html)
        text = payload["text"]["body"]
        for piece in ("*bold*", "_italic_", "~gone~", "1 < 2", "one", "two"):
            self.assertIn(piece, text)
        self.assertNotIn("<p>", text)

    def test_link_preview(self):
        [payload] = self.sent(body="See https://example.com")
        self.assertTrue(payload["text"]["preview_url"])

    def test_customers_number_as_whatsapp_writes_it(self):
        """Mexico's 1 and Brazil's ninth digit are as in the wa_id, not as dialled."""
        thread = self.thread(said("Hola", sender="5215512345678"), contacts=[])
        [payload] = self.sent(thread, "Hola")
        self.assertEqual(payload["to"], "+5215512345678")

    def test_long_text_in_parts(self):
        words = " ".join(f"word{number}" for number in range(1500))
        payloads = self.sent(body=words)
        bodies = [payload["text"]["body"] for payload in payloads]
        self.assertGreater(len(bodies), 2)
        self.assertTrue(all(len(body) <= 4096 for body in bodies))
        self.assertEqual(" ".join(bodies).split(), words.split())

    def test_quote(self):
        record = self.receive(said("How much?", "w1"))
        [payload] = self.sent(
            record.channel_id, "10 €", parent_id=record.mail_message_id.id
        )
        self.assertEqual(payload["context"], {"message_id": "w1"})

    def test_quote_of_an_answer(self):
        thread = self.thread()
        first = self.answer(thread)
        self.send()
        [payload] = self.sent(thread, "I mean", parent_id=first.mail_message_id.id)
        self.assertEqual(payload["context"], {"message_id": first.wamid})

    def test_quote_of_what_people_reacted_to(self):
        """A reaction has an id, too, but no bubble that one could quote."""
        record = self.receive(said("How much?", "w1"))
        self.receive(reacted("❤️", "w1"))
        self.react(record.mail_message_id, "👍")
        self.send()
        payload = self.sent(
            record.channel_id, "10 €", parent_id=record.mail_message_id.id
        )[-1]
        self.assertEqual(payload["context"], {"message_id": "w1"})

    def test_quote_goes_with_the_first_part(self):
        record = self.receive(said("How much?", "w1"))
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", self.pdf)
        payloads = self.sent(
            record.channel_id,
            "See",
            parent_id=record.mail_message_id.id,
            attachment_ids=files.ids,
        )
        self.assertEqual(len(payloads), 3)
        self.assertEqual(
            [bool(p.get("context")) for p in payloads], [True, False, False]
        )

    def test_quote_of_a_part_that_is_tried_again(self):
        record = self.receive(said("How much?", "w1"))
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", self.pdf)
        self.meta.refuse(131000, 500)
        records = self.answer(
            record.channel_id,
            parent_id=record.mail_message_id.id,
            attachment_ids=files.ids,
        )
        self.send()
        self.later(minutes(1))
        self.meta.outcome(self.meta._accept)
        self.meta.refuse(131000, 500)
        self.send()
        self.later(minutes(2))
        self.send()
        self.assertEqual(records.mapped("state"), ["sent"] * 3)
        self.assertEqual(
            [bool(p.get("context")) for p in self.meta.sent], [True, False, False]
        )

    def test_quote_of_what_is_sent_again(self):
        record = self.receive(said("How much?", "w1"))
        self.meta.refuse(131026)
        failed = self.answer(
            record.channel_id, "10 €", parent_id=record.mail_message_id.id
        )
        self.send()
        failed.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(self.meta.sent[0]["context"], {"message_id": "w1"})

    def test_quote_of_a_note_is_no_quote(self):
        thread = self.thread()
        note = thread.with_user(self.agent).message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        [payload] = self.sent(thread, "Hello", parent_id=note.id)
        self.assertNotIn("context", payload)

    def test_one_file_takes_the_text_as_caption(self):
        for name, content, kind in [
            ("a.png", PIXEL, "image"),
            ("offer.pdf", self.pdf, "document"),
            ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 32, "video"),
        ]:
            with self.subTest(name=name):
                attachment = self.attach(name, content)
                [payload] = self.sent(body="Look", attachment_ids=attachment.ids)
                self.assertEqual(payload["type"], kind)
                self.assertEqual(payload[kind]["caption"], "Look")
                self.assertEqual(payload[kind]["id"], f"upload{len(self.meta.uploads)}")
                self.assertEqual(self.meta.uploads[-1][2], content)
        self.assertEqual(self.meta.uploads[0][:2], ("a.png", "image/png"))

    def test_documents_keep_their_names(self):
        attachment = self.attach("Oferta nº 7 – Ana.pdf", self.pdf)
        [payload] = self.sent(attachment_ids=attachment.ids)
        self.assertEqual(payload["document"]["filename"], "Oferta nº 7 – Ana.pdf")
        self.assertNotIn("caption", payload["document"])

    def test_long_text_is_no_caption(self):
        attachment = self.attach("a.png", PIXEL)
        payloads = self.sent(body="x" * 1025, attachment_ids=attachment.ids)
        self.assertEqual([p["type"] for p in payloads], ["text", "image"])
        self.assertNotIn("caption", payloads[1]["image"])

    def test_several_files_in_order(self):
        names = ["1.png", "2.pdf", "3.png"]
        files = self.env["ir.attachment"]
        for name in names:
            files |= self.attach(name, PIXEL if name.endswith("png") else self.pdf)
        payloads = self.sent(body="See", attachment_ids=files.ids)
        self.assertEqual(
            [p["type"] for p in payloads], ["text", "image", "document", "image"]
        )
        self.assertEqual([upload[0] for upload in self.meta.uploads], names)

    def test_empty_file_is_refused(self):
        attachment = self.attach("a.png", b"", "image/png")
        with self.assertRaisesRegex(UserError, "a.png"):
            self.answer(self.thread(), attachment_ids=attachment.ids)

    def test_empty_message_is_refused(self):
        thread = self.thread()
        for body in ("", " ", Markup("<p><br/></p>")):
            with self.subTest(body=body), self.assertRaises(UserError):
                self.answer(thread, body)

    def test_reaction(self):
        record = self.receive(said("Hi", "w1"))
        self.react(record.mail_message_id, "👍")
        self.send()
        self.assertEqual(
            self.meta.sent[-1]["reaction"], {"message_id": "w1", "emoji": "👍"}
        )
        self.assertEqual(self.meta.sent[-1]["type"], "reaction")
        self.assertNotIn("context", self.meta.sent[-1])
        self.react(record.mail_message_id, "👍", action="remove")
        self.send()
        self.assertEqual(
            self.meta.sent[-1]["reaction"], {"message_id": "w1", "emoji": ""}
        )

    def test_a_business_has_one_reaction(self):
        """A second agent's takes the place of the first one's, here as there."""
        record = self.receive(said("Hi", "w1"))
        self.receive(reacted("❤️", "w1"))
        mail = record.mail_message_id
        for user, emoji in ((self.agent, "👍"), (self.supervisor, "🎉")):
            self.react(mail, emoji, user)
        self.assertEqual(set(mail.reaction_ids.mapped("content")), {"❤️", "🎉"})

    def test_reaction_of_a_failed_one_is_not_a_failed_message(self):
        record = self.receive(said("Hi", "w1"))
        self.meta.refuse(131009)
        self.react(record.mail_message_id, "👍")
        self.send()
        self.assertEqual(record.mail_message_id.whatsapp_state, "received")

    def test_reaction_to_a_note_stays_here(self):
        thread = self.thread()
        note = thread.with_user(self.agent).message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.react(note, "👍")
        self.send()
        self.assertFalse(self.meta.sent)
        self.assertEqual(note.sudo().reaction_ids.content, "👍")

    def test_group(self):
        record = self.receive(said("Hi", group_id="g1"))
        [payload] = self.sent(record.channel_id, "Hello all")
        self.assertEqual((payload["recipient_type"], payload["to"]), ("group", "g1"))

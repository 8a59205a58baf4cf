import json

from markupsafe import Markup

from odoo.tests import tagged

from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    message,
    minutes,
    person,
    said,
    seconds,
)

HOSTILE = '<img src=x onerror=alert(1)>"&<script>alert(2)</script>'


@tagged("post_install", "-at_install")
class TestBubbles(WhatsappCase):
    """Every type of message has a bubble that a person can read."""

    def bubble(self, kind, content, **values):
        """Receive one message and return its transport record and its text."""
        record = self.receive(message(kind, content, **values))
        return record, record.mail_message_id.body

    def assertSafe(self, html):
        self.assertIsInstance(html, Markup)
        for danger in ("<script", "<img", "onerror=alert(1)>", "javascript:"):
            self.assertNotIn(danger, html)

    def test_text_formatting(self):
        for text, expected in [
            ("*bold*", "<strong>bold</strong>"),
            ("_italic_", "<em>italic</em>"),
            ("~gone~", "<s>gone</s>"),
            ("`code`", "<code>code</code>"),
            ("one\ntwo", "one<br>two"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("Año 🎉 1 < 2", "Año 🎉 1 &lt; 2"),
        ]:
            with self.subTest(text=text):
                _record, body = self.bubble("text", {"body": text})
                self.assertIn(expected, body)

    def test_links_open_apart(self):
        _record, body = self.bubble(
            "text", {"body": "see https://example.com/?a=1&b=2"}
        )
        self.assertIn('href="https://example.com/?a=1&amp;b=2"', body)
        self.assertIn('target="_blank"', body)
        self.assertIn("noopener", body)

    def test_no_link_runs_a_script(self):
        _record, body = self.bubble("text", {"body": "javascript:alert(1)"})
        self.assertNotIn("<a", body)

    def test_html_of_customers_is_only_text(self):
        """In every place where words of a customer are shown."""
        bad = HOSTILE
        places = {
            "text": {"body": bad},
            "image": {"id": "m1", "caption": bad},
            "document": {"id": "m2", "filename": bad, "caption": bad},
            "location": {"latitude": 1, "longitude": 2, "name": bad, "address": bad},
            "contacts": [
                {
                    "name": {"formatted_name": bad},
                    "phones": [{"phone": bad}],
                    "emails": [{"email": bad}],
                    "org": {"company": bad},
                }
            ],
            "button": {"text": bad, "payload": bad},
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "1", "title": bad, "description": bad},
            },
            "system": {"body": bad, "type": "user_changed_number"},
            bad[:60]: {},
        }
        for kind, content in places.items():
            with self.subTest(kind=kind):
                _record, body = self.bubble(kind, content)
                self.assertSafe(body)
                self.assertIn("alert(1)", body)

    def test_hostile_names_are_only_text(self):
        record = self.receive(said("Hi"), contacts=[person(HOSTILE)])
        self.assertEqual(record.contact_id.name, HOSTILE)
        self.assertEqual(record.contact_id.partner_id.name, HOSTILE)
        group = said("Hi", sender="351912345678", group_id="g1")
        body = self.receive(group, contacts=[person(HOSTILE, "351912345678")])
        self.assertSafe(body.mail_message_id.body)

    def test_nul_characters(self):
        record = self.receive(said("a\x00b"), contacts=[person("A\x00na")])
        self.assertIn("ab", record.mail_message_id.body)
        self.assertEqual(record.contact_id.name, "Ana")

    def test_what_is_stored(self):
        record = self.receive(said("Hi", "w1", at=NOW - minutes(3)))
        mail = record.mail_message_id
        self.assertRecordValues(
            record,
            [
                {
                    "wamid": "w1",
                    "direction": "inbound",
                    "message_type": "text",
                    "state": "received",
                    "timestamp": NOW - minutes(3),
                    "account_id": self.account.id,
                    "payload": False,
                    "forwarded": False,
                    "media_state": False,
                }
            ],
        )
        self.assertEqual(mail.date, NOW - minutes(3))
        self.assertEqual(mail.author_id, record.contact_id.partner_id)
        self.assertEqual(mail.message_type, "comment")
        self.assertEqual(mail.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(
            (mail.model, mail.res_id), ("discuss.channel", record.channel_id.id)
        )
        self.assertFalse(mail.is_internal)
        self.assertFalse(mail.notification_ids)

    def test_media(self):
        for kind, content, words in [
            ("image", {"id": "m", "caption": "*Look*"}, "<strong>Look</strong>"),
            ("image", {"id": "m"}, "Photo"),
            ("video", {"id": "m", "caption": "See"}, "See"),
            ("audio", {"id": "m", "voice": True}, "Voice message"),
            ("audio", {"id": "m", "voice": False}, "Audio"),
            ("document", {"id": "m", "filename": "Offer.pdf"}, "Offer.pdf"),
            ("document", {"id": "m"}, "Document"),
            ("sticker", {"id": "m", "animated": True}, "Sticker"),
        ]:
            with self.subTest(kind=kind, content=content):
                record, body = self.bubble(kind, content)
                self.assertIn(words, body)
                self.assertEqual(record.message_type, kind)
                self.assertEqual(record.media_state, "pending")
                self.assertEqual(record.media["id"], "m")
                self.assertEqual(record.mail_message_id.whatsapp_media_state, "pending")

    def test_media_without_a_file(self):
        """Meta could not fetch it itself: nothing will ever come."""
        record, body = self.bubble("image", {}, errors=[{"code": 131052}])
        self.assertIn("Photo", body)
        self.assertFalse(record.media_state)

    def test_location(self):
        """Peers 4."""
        record, body = self.bubble(
            "location",
            {"latitude": 40.41, "longitude": -3.7, "name": "Sol", "address": "Madrid"},
        )
        self.assertIn("mlat=40.41", body)
        self.assertIn("mlon=-3.7", body)
        self.assertIn("Sol", body)
        self.assertIn("Madrid", body)
        self.assertEqual(record.payload["location"]["name"], "Sol")

    def test_contact_cards(self):
        """Peers 4."""
        record, body = self.bubble(
            "contacts",
            [
                {
                    "name": {"formatted_name": "Berta Sol"},
                    "phones": [{"phone": "+351 912 345 678"}, {"type": "HOME"}],
                    "emails": [{"email": "berta@example.com"}],
                    "org": {"company": "Sol Lda"},
                },
                {"origin": "contact_request", "phones": [{"phone": "+34 1"}]},
            ],
        )
        for words in ("Berta Sol", "+351 912 345 678", "berta@example.com", "Sol Lda"):
            self.assertIn(words, body)
        self.assertIn("+34 1", body)
        self.assertEqual(len(record.payload["contacts"]), 2)

    def test_choices(self):
        """Peers 4."""
        for kind, content, words in [
            ("button", {"text": "Yes, please", "payload": "YES"}, ["Yes, please"]),
            (
                "interactive",
                {"type": "button_reply", "button_reply": {"id": "1", "title": "Buy"}},
                ["Buy"],
            ),
            (
                "interactive",
                {
                    "type": "list_reply",
                    "list_reply": {"id": "1", "title": "Red", "description": "A rose"},
                },
                ["Red", "A rose"],
            ),
            (
                "interactive",
                {
                    "type": "nfm_reply",
                    "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{"},
                },
                ["Sent"],
            ),
        ]:
            with self.subTest(content=content):
                record, body = self.bubble(kind, content)
                for word in words:
                    self.assertIn(word, body)
                self.assertEqual(record.payload[kind], content)

    def test_order_is_a_table(self):
        """Peers 18: catalogue orders arrive blank. Numbers may be text."""
        order = {
            "catalog_id": "c",
            "text": "For *Friday*",
            "product_items": [
                {
                    "product_retailer_id": "CACTUS<b>",
                    "quantity": 2,
                    "item_price": "38.50",
                    "currency": "EUR",
                },
                {"product_retailer_id": "POT", "quantity": "1"},
                "not an item",
            ],
        }
        record, body = self.bubble("order", order)
        self.assertEqual(body.count("<tr>"), 3, "a header and two products")
        self.assertIn("CACTUS&lt;b&gt;", body)
        self.assertIn("38.50 EUR", body)
        self.assertIn("<strong>Friday</strong>", body)
        self.assertEqual(record.payload["order"], order)

    def test_answers_of_a_form(self):
        answers = {"flow_token": "secret", "day": "Friday", "guests": 3, "x": {"y": 1}}
        reply = {"name": "flow", "body": "Sent", "response_json": json.dumps(answers)}
        _record, body = self.bubble(
            "interactive", {"type": "nfm_reply", "nfm_reply": reply}
        )
        for word in ("Sent", "day: Friday", "guests: 3"):
            self.assertIn(word, body)
        self.assertNotIn("secret", body)

    def test_advertisement(self):
        """Peers 18: the ad source is lost."""
        referral = {
            "source_type": "ad",
            "source_id": "120",
            "source_url": "https://fb.me/x",
            "headline": "Spring <i>offer</i>",
            "ctwa_clid": "click",
        }
        record = self.receive(said("Hi", referral=referral))
        self.assertIn("Came from Spring &lt;i&gt;", record.mail_message_id.body)
        self.assertEqual(record.payload["referral"], referral)
        conversation = record.conversation_id
        self.assertRecordValues(
            conversation,
            [
                {
                    "referral_type": "ad",
                    "referral_source_id": "120",
                    "referral_url": "https://fb.me/x",
                    "referral_headline": "Spring <i>offer</i>",
                    "referral_click_id": "click",
                }
            ],
        )
        self.receive(said("Again", referral={**referral, "headline": "Another"}))
        self.assertEqual(conversation.referral_headline, "Spring <i>offer</i>")

    def test_question_about_a_product(self):
        context = {"referred_product": {"catalog_id": "c", "product_retailer_id": "P7"}}
        record = self.receive(said("Is it blue?", context=context))
        self.assertIn("About product P7", record.mail_message_id.body)
        self.assertIn("Is it blue?", record.mail_message_id.body)
        self.assertEqual(record.payload["context"], context)

    def test_what_cannot_be_shown_is_visible_and_kept(self):
        """Peers 3 and 4."""
        for kind, content in [
            ("order", {"catalog_id": "c", "product_items": "none"}),
            ("unsupported", {"type": "poll_creation"}),
            ("interactive", {"type": "product"}),
            ("edit", {"original_message_id": "w"}),
            ("revoke", {}),
            ("request_welcome", {}),
            ("hologram", {"depth": 3}),
        ]:
            with self.subTest(kind=kind):
                record, body = self.bubble(kind, content)
                self.assertIn("cannot be shown", body)
                self.assertIn(kind, body)
                self.assertEqual(record.payload[kind], content)
                self.assertEqual(record.state, "received")

    def test_forwarded(self):
        for context in ({"forwarded": True}, {"frequently_forwarded": True}):
            record = self.receive(said("Hi", context=context))
            self.assertTrue(record.forwarded)
            self.assertTrue(record.mail_message_id.whatsapp_forwarded)
        self.assertFalse(self.receive(said("Hi")).mail_message_id.whatsapp_forwarded)

    def test_system_messages_are_notices(self):
        first = self.receive(said("Hi"))
        self.answer(first.channel_id)
        element = message(
            "system",
            {
                "body": "Anita changed number",
                "type": "user_changed_number",
                "wa_id": "34600333444",
            },
        )
        record = self.receive(element, contacts=[])
        self.assertEqual(record.channel_id, first.channel_id)
        self.assertEqual(record.mail_message_id.message_type, "notification")
        self.assertIn("Anita changed number", record.mail_message_id.body)
        self.assertEqual(first.conversation_id.state, "pending")
        self.assertFalse(first.conversation_id.waiting_since)

    # -- quotes -------------------------------------------------------------------

    def test_quote(self):
        first = self.receive(said("How much?", "w1"))
        second = self.receive(said("Well?", context={"from": CUSTOMER, "id": "w1"}))
        self.assertEqual(second.mail_message_id.parent_id, first.mail_message_id)

    def test_quote_of_our_answer(self):
        sent = self.answer(self.thread())
        self.send()
        record = self.receive(said("Thanks", context={"id": sent.wamid}))
        self.assertEqual(record.mail_message_id.parent_id, sent.mail_message_id)

    def test_quote_within_a_batch(self):
        quoting = said("Well?", context={"id": "w1"}, at=NOW + seconds(1))
        second, first = self.receive(quoting, said("How much?", "w1"))
        self.assertEqual(second.mail_message_id.parent_id, first.mail_message_id)

    def test_quote_of_what_we_never_had(self):
        record = self.receive(said("Well?", context={"id": "wamid.OLD"}))
        self.assertFalse(record.mail_message_id.parent_id)

    def test_quote_does_not_cross_threads(self):
        """To reply privately quotes a group's message, which is not for this thread."""
        self.receive(said("In the group", "w1", group_id="g1"))
        private = said("In private", context={"id": "w1"})
        self.assertFalse(self.receive(private).mail_message_id.parent_id)
        both = [
            said("In the group", "w2", group_id="g1"),
            said("In private", "w3", context={"id": "w2"}),
        ]
        self.receive(*both)
        self.assertFalse(self.transport("w3").mail_message_id.parent_id)

    # -- groups -------------------------------------------------------------------

    def test_group_is_a_thread_of_its_own(self):
        private, group, other = self.receive(
            said("private"),
            said("to all", group_id="g1"),
            said("me too", sender="351912345678", group_id="g1"),
            contacts=[person(), person("Berta", "351912345678")],
        )
        self.assertNotEqual(private.channel_id, group.channel_id)
        self.assertEqual(group.channel_id, other.channel_id)
        self.assertTrue(group.contact_id.is_group)
        self.assertFalse(group.contact_id.partner_id)
        self.assertEqual(self.texts(private.channel_id), ["private"])
        self.assertIn("Anita", group.mail_message_id.body)
        self.assertIn("Berta", other.mail_message_id.body)
        self.assertEqual(group.contact_id._recipient()["to"], "g1")

    def test_group_member_without_a_name(self):
        record = self.receive(said("Hi", group_id="g1"), contacts=[])
        self.assertIn("+34 600 11 12 22", record.mail_message_id.body)

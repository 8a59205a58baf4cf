import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BSUID, CUSTOMER, WhatsappCase, hours, message, person, said


@tagged("post_install", "-at_install")
class TestNumberRequest(WhatsappCase):
    """Customers without a phone number are asked for it (peers 11)."""

    def setUp(self):
        super().setUp()
        self.record = self.receive(
            said("Hi", sender=None, from_user_id=BSUID),
            contacts=[person("Ana", None, BSUID, "ana")],
        )
        self.customer = self.record.contact_id
        self.customer_thread = self.record.channel_id

    def ask(self, user=None):
        thread = self.customer_thread.with_user(user or self.agent)
        thread.whatsapp_request_number()

    def share(self, sender_id=BSUID, number=CUSTOMER, **card):
        phones = [{"phone": f"+{number}", "wa_id": number}]
        element = message(
            "contacts",
            [{"phones": phones, **card}],
            sender=None,
            from_user_id=sender_id,
        )
        return self.receive(element, contacts=[person("Ana", None, sender_id)])

    def test_the_request(self):
        self.ask()
        self.send()
        [payload] = self.meta.sent
        self.assertEqual(payload["recipient"], BSUID)
        self.assertEqual(payload["type"], "interactive")
        self.assertEqual(
            payload["interactive"],
            {
                "type": "request_contact_info",
                "body": {
                    "text": "May we have your phone number? Tap the button to share it."
                },
                "action": {"name": "request_contact_info"},
            },
        )
        self.assertIn("Share phone number", self.texts(self.customer_thread)[-1])
        mail = self.customer_thread.message_ids.sorted("id")[-1]
        self.assertEqual(mail.whatsapp_state, "sent")

    def test_the_answer_joins_contact_and_customer(self):
        self.ask()
        with self.captured_bus() as bus:
            record = self.share(origin="contact_request")
        self.assertEqual(record.contact_id, self.customer)
        self.assertIn('"phone": "+34600111222"', json.dumps([m for *_, m in bus]))
        self.assertEqual(self.customer.phone, "+34600111222")
        self.assertEqual(self.customer.partner_id.phone, "+34600111222")
        self.assertIn("+34 600 11 12 22", self.texts(self.customer_thread)[-1])
        by_number = self.receive(said("By number"), contacts=[])
        self.assertEqual(by_number.contact_id, self.customer)
        with self.assertRaises(UserError):
            self.ask()

    def test_other_cards_are_nobodys_own(self):
        """A friend's card, with or without the origin that Meta tells."""
        for card in ({"origin": "other"}, {}, {"origin": ["contact_request"]}):
            with self.subTest(card=card):
                self.share(**card)
                self.assertFalse(self.customer.phone)
                self.assertFalse(self.customer.partner_id.phone)
        stranger = self.receive(said("Hi"), contacts=[])
        self.assertNotEqual(stranger.contact_id, self.customer)

    def test_the_number_of_the_customer_in_odoo_stays(self):
        self.customer.partner_id.phone = "+34 911 00 00 00"
        self.share(origin="contact_request")
        self.assertEqual(self.customer.phone, "+34600111222")
        self.assertEqual(self.customer.partner_id.phone, "+34 911 00 00 00")

    def test_the_number_of_another_customer_in_odoo(self):
        known = self.env["res.partner"].create(
            {"name": "Ana García", "phone": "+34 600 11 12 22"}
        )
        partner = self.customer.partner_id
        self.share(origin="contact_request")
        self.assertEqual(self.customer.partner_id, partner)
        self.assertTrue(self.customer.partner_ambiguous)
        self.assertIn(known, self.customer.partner_candidate_ids)

    def test_the_number_of_another_contact(self):
        old = self.receive(said("Before"), contacts=[]).contact_id
        self.share(origin="contact_request")
        self.assertEqual(self.customer.phone, "+34600111222")
        self.assertFalse(old.phone)
        self.assertEqual(self.customer.match_reason, "number")

    def test_who_may_ask_and_when(self):
        with self.assertRaises(AccessError):
            self.ask(self.employee)
        known = self.thread()
        with self.assertRaises(UserError):
            known.with_user(self.agent).whatsapp_request_number()
        self.later(hours(25))
        with self.assertRaisesRegex(UserError, "24-hour"):
            self.ask()

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.partner_id.lang = "es_ES"
        self.ask()
        mail = self.customer_thread.message_ids.sorted("id")[-1]
        [part] = self.outgoing(mail)
        self.assertTrue(part.payload["interactive"]["body"]["text"])

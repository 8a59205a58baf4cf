"""What agents send beside text and files: payloads, bubbles, rights, the answers."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import AnsweredMeanwhile
from .common import PIXEL, TwoTeamsCase, hours, message

PLACE = {"latitude": 40.4168, "longitude": -3.7038}
BUTTONS = {"type": "buttons", "buttons": ["Yes", "No"]}
LIST = {
    "type": "list",
    "button": "Times",
    "header": "Delivery",
    "sections": [
        {
            "title": "Today",
            "rows": [{"title": "9:00", "description": "the <first>"}],
        },
        {"title": "Tomorrow", "rows": [{"title": "10:00"}]},
    ],
}


class SendablesCase(TwoTeamsCase):
    def setUp(self):
        super().setUp()
        self.mine = self.customer_thread.with_user(self.agent)
        self.customer = self.conversation.contact_id.partner_id

    def sent(self, content, text="", **values):
        """:return: what Meta got, and the bubble"""
        data = self.mine.whatsapp_send(content, text, **values)
        [mail_id] = [mail["id"] for mail in data["mail.message"]][:1]
        self.send()
        return self.meta.sent[-1], self.env["mail.message"].browse(mail_id)


@tagged("post_install", "-at_install")
class TestSendables(SendablesCase):
    def test_a_list(self):
        payload, mail = self.sent(LIST, "When *may* we come?")
        self.assertEqual(payload["type"], "interactive")
        value = payload["interactive"]
        self.assertEqual(value["type"], "list")
        self.assertEqual(value["header"], {"type": "text", "text": "Delivery"})
        self.assertEqual(value["body"], {"text": "When *may* we come?"})
        self.assertEqual(value["action"]["button"], "Times")
        self.assertEqual(mail.whatsapp_state, "sent")
        for shown in ("<strong>may</strong>", "Delivery", "Today", "the &lt;first&gt;"):
            self.assertIn(shown, mail.body)
        self.assertEqual(mail.body.count("o_whatsapp_inbox_choice"), 2)

    def test_the_customer_chooses_from_the_list(self):
        _payload, mail = self.sent(LIST, "When?")
        reply = {"id": "reply:1", "title": "9:00", "description": "the <first>"}
        chosen = self.receive(
            message(
                "interactive",
                {"type": "list_reply", "list_reply": reply},
                context={"id": self.outgoing(mail).wamid},
            )
        )
        self.assertEqual(chosen.mail_message_id.parent_id, mail)
        self.assertIn("9:00", chosen.mail_message_id.body)
        self.assertIn("the &lt;first&gt;", chosen.mail_message_id.body)

    def test_buttons_with_a_file(self):
        file = self.attach("a.png", PIXEL, "image/png")
        payload, _mail = self.sent(BUTTONS, "This?", attachment_ids=file.ids)
        self.assertEqual(self.meta.sent[0]["type"], "image")
        self.assertEqual(payload["interactive"]["type"], "button")

    def test_a_place(self):
        content = {"type": "location", "name": "Shop", "address": "Mayor 5", **PLACE}
        payload, mail = self.sent(content)
        self.assertEqual(payload["type"], "location")
        self.assertEqual(
            payload["location"], {"name": "Shop", "address": "Mayor 5", **PLACE}
        )
        self.assertIn("openstreetmap.org/?mlat=40.416800", mail.body)
        self.assertIn("Mayor 5", mail.body)

    def test_a_request_for_a_place_and_its_answer(self):
        payload, mail = self.sent({"type": "location_request"}, "Where are you?")
        self.assertEqual(payload["interactive"]["type"], "location_request_message")
        self.assertIn("Send location", mail.body)
        answer = self.receive(
            message("location", PLACE, context={"id": self.outgoing(mail).wamid})
        )
        self.assertEqual(answer.mail_message_id.parent_id, mail)
        self.assertIn("40.416800", answer.mail_message_id.body)

    def test_cards_of_partners(self):
        firm = self.env["res.partner"].create(
            {"name": "Riego SL", "is_company": True, "phone": "911 234 567"}
        )
        person = self.env["res.partner"].create(
            {
                "name": "Ana Pérez",
                "parent_id": firm.id,
                "function": "Plumber",
                "email": "ana@example.com",
                "phone": "600 111 333",
                "country_id": self.env.ref("base.es").id,
            }
        )
        content = {"type": "contacts", "partner_ids": (person | firm).ids}
        payload, mail = self.sent(content)
        self.assertEqual(payload["type"], "contacts")
        self.assertEqual(
            payload["contacts"][0],
            {
                "name": {
                    "formatted_name": "Ana Pérez",
                    "first_name": "Ana",
                    "last_name": "Pérez",
                },
                "org": {"company": "Riego SL", "title": "Plumber"},
                "phones": [{"phone": "+34600111333", "type": "WORK"}],
                "emails": [{"email": "ana@example.com", "type": "WORK"}],
            },
        )
        self.assertEqual(payload["contacts"][1]["name"]["first_name"], "Riego SL")
        self.assertIn("Ana Pérez", mail.body)

    def test_cards_of_whom_one_may_not_read(self):
        other = self._create_company("Elsewhere", "base.fr")
        stranger = self.env["res.partner"].create(
            {"name": "Secret", "phone": "+34600", "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self.mine.whatsapp_send(
                {"type": "contacts", "partner_ids": stranger.ids}, ""
            )
        self.assertFalse(self.mine.whatsapp_partners("Secret"))

    def test_one_who_is_on_whatsapp(self):
        self.customer.phone = "+34600111222"
        payload, _mail = self.sent(
            {"type": "contacts", "partner_ids": self.customer.ids}
        )
        [phone] = payload["contacts"][0]["phones"]
        self.assertEqual(phone["wa_id"], "34600111222")

    # -- refused ------------------------------------------------------------------

    def test_what_whatsapp_would_refuse(self):
        many = {**BUTTONS, "buttons": list("abcd")}
        for content, text in [
            (many, "Which?"),
            (BUTTONS, ""),
            ({"type": "location", "latitude": 91, "longitude": 0}, ""),
            ({"type": "location"}, ""),
            ({"type": "contacts", "partner_ids": []}, ""),
            ({"type": "text"}, "Hi"),
            ({"type": "around"}, "Hi"),
            ({"type": "list", "sections": 5}, "Hi"),
            ({}, "Hi"),
        ]:
            with self.subTest(content), self.assertRaises(UserError):
                self.mine.whatsapp_send(content, text)
        self.send()
        self.assertFalse(self.meta.sent)

    def test_gaps_and_the_window_are_asked(self):
        with self.assertRaisesRegex(UserError, "Fill in"):
            self.mine.whatsapp_send(BUTTONS, "Hello [customer.name]")
        self.later(hours(25))
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.mine.whatsapp_send({"type": "location", **PLACE})

    def test_strangers(self):
        for user in (self.employee, self.other):
            thread = self.customer_thread.with_user(user)
            for act in (
                lambda thread=thread: thread.whatsapp_send(BUTTONS, "Hi"),
                lambda thread=thread: thread.whatsapp_preview(BUTTONS, "Hi"),
                lambda thread=thread: thread.whatsapp_places(),
                lambda thread=thread: thread.whatsapp_partners("a"),
                lambda thread=thread: thread.whatsapp_documents(),
                lambda thread=thread: thread.whatsapp_take_document("ir.attachment,1"),
            ):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                    act()

    def test_no_context_makes_a_content(self):
        thread = self.mine.with_context(whatsapp_sendable={"type": "location"})
        thread.message_post(
            body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.send()
        self.assertEqual(self.meta.sent[-1]["type"], "text")

    # -- two agents, drafts -------------------------------------------------------

    def test_a_colleague_answered_meanwhile(self):
        seen = self.customer_thread.message_ids[0].id
        self.answer(self.customer_thread, "I have it", self.colleague)
        for content, text in [
            ({"type": "location", **PLACE}, ""),
            (BUTTONS, "Which?"),
        ]:
            with self.assertRaises(AnsweredMeanwhile):
                self.mine.whatsapp_send(content, text, seen_id=seen)

    def test_what_is_typed_stays_a_draft_but_for_the_question(self):
        self.mine.whatsapp_save_draft("Which?", False)
        draft = self.env["whatsapp.inbox.draft"].search([])
        newest = self.mine._whatsapp_newest_id()
        self.mine.whatsapp_send({"type": "location", **PLACE}, seen_id=newest)
        self.assertTrue(draft.active)
        newest = self.mine._whatsapp_newest_id()
        self.mine.whatsapp_send(BUTTONS, "Which?", seen_id=newest)
        self.assertFalse(draft.active)

    # -- the picker ---------------------------------------------------------------

    def test_preview(self):
        shown = self.mine.whatsapp_preview(LIST, "*When*?")
        self.assertFalse(shown["problems"])
        self.assertEqual(shown["preview"]["body"], "<strong>When</strong>?")
        self.assertEqual(shown["preview"]["taps"][0]["text"], "Times")
        long = {**BUTTONS, "buttons": ["x" * 21, "No"]}
        shown = self.mine.whatsapp_preview(long, "<b>")
        self.assertEqual(shown["problems"], {"buttons.0": "At most 20 characters."})
        self.assertEqual(shown["preview"]["body"], "&lt;b&gt;")

    def test_places_with_coordinates(self):
        place = {"partner_latitude": 1.5, "partner_longitude": 2.5}
        self.company.partner_id.write(place)
        self.customer.write({**place, "street": "Mayor 5"})
        found = self.mine.whatsapp_places()
        self.assertEqual(
            [entry["id"] for entry in found],
            [self.company.partner_id.id, self.customer.id],
        )
        self.assertIn("Mayor 5", found[1]["address"])
        found = self.mine.whatsapp_places(self.customer.name)
        self.assertEqual([entry["id"] for entry in found], self.customer.ids)

    def test_a_pasted_place(self):
        self.assertEqual(
            self.mine.whatsapp_read_place("40.4168, -3.7038"), {**PLACE, "name": ""}
        )
        for text, words in [
            ("Mayor 5", "No place"),
            ("https://maps.app.goo.gl/x", "short link"),
        ]:
            with self.assertRaisesRegex(UserError, words):
                self.mine.whatsapp_read_place(text)

    def test_documents_of_the_customer(self):
        Attachment = self.env["ir.attachment"]
        values = {"name": "offer.pdf", "raw": b"%PDF-1.4", "res_model": "res.partner"}
        offer = Attachment.create({**values, "res_id": self.customer.id})
        stranger = self.env["res.partner"].create({"name": "Other"})
        other = Attachment.create({**values, "res_id": stranger.id})
        [entry] = self.mine.whatsapp_documents("off")
        self.assertEqual(
            (entry["key"], entry["name"], entry["detail"]),
            (f"ir.attachment,{offer.id}", "offer.pdf", self.customer.display_name),
        )
        self.assertFalse(self.mine.whatsapp_documents("invoice"))
        taken = self.mine.whatsapp_take_document(entry["key"])
        copy = Attachment.browse(taken["id"])
        self.assertEqual((copy.raw, copy.create_uid), (b"%PDF-1.4", self.agent))
        self.answer(self.customer_thread, "Here", attachment_ids=copy.ids)
        self.send()
        self.assertEqual(self.meta.sent[-1]["document"]["filename"], "offer.pdf")
        for key in (f"ir.attachment,{other.id}", "ir.attachment,0", "sale.order,1"):
            with self.subTest(key), self.assertRaises(UserError):
                self.mine.whatsapp_take_document(key)

    def test_the_question_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"
        self.assertTrue(self.mine.whatsapp_location_question())

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CUSTOMER, NOW, PIXEL, failure, hours, message, minutes, said, status
from .template_case import ORDER, TYPED, TemplateCase, at_meta, body

PENDING = ("pending", "wi_agent")
BOUND = "Customer: First name"
PIXEL_64 = base64.b64encode(PIXEL)


@tagged("post_install", "-at_install")
class TestTemplateSend(TemplateCase):
    """Templates that agents send in a thread."""

    def setUp(self):
        super().setUp()
        self.order = self.sync(at_meta(components=ORDER))
        self.customer_thread = self.thread()
        self.mine = self.customer_thread.with_user(self.agent)

    def close_window(self):
        self.later(hours(25))

    def send_order(self, typed=None, **values):
        mine = values.pop("order", self.order).with_user(self.agent)
        return self.mine._whatsapp_send_template(mine, typed or TYPED, **values)

    # -- sending --------------------------------------------------------------------

    def test_outside_of_the_window(self):
        self.close_window()
        with self.assertRaises(UserError):
            self.answer(self.customer_thread)
        record = self.outgoing(self.send_order())
        self.assertEqual(record.template_id, self.order)
        self.send()
        [sent] = self.meta.sent
        self.assertEqual((sent["type"], sent["to"]), ("template", f"+{CUSTOMER}"))
        self.assertEqual(sent["template"]["name"], "order_update")
        self.assertEqual(sent["template"]["language"], {"code": "es"})
        texts = [
            [parameter["text"] for parameter in component["parameters"]]
            for component in sent["template"]["components"]
        ]
        self.assertEqual(texts, [["Ana", "S9"], ["S9"]])
        self.assertEqual(record.state, "sent")

    def test_the_bubble_is_what_the_customer_sees(self):
        mail = self.send_order()
        self.assertTrue(mail.whatsapp_template)
        answer = self.answer(self.customer_thread).mail_message_id
        self.assertFalse(answer.whatsapp_template)
        text = str(mail.body)
        self.assertIn("Hola Ana, su pedido <strong>S9</strong> va en camino.", text)
        self.assertIn("Desert Garden", text)
        self.assertIn("Gracias</span>", text)
        self.assertIn("🔗 Seguir</span>", text)

    def test_values_of_the_customer_and_defaults(self):
        first, second, _url = self.order.variable_ids
        first.placeholder = "customer.first_name"
        second.default = "S5"
        self.customer_thread.whatsapp_contact_id.partner_id.name = "Anita Gómez"
        mail = self.send_order({"button.1": "S5"})
        self.assertIn("Hola Anita, su pedido <strong>S5</strong>", str(mail.body))
        mail = self.send_order({"body.1": "Eva", "button.1": "S5"})
        self.assertIn("Hola Eva", str(mail.body), "what is written counts")

    def test_gaps_are_not_sent(self):
        with self.assertRaisesRegex(UserError, r"\{\{2\}\}, Button 2.*order_update"):
            self.send_order({"body.1": "Ana", "body.2": " \n"})
        self.assertFalse(self.outgoing(self.customer_thread.message_ids))

    def test_values_are_one_line(self):
        self.send_order({**TYPED, "body.1": " Ana\n\tMaría      López "})
        self.send()
        [first, *_others] = self.meta.sent[0]["template"]["components"][0]["parameters"]
        self.assertEqual(first["text"], "Ana María López")

    def test_hostile_values(self):
        script = "<img src=x onerror=alert(1)> {{2}}"
        mail = self.send_order({**TYPED, "body.1": script})
        self.assertIn("&lt;img", str(mail.body))
        self.assertNotIn("<img", str(mail.body))
        for typed in ("x", ["body.1"], {"body.1": {"a": 1}, "body.2": 5, 7: 8}):
            with self.subTest(typed=typed):
                self.mine.whatsapp_template_preview(self.order.id, typed)

    def test_named_location_and_code(self):
        named = [body("Hi {{first_name}}, all green is cheaper now")]
        place = [{"type": "HEADER", "format": "LOCATION"}, body("We are here now.")]
        code = [
            body("Take it with you."),
            {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "example": "X"}]},
        ]
        offers = self.sync(
            at_meta("named", "en", named, parameter_format="NAMED"),
            at_meta("place", "en", place),
            at_meta("code", "en", code),
        )
        typed = {
            "body.first_name": "Ana",
            "header.latitude": "40.4",
            "header.longitude": "-3.7",
            "button.0": "SAVE",
        }
        for offer in offers:
            self.send_order(typed, order=offer)
        self.send()
        components = [sent["template"]["components"][0] for sent in self.meta.sent]
        parameters = [component["parameters"][0] for component in components]
        self.assertEqual(parameters[0]["parameter_name"], "first_name")
        self.assertEqual(parameters[1]["location"]["latitude"], "40.4")
        self.assertEqual(parameters[2]["coupon_code"], "SAVE")

    # -- media headers --------------------------------------------------------------

    def picture(self, **values):
        components = [{"type": "HEADER", "format": "IMAGE"}, body("Look at this one.")]
        return self.sync(at_meta("picture", "en", components, **values))

    def test_a_file_of_the_agent(self):
        picture = self.picture()
        file = self.attach("garden.png", PIXEL)
        mail = self.send_order({}, order=picture, attachments=file)
        self.assertEqual(mail.attachment_ids, file)
        self.send()
        [sent] = self.meta.sent
        [header] = sent["template"]["components"]
        self.assertEqual(
            header["parameters"], [{"type": "image", "image": {"id": "upload1"}}]
        )
        self.assertEqual(self.meta.uploads[0][1], "image/png")

    def test_the_file_of_the_template(self):
        picture = self.picture()
        by_meta = picture.with_context(whatsapp_template_by_meta=True)
        by_meta.write({"header_file": PIXEL_64, "header_filename": "own.png"})
        mail = self.send_order({}, order=picture)
        self.assertEqual(mail.attachment_ids.name, "own.png")
        self.assertEqual(mail.attachment_ids.raw, PIXEL)
        self.assertEqual(mail.attachment_ids.res_id, self.customer_thread.id)
        self.assertEqual(picture._header_attachment().res_id, picture.id)

    def test_wrong_or_no_file(self):
        picture = self.picture()
        text = self.attach("a.txt", b"text", "text/plain")
        for files in (None, text, self.attach("a.png", PIXEL) | text):
            with self.subTest(files=files), self.assertRaisesRegex(UserError, "one fi"):
                self.send_order({}, order=picture, attachments=files)

    def test_resend_needs_the_file(self):
        mail = self.send_order(
            {}, order=self.picture(), attachments=self.attach("g.png", PIXEL)
        )
        self.meta.refuse(132012, details="Format mismatch")
        self.send()
        mail.attachment_ids.unlink()
        with self.assertRaisesRegex(UserError, "removed from this server"):
            mail.with_user(self.agent).whatsapp_resend()

    # -- refusals -------------------------------------------------------------------

    def test_metas_words_and_resend(self):
        for code in (132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018):
            with self.subTest(code=code):
                mail = self.send_order()
                self.meta.refuse(code, details="Template words")
                self.send()
                record = self.outgoing(mail)
                self.assertEqual((record.state, record.error_code), ("failed", code))
                self.assertIn("Template words", mail.whatsapp_error)
        self.close_window()
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        again = self.outgoing(mail)[-1]
        self.assertEqual((again.state, again.template_id), ("sent", self.order))
        self.assertEqual(self.meta.sent[-1]["template"]["name"], "order_update")

    def test_marketing_stop(self):
        offer = self.sync(at_meta("offer", "es", category="MARKETING"), at_meta())[0]
        contact = self.customer_thread.whatsapp_contact_id
        self.send_order({}, order=offer)
        self.opt_out(contact)
        with self.assertRaisesRegex(UserError, "no marketing.*offer"):
            self.send_order({}, order=offer)
        self.assertTrue(self.send_order({}, order=self.template()))
        listed = {t["name"]: t["refusal"] for t in self.mine.whatsapp_templates()}
        self.assertTrue(listed["offer"])
        self.assertFalse(listed["order_update"])

    def test_marketing_stop_told_by_meta(self):
        offer = self.sync(at_meta("offer", "es", category="MARKETING"))
        self.send_order({}, order=offer)
        self.send()
        refused = status("wamid.OUT1", "failed", at=NOW + minutes(1), **failure(131050))
        self.receive_statuses(refused)
        with self.assertRaisesRegex(UserError, "no marketing"):
            self.send_order({}, order=offer)

    def test_what_cannot_be_sent(self):
        carousel = {"type": "CAROUSEL", "cards": []}
        paused, rich = self.sync(
            at_meta("paused", "en", status="PAUSED"),
            at_meta("rich", "en", [body("Look"), carousel]),
        )
        with self.assertRaises(AccessError):  # agents do not even see it
            self.send_order({}, order=paused)
        with self.assertRaisesRegex(UserError, "carousel"):
            self.send_order({}, order=rich)
        boss = self.customer_thread.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "Paused"):
            boss._whatsapp_send_template(paused.with_user(self.supervisor))

    def test_another_whatsapp_account(self):
        other = self._create_account("Other", "502", waba_id="2002")
        thread = self.thread(said("Hi", sender="34600999888"), account=other)
        mine = thread.with_user(self.agent)
        self.assertFalse(mine.whatsapp_templates())
        with self.assertRaisesRegex(UserError, "another WhatsApp account"):
            mine.whatsapp_send_template(self.order.id, TYPED)

    def test_no_context_makes_a_template_of_a_text(self):
        self.close_window()
        forged = {"template_id": self.order.id, "values": TYPED}
        for context in (forged, True, [self.order.id], self.order.id):
            with self.subTest(context=context), self.assertRaises(UserError):
                self.answer(
                    self.customer_thread.with_context(whatsapp_template=context)
                )

    # -- the work -------------------------------------------------------------------

    def test_an_answer_like_any_other(self):
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertTrue(conversation.waiting_since)
        self.send_order()
        self.assertEqual((conversation.state, conversation.user_id.login), PENDING)
        self.assertFalse(conversation.waiting_since)
        self.assertIn(self.agent.partner_id, self.customer_thread.channel_partner_ids)

    def test_after_the_end_of_a_conversation(self):
        first = self.customer_thread.whatsapp_conversation_id
        first.action_resolve()
        self.later(hours(24 * 30))
        self.send_order()
        second = self.customer_thread.whatsapp_conversation_id
        self.assertNotEqual(second, first)
        self.assertEqual((second.state, second.user_id.login), PENDING)
        self.receive(said("Thanks", at=NOW + hours(24 * 30)))
        self.assertEqual(self.customer_thread.whatsapp_conversation_id, second)
        self.assertEqual(second.user_id, self.agent, "it is not routed again")

    def test_the_tap_on_a_button_quotes_it(self):
        mail = self.send_order()
        self.send()
        wamid = self.outgoing(mail).wamid
        tap = message(
            "button",
            {"payload": "Gracias", "text": "Gracias"},
            context={"from": "34911234567", "id": wamid},
        )
        record = self.receive(tap)
        self.assertEqual(record.mail_message_id.parent_id, mail)
        self.assertIn("Gracias", record.mail_message_id.body)

    # -- the picker -----------------------------------------------------------------

    def test_list(self):
        carousel = {"type": "CAROUSEL", "cards": []}
        self.sync(
            at_meta("zeta", "en"),
            at_meta("alfa", "es", [body("Hola {{1}}, ya está.", "x")]),
            at_meta("alfa", "en", [body("Hello, it is ready.")]),
            at_meta("rich", "es", [body("Look"), carousel]),
            at_meta("paused", "es", status="PAUSED"),
        )
        self.customer_thread.whatsapp_contact_id.partner_id.lang = False
        self.env["res.lang"]._activate_lang("es_ES")
        listed = self.mine.whatsapp_templates()
        self.assertEqual(
            [(t["name"], t["lang_code"], bool(t["refusal"])) for t in listed],
            [
                ("alfa", "es", False),
                ("alfa", "en", False),
                ("zeta", "en", False),
                ("rich", "es", True),
            ],
        )
        self.assertEqual(listed[0]["variables"], 1)
        found = self.mine.whatsapp_templates("alf hola")
        self.assertEqual([t["lang_code"] for t in found], ["es"])
        self.assertEqual(len(self.mine.whatsapp_templates(limit=2)), 2)
        json.dumps(listed)

    def test_preview(self):
        self.order.variable_ids[0].placeholder = "customer.first_name"
        self.customer_thread.whatsapp_contact_id.partner_id.name = "Anita Gómez"
        shown = self.mine.whatsapp_template_preview(self.order.id)
        self.assertIn("Hola Anita", shown["preview"]["body"])
        self.assertEqual(shown["gaps"], ["body.2", "button.1"])
        first, second, button = shown["fields"]
        self.assertEqual((first["value"], first["bound"]), ("Anita", BOUND))
        self.assertEqual((second["label"], second["missing"]), ("{{2}}", True))
        self.assertEqual((button["label"], button["example"]), ("Button 2", "S1"))
        full = self.mine.whatsapp_template_preview(self.order.id, TYPED)
        self.assertFalse(full["gaps"])
        self.assertIn("https://example.com/S9", json.dumps(full["preview"]))

    def test_send_by_the_browser(self):
        result = self.mine.whatsapp_send_template(self.order.id, TYPED)
        self.assertTrue(
            self.outgoing(self.env["mail.message"].browse(result["message_id"]))
        )
        self.assertIn("mail.message", result["store_data"])

    def test_queries_of_the_list(self):
        def listed(count):
            self.sync(*(at_meta(f"t{n}", "es", ORDER) for n in range(count)))
            self.mine.whatsapp_templates()
            return self.queries_of(self.mine.whatsapp_templates)

        listed(3)
        few = listed(3)
        self.assertLessEqual(listed(30), few)

    # -- rights ---------------------------------------------------------------------

    def test_who_is_no_agent(self):
        for call in (
            lambda thread: thread.whatsapp_templates(),
            lambda thread: thread.whatsapp_template_preview(self.order.id),
            lambda thread: thread.whatsapp_send_template(self.order.id, TYPED),
        ):
            with self.assertRaises(AccessError):
                call(self.customer_thread.with_user(self.employee))

    def test_threads_of_other_teams(self):
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        team = self._create_team("Theirs", other)
        self.customer_thread.sudo().whatsapp_conversation_id.team_id = team
        with self.assertRaises(AccessError):
            self.mine.whatsapp_send_template(self.order.id, TYPED)
        theirs = self.customer_thread.with_user(other)
        self.assertTrue(theirs.whatsapp_send_template(self.order.id, TYPED))

    def test_other_companies(self):
        company = self._create_company("Cactus Srl", "base.it")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_admin", company
        )
        Template = self.env["whatsapp.inbox.template"].with_user(stranger)
        self.assertFalse(Template.search([]))
        for model in ("button", "variable"):
            model = self.env[f"whatsapp.inbox.template.{model}"]
            self.assertTrue(model.search([]))
            self.assertFalse(model.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).read(["body"])

    def test_agents_write_no_templates(self):
        for record in (
            self.order,
            self.order.button_ids[:1],
            self.order.variable_ids[:1],
        ):
            for user in (self.agent, self.supervisor):
                mine = record.with_user(user)
                self.assertTrue(mine.has_access("read"))
                self.assertFalse(mine.has_access("write"))
                self.assertFalse(mine.has_access("create"))
            self.assertTrue(record.with_user(self.admin).has_access("write"))
            self.assertFalse(record.with_user(self.employee).has_access("read"))

    def test_what_a_quick_reply_gives_back(self):
        """Only what the server says, and only where it says so."""
        self.send_order(payloads={"button.0": "wi:x"})
        self.send_order({**TYPED, "button.0": "typed"})
        self.send()
        replies = [
            [
                component["parameters"]
                for component in sent["template"]["components"]
                if component.get("sub_type") == "quick_reply"
            ]
            for sent in self.meta.sent
        ]
        self.assertEqual(replies, [[[{"type": "payload", "payload": "wi:x"}]], []])

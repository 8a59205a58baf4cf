import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import BSUID, PIXEL, person, said
from .template_case import ORDER, TYPED, TemplateCase, at_meta, body


@tagged("post_install", "-at_install")
class TestTemplateStart(TemplateCase):
    """Writing first, to somebody who may never have written."""

    def setUp(self):
        super().setUp()
        self.order = self.sync(at_meta(components=ORDER))
        self.Template = self.env["whatsapp.inbox.template"].with_user(self.agent)
        Partner = self.env["res.partner"]
        self.eva = Partner.create({"name": "Eva Luna", "phone": "600 44 55 66"})

    def start(self, user=None, **values):
        Template = self.Template.with_user(user or self.agent)
        return Template._start(self.account.with_user(user or self.agent), **values)

    # -- whom ------------------------------------------------------------------------

    def test_by_a_partner(self):
        thread = self.start(partner=self.eva)
        contact = thread.whatsapp_contact_id.sudo()
        self.assertEqual(
            (contact.phone, contact.partner_id), ("+34600445566", self.eva)
        )
        self.assertEqual(thread.name, "Eva Luna")
        self.assertEqual(self.start(partner=self.eva), thread, "one thread for ever")

    def test_it_is_the_thread_of_the_answer(self):
        thread = self.start(partner=self.eva)
        thread._whatsapp_send_template(self.order.with_user(self.agent), TYPED)
        self.send()
        self.assertEqual(self.meta.sent[0]["to"], "+34600445566")
        who = [person("Eva", "34600445566", BSUID)]
        record = self.receive(said("Gracias", sender="34600445566"), contacts=who)
        self.assertEqual(record.channel_id, thread)
        conversation = record.conversation_id
        self.assertEqual(
            (conversation.user_id, conversation.state), (self.agent, "open")
        )

    def test_by_number(self):
        for number in ("+34 600 77 88 99", "0034600778899", "600 77 88 99"):
            with self.subTest(number=number):
                contact = self.start(number=number).whatsapp_contact_id.sudo()
                self.assertEqual(contact.phone, "+34600778899")

    def test_a_national_number_of_the_partners_country(self):
        self.eva.write({"country_id": self.env.ref("base.it"), "phone": "333 1234567"})
        thread = self.start(partner=self.eva)
        self.assertEqual(thread.whatsapp_contact_id.sudo().phone, "+393331234567")

    def test_a_number_of_several_partners_is_whose_form_it_was(self):
        self.env["res.partner"].create({"name": "Ada", "phone": "+34600445566"})
        second = self.env["res.partner"].create(
            {"name": "Zoe", "phone": "+34 600 44 55 66"}
        )
        partners = self.env["res.partner"].search_count([])
        contact = self.start(partner=second).whatsapp_contact_id.sudo()
        self.assertEqual(contact.partner_id, second)
        self.assertFalse(contact.partner_ambiguous)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_who_shows_no_number(self):
        record = self.receive(
            said("Hi", sender=None, from_user_id=BSUID),
            contacts=[person("Noa", None, BSUID)],
        )
        noa = record.contact_id.partner_id
        self.assertEqual(self.start(partner=noa), record.channel_id)

    def test_no_number(self):
        for values in (
            {"number": "tomorrow"},
            {"number": "12"},
            {"partner": self.env["res.partner"].create({"name": "Nobody"})},
            {},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.start(**values)

    # -- rights ----------------------------------------------------------------------

    def test_who_is_in_no_team_of_the_number(self):
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.account.team_id = self._create_team("Shop", other)
        thread = self.start(partner=self.eva)
        self.assertTrue(thread.has_access("read"), "who begins takes part")
        theirs = self.thread(said("Hi", sender="34600999000"))
        with self.assertRaisesRegex(AccessError, "Another team"):
            self.start(number="+34600999000")
        self.assertFalse(theirs.with_user(self.agent).has_access("read"))

    def test_who_may_not(self):
        company = self._create_company("Cactus Srl", "base.it")
        group = "whatsapp_inbox.group_agent"
        stranger = self._create_user("wi_stranger", group, company)
        for user in (self.employee, stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.start(user, number="+34600123123")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                compose = self.env["whatsapp.inbox.compose"].with_user(user)
                vals = {"account_id": self.account.id, "template_id": self.order.id}
                compose.create({**vals, "phone": "+34600123123"}).action_send()

    # -- the dialog -------------------------------------------------------------------

    def compose(self, **context):
        return (
            self.env["whatsapp.inbox.compose"]
            .with_user(self.agent)
            .with_context(**context)
        )

    def test_from_a_partner(self):
        self.order.variable_ids[0].placeholder = "customer.first_name"
        Compose = self.compose(active_model="res.partner", active_ids=self.eva.ids)
        with Form(Compose) as form:
            self.assertEqual(form.partner_id, self.eva)
            self.assertEqual(form.phone, "600 44 55 66")
            self.assertEqual(form.account_id, self.account)
            form.template_id = self.order
            self.assertEqual(len(form.line_ids), 3)
            for number, (label, value) in enumerate(
                [("{{1}}", "Eva"), ("{{2}}", False), ("Button 2", False)]
            ):
                with form.line_ids.edit(number) as line:
                    self.assertEqual((line.label, line.value), (label, value))
                    line.value = value or "S9"
            self.assertIn("Hola Eva, su pedido <strong>S9", form.preview["body"])
        action = form.record.action_send()
        self.assertEqual(action["tag"], "mail.action_discuss")
        self.send()
        self.assertEqual(self.meta.sent[0]["to"], "+34600445566")

    def test_from_a_contact_and_by_number(self):
        thread = self.thread()
        contact = thread.whatsapp_contact_id
        compose = self.compose(default_contact_id=contact.id)
        for values in ({}, {"contact_id": False, "phone": "+34600111222"}):
            wizard = compose.create({**values, "template_id": self.order.id})
            self.assertEqual(len(wizard.line_ids), 3)
            for line in wizard.line_ids:
                line.value = "x"
            self.assertIn(str(thread.id), str(wizard.action_send()))
        self.assertEqual(len(self.outgoing(thread.message_ids)), 2)

    def test_gaps_and_refusals(self):
        thread = self.thread()
        contact = thread.whatsapp_contact_id
        offer = self.sync(at_meta("offer", category="MARKETING"), at_meta())[0]
        self.opt_out(contact)
        compose = self.compose(default_contact_id=contact.id)
        wizard = compose.create({"template_id": offer.id})
        self.assertIn("no marketing", wizard.refusal)
        with self.assertRaisesRegex(UserError, "no marketing"):
            wizard.action_send()
        self.sync(at_meta(components=ORDER))
        wizard = compose.create({"template_id": self.order.id})
        self.assertFalse(wizard.refusal)
        with self.assertRaisesRegex(UserError, "Fill in"):
            wizard.action_send()

    def test_a_file_of_ones_own(self):
        components = [{"type": "HEADER", "format": "IMAGE"}, body("Look at this one.")]
        picture = self.sync(at_meta("picture", components=components))
        wizard = self.compose(default_partner_id=self.eva.id).create(
            {
                "template_id": picture.id,
                "file": base64.b64encode(PIXEL),
                "filename": "garden.png",
            }
        )
        wizard.action_send()
        self.send()
        self.assertEqual(self.meta.uploads, [("garden.png", "image/png", PIXEL)])

    def test_several_at_once(self):
        two = self.eva | self.eva.copy()
        Compose = self.compose(active_model="res.partner", active_ids=two.ids)
        with self.assertRaisesRegex(UserError, "one customer at a time"):
            Form(Compose)

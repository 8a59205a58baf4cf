from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CUSTOMER, NOW, hours, minutes, person, said
from .template_case import TemplateCase, at_meta

PHONE = f"+{CUSTOMER}"


@tagged("post_install", "-at_install")
class TestConsent(TemplateCase):
    """Who wants marketing: a history, its last row, and Odoo's list of numbers."""

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()
        self.contact = self.customer_thread.whatsapp_contact_id
        self.partner = self.contact.partner_id
        self.offer = self.sync(at_meta("offer", category="MARKETING"), at_meta())[0]
        self.Consent = self.env["whatsapp.inbox.consent"].with_user(self.agent)

    def record(self, state, contact=None, at=NOW, **values):
        """What an agent writes down."""
        about = {} if "partner_id" in values else {"contact_id": self.contact.id}
        reason = {"reason": "Told me on the phone", "at": at, "state": state}
        return self.Consent.create({**about, **reason, **values})

    def blocked(self, number=PHONE):
        return self.env["phone.blacklist"].search_count([("number", "=", number)])

    def rows(self):
        history = self.partner.with_user(self.agent).whatsapp_history_ids
        return [(row.state, row.source) for row in history]

    def refusal(self, template=None):
        thread = self.customer_thread.with_user(self.agent)
        return thread._whatsapp_template_refusal(template or self.offer)

    # -- the last row ---------------------------------------------------------------

    def test_nothing_said(self):
        self.assertFalse(self.contact.marketing_state)
        self.assertFalse(self.refusal())
        panel = self.customer_thread.with_user(self.agent)
        consent = panel.whatsapp_panel_section("customer")["consent"]
        self.assertEqual((consent["state"], consent["blocked"]), (False, False))

    def test_by_an_agent(self):
        row = self.record("opt_out")
        self.assertEqual((row.user_id, row.source), (self.agent, "agent"))
        self.assertTrue(self.contact.marketing_opt_out)
        self.assertTrue(self.blocked())
        self.assertIn("wants no marketing", self.texts(self.customer_thread)[-1])
        self.assertIn(self.agent.name, self.texts(self.customer_thread)[-1])
        self.record("opt_in", at=NOW + minutes(1))
        self.assertEqual(self.contact.marketing_state, "opt_in")
        self.assertFalse(self.blocked())
        self.assertEqual(self.rows(), [("opt_in", "agent"), ("opt_out", "agent")])
        panel = self.customer_thread.with_user(self.agent)
        consent = panel.whatsapp_panel_section("customer")["consent"]
        self.assertEqual((consent["state"], consent["source"]), ("opt_in", "agent"))

    def test_an_older_word_is_kept_and_changes_nothing(self):
        self.record("opt_in")
        self.record("opt_out", at=NOW - hours(5))
        self.assertEqual(self.contact.marketing_state, "opt_in")
        self.assertFalse(self.blocked())
        self.assertEqual(self.rows(), [("opt_in", "agent"), ("opt_out", "agent")])
        self.assertEqual(len(self.customer_thread.message_ids), 1, "nothing is told")

    def test_it_is_about_all_numbers_of_a_customer(self):
        self.record("opt_out", partner_id=self.partner.id)
        self.assertTrue(self.contact.marketing_opt_out)
        self.assertEqual(self.partner.whatsapp_marketing_state, "opt_out")
        who = [person("Ana too", "34600333444")]
        second = self.receive(said("Hi", sender="34600333444"), contacts=who).contact_id
        self.assertFalse(second.marketing_opt_out)
        second.with_user(self.agent).set_partner(self.partner.id)
        self.assertTrue(second.marketing_opt_out)
        found = self.env["whatsapp.inbox.contact"].search(
            [("marketing_opt_out", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, self.contact | second)

    def test_it_is_said_to_a_company(self):
        other = self._create_company("Elsewhere", "base.it")
        values = {"partner_id": self.partner.id, "company_id": other.id}
        about = {"state": "opt_out", "source": "form", "reason": "Form", **values}
        self.env["whatsapp.inbox.consent"].create(about)
        self.assertFalse(self.contact.marketing_opt_out)
        self.assertFalse(self.rows(), "nobody of another company sees it")

    # -- Odoo's list ----------------------------------------------------------------

    def test_blocked_and_freed_by_hand(self):
        boss = self.env.ref("base.user_admin")
        Blacklist = self.env["phone.blacklist"].with_user(boss)
        entry = Blacklist.add(PHONE)
        self.assertEqual(self.contact.marketing_source, "blacklist")
        self.assertTrue(self.contact.marketing_opt_out)
        self.assertTrue(self.refusal())
        entry.action_archive()
        self.assertEqual(self.contact.marketing_state, "lifted")
        self.assertFalse(self.refusal())
        Blacklist.add(PHONE)
        self.assertEqual(
            self.rows(),
            [
                ("opt_out", "blacklist"),
                ("lifted", "blacklist"),
                ("opt_out", "blacklist"),
            ],
        )
        self.env["phone.blacklist"].search([("number", "=", PHONE)]).unlink()
        self.assertEqual(self.contact.marketing_state, "lifted")

    def test_freed_after_the_customers_own_word(self):
        self.opt_out(self.contact)
        self.env["phone.blacklist"].remove(PHONE)
        self.assertEqual(self.contact.marketing_state, "lifted")
        self.record("opt_out", at=NOW)
        self.assertTrue(self.blocked(), "the row of the list is the list's no more")

    def test_a_number_that_others_blocked_stays_blocked(self):
        self.env["phone.blacklist"].add(PHONE)
        self.record("opt_in", at=NOW + minutes(1))
        self.assertTrue(self.blocked())
        self.assertIn("list of blocked numbers", self.refusal())

    def test_blocked_before_they_wrote(self):
        self.env["phone.blacklist"].add("+34600333444")
        who = [person("Bea", "34600333444")]
        thread = self.thread(said("Hi", sender="34600333444"), contacts=who)
        self.assertFalse(thread.whatsapp_contact_id.marketing_state)
        refusal = thread._whatsapp_template_refusal(self.offer)
        self.assertIn("list of blocked numbers", refusal)
        self.assertIn("administrator", refusal)

    def test_a_customer_without_a_thread(self):
        eva = self.env["res.partner"].create(
            {
                "name": "Eva",
                "phone": "+34 600 44 55 66",
                "country_id": self.env.ref("base.es").id,
            }
        )
        self.record("opt_out", partner_id=eva.id)
        self.assertTrue(self.blocked("+34600445566"))
        wizard = Form(
            self.env["whatsapp.inbox.compose"]
            .with_user(self.agent)
            .with_context(default_partner_id=eva.id)
        )
        wizard.template_id = self.offer
        self.assertIn("no marketing", wizard.refusal)
        with self.assertRaisesRegex(UserError, "Eva wants no marketing"):
            wizard.save().action_send()
        self.env["phone.blacklist"].remove("+34600445566")
        self.assertEqual(eva.whatsapp_marketing_state, "lifted")
        wizard.save().action_send()

    # -- what it keeps back, and what not ---------------------------------------------

    def test_marketing_alone_is_refused(self):
        self.record("opt_out", reason="Wrote a letter")
        refusal = self.refusal()
        for word in ("no marketing", "offer", "03/02/2026", "Told to an agent"):
            self.assertIn(word, refusal)
        self.assertFalse(self.refusal(self.template()), "what they asked for")
        mine = self.customer_thread.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "no marketing"):
            mine._whatsapp_send_template(self.offer.with_user(self.agent))
        self.assertTrue(self.answer(self.customer_thread), "answers go")

    # -- what an agent may write down ----------------------------------------------

    def test_an_agent_says_why(self):
        with self.assertRaisesRegex(ValidationError, "why"):
            self.record("opt_in", reason=" ")

    def test_an_agent_is_not_whatsapp(self):
        for source in ("customer", "message", "refused", "blacklist"):
            with self.subTest(source), self.assertRaises(ValidationError):
                self.record("opt_in", source=source)

    def test_not_in_advance(self):
        with self.assertRaisesRegex(ValidationError, "to come"):
            self.record("opt_in", at=NOW + hours(1))

    def test_what_an_agent_says_of_themselves_is_not_believed(self):
        row = self.record("opt_out", user_id=self.admin.id, blacklisted="+34911111111")
        self.assertEqual(row.user_id, self.agent)
        self.assertEqual(row.blacklisted, PHONE)

    def test_the_dialog(self):
        action = self.partner.with_user(self.agent).action_record_whatsapp_consent()
        form = Form(self.Consent.with_context(**action["context"]))
        form.state = "opt_in"
        form.reason = "Ticked the box of our form"
        form.source = "form"
        form.proof = "https://example.com/form?id=5"
        row = form.save()
        self.assertEqual((row.partner_id, row.user_id), (self.partner, self.agent))
        self.assertEqual(self.contact.marketing_source, "form")

    def test_the_panel_asks_once(self):
        """A page of templates costs no query for each of them."""
        mine = self.customer_thread.with_user(self.agent)
        count = self.queries_of(mine.whatsapp_templates)
        self.sync(*(at_meta(f"o{i}", category="MARKETING") for i in range(8)))
        self.assertLessEqual(self.queries_of(mine.whatsapp_templates), count + 1)

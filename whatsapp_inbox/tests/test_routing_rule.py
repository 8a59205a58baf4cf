from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.routing import Facts, explain
from .common import NOW
from .test_routing import RoutingCase


@tagged("post_install", "-at_install")
class TestRoutingRule(RoutingCase):
    """Rules in words, what is wrong with them, and who may write them."""

    def test_in_words(self):
        rule = self._create_rule(
            keywords="invoice, bill", team_id=self.billing.id, set_priority="1"
        )
        self.assertEqual(
            rule.summary, "If the text has “invoice” or “bill” → Billing, high"
        )
        other = self._create_rule(
            known="new",
            country_ids=[Command.set(self.env.ref("base.it").ids)],
            ask=True,
        )
        self.assertEqual(
            other.summary,
            "If the customer is new and the number is from Italy → ask with the menu",
        )
        self.assertEqual(self._create_rule().summary, "Always → default team")

    def test_all_conditions_are_told(self):
        """Each that a plain rule asks for has words."""
        rule = self._create_rule(
            account_ids=[Command.set(self.account.ids)],
            keywords="invoice",
            referral="any",
            lang_ids=[Command.set(self.env.ref("base.lang_en").ids)],
            country_ids=[Command.set(self.env.ref("base.it").ids)],
            category_ids=[Command.create({"name": "VIP"})],
            related="salesperson",
            salesperson_ids=[Command.set(self.agent.ids)],
            known="known",
            hours="inside",
            has_priority="1",
        )
        kinds = {check.kind for check in explain(Facts(), rule._as_plain())}
        self.assertEqual(kinds, rule._when().keys())
        self.assertEqual(len(kinds), 11)

    def test_mistakes(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        company = self._create_company("Elsewhere", "base.it")
        far = self.env["whatsapp.inbox.team"].create(
            {"name": "Far", "company_id": company.id}
        )
        for words, values in (
            ("letter", {"keywords": "bill, ?!"}),
            ("new customer", {"known": "new", "related": "last"}),
            ("which words", {"referral": "contains"}),
            ("Far", {"team_id": far.id}),
            ("no agent", {"agent": "fixed", "agent_id": self.employee.id}),
            ("which agent", {"agent": "fixed"}),
            ("does nothing", {"final": False}),
            ("{nmae}", {"reply_text": "Hello {nmae}"}),
            (
                "speak",
                {
                    "keywords": "bill",
                    "keyword_lang_id": french.id,
                    "lang_ids": [Command.set(self.env.ref("base.lang_en").ids)],
                },
            ),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex((ValidationError, UserError), words),
                self.env.cr.savepoint(),
            ):
                self._create_rule(**values)

    def test_never_asked(self):
        always = self._create_rule("Always", team_id=self.billing.id, sequence=1)
        rule = self._create_rule(keywords="bill", sequence=2)
        self.assertFalse(always.problem)
        self.assertIn("Always", rule.problem)
        always.sequence = 3
        rule.invalidate_recordset(["problem"])
        self.assertFalse(rule.problem)

    def test_examples(self):
        Rule = self.env["whatsapp.inbox.routing.rule"].with_user(self.admin)
        Rule = Rule.with_company(self.company)
        for name in ("words", "language", "salesperson", "ad"):
            action = getattr(Rule, f"action_example_{name}")()
            rule = Form(Rule.with_context(**action["context"])).save()
            self.assertTrue(rule.summary)

    def test_rights(self):
        rule = self._create_rule(keywords="bill", team_id=self.billing.id)
        for user in (self.agent, self.employee):
            self.assertFalse(rule.with_user(user).has_access("read"))
        self.assertTrue(rule.with_user(self.supervisor).summary)
        with self.assertRaises(AccessError):
            rule.with_user(self.supervisor).name = "Mine"
        rule.with_user(self.admin).name = "Mine"
        company = self._create_company("Elsewhere", "base.it")
        stranger = self._create_user(
            "wi_far", "whatsapp_inbox.group_admin", company=company
        )
        self.assertFalse(rule.with_user(stranger).has_access("read"))

    def test_choices_fit_whatsapp(self):
        def choices(*names):
            return [
                Command.create({"name": name, "team_id": self.shop.id})
                for name in names
            ]

        for words, names in (
            ("too long", ["x" * 21]),
            ("too long", ["a", "b", "c", "x" * 25]),
            ("two choices", ["Bílling", "billing"]),
            ("letters", ["!?"]),
        ):
            with (
                self.subTest(names),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self.account.choice_ids = choices(*names)
        self.account.choice_ids = choices("a", "b", "c", "x" * 24)
        last = self.account.choice_ids[0]
        for words, change in (
            (
                "too long",
                lambda: self.account.write({"choice_ids": [Command.delete(last.id)]}),
            ),
            ("too long", last.unlink),
            ("descriptions of 72", lambda: last.write({"description": "x" * 73})),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                change()
        # several changes at once are looked at together
        self.account.choice_ids = [Command.delete(last.id), *choices("d" * 24)]

    # -- the tester ---------------------------------------------------------------

    def tried(self, **values):
        form = Form(self.env["whatsapp.inbox.routing.test"].with_user(self.admin))
        form.account_id = self.account
        for name, value in values.items():
            form[name] = value
        return form.outcome

    def test_try_a_message(self):
        self._create_rule(keywords="bill", team_id=self.billing.id, reply_text="Soon")
        self._create_rule("Later", keywords="bill", team_id=self.lost.id)
        conversations = self.env["whatsapp.inbox.conversation"].search_count([])
        outcome = self.tried(text="Where is my bill?", at=NOW)
        for words in ("Billing", "Rule: Invoices", "decides", "Soon", "new customer"):
            self.assertIn(words, outcome)
        self.assertIn("not asked any more", outcome)
        outcome = self.tried(text="Hello", phone="+34 600 11 12 22")
        for words in ("Shop", "No rule fits", "does not fit", "Spain"):
            self.assertIn(words, outcome)
        self.assertEqual(
            self.env["whatsapp.inbox.conversation"].search_count([]), conversations
        )
        self.assertFalse(self.autos)

    def test_try_the_menu(self):
        self.account.write(
            {
                "routing_active": True,
                "welcome_text": "What is it about?",
                "choice_ids": [
                    Command.create({"name": "Buy", "team_id": self.shop.id})
                ],
            }
        )
        outcome = self.tried(text="<b>Hello</b>")
        self.assertIn("The menu asks", outcome)
        self.assertIn("What is it about?", outcome)
        self.assertNotIn("<b>Hello</b>", outcome)

    def test_try_a_customer(self):
        """A known one, and an ad."""
        conversation = self.first("Hello")
        self._create_rule(known="known", set_priority="1", final=False)
        self._create_rule("Ads", referral="any", team_id=self.billing.id)
        outcome = self.tried(contact_id=conversation.contact_id, from_ad=True)
        self.assertIn("known customer", outcome)
        self.assertIn("Billing, High", outcome)

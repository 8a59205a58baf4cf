from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TwoTeamsCase, hours, said

MODEL = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_placeholder"


@tagged("post_install", "-at_install")
class TestPlaceholder(TwoTeamsCase):
    """Texts filled with what the agent may read (peers 15)."""

    def setUp(self):
        super().setUp()
        self.agent.name = "Luis Pérez"
        self.customer = self.conversation.partner_id
        self.customer.name = "Ana García"
        self.registry_of_agent = self.placeholders(self.agent)

    def placeholders(self, user):
        return self.env["whatsapp.inbox.placeholder"].with_user(user)

    def fill(self, text, user=None):
        self.env.invalidate_all()
        conversation = self.conversation.with_user(user or self.agent)
        return self.placeholders(user or self.agent)._fill(text, conversation)

    def test_each_has_a_value(self):
        """Of a customer of whom all is known, in a team that is closed; of what
        bridges add an agent without their rights gets nothing."""
        self.customer.write(
            {
                "parent_id": self.env["res.partner"]
                .create({"name": "Cactus S.L.", "is_company": True})
                .id
            }
        )
        self.team.calendar_id = self._create_calendar({1: [(9, 18)]})
        values = self.registry_of_agent._values(
            self.conversation, self.registry_of_agent._placeholders()
        )
        self.assertEqual(
            {name: value for name, value in values.items() if value},
            {
                "customer.name": "Ana García",
                "customer.first_name": "Ana",
                "customer.phone": "+34 600 11 12 22",
                "customer.company": "Cactus S.L.",
                "agent.name": "Luis Pérez",
                "agent.first_name": "Luis",
                "team.name": "Shop",
                "team.next_opening": "tomorrow at 9:00\u202fAM",
                "conversation.number": str(self.conversation.id),
                "company.name": "Desert Garden",
            },
        )

    def test_what_is_not_known_is_a_gap(self):
        text = (
            "{{customer.company}}, {{team.next_opening|soon}} {{customer.first_name}}"
        )
        self.assertEqual(
            self.fill(text), ("[customer.company], soon Ana", ["customer.company"])
        )

    def test_a_customer_without_a_conversation(self):
        partner = self.env["res.partner"].create({"name": "Eva Sol", "lang": "en_US"})
        own = self.registry_of_agent
        names = own._placeholders()
        values = own._values(None, names, partner)
        self.assertEqual(values["customer.name"], "Eva Sol")
        self.assertEqual(values["customer.first_name"], "Eva")
        self.assertEqual(values["conversation.number"], "")
        self.assertEqual(set(own._values(None, names)), set(names))

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.team.with_context(lang="es_ES").name = "Tienda"
        self.customer.lang = "es_ES"
        self.assertEqual(self.fill("{{team.name}}"), ("Tienda", []))

    def test_hostile_names(self):
        for name, shown in (
            ("{{agent.name}}", "{{agent.name}}"),
            ("[agent.name]", "agent.name"),
            ("<b>Ana</b>\n\tGarcía", "<b>Ana</b> García"),
            ("{0.__class__} %(x)s ${x}", "{0.__class__} %(x)s ${x}"),
        ):
            with self.subTest(name=name):
                self.customer.name = name
                self.assertEqual(self.fill("{{customer.name}}"), (shown, []))

    def test_a_text_runs_nothing(self):
        for text in (
            "{{customer.name.__class__}}",
            "{{customer_name}}",
            "{{env}}",
            "{{customer.name()}}",
            "{{fill}}",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.fill(text), (text, []))
                self.assertEqual(self.registry_of_agent._faults(text), [text])

    def test_what_the_agent_may_not_read(self):
        """…is a gap, though it is in the cache of who may."""
        stranger = self.other
        self.conversation.partner_id.mapped("name")
        own = self.placeholders(stranger)
        names = ("customer.name", "customer.phone", "conversation.number", "agent.name")
        values = own._values(self.conversation, names)
        self.assertEqual(values.pop("agent.name"), stranger.name)
        self.assertEqual(set(values.values()), {""})
        self.env["ir.rule"].create(
            {
                "name": "Nobody",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        self.customer.commercial_company_name = "Secret"
        text = "{{customer.name}} {{customer.company}}"
        filled = self.registry_of_agent._fill(text, self.conversation)[0]
        self.assertEqual(filled, "Anita [customer.company]")

    def test_one_that_fails_is_empty(self):
        own = self.registry_of_agent
        names = ("team.name", "agent.name")
        for error, level in ((AccessError("no"), None), (KeyError("x"), "ERROR")):
            with (
                self.subTest(error=error),
                patch.object(type(own), "_value_team_name", side_effect=error),
                mute_logger(MODEL) if level is None else self.assertLogs(MODEL, level),
            ):
                values = own._values(self.conversation, names)
                self.assertEqual(values, {"team.name": "", "agent.name": "Luis Pérez"})

    def test_a_gap_does_not_leave(self):
        with self.assertRaisesRegex(UserError, r"Fill in \[customer.company\] first"):
            self.answer(self.customer_thread, "Dear [customer.company], hi")
        self.answer(self.customer_thread, "See [our.site] and [1]")
        note = self.customer_thread.with_user(self.agent).message_post(
            body="[customer.company]?",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.assertTrue(note)

    def test_what_looks_like_a_gap_in_an_automatic_text(self):
        self.account.team_id = False
        self.later(hours(1))
        self.receive(said("x", at=self.env.cr.now()))
        self.team.greeting_text = "Dear [customer.company]"
        self.assertTrue(
            self.conversation._send_auto("greeting", self.team, "greeting_text")
        )

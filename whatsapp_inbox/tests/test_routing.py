from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import NOW, WhatsappCase, hours, minutes, said


class RoutingCase(WhatsappCase):
    """A number of a shop, with the teams Shop (default), Billing and Lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        cls.other = cls._create_user("wi_other", "whatsapp_inbox.group_agent")
        cls.shop = cls._create_team("Shop", cls.agent)
        cls.billing = cls._create_team("Billing", cls.colleague)
        cls.lost = cls._create_team("Lost", cls.other)
        cls.account.write({"team_id": cls.shop.id, "fallback_team_id": cls.lost.id})

    def setUp(self):
        super().setUp()
        self.autos = []
        conversation = self.registry["whatsapp.inbox.conversation"]
        patcher = patch.object(conversation, "_send_auto", self._record_auto())
        patcher.start()
        self.addCleanup(patcher.stop)

    def _record_auto(self):
        autos = self.autos

        def _send_auto(conversation, kind, record, field_name, choices=None, **facts):
            text = record[field_name] if field_name in record._fields else ""
            autos.append((kind, record, text, choices))
            return bool(text)

        return _send_auto

    @classmethod
    def _create_rule(cls, name="Invoices", **values):
        values.setdefault("company_id", cls.company.id)
        return cls.env["whatsapp.inbox.routing.rule"].create({"name": name, **values})

    def first(self, *texts, **values):
        """The conversation of a customer who writes these texts at once."""
        return self.receive(
            *(said(text, **values) for text in texts or ["Hello"])
        ).conversation_id

    def members(self, conversation):
        return conversation.channel_id.channel_member_ids.partner_id.user_ids


@tagged("post_install", "-at_install")
class TestRouting(RoutingCase):
    """Rules, from a webhook to the team."""

    def test_no_rule_and_no_menu(self):
        """As it was before there was routing."""
        conversation = self.first("Hello")
        self.assertEqual(conversation.team_id, self.shop)
        self.assertEqual(self.members(conversation), self.agent)
        self.assertEqual(self.texts(conversation.channel_id), ["Hello"])
        self.assertFalse(conversation.event_ids)
        self.assertEqual(conversation.routing_state, "done")

    def test_a_word_leads_to_the_team(self):
        self._create_rule(keywords="invoice, bill", team_id=self.billing.id)
        conversation = self.first("Where is my INVOICE?")
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(self.members(conversation), self.colleague)
        self.assertEqual(conversation.queue_since, NOW)
        self.assertEqual(
            self.texts(conversation.channel_id),
            [
                "Where is my INVOICE?",
                "This conversation is with Billing now. Rule: Invoices",
            ],
        )
        self.assertRecordValues(
            conversation.event_ids,
            [
                {
                    "kind": "routed",
                    "user_id": False,
                    "reason": "Rule: Invoices",
                    "old_team_id": self.shop.id,
                    "new_team_id": self.billing.id,
                }
            ],
        )
        member = conversation.channel_id.channel_member_ids
        self.assertEqual(member.with_user(self.colleague).message_unread_counter, 1)

    def test_another_word_does_not(self):
        self._create_rule(keywords="invoice", team_id=self.billing.id)
        self.assertEqual(self.first("Hello").team_id, self.shop)

    def test_the_second_message_is_not_routed(self):
        self._create_rule(keywords="invoice", team_id=self.billing.id)
        self.first("Hello")
        self.assertEqual(self.first("My invoice").team_id, self.shop)

    def test_all_that_a_rule_does(self):
        tag = self.env["whatsapp.inbox.tag"].create({"name": "Money"})
        rule = self._create_rule(
            team_id=self.billing.id,
            agent="fixed",
            agent_id=self.colleague.id,
            tag_ids=[Command.set(tag.ids)],
            set_priority="2",
            reply_text="One moment",
        )
        conversation = self.first("Hello")
        self.assertRecordValues(
            conversation,
            [
                {
                    "team_id": self.billing.id,
                    "user_id": self.colleague.id,
                    "tag_ids": tag.ids,
                    "priority": "2",
                    "queue_since": False,
                }
            ],
        )
        self.assertEqual(self.autos, [("reply", rule, "One moment", None)])
        self.assertEqual(len(conversation.event_ids), 1)

    def test_to_the_default_team_all_the_same(self):
        """A decision is told even if nothing had to be changed."""
        self._create_rule(team_id=self.shop.id)
        conversation = self.first("Hello")
        self.assertEqual(conversation.event_ids.kind, "routed")
        self.assertEqual(self.members(conversation), self.agent)

    def test_two_customers_of_one_batch(self):
        self._create_rule(keywords="invoice", team_id=self.billing.id)
        one, two = self.receive(
            said("My invoice", sender="34600111333"), said("Hi", sender="34600111444")
        ).conversation_id
        self.assertEqual((one.team_id, two.team_id), (self.billing, self.shop))

    def test_other_numbers_rules(self):
        other = self._create_account("Second", "502", team_id=self.shop.id)
        self._create_rule(team_id=self.billing.id, account_ids=[Command.set(other.ids)])
        self.assertEqual(self.first("Hello").team_id, self.shop)
        message = self.receive(said("Hi", sender="34600111333"), account=other)
        self.assertEqual(message.conversation_id.team_id, self.billing)

    def test_other_companies_rules(self):
        company = self._create_company("Elsewhere", "base.it")
        self._create_rule(set_priority="2", company_id=company.id)
        self.assertEqual(self.first("Hello").priority, "0")

    # -- facts --------------------------------------------------------------------

    def facts(self, conversation, *messages):
        return conversation._facts({conversation: list(messages)})[conversation]

    def test_facts_of_a_new_customer(self):
        self._create_rule(known="new", set_priority="1")
        conversation = self.first("Hello")
        self.assertEqual(conversation.priority, "1")
        facts = self.facts(conversation)
        self.assertEqual((facts.country, facts.known), ("ES", False))

    def test_a_contact_is_a_known_customer(self):
        ana = self.env["res.partner"].create({"name": "Ana", "phone": "+34600111222"})
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s", ana.ids
        )
        ana.invalidate_recordset(["create_date"])
        self._create_rule(known="new", set_priority="1")
        self.assertEqual(self.first("Hello").priority, "0")

    def test_facts_of_the_customer(self):
        above = self.env["res.partner.category"].create({"name": "Business"})
        tag = self.env["res.partner.category"].create(
            {"name": "Wholesale", "parent_id": above.id}
        )
        self.env["res.partner"].create(
            {
                "name": "Ana",
                "phone": "+34600111222",
                "lang": "en_US",
                "category_id": [Command.set(tag.ids)],
                "user_id": self.colleague.id,
            }
        )
        self._create_rule(
            category_ids=[Command.set(above.ids)],
            lang_ids=[Command.set(self.env.ref("base.lang_en").ids)],
            country_ids=[Command.set(self.env.ref("base.es").ids)],
            salesperson_ids=[Command.set(self.colleague.ids)],
            agent="salesperson",
        )
        self.assertEqual(self.first("Hello").user_id, self.colleague)

    def test_the_last_agent(self):
        conversation = self.first("Hello")
        self.answer(conversation.channel_id)
        conversation.action_resolve()
        self._create_rule(related="last", agent="last")
        self.later(hours(30))
        again = self.first("Hello again", at=NOW + hours(30))
        self.assertNotEqual(again, conversation)
        self.assertEqual(again.user_id, self.agent)

    def test_an_agent_who_left_gets_nothing(self):
        self._create_rule(agent="fixed", agent_id=self.agent.id, set_priority="1")
        self.agent.active = False
        self.assertRecordValues(
            self.first("Hello"),
            [{"user_id": False, "priority": "1", "team_id": self.shop.id}],
        )

    def test_an_archived_team_gets_nothing(self):
        self._create_rule(team_id=self.billing.id)
        self.billing.active = False
        self.assertEqual(self.first("Hello").team_id, self.shop)

    def test_from_an_ad(self):
        self._create_rule(
            referral="contains",
            referral_contains="black friday, 120210",
            team_id=self.billing.id,
        )
        ad = {"source_type": "ad", "source_id": "77", "headline": "Black Friday!"}
        self.assertEqual(self.first("Hi", referral=ad).team_id, self.billing)
        other = {"source_type": "ad", "source_id": "78", "headline": "Summer"}
        [message] = self.receive(said("Hi", sender="34600111333", referral=other))
        self.assertEqual(message.conversation_id.team_id, self.shop)

    def test_outside_of_the_hours(self):
        """Of the default team, which opens at noon in Madrid."""
        self.shop.calendar_id = self._create_calendar({0: [(12, 20)]})
        self._create_rule(hours="outside", team_id=self.billing.id)
        for delta, sender, team in (
            (minutes(59), "34600111333", self.billing),
            (hours(1), "34600111444", self.shop),
        ):
            self.later(delta)
            [message] = self.receive(said("Hi", sender=sender, at=NOW + delta))
            self.assertEqual(message.conversation_id.team_id, team)

    def test_the_team_that_a_rule_finds_greets(self):
        """Unless the rule has words of its own."""
        self.billing.greeting_text = "Billing is here."
        rule = self._create_rule(keywords="invoice", team_id=self.billing.id)
        self.first("My invoice")
        self.assertEqual(
            self.autos, [("greeting", self.billing, "Billing is here.", None)]
        )
        self.autos.clear()
        rule.reply_text = "One moment"
        self.first("My invoice", sender="34600111333")
        self.assertEqual(self.autos, [("reply", rule, "One moment", None)])

    # -- opened again -------------------------------------------------------------

    def reopened(self):
        conversation = self.first("Hello")
        self.answer(conversation.channel_id)
        conversation.action_resolve()
        self._create_rule(team_id=self.billing.id)
        return conversation

    def test_reopened_with_its_agent(self):
        conversation = self.reopened()
        again = self.first("And?")
        self.assertEqual(again, conversation)
        self.assertEqual((again.team_id, again.user_id), (self.shop, self.agent))

    def test_reopened_without_an_agent(self):
        conversation = self.reopened()
        conversation.user_id = False
        again = self.first("And?")
        self.assertEqual(again, conversation)
        self.assertEqual(again.team_id, self.billing)

    def test_reopened_with_an_agent_who_left(self):
        conversation = self.reopened()
        self.agent.active = False
        self.first("And?")
        self.assertRecordValues(
            conversation, [{"team_id": self.billing.id, "user_id": False}]
        )

    def test_what_was_there_before_the_routing(self):
        conversation = self.first("Hello")
        conversation.routing_state = False
        self._create_rule(team_id=self.billing.id)
        self.assertEqual(self.first("And?").team_id, self.shop)

    def test_taken_before_it_was_routed(self):
        """A missed call opens it; who claims it keeps it."""
        conversation = self.first("Hello")
        conversation.write({"routing_state": "new", "user_id": False})
        conversation.with_user(self.agent).action_claim()
        self._create_rule(team_id=self.billing.id)
        self.assertEqual(self.first("And?").team_id, self.shop)

    # -- errors -------------------------------------------------------------------

    def broken(self):
        """A rule fails, whatever the reason."""
        return patch.object(
            self.registry["whatsapp.inbox.routing.rule"],
            "_compiled",
            side_effect=ZeroDivisionError("oops"),
        )

    def test_a_failure_loses_no_message(self):
        with (
            self.broken(),
            self.assertLogs("odoo.addons.whatsapp_inbox.models") as logs,
        ):
            one, two = self.receive(
                said("Hi", sender="34600111333"), said("Hi", sender="34600111444")
            ).conversation_id
        self.assertEqual((one | two).team_id, self.lost)
        self.assertEqual(self.members(one), self.other)
        self.assertEqual(set(one.mapped("routing_state")), {"done"})
        self.assertIn("ZeroDivisionError", self.account.routing_error)
        self.assertFalse([line for line in logs.output if "oops" in line])

    def test_a_failure_half_way(self):
        """What a rule did before it failed is taken back, and the other customer of
        the batch is routed."""
        self._create_rule(keywords="bill", team_id=self.billing.id, reply_text="Hi")
        self._create_rule(team_id=self.billing.id)
        conversation = self.registry["whatsapp.inbox.conversation"]
        broken = patch.object(conversation, "_send_auto", side_effect=KeyError("oops"))
        with broken, self.assertLogs("odoo.addons.whatsapp_inbox.models"):
            one, two = self.receive(
                said("My bill", sender="34600111333"), said("Hi", sender="34600111444")
            ).conversation_id
        self.assertEqual((one.team_id, two.team_id), (self.lost, self.billing))
        self.assertEqual(one.waiting_since, NOW)
        self.assertEqual(len(one.event_ids), 1)
        self.assertEqual(self.members(one), self.other)

    def test_administrators_are_told_once(self):
        for _time in range(2):
            with self.broken(), self.assertLogs("odoo.addons.whatsapp_inbox.models"):
                self.first("Hello").action_resolve()
            self.run_job("whatsapp.inbox.problem")
        activities = self.account.activity_ids.filtered(
            lambda a: a.user_id == self.admin and "outing" in a.summary
        )
        self.assertEqual(len(activities), 1)
        self._create_rule(team_id=self.billing.id)
        self.assertFalse(self.account.routing_error)
        self.run_job("whatsapp.inbox.problem")
        self.assertFalse(activities.exists())

"""Rules and the menu, where the team that they find is closed."""

from unittest.mock import patch

from odoo.tests import Form, tagged

from .common import NOW, change, hours, minutes, said, webhook
from .test_routing_menu import LATER, MenuCase

AT_ONCE = minutes(0)


class RoutingHoursCase(MenuCase):
    """Billing opens in the afternoon, Night is there always; it is Monday morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.night = cls._create_team("Night", cls.supervisor)
        cls.afternoon = cls._create_calendar({day: [(16, 20)] for day in range(5)})
        cls.billing.write(
            {
                "calendar_id": cls.afternoon.id,
                "closed_text": "We are back {opening}.",
                "greeting_text": "Billing is here.",
            }
        )
        cls.night.greeting_text = "Night is here."

    def said(self):
        """What the customer was told behind the menu's question."""
        return [(kind, record) for kind, record, _t, _c in self.autos if kind != "menu"]


@tagged("post_install", "-at_install")
class TestRoutingHours(RoutingHoursCase):
    def test_closed(self):
        """Nobody greets, and the customer is told when we are back."""
        self.first("Hello")
        conversation = self.say("2")
        self.assertEqual(conversation.team_id, self.billing)
        self.assertTrue(conversation.out_of_hours)
        self.assertEqual(self.said(), [("closed", self.billing)])

    def test_closed_without_a_text(self):
        self.billing.closed_text = False
        self.first("Hello")
        self.assertTrue(self.say("2").out_of_hours)
        self.assertEqual(self.said(), [("greeting", self.billing)])

    def test_open(self):
        self.first("Hello")
        conversation = self.say("2", after=hours(5))
        self.assertFalse(conversation.out_of_hours)
        self.assertEqual(self.said(), [("greeting", self.billing)])

    def test_who_stands_in_greets(self):
        """At once: nobody of the closed team has it in between."""
        self.billing.closed_team_id = self.night
        self.first("Hello")
        conversation = self.say("2")
        self.assertEqual(conversation.team_id, self.night)
        self.assertFalse(conversation.out_of_hours)
        self.assertEqual(self.said(), [("greeting", self.night)])
        self.assertEqual(self.members(conversation), self.supervisor)
        self.assertRecordValues(
            conversation.event_ids,
            [
                {
                    "kind": "routed",
                    "reason": "Menu: Billing. Billing is closed.",
                    "old_team_id": self.shop.id,
                    "new_team_id": self.night.id,
                }
            ],
        )

    def test_a_rule_of_a_closed_team(self):
        rule = self._create_rule(keywords="late", team_id=self.billing.id)
        self.first("It is late")
        self.assertEqual(self.said(), [("closed", self.billing)])
        self.autos.clear()
        self.billing.closed_team_id = self.night
        rule.reply_text = "We are sorry"
        conversation = self.first("It is late", sender="34600111333")
        self.assertEqual(conversation.team_id, self.night)
        self.assertEqual(self.said(), [("reply", rule)])

    def test_an_agent_of_a_closed_team(self):
        """Whoever is chosen by name has it, and nobody stands in."""
        self.billing.closed_team_id = self.night
        self.bill.user_id = self.colleague
        self.first("Hello")
        conversation = self.say("2")
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(conversation.user_id, self.colleague)
        self.assertEqual(self.said(), [("closed", self.billing)])

    def test_silence_until_it_is_closed(self):
        """Asked within the hours of who has it then, and answered by nobody."""
        self.lost.write({"calendar_id": self.afternoon.id, "closed_text": "Later."})
        opened = hours(9) + minutes(30)  # half an hour before it closes
        conversation = self.say("Hello", after=opened)
        self.later(opened + hours(1))
        self.run_job("whatsapp.inbox.menu")
        self.assertEqual(conversation.team_id, self.lost)
        self.assertTrue(conversation.out_of_hours)
        self.assertEqual(self.said(), [("closed", self.lost)])

    def test_silence_and_somebody_stands_in(self):
        self.lost.write(
            {"calendar_id": self.afternoon.id, "closed_team_id": self.night.id}
        )
        conversation = self.first("Hello")
        self.later(hours(2))
        self.run_job("whatsapp.inbox.menu")
        self.assertEqual(conversation.team_id, self.night)
        self.assertEqual(self.said(), [("greeting", self.night)])

    def test_the_default_team_is_closed(self):
        """No rule fits, and nothing is asked."""
        self.account.routing_active = False
        self._create_rule(keywords="late", team_id=self.billing.id)
        self.shop.write(
            {"calendar_id": self.afternoon.id, "closed_team_id": self.night.id}
        )
        conversation = self.first("Hello")
        self.assertEqual(conversation.team_id, self.night)
        self.assertEqual(conversation.event_ids.reason, "Shop is closed.")

    def test_a_failure(self):
        """Who has it then is closed as well."""
        self.lost.write({"calendar_id": self.afternoon.id, "closed_text": "Later."})
        conversations = self.registry["whatsapp.inbox.conversation"]
        with (
            patch.object(conversations, "_routes", side_effect=ValueError("x")),
            self.assertLogs("odoo.addons.whatsapp_inbox", "WARNING"),
        ):
            conversation = self.first("Hello")
        self.assertEqual(conversation.team_id, self.lost)
        self.assertEqual(self.said(), [("closed", self.lost)])

    def test_the_next_message(self):
        """It is not routed again, and the hours count for each."""
        self.first("Hello")
        self.say("2", after=hours(5))
        self.autos.clear()
        conversation = self.say("And?", after=hours(10))
        self.assertTrue(conversation.out_of_hours)
        self.assertEqual(self.said(), [("closed", self.billing)])


@tagged("post_install", "-at_install")
class TestRoutingHoursTester(RoutingHoursCase):
    def tried(self, **values):
        form = Form(self.env["whatsapp.inbox.routing.test"].with_user(self.admin))
        form.account_id = self.account
        form.at = NOW
        for name, value in values.items():
            form[name] = value
        return form.outcome

    def test_what_would_really_go(self):
        """With the gaps filled: a closed team greets nobody."""
        self.billing.greeting_text = "Hello from {team}, number {place}."
        self._create_rule(keywords="late", team_id=self.billing.id)
        outcome = self.tried(text="late")
        self.assertIn("We are back today at 4:00", outcome)
        self.assertNotIn("Hello from", outcome)
        outcome = self.tried(text="late", at=NOW + hours(6))
        self.assertIn("Hello from Billing, number 1.", outcome)
        self.assertNotIn("We are back", outcome)

    def test_who_stands_in(self):
        self.billing.closed_team_id = self.night
        self._create_rule(keywords="late", team_id=self.billing.id)
        outcome = self.tried(text="late")
        self.assertIn("Billing is closed.", outcome)
        self.assertIn("Night is here.", outcome)

    def test_an_open_conversation(self):
        conversation = self.first("Hello")
        outcome = self.tried(contact_id=conversation.contact_id, text="2")
        self.assertIn("Menu: Billing", outcome)
        self.assertNotIn("open conversation", outcome)
        conversation.user_id = self.colleague
        outcome = self.tried(contact_id=conversation.contact_id, text="2")
        self.assertIn(f"stays with {self.colleague.name}", outcome)


@tagged("post_install", "-at_install")
class TestRoutingHoursCost(RoutingHoursCase):
    """Routing with rules that ask for the hours, the menu and teams with calendars,
    against a number without any of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("Late", keywords="late", team_id=cls.billing.id)
        cls._create_rule("Known", known="known", related="last", agent="last")
        cls._create_rule(
            "Closed",
            hours="outside",
            hours_team_id=cls.lost.id,
            keywords="never",
        )
        cls.shop.calendar_id = cls.lost.calendar_id = cls.afternoon
        cls.billing.closed_team_id = cls.night

    def cost(self, text, number, after=AT_ONCE):
        self.later(after)
        sender = f"3460011{number:04}"
        element = said(text, sender=sender, at=NOW + after)
        self.store(webhook(change(self.account, messages=[element])))
        return self.queries_of(self.drain)

    def test_one_message(self):
        rules = self.env["whatsapp.inbox.routing.rule"].search([])
        teams = self.shop | self.billing | self.lost
        rules.active = self.account.routing_active = False
        teams.calendar_id = False
        self.cost("warm", 1)
        none = self.cost("late", 2)
        teams.calendar_id = self.afternoon
        rules.active = self.account.routing_active = True
        self.cost("late", 3)
        self.cost("Hello", 6)
        for text, number, after in (
            ("late", 4, minutes(0)),
            ("Hello", 5, minutes(0)),
            ("2", 5, LATER),
        ):
            with self.subTest(text):
                self.assertLessEqual(self.cost(text, number, after) - none, 10)

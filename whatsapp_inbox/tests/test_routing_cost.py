from odoo import Command
from odoo.tests import tagged

from .common import NOW, change, hours, minutes, said, webhook
from .test_routing_menu import MenuCase

AT_ONCE = minutes(0)


@tagged("post_install", "-at_install")
class TestRoutingCost(MenuCase):
    """What routing adds to the storing of a message, in queries.

    What it says to the customer is no part of it: that is posted as any message.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lang = cls.env.ref("base.lang_en")
        above = cls.env["res.partner.category"].create({"name": "Business"})
        cls._create_rule(
            "All at once",
            keywords="wedding",
            lang_ids=[Command.set(lang.ids)],
            country_ids=[Command.set(cls.env.ref("base.it").ids)],
            category_ids=[Command.set(above.ids)],
            salesperson_ids=[Command.set(cls.colleague.ids)],
            team_id=cls.lost.id,
        )
        cls._create_rule("Known", known="known", related="last", agent="last")
        cls._create_rule(
            "Closed", hours="outside", hours_team_id=cls.lost.id, team_id=cls.lost.id
        )
        cls._create_rule(
            "Late", keywords="late", team_id=cls.billing.id, set_priority="1"
        )

    def cost(self, text, count=1, first=0, after=AT_ONCE):
        """Queries of draining a webhook of so many customers."""
        self.later(after)
        people = [f"3461{first + number:07}" for number in range(count)]
        self.store(
            webhook(
                change(
                    self.account,
                    messages=[said(text, sender=w, at=NOW + after) for w in people],
                )
            )
        )
        return self.queries_of(self.drain)

    def test_one_message(self):
        """With rules of all kinds and the menu on, against neither."""
        rules = self.env["whatsapp.inbox.routing.rule"].search([])
        self.cost("warm", 1, 1)
        rules.active = self.account.routing_active = False
        self.cost("warm", 1, 2)
        none = self.cost("late", 1, 3)
        rules.active = self.account.routing_active = True
        self.cost("late", 1, 4)
        self.assertLessEqual(self.cost("late", 1, 5) - none, 10)
        self.assertLessEqual(self.cost("Hello", 1, 6) - none, 10)
        # the agents join with the answer, as without routing with the first message
        self.assertLessEqual(self.cost("2", 1, 6, minutes(1)) - none, 10)

    def add_teams(self, first, count):
        """Each with hours and holidays of its own, five members and a rule."""
        members = self.agent + self.colleague + self.other + self.supervisor
        members += self.admin
        for number in range(first, first + count):
            calendar = self._create_calendar({day: [(8, 20)] for day in range(5)})
            for day in range(3):
                self.env["resource.calendar.leaves"].create(
                    {
                        "calendar_id": calendar.id,
                        "date_from": NOW + hours(24 * (day + 1)),
                        "date_to": NOW + hours(24 * (day + 2)),
                    }
                )
            team = self._create_team(
                f"Town {number}",
                *members,
                calendar_id=calendar.id,
                closed_text="We are back {opening}.",
                assignment_method="least_busy",
            )
            self._create_rule(
                f"Town {number}", keywords=f"town{number}", team_id=team.id
            )

    def queue_cost(self):
        """Queries of looking who shares out now."""
        job = self.env["whatsapp.inbox.assignment"]
        job._teams_with_queue()._open_ones()  # what is kept in memory
        return self.queries_of(lambda: job._teams_with_queue()._open_ones())

    def test_many_teams(self):
        """Forty with calendars cost as much as five, for one message and for the queue;
        inside of their hours, and outside of them."""
        costs = {}
        for have, add in ((0, 5), (5, 35)):
            self.add_teams(have, add)
            number = have + add
            for after in (AT_ONCE, hours(14)):
                self.cost("town2 please", 1, 2 * number, after)
                cost = self.cost("town3 please", 1, 2 * number + 1, after)
                costs.setdefault(after, []).append(cost)
            self.later(AT_ONCE)
            for town in range(number):
                self.cost(f"town{town}", 1, 1000 * number + town)
            costs.setdefault("queue", []).append(self.queue_cost())
        for what, (few, many) in costs.items():
            self.assertEqual(few, many, what)

    def test_many_at_once(self):
        """Fifty cost hardly more than ten, whether rules decide or the menu asks."""
        self.cost("late", 1, 1)
        for text, first in (("late", 1000), ("Hello", 2000)):
            few = self.cost(text, 10, first)
            many = self.cost(text, 50, first + 100)
            self.assertLess((many - few) / 40, 2, text)
        few = self.cost("2", 10, 2000, minutes(1))
        many = self.cost("2", 50, 2100, minutes(2))
        self.assertLess((many - few) / 40, 1, "answers")

from contextlib import contextmanager, suppress

from odoo import Command, api
from odoo.tests import tagged

from .common import NOW, SecurityCase, change, minutes, said, webhook


class QueueCase(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team
        cls.colleague = cls._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        cls.team.member_ids += cls.colleague

    def waiting(self, number=1, **values):
        """:return: the conversation of customer ``number``, who waits since as many
        minutes"""
        element = said("Hi", sender=f"3460000{number:04}", at=NOW - minutes(number))
        return self.receive(element, contacts=[], **values).conversation_id

    def page(self, user=None, **values):
        conversations = self.env["whatsapp.inbox.conversation"]
        return conversations.with_user(user or self.agent).queue_page(**values)

    @contextmanager
    def told(self):
        """What the queues are told at the end of a transaction: a list of
        (team or company, ids that join, ids that leave)."""
        self.env.cr.precommit.run()
        messages = []
        with self.captured_bus() as bus:
            yield messages
            self.env.cr.precommit.run()
        for target, kind, content in bus:
            if kind == "whatsapp_inbox.queue/update":
                self.assertEqual(target[1], "WHATSAPP_QUEUE")
                messages.append((target[0], content["joined"], content["left"]))


@tagged("post_install", "-at_install")
class TestQueue(QueueCase):
    def test_most_urgent_first_then_oldest(self):
        young, old, urgent, high = map(self.waiting, (1, 9, 2, 3))
        urgent.priority, high.priority = "2", "1"
        self.assertEqual(self.page()["ids"], (urgent | high | old | young).ids)

    def test_what_the_sidebar_shows(self):
        waiting = self.waiting(7)
        page = self.page()
        [row] = page["data"]["whatsapp.inbox.conversation"]
        self.assertEqual(
            row,
            {
                "id": waiting.id,
                "channel_id": waiting.channel_id.id,
                "customer_name": "+34 600 00 00 07",
                "priority": "0",
                "out_of_hours": False,
                "queue_since": "2026-03-02 09:53:00",
                "team_id": self.team.id,
            },
        )
        [team] = page["data"]["whatsapp.inbox.team"]
        self.assertEqual(team["name"], "Ours")
        self.assertNotIn("discuss.channel", page["data"])

    def test_page(self):
        waiting = [self.waiting(number).id for number in (5, 4, 3, 2, 1)]
        page = self.page(limit=2)
        self.assertEqual(page["ids"], waiting)
        rows = page["data"]["whatsapp.inbox.conversation"]
        self.assertEqual([row["id"] for row in rows], waiting[:2])

    def test_only_what_nobody_has_and_waits(self):
        claimed, answered, snoozed, resolved = map(self.waiting, (1, 2, 3, 4))
        claimed.with_user(self.agent).action_claim()
        self.answer(answered.channel_id)
        snoozed.state = "snoozed"
        resolved.action_resolve()
        self.assertFalse(self.page()["ids"])

    def test_cost(self):
        """Sixty who wait cost as many queries as three."""
        for number in range(3):
            self.waiting(number)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            began = self.env.cr.sql_log_count
            self.page(limit=100)
            return self.env.cr.sql_log_count - began

        queries()
        few = queries()
        self.receive(
            *(said("Hi", sender=f"3461000{number:04}") for number in range(57)),
            contacts=[],
        )
        self.assertEqual(len(self.page()["ids"]), 60)
        self.assertEqual(queries(), few)
        self.assertLess(few, 15)

    # -- live ---------------------------------------------------------------------

    def test_a_customer_comes(self):
        with self.told() as told:
            waiting = self.waiting()
        self.assertEqual(told, [(self.team, waiting.ids, [])])

    def test_more_of_who_waits_already_is_no_news(self):
        waiting = self.waiting()
        with self.told() as told:
            self.receive(said("?", sender="34600000001"))
            waiting.tag_ids = [Command.create({"name": "VIP"})]
        self.assertEqual(told, [])

    def test_leaving_the_queue(self):
        for number, act in enumerate(
            (
                lambda c: c.with_user(self.agent).action_claim(),
                lambda c: self.answer(c.channel_id),
                lambda c: c.action_resolve(),
                lambda c: c.write({"state": "snoozed"}),
            )
        ):
            waiting = self.waiting(number)
            with self.subTest(number=number), self.told() as told:
                act(waiting)
            self.assertEqual(told, [(self.team, [], waiting.ids)])

    def test_coming_back(self):
        waiting = self.waiting()
        waiting.with_user(self.agent).action_claim()
        with self.told() as told:
            waiting.with_user(self.agent).action_release()
        self.assertEqual(told, [(self.team, waiting.ids, [])])

    def test_another_place(self):
        waiting = self.waiting()
        with self.told() as told:
            waiting.priority = "2"
        self.assertEqual(told, [(self.team, waiting.ids, [])])

    def test_another_team(self):
        waiting = self.waiting()
        with self.told() as told:
            waiting.with_user(self.agent).action_transfer(self.other_team.id)
        self.assertCountEqual(
            told,
            [(self.team, [], waiting.ids), (self.other_team, waiting.ids, [])],
        )
        with self.told() as told:
            waiting.team_id = False
        self.assertIn((self.company, waiting.ids, []), told)

    def test_there_and_back_is_nothing(self):
        waiting = self.waiting()
        with self.told() as told:
            waiting.user_id = self.agent
            waiting.user_id = False
        # released now: it keeps no older place
        self.assertLessEqual(len(told), 1)

    def test_a_batch_is_one_message(self):
        elements = [said("Hi", sender=f"3461000{n:04}") for n in range(30)]
        with self.told() as told:
            self.receive(*elements, contacts=[])
        [(team, joined, left)] = told
        self.assertEqual((team, len(joined), left), (self.team, 30, []))

    def test_cost_of_telling(self):
        """A batch of fifty is told in as many queries as one of ten."""

        def queries(count, hundreds):
            elements = [
                said("Hi", sender=f"3462{hundreds:02}0{n:04}") for n in range(count)
            ]
            self.store(webhook(change(self.account, messages=elements)))
            self.env.cr.precommit.run()
            self.drain()
            self.env.flush_all()
            began = self.env.cr.sql_log_count
            with self.captured_bus():
                self.env.cr.precommit.run()
            return self.env.cr.sql_log_count - began

        queries(1, 0)
        self.assertEqual(queries(50, 1), queries(10, 2))
        self.assertLess(queries(10, 3), 4)

    def test_an_undone_change_is_not_told(self):
        waiting = self.waiting()
        with self.told() as told:
            try:
                with self.env.cr.savepoint():
                    waiting.user_id = self.agent
                    raise ZeroDivisionError
            except ZeroDivisionError:
                self.assertFalse(waiting.user_id)
        self.assertEqual(told, [])

    def on_the_bus(self):
        """What is written for the queues, whoever may see it in the end."""
        found = (
            self.env["bus.bus"].sudo().search([("message", "ilike", "queue/update")])
        )
        return found.filtered(lambda m: "WHATSAPP_QUEUE" in m.channel)

    def test_a_savepoint_inside_of_one_that_is_undone(self):
        """The inner one has the hooks of a commit run: what they wrote goes with the
        outer one, and what comes after is told as it is."""
        waiting = self.waiting()
        self.env.cr.precommit.run()
        self.on_the_bus().unlink()
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            waiting.user_id = self.agent
            with self.env.cr.savepoint():
                waiting.priority = "2"
            self.assertTrue(self.on_the_bus(), "told inside")
            raise ZeroDivisionError
        self.env.cr.precommit.run()
        self.assertFalse(waiting.user_id)
        self.assertFalse(self.on_the_bus())
        with self.told() as told:
            waiting.user_id = self.agent
        self.assertEqual(told, [(self.team, [], waiting.ids)])

    def test_a_transaction_that_is_undone(self):
        waiting = self.waiting()
        self.env.cr.precommit.run()
        self.on_the_bus().unlink()
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            other = waiting.with_env(api.Environment(cr, self.env.uid, {}))
            other.user_id = self.agent.id
            cr.precommit.run()
            cr.rollback()
        self.env.invalidate_all()
        self.assertFalse(waiting.user_id)
        self.assertFalse(self.on_the_bus())

    def test_who_joins_a_team_is_told_to_look_again(self):
        with self.captured_bus() as bus:
            self.team.member_ids += self.other
            self.team.member_ids -= self.colleague
        targets = {t for t, kind, _c in bus if kind == "whatsapp_inbox.queue/teams"}
        self.assertEqual(targets, {self.other.partner_id, self.colleague.partner_id})

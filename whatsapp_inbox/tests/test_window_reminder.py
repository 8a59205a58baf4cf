from odoo import SUPERUSER_ID, fields
from odoo.tests import tagged

from .common import NOW, TwoTeamsCase, hours, minutes, said

CLOSES = NOW + hours(24)


@tagged("post_install", "-at_install")
class TestWindowReminder(TwoTeamsCase):
    """Owners are reminded of who waits while the window closes, once in each window."""

    def setUp(self):
        super().setUp()
        self.mine = self.conversation.with_user(self.agent)
        self.mine.action_claim()

    def remind(self, after=None):
        """:return: what owners' browsers are told, an hour before the end"""
        self.later(after if after is not None else hours(23))
        with self.captured_bus() as bus:
            self.run_job("whatsapp.inbox.window")
        return [
            (target, content)
            for target, kind, content in bus
            if kind == "whatsapp_inbox.window_closing"
        ]

    def lines(self):
        thread = self.conversation.channel_id
        return [text for text in self.texts(thread) if "was reminded" in text]

    def settled(self, act):
        with self.captured_bus() as bus:
            act()
        return [
            target
            for target, kind, _content in bus
            if kind == "whatsapp_inbox.window_settled"
        ]

    # -- when ---------------------------------------------------------------------

    def test_an_hour_before(self):
        self.assertFalse(self.remind(hours(23) - minutes(1)))
        [(target, told)] = self.remind()
        self.assertEqual(target, self.agent.partner_id)
        self.assertEqual(
            told,
            {
                "channel_id": self.conversation.channel_id.id,
                "expires_at": fields.Datetime.to_string(CLOSES),
                "name": self.conversation.contact_id.display_name,
            },
        )
        self.assertEqual(len(self.lines()), 1)
        self.assertIn(f"{self.agent.name} was reminded", self.lines()[0])
        self.assertIn("in 60 minutes", self.lines()[0])

    def test_once(self):
        self.assertTrue(self.remind())
        self.assertFalse(self.remind())
        self.assertFalse(self.remind(hours(23) + minutes(50)))
        self.assertEqual(len(self.lines()), 1)

    def test_the_next_window_is_another(self):
        self.remind()
        self.receive(said("Hello?", at=NOW + hours(23)))
        self.assertFalse(self.remind(hours(30)))
        self.assertTrue(self.remind(hours(46)))
        self.assertEqual(len(self.lines()), 2)

    def test_minutes_of_the_number(self):
        self.account.window_reminder = 10
        self.assertFalse(self.remind(hours(24) - minutes(11)))
        self.assertTrue(self.remind(hours(24) - minutes(10)))

    def test_never_if_the_number_says_so(self):
        self.account.window_reminder = 0
        self.assertFalse(self.remind())

    def test_to_the_minute(self):
        """What is due before the cron comes again has a trigger."""
        cron = self.env.ref("whatsapp_inbox.ir_cron_window")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.remind(hours(22))
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]) - triggers)
        self.remind(hours(23) - minutes(3))
        new = triggers.search([("cron_id", "=", cron.id)]) - triggers
        self.assertEqual(new.mapped("call_at"), [NOW + hours(23)])

    # -- for whom -----------------------------------------------------------------

    def test_not_when_answered(self):
        self.answer(self.conversation.channel_id, user=self.agent)
        self.assertFalse(self.remind())

    def test_not_when_resolved(self):
        self.mine.action_resolve()
        self.assertFalse(self.remind())

    def test_a_closed_window(self):
        self.assertFalse(self.remind(hours(24)))

    def test_nobodys_is_reminded_of_once_claimed(self):
        self.mine.action_release()
        self.assertFalse(self.remind())
        self.mine.action_claim()
        self.assertTrue(self.remind(hours(23) + minutes(5)))

    def test_who_gets_it_after_the_reminder(self):
        self.remind()
        told = self.settled(lambda: self.mine.action_assign(self.colleague.id))
        self.assertEqual(told, [self.agent.partner_id])
        [(target, _told)] = self.remind(hours(23) + minutes(20))
        self.assertEqual(target, self.colleague.partner_id)
        self.assertIn(f"{self.colleague.name} was reminded", self.lines()[1])
        self.assertIn("in 40 minutes", self.lines()[1])
        self.assertFalse(self.remind(hours(23) + minutes(30)))
        told = self.settled(
            lambda: self.answer(self.conversation.channel_id, user=self.colleague)
        )
        self.assertEqual(told, [self.colleague.partner_id])

    def test_who_has_it_already_is_not_told_again(self):
        self.remind()
        self.mine.action_take_over()
        self.conversation.priority = "2"
        self.assertFalse(self.remind())

    def test_who_gets_it_is_told_at_once(self):
        """Not when the cron comes by: the window would be closed."""
        self.mine.action_release()
        cron = self.env.ref("whatsapp_inbox.ir_cron_window")
        Trigger = self.env["ir.cron.trigger"]
        for after, given, woken in (
            (hours(22), self.colleague, 0),
            (hours(23) + minutes(57), self.agent, 1),
            (hours(24) + minutes(1), self.colleague, 0),
        ):
            with self.subTest(after=after):
                self.later(after)
                Trigger.search([("cron_id", "=", cron.id)]).unlink()
                self.mine.sudo().action_assign(given.id)
                triggers = Trigger.search([("cron_id", "=", cron.id)])
                self.assertEqual(len(triggers), woken)

    def test_who_gets_an_answered_one_hears_nothing(self):
        self.remind()
        self.answer(self.conversation.channel_id, user=self.agent)
        self.mine.action_assign(self.colleague.id)
        self.assertFalse(self.remind())

    def test_snoozed_over_its_end(self):
        self.mine.action_snooze(NOW + hours(48))
        self.assertTrue(self.remind())

    def test_who_is_no_agent_any_more(self):
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.agent.id]
        )
        self.agent.invalidate_recordset()
        self.assertFalse(self.remind())
        self.assertFalse(self.lines())

    # -- over ---------------------------------------------------------------------

    def test_withdrawn_once_answered(self):
        self.remind()
        told = self.settled(
            lambda: self.answer(self.conversation.channel_id, user=self.agent)
        )
        self.assertEqual(told, [self.agent.partner_id])

    def test_withdrawn_when_handed_on_resolved_or_written_again(self):
        self.remind()
        for act in (
            self.mine.action_release,
            self.mine.action_resolve,
            lambda: self.receive(said("Hello?", at=NOW + hours(23))),
        ):
            with self.subTest(act=act), self.env.cr.savepoint() as savepoint:
                self.assertEqual(self.settled(act), [self.agent.partner_id])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_nothing_to_withdraw(self):
        self.assertFalse(
            self.settled(
                lambda: self.answer(self.conversation.channel_id, user=self.agent)
            )
        )

    # -- cost ---------------------------------------------------------------------

    def test_one_at_fault_keeps_nobody_waiting(self):
        self.patch(
            type(self.env["whatsapp.inbox.window"]),
            "_line",
            lambda *_args: 1 / 0,
        )
        with self.assertLogs("odoo.addons.whatsapp_inbox", "ERROR"):
            self.assertFalse(self.remind())
        self.assertTrue(self.conversation.failed_at)
        self.assertFalse(self.conversation.window_reminded)

    def test_an_idle_run_is_three_queries(self):
        """The accounts, what is due, and what will be before the next run."""
        self.later(hours(20))
        job = self.env["whatsapp.inbox.window"].with_user(SUPERUSER_ID)
        job._job_step()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            job._job_step()

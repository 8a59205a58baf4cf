from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, TwoTeamsCase, hours, minutes, said


@tagged("post_install", "-at_install")
class TestSnooze(TwoTeamsCase):
    """Conversations that are put off, and what brings them back."""

    def setUp(self):
        super().setUp()
        self.mine = self.conversation.with_user(self.agent)
        self.mine.action_claim()

    def last_event(self):
        return self.conversation.event_ids.sorted("id")[-1:]

    def last_line(self):
        return self.texts(self.conversation.channel_id)[-1]

    def wake(self):
        self.run_job("whatsapp.inbox.snooze")

    # -- putting off --------------------------------------------------------------

    def test_until_a_time(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_snooze")
        self.mine.action_snooze(NOW + hours(2))
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(triggers.mapped("call_at"), [NOW + hours(2)])
        self.assertRecordValues(
            self.conversation,
            [
                {
                    "state": "snoozed",
                    "snoozed_until": NOW + hours(2),
                    "waiting_since": NOW,
                    "queue_since": False,
                }
            ],
        )
        self.assertRecordValues(
            self.last_event(),
            [
                {
                    "kind": "snoozed",
                    "user_id": self.agent.id,
                    "until": NOW + hours(2),
                    "before": {"state": "open", "snoozed_until": False},
                }
            ],
        )

    def test_until_the_customer_writes(self):
        self.mine.action_snooze()
        self.assertRecordValues(
            self.conversation, [{"state": "snoozed", "snoozed_until": False}]
        )
        self.later(hours(24 * 60))
        self.wake()
        self.assertEqual(self.conversation.state, "snoozed")

    def test_a_time_that_is_over(self):
        for at in (NOW, NOW - minutes(1), "2026-03-02 09:59:00"):
            with self.subTest(at=at), self.assertRaisesRegex(UserError, "is over"):
                self.mine.action_snooze(at)
        with self.assertRaisesRegex(UserError, "is over"):
            self.mine.snoozed_until = NOW - minutes(1)
        self.assertEqual(self.conversation.state, "open")

    def test_a_day_on_the_calendar_puts_off(self):
        self.mine.snoozed_until = NOW + hours(30)
        self.assertEqual(self.conversation.state, "snoozed")
        self.mine.snoozed_until = NOW + hours(50)
        self.assertEqual(self.last_event().until, NOW + hours(50))
        self.assertEqual(len(self.conversation.event_ids), 3)

    def test_quick_choices_are_in_the_time_zone_of_the_agent(self):
        self.agent.tz = "America/New_York"
        self.mine.action_snooze_for("tomorrow")
        self.assertEqual(self.conversation.snoozed_until, datetime(2026, 3, 3, 14))
        self.agent.tz = "Asia/Tokyo"
        self.mine.action_snooze_for("monday")
        self.assertEqual(self.conversation.snoozed_until, datetime(2026, 3, 9))
        self.mine.action_snooze_for("message")
        self.assertFalse(self.conversation.snoozed_until)

    def test_resolved_is_not_put_off(self):
        self.mine.action_resolve()
        with self.assertRaises(UserError):
            self.mine.action_snooze(NOW + hours(1))

    def test_another_team_may_not(self):
        for act in ("action_snooze", "action_wake", "action_resolve"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(self.conversation.with_user(self.other), act)()

    # -- coming back --------------------------------------------------------------

    def test_a_message_wakes_without_a_line(self):
        self.mine.action_snooze(NOW + hours(2))
        said_before = len(self.texts(self.conversation.channel_id))
        self.receive(said("Hello?", at=NOW + minutes(5)))
        self.assertRecordValues(
            self.conversation,
            [{"state": "open", "snoozed_until": False, "waiting_since": NOW}],
        )
        self.assertRecordValues(
            self.last_event(), [{"kind": "woken", "user_id": False, "reason": False}]
        )
        texts = self.texts(self.conversation.channel_id)
        self.assertEqual(texts[said_before:], ["Hello?"])

    def test_a_time_that_comes_wakes(self):
        self.mine.action_snooze(NOW + hours(2))
        self.later(hours(2) - minutes(1))
        self.wake()
        self.assertEqual(self.conversation.state, "snoozed")
        self.later(hours(2))
        with self.captured_bus() as bus:
            self.wake()
        self.assertRecordValues(
            self.conversation,
            [
                {
                    "state": "open",
                    "snoozed_until": False,
                    "user_id": self.agent.id,
                    "queue_since": False,
                }
            ],
        )
        self.assertIn("was put off is over", self.last_line())
        [told] = [
            (target, content)
            for target, kind, content in bus
            if kind == "simple_notification"
        ]
        self.assertEqual(told[0], self.agent.partner_id)
        self.assertEqual(told[1]["message"], self.conversation.contact_id.display_name)

    def test_an_agent_wakes(self):
        self.mine.action_snooze(NOW + hours(2))
        self.mine.action_wake()
        self.assertRecordValues(
            self.conversation, [{"state": "open", "snoozed_until": False}]
        )
        self.assertEqual(self.last_event().kind, "woken")
        self.assertEqual(self.last_event().user_id, self.agent)

    def test_an_answer_ends_a_snooze(self):
        self.mine.action_snooze(NOW + hours(2))
        self.answer(self.conversation.channel_id)
        self.assertRecordValues(
            self.conversation, [{"state": "pending", "snoozed_until": False}]
        )

    def test_an_owner_who_is_gone(self):
        """Archived, or no agent any more: back to the queue."""
        self.answer(self.conversation.channel_id)
        self.mine.action_snooze(NOW + hours(2))
        self.agent.group_ids -= self.env.ref("whatsapp_inbox.group_agent")
        self.later(hours(2))
        self.wake()
        self.assertRecordValues(
            self.conversation,
            [{"state": "open", "user_id": False, "queue_since": NOW + hours(2)}],
        )
        self.assertEqual(
            self.conversation.channel_id.channel_member_ids.partner_id.user_ids,
            self.colleague,
        )

    # -- in sets ------------------------------------------------------------------

    def snoozed(self, count, offset):
        senders = [f"34622{offset:02}{number:04}" for number in range(count)]
        self.receive(*(said("Hi", sender=sender) for sender in senders))
        conversations = self.env["whatsapp.inbox.conversation"].search(
            [("contact_id.phone", "in", [f"+{sender}" for sender in senders])]
        )
        conversations.with_user(self.agent).action_claim()
        conversations.with_user(self.agent).action_snooze(NOW + hours(1))
        return conversations

    def cost(self, conversations):
        self.env.flush_all()
        self.env.invalidate_all()
        began = self.env.cr.sql_log_count
        done, _remaining = self.env["whatsapp.inbox.snooze"]._job_step()
        self.env.flush_all()
        self.assertEqual(done, len(conversations))
        self.assertEqual(set(conversations.mapped("state")), {"open"})
        return self.env.cr.sql_log_count - began

    def test_cost(self):
        few, many = self.snoozed(2, 0), self.env["whatsapp.inbox.conversation"]
        self.later(hours(1))
        cost_of_few = self.cost(few)
        self.later(hours(0))
        many = self.snoozed(20, 1)
        self.later(hours(1))
        self.assertLessEqual(self.cost(many) / 20, cost_of_few / 2)

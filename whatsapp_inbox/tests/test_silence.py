from odoo.tests import tagged

from .common import NOW, WhatsappCase, hours, minutes, said


@tagged("post_install", "-at_install")
class TestSilence(WhatsappCase):
    """Conversations that end by themselves, and what the customer is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.auto_resolve_days = 3

    def setUp(self):
        super().setUp()
        self.conversation = self.receive(said("Hi")).conversation_id
        self.customer_thread = self.conversation.channel_id

    def resolve_silent(self):
        self.run_job("whatsapp.inbox.silence")

    def texts_sent(self):
        return [
            message["text"]["body"]
            for message in self.meta.messages
            if message["type"] == "text"
        ]

    # -- which --------------------------------------------------------------------

    def test_silence_resolves(self):
        self.answer(self.customer_thread)
        self.later(hours(72))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "pending")
        self.later(hours(72) + minutes(1))
        self.resolve_silent()
        self.assertRecordValues(
            self.conversation,
            [{"state": "resolved", "resolved_at": NOW + hours(72) + minutes(1)}],
        )
        event = self.conversation.event_ids.sorted("id")[-1]
        self.assertRecordValues(event, [{"kind": "resolved", "user_id": False}])
        self.assertIn("Nobody wrote", event.reason)
        self.assertIn("Nobody wrote", self.texts(self.customer_thread)[-1])

    def test_who_waits_for_us_is_never_resolved(self):
        self.later(hours(1000))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "open")
        self.conversation.with_user(self.agent).action_snooze()
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "snoozed")

    def test_put_off_until_the_next_message(self):
        self.answer(self.customer_thread)
        self.conversation.with_user(self.agent).action_snooze()
        self.later(hours(100))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "resolved")

    def test_put_off_until_a_time(self):
        self.answer(self.customer_thread)
        self.conversation.with_user(self.agent).action_snooze(NOW + hours(200))
        self.later(hours(100))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "snoozed")

    def test_never(self):
        self.account.auto_resolve_days = 0
        self.answer(self.customer_thread)
        self.later(hours(10000))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "pending")

    def test_hours(self):
        self.account.write({"auto_resolve_days": 0, "auto_resolve_hours": 20})
        self.answer(self.customer_thread)
        self.later(hours(21))
        self.resolve_silent()
        self.assertEqual(self.conversation.state, "resolved")

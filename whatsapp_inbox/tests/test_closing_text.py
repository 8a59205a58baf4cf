from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW, WhatsappCase, hours, minutes, said, seconds

OVER = "We close this. Write if we can help."


@tagged("post_install", "-at_install")
class TestClosingText(WhatsappCase):
    """What a customer is told when a conversation ends, if it has ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.write(
            {"auto_resolve_hours": 20, "closing_text": OVER, "resolve_text": "Bye!"}
        )

    def setUp(self):
        super().setUp()
        self.conversation = self.receive(said("Hi")).conversation_id
        self.customer_thread = self.conversation.channel_id
        self.answer(self.customer_thread, "Hello")
        self.send()
        self.meta.sent.clear()

    def sent(self):
        self.send()
        return [payload["text"]["body"] for payload in self.meta.sent]

    def fall_silent(self, delta=None):
        self.later(delta or hours(21))
        self.run_job("whatsapp.inbox.silence")

    def test_it_leaves_a_moment_later(self):
        self.fall_silent()
        self.assertEqual(self.conversation.state, "resolved")
        self.assertFalse(self.sent())
        self.later(hours(21) + seconds(9))
        self.assertEqual(self.sent(), [OVER])
        self.assertEqual(self.conversation.state, "resolved")

    def test_a_customer_who_writes_meanwhile_is_not_told(self):
        self.fall_silent()
        self.receive(said("Are you there?", at=NOW + hours(21)))
        self.assertEqual(self.conversation.state, "open")
        self.later(hours(21) + seconds(9))
        self.assertFalse(self.sent())
        text = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", self.customer_thread.id), ("auto_kind", "!=", False)]
        )
        self.assertEqual(text.state, "withdrawn")

    def test_reopened_meanwhile(self):
        self.fall_silent()
        self.conversation.with_user(self.agent).action_reopen()
        self.later(hours(21) + seconds(9))
        self.assertFalse(self.sent())

    def test_the_window_is_closed(self):
        self.fall_silent(hours(25))
        self.assertEqual(self.conversation.state, "resolved")
        self.later(hours(25) + seconds(9))
        self.assertFalse(self.sent())

    def test_the_window_closes_while_it_waits(self):
        self.fall_silent(hours(24) - seconds(1))
        self.assertEqual(self.conversation.state, "resolved")
        self.later(hours(24) + seconds(9))
        self.assertFalse(self.sent())

    # -- by hand ------------------------------------------------------------------

    def resolve(self, delta=None):
        self.later(delta or minutes(6))
        mine = self.conversation.with_user(self.agent)
        done = mine.action_with_undo("resolve")
        event = self.env["whatsapp.inbox.conversation.event"]
        return event.browse(done["params"]["undo"]).with_user(self.agent)

    def test_by_hand(self):
        self.resolve()
        self.later(minutes(7))
        self.assertEqual(self.sent(), ["Bye!"])

    def test_by_a_drop_on_the_kanban(self):
        self.later(minutes(6))
        self.conversation.with_user(self.agent).write({"state": "resolved"})
        self.later(minutes(7))
        self.assertEqual(self.sent(), ["Bye!"])

    def test_an_agent_has_just_answered(self):
        """Who resolves by hand interrupts nobody."""
        self.resolve(seconds(1))
        self.later(minutes(1))
        self.assertEqual(self.sent(), ["Bye!"])

    def test_by_silence_an_agent_is_not_interrupted(self):
        self.account.quiet_minutes = 22 * 60
        self.fall_silent()
        self.later(hours(21) + seconds(9))
        self.assertFalse(self.sent())

    def test_a_new_conversation_needs_no_good_bye(self):
        self.account.reopen_hours = 0
        self.resolve(minutes(1))
        new = self.receive(said("One more thing", at=NOW + minutes(1)))
        self.assertNotEqual(new.conversation_id, self.conversation)
        self.later(minutes(2))
        self.assertFalse(self.sent())

    def test_the_window_closes_before_an_agent_resolves(self):
        self.resolve(hours(25))
        self.assertEqual(self.conversation.state, "resolved")
        self.later(hours(26))
        self.assertFalse(self.sent())

    def test_resolved_again_after_it_was_undone(self):
        self.resolve(minutes(1)).action_undo()
        self.resolve(minutes(2))
        self.later(minutes(3))
        self.assertEqual(self.sent(), ["Bye!"])

    def test_undone_in_time(self):
        self.resolve().action_undo()
        self.assertEqual(self.conversation.state, "pending")
        self.later(minutes(7))
        self.assertFalse(self.sent())

    def test_what_has_left_is_not_undone(self):
        event = self.resolve()
        self.later(minutes(7))
        self.send()
        with self.assertRaisesRegex(UserError, "told already"):
            event.action_undo()
        self.assertEqual(self.conversation.state, "resolved")

    def test_what_went_long_ago_is_no_obstacle(self):
        self.resolve()
        self.later(minutes(7))
        self.send()
        self.receive(said("Thanks", at=NOW + minutes(7)))
        self.account.resolve_text = False
        self.resolve(minutes(8)).action_undo()
        self.assertEqual(self.conversation.state, "open")

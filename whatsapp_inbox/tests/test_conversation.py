import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import (
    NOW,
    WhatsappCase,
    hours,
    minutes,
    reacted,
    said,
    seconds,
)


@tagged("post_install", "-at_install")
class TestConversation(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("wi_colleague", "whatsapp_inbox.group_agent")

    def members(self, thread):
        return thread.channel_member_ids.partner_id.user_ids

    def unread(self, thread, user=None):
        member = thread.channel_member_ids.filtered(
            lambda m: m.partner_id == (user or self.agent).partner_id
        )
        member.invalidate_recordset(["message_unread_counter"])
        return member.message_unread_counter

    def test_an_answer_leaves_nothing_unread_for_colleagues(self):
        thread = self.thread(said("Hi"))
        self.answer(thread)
        thread._add_members(users=self.colleague)
        self.receive(said("One more thing"))
        self.assertTrue(self.unread(thread, self.colleague))
        self.answer(thread)
        self.assertEqual(self.unread(thread, self.colleague), 0)
        self.receive(said("Thanks"))
        self.assertEqual(self.unread(thread, self.colleague), 1)

    # -- states -------------------------------------------------------------------

    def test_the_first_message_opens(self):
        record = self.receive(said("Hi", at=NOW - minutes(5)))
        self.assertRecordValues(
            record.conversation_id,
            [
                {
                    "state": "open",
                    "channel_id": record.channel_id.id,
                    "account_id": self.account.id,
                    "contact_id": record.contact_id.id,
                    "partner_id": record.contact_id.partner_id.id,
                    "company_id": self.company.id,
                    "waiting_since": NOW - minutes(5),
                    "window_expires_at": NOW - minutes(5) + hours(24),
                    "last_message_at": NOW - minutes(5),
                    "first_response_at": False,
                    "resolved_at": False,
                }
            ],
        )
        self.assertEqual(
            record.channel_id.whatsapp_conversation_id, record.conversation_id
        )

    def test_waiting_since_the_first_unanswered_message(self):
        record = self.receive(said("Hi", at=NOW - minutes(5)))
        conversation = record.conversation_id
        self.receive(said("Hello?", at=NOW - minutes(1)))
        self.assertEqual(conversation.waiting_since, NOW - minutes(5))
        self.assertEqual(conversation.last_message_at, NOW - minutes(1))
        self.answer(record.channel_id)
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.state, "pending")
        self.assertEqual(conversation.first_response_at, NOW)
        self.later(minutes(10))
        self.receive(said("One more", at=NOW + minutes(9)))
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW + minutes(9))
        self.answer(record.channel_id)
        self.assertEqual(conversation.first_response_at, NOW)

    def test_one_batch_waits_since_its_first(self):
        record = self.receive(
            said("2", at=NOW - minutes(1)), said("1", at=NOW - minutes(2))
        )
        self.assertEqual(record.conversation_id.waiting_since, NOW - minutes(2))

    def test_a_note_answers_nobody(self):
        record = self.receive(said("Hi"))
        record.channel_id.with_user(self.agent).message_post(
            body="She pays late", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(record.conversation_id.state, "open")
        self.assertTrue(record.conversation_id.waiting_since)
        self.assertFalse(record.conversation_id.first_response_at)

    # -- window -------------------------------------------------------------------

    def test_window_by_the_clock_of_meta(self):
        """A webhook that comes hours late does not lengthen the window."""
        record = self.receive(said("Hi", at=NOW - hours(20)))
        self.assertEqual(record.conversation_id.window_expires_at, NOW + hours(4))
        self.receive(said("Older, and later still", at=NOW - hours(30)))
        self.assertEqual(record.conversation_id.window_expires_at, NOW + hours(4))

    def test_our_answer_does_not_lengthen_the_window(self):
        """Peers 7."""
        record = self.receive(said("Hi", at=NOW - hours(20)))
        self.answer(record.channel_id)
        self.send()
        self.assertEqual(record.conversation_id.window_expires_at, NOW + hours(4))

    def test_a_reaction_lengthens_the_window(self):
        record = self.receive(said("Hi", "w1", at=NOW - hours(20)))
        self.receive(reacted("👍", "w1", at=NOW - hours(1)))
        self.assertEqual(record.conversation_id.window_expires_at, NOW + hours(23))
        self.receive(reacted("", "w1", at=NOW - hours(2)))
        self.assertEqual(record.conversation_id.window_expires_at, NOW + hours(23))

    def test_closed_window_refuses_with_a_reason(self):
        """Peers 7."""
        record = self.receive(said("Hi", at=NOW - hours(24)))
        messages = record.channel_id.message_ids
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.answer(record.channel_id)
        self.assertEqual(record.channel_id.message_ids, messages)
        self.assertEqual(record.conversation_id.state, "open")
        self.receive(said("I am back", at=NOW))
        self.assertEqual(self.answer(record.channel_id).state, "queued")

    def test_last_second_of_the_window(self):
        thread = self.thread(said("Hi", at=NOW - hours(24) + seconds(1)))
        self.assertTrue(self.answer(thread))
        self.later(seconds(1))
        with self.assertRaises(UserError):
            self.answer(thread)

    def test_a_note_needs_no_window(self):
        thread = self.thread(said("Hi", at=NOW - hours(48)))
        note = thread.with_user(self.agent).message_post(
            body="Call her", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(self.outgoing(note))

    def test_reaction_of_ours_needs_the_window(self):
        record = self.receive(said("Hi", at=NOW - hours(25)))
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.react(record.mail_message_id, "👍")

    def test_resend_needs_the_window(self):
        record = self.receive(said("Hi", at=NOW - hours(23)))
        sent = self.answer(record.channel_id)
        self.meta.refuse(131026)
        self.send()
        self.assertEqual(sent.state, "failed")
        self.later(hours(2))
        with self.assertRaisesRegex(UserError, "24-hour window"):
            sent.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.assertFalse(sent.superseded)

    # -- resolved -----------------------------------------------------------------

    def test_resolve(self):
        record = self.receive(said("Hi"))
        self.later(minutes(30))
        record.conversation_id.with_user(self.agent).action_resolve()
        self.assertRecordValues(
            record.conversation_id,
            [
                {
                    "state": "resolved",
                    "resolved_at": NOW + minutes(30),
                    "waiting_since": False,
                }
            ],
        )

    def test_soon_after_it_reopens(self):
        self.account.reopen_hours = 24
        record = self.receive(said("Hi"))
        record.conversation_id.action_resolve()
        self.later(hours(23))
        again = self.receive(said("One more thing", at=NOW + hours(23)))
        self.assertEqual(again.conversation_id, record.conversation_id)
        self.assertEqual(again.conversation_id.state, "open")
        self.assertFalse(again.conversation_id.resolved_at)
        self.assertEqual(again.conversation_id.waiting_since, NOW + hours(23))

    def test_later_a_new_one_begins(self):
        self.account.reopen_hours = 24
        record = self.receive(said("Hi"))
        record.conversation_id.action_resolve()
        self.later(hours(24))
        again = self.receive(said("Something else", at=NOW + hours(24)))
        self.assertNotEqual(again.conversation_id, record.conversation_id)
        self.assertEqual(again.channel_id, record.channel_id)
        self.assertEqual(record.conversation_id.state, "resolved")
        self.assertEqual(
            record.channel_id.whatsapp_conversation_id, again.conversation_id
        )
        self.assertEqual(again.conversation_id.window_expires_at, NOW + hours(48))
        with self.assertRaisesRegex(UserError, "newer conversation"):
            record.conversation_id.with_user(self.agent).action_reopen()

    def test_zero_hours_is_always_a_new_one(self):
        self.account.reopen_hours = 0
        record = self.receive(said("Hi"))
        record.conversation_id.action_resolve()
        again = self.receive(said("Hi again"))
        self.assertNotEqual(again.conversation_id, record.conversation_id)

    def test_an_answer_reopens(self):
        record = self.receive(said("Hi"))
        record.conversation_id.action_resolve()
        self.answer(record.channel_id)
        self.assertEqual(record.conversation_id.state, "pending")
        self.assertFalse(record.conversation_id.resolved_at)

    def test_reopen_by_hand(self):
        record = self.receive(said("Hi"))
        record.conversation_id.action_resolve()
        record.conversation_id.with_user(self.agent).action_reopen()
        self.assertEqual(record.conversation_id.state, "open")
        self.assertIn(self.agent, self.members(record.channel_id))

    def test_at_most_one_unresolved(self):
        record = self.receive(said("Hi"))
        vals = record.channel_id._prepare_conversation_vals()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["whatsapp.inbox.conversation"].create(vals)
        record.conversation_id.action_resolve()
        self.assertTrue(self.env["whatsapp.inbox.conversation"].create(vals))

    def test_who_may_resolve(self):
        record = self.receive(said("Hi"))
        record.conversation_id.team_id = self._create_team("Ours", self.agent)
        for user in (self.employee, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                record.conversation_id.with_user(user).action_resolve()
        record.conversation_id.with_user(self.agent).action_resolve()
        self.assertEqual(record.conversation_id.state, "resolved")

    # -- members ------------------------------------------------------------------

    def test_agents_are_invited_and_dismissed(self):
        thread = self.thread(said("Hi"))
        agents = self.agent | self.colleague | self.supervisor | self.admin
        self.assertEqual(self.members(thread), agents)
        thread.whatsapp_conversation_id.action_resolve()
        self.assertFalse(thread.channel_member_ids)

    def test_only_the_team_is_invited(self):
        self.account.team_id = self._create_team("Ours", self.agent)
        thread = self.thread(said("Hi"))
        self.assertEqual(self.members(thread), self.agent)
        self.assertEqual(thread.whatsapp_team_id, self.account.team_id)
        self.assertEqual(thread.whatsapp_conversation_id.team_id, self.account.team_id)

    def test_team_without_agents(self):
        self.account.team_id = self._create_team("Nobody")
        thread = self.thread(said("Hi"))
        self.assertFalse(thread.channel_member_ids)
        self.assertEqual(thread.whatsapp_conversation_id.state, "open")

    def test_who_is_no_agent_is_not_invited(self):
        self.account.team_id = self._create_team("Mixed", self.agent, self.employee)
        self.assertEqual(self.members(self.thread(said("Hi"))), self.agent)

    def test_another_team(self):
        """The threads of a team are for its members, at once."""
        thread = self.thread(said("Hi"))
        thread.whatsapp_conversation_id.team_id = self._create_team(
            "Theirs", self.colleague
        )
        self.assertEqual(self.members(thread), self.colleague)
        self.assertEqual(thread.whatsapp_team_id.name, "Theirs")

    def test_members_follow_the_team(self):
        team = self.account.team_id = self._create_team("Ours", self.agent)
        thread = self.thread(said("Hi"))
        team.member_ids = self.colleague
        self.assertEqual(self.members(thread), self.colleague)

    def test_an_agent_who_answers_joins(self):
        self.account.team_id = self._create_team("Nobody yet")
        thread = self.thread(said("Hi"))
        self.answer(thread, user=self.supervisor)
        self.assertEqual(self.members(thread), self.supervisor)

    def test_only_new_messages_are_unread(self):
        thread = self.thread(said("1"), said("2"))
        self.assertEqual(self.unread(thread), 2)
        thread.whatsapp_conversation_id.action_resolve()
        self.receive(said("3"))
        self.assertEqual(self.unread(thread), 1)

    def test_our_own_answer_is_not_unread_for_its_author(self):
        thread = self.thread(said("1"))
        member = thread.with_user(self.agent).self_member_id
        member._mark_as_read(thread.message_ids[:1].id)
        self.assertEqual(self.unread(thread), 0)
        self.answer(thread)
        self.assertEqual(self.unread(thread), 0)

    def test_an_agent_who_left_company_is_not_invited(self):
        """Peers 13."""
        self.colleague.active = False
        self.assertNotIn(self.colleague, self.members(self.thread(said("Hi"))))

    def test_dismissed_browsers_close_the_thread(self):
        thread = self.thread(said("Hi"))
        members = {m.id: m.partner_id for m in thread.channel_member_ids}
        with self.captured_bus() as bus:
            thread.whatsapp_conversation_id.action_resolve()
        left = {
            content["id"]: self.partner_of(target)
            for target, kind, content in bus
            if kind == "whatsapp_inbox.member/left"
        }
        self.assertEqual(left, members)

    def partner_of(self, target):
        return target.partner_id if target._name == "res.users" else target

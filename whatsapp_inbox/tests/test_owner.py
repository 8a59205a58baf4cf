from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, TwoTeamsCase, minutes, said


@tagged("post_install", "-at_install")
class TestOwner(TwoTeamsCase):
    """Taking, handing over and letting go of a conversation."""

    def as_user(self, user):
        return self.conversation.with_user(user)

    def members(self):
        return self.customer_thread.channel_member_ids.partner_id.user_ids

    def last_event(self):
        return self.conversation.event_ids.sorted("id")[-1:]

    def lines(self):
        return self.texts(self.customer_thread)

    # -- claim --------------------------------------------------------------------

    def test_claim(self):
        self.assertEqual(self.members(), self.agent | self.colleague)
        self.assertFalse(self.as_user(self.agent).action_claim())
        self.assertRecordValues(
            self.conversation,
            [{"user_id": self.agent.id, "assigned_at": NOW, "state": "open"}],
        )
        self.assertEqual(self.members(), self.agent)
        self.assertIn("answers this conversation", self.lines()[-1])
        self.assertRecordValues(
            self.last_event(),
            [
                {
                    "kind": "claimed",
                    "date": NOW,
                    "user_id": self.agent.id,
                    "old_user_id": False,
                    "new_user_id": self.agent.id,
                }
            ],
        )

    def test_the_second_is_told_who_was_faster(self):
        self.as_user(self.agent).action_claim()
        told = self.as_user(self.colleague).action_claim()
        self.assertEqual(self.conversation.user_id, self.agent)
        self.assertIn(self.agent.name, told["params"]["message"])
        self.assertEqual(len(self.conversation.event_ids), 1)

    def test_claiming_twice_is_nothing(self):
        self.as_user(self.agent).action_claim()
        self.assertFalse(self.as_user(self.agent).action_claim())
        self.assertEqual(len(self.conversation.event_ids), 1)

    def test_another_team_cannot_claim(self):
        for act in ("action_claim", "action_take_over", "action_release"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(self.as_user(self.other), act)()

    def test_the_first_answer_owns(self):
        self.answer(self.customer_thread)
        self.assertRecordValues(
            self.conversation, [{"user_id": self.agent.id, "state": "pending"}]
        )
        self.answer(self.customer_thread, user=self.colleague)
        self.assertEqual(self.conversation.user_id, self.agent)

    def test_a_note_owns_nothing(self):
        self.customer_thread.with_user(self.agent).message_post(
            body="Who?", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(self.conversation.user_id)

    # -- hand over ----------------------------------------------------------------

    def test_take_over(self):
        self.as_user(self.agent).action_claim()
        self.as_user(self.colleague).action_take_over()
        self.assertEqual(self.conversation.user_id, self.colleague)
        self.assertEqual(self.last_event().kind, "taken")
        self.assertEqual(self.last_event().old_user_id, self.agent)
        self.assertEqual(self.members(), self.colleague)

    def test_release(self):
        self.answer(self.customer_thread)
        self.as_user(self.agent).action_release(note="Knows what she wants")
        self.assertFalse(self.conversation.user_id)
        self.assertFalse(self.conversation.assigned_at)
        self.assertEqual(self.last_event().kind, "released")
        self.assertEqual(self.members(), self.agent | self.colleague)
        self.assertIn("Knows what she wants", self.lines()[-1])

    def test_assign_with_a_note(self):
        self.as_user(self.agent).action_claim()
        with self.captured_bus() as bus:
            self.as_user(self.agent).action_assign(self.colleague.id, note="VIP")
        event = self.last_event()
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "assigned",
                    "user_id": self.agent.id,
                    "old_user_id": self.agent.id,
                    "new_user_id": self.colleague.id,
                    "note": "VIP",
                }
            ],
        )
        note = self.customer_thread.message_ids.filtered(lambda m: "VIP" in m.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.agent.partner_id)
        self.assertFalse(self.outgoing(note))
        kinds = [kind for _target, kind, _content in bus]
        self.assertIn("whatsapp_inbox.assigned", kinds)

    def test_assign_to_who_is_no_agent(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_agent", company
        )
        for user in (self.employee, stranger):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.as_user(self.agent).action_assign(user.id)
        self.assertFalse(self.conversation.user_id)

    def test_transfer_to_a_team(self):
        self.answer(self.customer_thread)
        self.later(minutes(5))
        self.as_user(self.agent).action_transfer(self.other_team.id, note="A bill")
        self.assertRecordValues(
            self.conversation,
            [
                {
                    "team_id": self.other_team.id,
                    "user_id": False,
                    "state": "open",
                    "queue_since": NOW + minutes(5),
                }
            ],
        )
        self.assertEqual(self.members(), self.other)
        self.assertEqual(self.customer_thread.whatsapp_team_id, self.other_team)
        self.assertEqual(self.last_event().kind, "moved")
        self.assertEqual(self.last_event().old_team_id, self.team)

    def test_transfer_to_an_agent_of_a_team(self):
        self.as_user(self.agent).action_transfer(self.other_team.id, self.other.id)
        self.assertEqual(self.conversation.user_id, self.other)
        self.assertEqual(len(self.conversation.event_ids), 1)
        self.assertIn("Billing", self.lines()[-1])
        self.assertIn(self.other.name, self.lines()[-1])

    def test_transfer_to_another_company(self):
        company = self._create_company("Other", "base.es")
        team = self._create_team("Theirs", company_id=company.id)
        with self.assertRaisesRegex(UserError, "same company"):
            self.as_user(self.agent).action_transfer(team.id)

    def test_a_failed_transfer_leaves_nothing(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.as_user(self.agent).action_transfer(
                self.other_team.id, self.employee.id, note="?"
            )
        self.env.invalidate_all()
        self.assertEqual(self.conversation.team_id, self.team)
        self.assertFalse(self.conversation.event_ids)

    # -- who follows --------------------------------------------------------------

    def test_who_joined_by_hand_stays(self):
        self.customer_thread._add_members(users=self.supervisor)
        self.as_user(self.agent).action_claim()
        self.assertEqual(self.members(), self.agent | self.supervisor)

    def test_an_owner_who_joined_first_leaves_with_it(self):
        self.team.assignment_method = "round_robin"
        self.customer_thread._add_members(users=self.agent)
        self.as_user(self.agent).action_claim()
        self.as_user(self.agent).action_assign(self.colleague.id)
        self.assertEqual(self.members(), self.colleague)

    def test_who_joined_leaves_with_the_team(self):
        """Members get the messages: what is another team's is not theirs."""
        self.customer_thread._add_members(users=self.supervisor)
        self.team.assignment_method = "round_robin"
        self.assertEqual(self.members(), self.supervisor)
        self.answer(self.customer_thread)
        self.answer(self.customer_thread, user=self.colleague)
        self.as_user(self.agent).action_transfer(self.other_team.id)
        self.assertEqual(self.members(), self.supervisor | self.other)

    def test_a_team_that_shares_out_has_no_followers(self):
        self.team.assignment_method = "least_busy"
        self.assertFalse(self.members())
        self.receive(said("Anybody?"))
        self.assertFalse(self.members())
        self.as_user(self.colleague).action_claim()
        self.assertEqual(self.members(), self.colleague)

    def test_what_nobody_answered_is_unread_for_the_next(self):
        self.as_user(self.agent).action_claim()
        self.receive(said("Hello?"), said("Hello??"))
        self.as_user(self.agent).action_assign(self.colleague.id)
        member = self.customer_thread.with_user(self.colleague).self_member_id
        member.invalidate_recordset(["message_unread_counter"])
        self.assertEqual(member.message_unread_counter, 3)

    def test_leave_for_today(self):
        member = self.team.membership_ids.filtered(lambda m: m.user_id == self.agent)
        member.with_user(self.agent).action_leave_for_today()
        self.assertEqual(self.members(), self.colleague)
        with self.assertRaises(AccessError):
            member.with_user(self.colleague).action_join()
        member.with_user(self.agent).action_join()
        self.assertEqual(self.members(), self.agent | self.colleague)

    # -- the queue ----------------------------------------------------------------

    def test_in_the_queue(self):
        self.assertEqual(self.conversation.queue_since, NOW)
        self.answer(self.customer_thread)
        self.assertFalse(self.conversation.queue_since)
        self.as_user(self.agent).action_release()
        self.assertFalse(self.conversation.queue_since)  # it waits for the customer
        self.receive(said("And?", at=NOW + minutes(7)))
        self.assertEqual(self.conversation.queue_since, NOW + minutes(7))

    def test_resolved_is_not_in_the_queue(self):
        self.conversation.action_resolve()
        self.assertFalse(self.conversation.queue_since)

    # -- by hand ------------------------------------------------------------------

    def test_a_drop_on_the_kanban_does_the_same(self):
        self.as_user(self.agent).write({"user_id": self.colleague.id})
        self.assertEqual(self.members(), self.colleague)
        self.assertEqual(self.last_event().kind, "assigned")
        self.as_user(self.colleague).write({"state": "resolved"})
        self.assertEqual(self.conversation.resolved_at, NOW)
        self.assertFalse(self.members())

    def test_what_follows_from_messages_is_not_for_users(self):
        for vals in ({"window_expires_at": NOW}, {"contact_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.as_user(self.supervisor).write(vals)

    def test_history_is_for_who_sees_the_conversation(self):
        self.as_user(self.agent).action_claim()
        event = self.last_event()
        self.assertTrue(event.with_user(self.colleague).has_access("read"))
        self.assertFalse(event.with_user(self.other).has_access("read"))
        self.assertFalse(event.with_user(self.agent).has_access("write"))

    def test_a_new_conversation_brings_the_thread_back_to_its_team(self):
        self.as_user(self.agent).action_transfer(self.other_team.id)
        self.conversation.action_resolve()
        self.account.reopen_hours = 0
        self.receive(said("Again"))
        self.assertEqual(self.customer_thread.whatsapp_team_id, self.team)

    def test_priority(self):
        self.as_user(self.agent).priority = "2"
        self.assertEqual(self.last_event().kind, "priority")
        self.assertIn("Urgent", self.lines()[-1])

    def test_changed_tags(self):
        order, late = self.env["whatsapp.inbox.tag"].create(
            [{"name": "Order"}, {"name": "Late"}]
        )
        self.as_user(self.agent).tag_ids = order
        self.as_user(self.agent).tag_ids = late
        self.assertEqual(self.last_event().kind, "tags")
        self.assertIn("+Late, −Order", self.lines()[-1])
        self.last_event().with_user(self.agent).action_undo()
        self.assertEqual(self.conversation.tag_ids, order)

    def test_undoing_a_resolve_brings_back_who_had_joined(self):
        self.as_user(self.agent).action_claim()
        self.customer_thread._add_members(users=self.supervisor)
        self.as_user(self.agent).action_resolve()
        self.assertFalse(self.members())
        self.last_event().with_user(self.agent).action_undo()
        self.assertEqual(self.members(), self.agent | self.supervisor)

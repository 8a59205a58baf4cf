from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, hours, minutes, said
from .test_assignment import AssignmentCase


@tagged("post_install", "-at_install")
class TestAssignmentGone(AssignmentCase):
    """Owners, members and teams that are not what they were."""

    def setUp(self):
        super().setUp()
        self.conversation = self.customers(1)
        self.conversation.with_user(self.ana).action_claim()
        self.presence(self.ben)

    def test_an_owner_who_is_archived(self):
        self.ana.active = False
        self.assertFalse(self.conversation.user_id)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    def test_an_owner_who_is_no_agent_any_more(self):
        self.ana.group_ids -= self.env.ref("whatsapp_inbox.group_agent")
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    def test_an_owner_who_works_elsewhere(self):
        elsewhere = self._create_company("Elsewhere", "base.es")
        self.ana.write(
            {"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]}
        )
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    def test_an_owner_who_is_deleted(self):
        eva = self.eva
        self.conversation.with_user(self.ana).action_assign(eva.id)
        with mute_logger("odoo.models.unlink"):
            eva.unlink()
        self.assertFalse(self.conversation.user_id)
        self.assertTrue(self.conversation.queue_since)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    def test_a_member_who_leaves_the_team_keeps_their_customers(self):
        """They answer them to the end, and get no others."""
        self.presence(self.ana)
        self.presence(self.ben, status="offline")
        self.team.member_ids -= self.ana
        mine = self.conversation.with_user(self.ana)
        self.assertTrue(mine.has_access("read"))
        self.answer(self.conversation.channel_id, user=self.ana)
        new = self.customers(1, first=10)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)
        self.assertFalse(new.user_id)
        with self.assertRaises(AccessError):
            new.with_user(self.ana).check_access("read")

    def test_a_team_that_becomes_automatic(self):
        """What waits leaves the sidebars and is shared out; owners keep theirs."""
        self.team.assignment_method = "manual"
        waiting = self.customers(1, first=10)
        self.assertEqual(len(waiting.channel_id.channel_member_ids), 2)
        self.team.assignment_method = "least_busy"
        self.assertFalse(waiting.channel_id.channel_member_ids)
        self.assign()
        self.assertEqual(waiting.user_id, self.ben)
        self.assertEqual(self.conversation.user_id, self.ana)

    def test_a_team_that_is_archived(self):
        other = self._create_team(
            "Other", self.ana, self.ben, assignment_method="round_robin"
        )
        waiting = self.customers(1, first=10)
        (waiting | self.conversation).write({"team_id": other.id})
        other.active = False
        self.assertEqual((waiting | self.conversation).team_id, self.team)
        self.assign()
        self.assertEqual(waiting.user_id, self.ben)

    def test_a_snoozed_one_whose_owner_left(self):
        self.conversation.with_user(self.ana).action_snooze(NOW + hours(1))
        self.ana.active = False
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(self.conversation.state, "snoozed")
        self.later(hours(1) + minutes(1))
        self.run_job("whatsapp.inbox.snooze")
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    # -- of two companies ---------------------------------------------------------

    def test_capacity_over_companies(self):
        """One agent, a team in each company: what they have counts in both."""
        company = self._create_company("Second", "base.es")
        self.ben.company_ids += company
        account = self._create_account("Second", "777", company_id=company.id)
        team = self.env["whatsapp.inbox.team"].create(
            {
                "name": "Second",
                "company_id": company.id,
                "assignment_method": "round_robin",
                "member_ids": [Command.set(self.ben.ids)],
            }
        )
        account.team_id = team
        self.member(self.ben).capacity = self.member(self.ben, team).capacity = 2
        waiting = self.customers(2, first=20)
        there = self.receive(
            *(said("Hi", sender=f"3464400000{n}") for n in range(2)), account=account
        ).conversation_id
        self.assign()
        all_waiting = waiting | there
        self.assertEqual(len(all_waiting.filtered("user_id")), 2)
        self.assertEqual(all_waiting.user_id, self.ben)
        mine = there.with_user(self.ben).with_context(allowed_company_ids=company.ids)
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(there.with_user(self.ana).has_access("read"))
        self.assertFalse(there.with_user(self.supervisor).has_access("read"))

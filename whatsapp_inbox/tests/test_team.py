from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import NOW, SecurityCase, hours, minutes, said


@tagged("post_install", "-at_install")
class TestTeam(SecurityCase, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        cls.team.member_ids += cls.colleague
        cls.leader = cls._create_user("wi_leader", "whatsapp_inbox.group_agent")
        cls.team.leader_id = cls.leader

    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.record = self.receive(said("Hi"))
        self.conversation = self.record.conversation_id

    def member(self, user, team=None):
        members = (team or self.team).membership_ids
        return members.filtered(lambda member: member.user_id == user)

    # -- members ------------------------------------------------------------------

    def test_members_by_rpc_as_before(self):
        kept = self.member(self.agent)
        self.team.with_user(self.admin).write(
            {"member_ids": [Command.set([self.agent.id, self.other.id])]}
        )
        self.assertEqual(self.team.member_ids, self.agent | self.other)
        self.assertIn(kept, self.team.membership_ids)

    def test_form_of_an_administrator(self):
        with Form(self.env["whatsapp.inbox.team"].with_user(self.admin)) as form:
            form.name = "Garden"
            with form.membership_ids.new() as line:
                line.user_id = self.agent
                line.capacity = 5
        team = form.save()
        self.assertEqual(team.member_ids, self.agent)
        self.assertEqual(team.membership_ids.capacity, 5)

    def test_who_changes_members(self):
        member = self.member(self.agent)
        for user, may in (
            (self.agent, False),
            (self.other, False),
            (self.leader, True),
            (self.supervisor, True),
            (self.admin, True),
        ):
            with self.subTest(user=user.login):
                own = member.with_user(user)
                self.assertTrue(own.has_access("read"))
                self.assertEqual(own.has_access("write"), may)
                self.assertEqual(own.is_editable, may)
        theirs = self.member(self.other, self.other_team).with_user(self.leader)
        self.assertFalse(theirs.has_access("write"))

    def test_a_leader_takes_in_and_lets_go(self):
        Member = self.env["whatsapp.inbox.team.member"].with_user(self.leader)
        member = Member.create({"team_id": self.team.id, "user_id": self.other.id})
        member.capacity = 3
        member.unlink()
        with self.assertRaises(AccessError):
            Member.create({"team_id": self.other_team.id, "user_id": self.agent.id})
        with self.assertRaises(AccessError):
            self.member(self.agent).with_user(self.leader).team_id = self.other_team
        with self.assertRaises(AccessError):
            self.team.with_user(self.leader).name = "Mine"

    def test_members_of_another_company(self):
        company = self._create_company("Other", "base.es")
        for group in ("agent", "supervisor", "admin"):
            user = self._create_user(
                f"wi_far_{group}", f"whatsapp_inbox.group_{group}", company
            )
            with self.subTest(group=group):
                member = self.member(self.agent).with_user(user)
                self.assertFalse(member.has_access("read"))
                self.assertFalse(member.has_access("write"))
                self.assertFalse(self.team.with_user(user).has_access("read"))

    # -- counts -------------------------------------------------------------------

    def test_counts(self):
        self.receive(said("Hi", sender="34600111333"))
        self.conversation.with_user(self.agent).action_claim()
        team = self.team.with_user(self.agent)
        self.assertRecordValues(
            team, [{"waiting_count": 1, "open_count": 2, "mine_count": 1}]
        )
        action = team.action_open_mine()
        found = self.env["whatsapp.inbox.conversation"].search(action["domain"])
        self.assertEqual(found, self.conversation)
        self.assertEqual(self.member(self.agent).open_count, 1)
        self.assertEqual(self.member(self.colleague).open_count, 0)

    @users("wi_agent")
    def test_counts_in_one_query(self):
        teams = self.env["whatsapp.inbox.team"].search([])
        members = teams.membership_ids
        members.mapped("user_id.name")
        self.env.flush_all()
        teams.invalidate_recordset(["waiting_count", "open_count", "mine_count"])
        with self.assertQueryCount(1):
            teams.mapped("waiting_count")
        with self.assertQueryCount(1):
            members.mapped("open_count")

    # -- duty ---------------------------------------------------------------------

    def test_leave_all_teams_and_come_back(self):
        self.other_team.member_ids += self.agent
        agent = self.agent.with_user(self.agent)
        self.agent.tz = "America/Bogota"  # five hours behind
        with self.captured_bus() as bus:
            self.assertEqual(agent.whatsapp_leave_for_today(), {"open_count": 0})
        midnight = NOW + hours(19)
        for team in (self.team, self.other_team):
            self.assertEqual(self.member(self.agent, team).off_until, midnight)
        told = [
            c for t, _k, c in bus if t == self.agent.partner_id and "Store" in str(c)
        ]
        self.assertIn("'away_count': 2", str(told))
        self.assertNotIn(
            self.agent.partner_id,
            self.record.channel_id.channel_member_ids.partner_id,
        )
        agent.whatsapp_join()
        self.assertFalse(self.member(self.agent).off_until)
        self.assertIn(
            self.agent.partner_id,
            self.record.channel_id.channel_member_ids.partner_id,
        )

    def test_leave_on_the_clock_of_who_leaves(self):
        self.agent.tz = "Asia/Tokyo"
        self.supervisor.tz = "America/Bogota"
        self.member(self.agent).with_user(self.supervisor).action_leave_for_today()
        self.assertEqual(self.member(self.agent).off_until, NOW + hours(5))

    def test_nobody_leaves_for_another(self):
        for method in (
            "whatsapp_leave_for_today",
            "whatsapp_join",
            "whatsapp_release_open",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.agent.with_user(self.supervisor), method)()

    def test_leave_and_release(self):
        self.conversation.with_user(self.agent).action_claim()
        agent = self.agent.with_user(self.agent)
        self.assertEqual(agent.whatsapp_leave_for_today(), {"open_count": 1})
        self.assertEqual(self.conversation.user_id, self.agent)
        agent.whatsapp_release_open()
        self.assertFalse(self.conversation.user_id)
        self.assertIn("left for today", self.conversation.event_ids[0].reason)
        self.assertEqual(
            self.record.channel_id.channel_member_ids.partner_id,
            self.colleague.partner_id,
        )

    def test_the_leave_ends_by_itself(self):
        with self.capture_triggers("whatsapp_inbox.ir_cron_duty") as triggers:
            self.member(self.agent).with_user(self.agent).action_leave_for_today()
        self.assertEqual(triggers.records.call_at, self.member(self.agent).off_until)
        members = self.record.channel_id.channel_member_ids
        self.assertEqual(members.partner_id, self.colleague.partner_id)
        self.later(hours(14) - minutes(1))
        self.env["whatsapp.inbox.team.member"]._end_leave()
        self.assertTrue(self.member(self.agent).off_until)
        self.later(hours(14))
        self.env["whatsapp.inbox.team.member"]._end_leave()
        self.assertFalse(self.member(self.agent).off_until)
        members = self.record.channel_id.channel_member_ids
        self.assertIn(self.agent.partner_id, members.partner_id)

    def test_one_whose_leave_does_not_end_keeps_no_other(self):
        members = self.member(self.agent) + self.member(self.other, self.other_team)
        for member in members:
            member.with_user(member.user_id).action_leave_for_today()
        self.later(hours(48))
        Team = self.registry["whatsapp.inbox.team"]
        sync = Team._members_changed

        def fail(teams):
            if self.team in teams:
                raise ValueError("broken")
            sync(teams)

        with (
            patch.object(Team, "_members_changed", fail),
            self.assertLogs("odoo.addons.whatsapp_inbox", "ERROR") as logs,
        ):
            self.env["whatsapp.inbox.team.member"]._end_leave()
        self.assertEqual(len(logs.output), 1)
        self.assertTrue(members[0].off_until)
        self.assertFalse(members[1].off_until)
        self.env["whatsapp.inbox.team.member"]._end_leave()
        self.assertFalse(members[0].off_until)

    def test_who_cannot_build_a_team_is_not_told_to(self):
        Team = self.env["whatsapp.inbox.team"]
        self.assertEqual(
            Team.with_user(self.admin).get_empty_list_help("Build!"), "Build!"
        )
        for user in (self.agent, self.supervisor):
            told = Team.with_user(user).get_empty_list_help("Build!")
            self.assertIn("administrator of the inbox builds", told)

    # -- archive ------------------------------------------------------------------

    def test_archive_the_team_of_a_number(self):
        with self.assertRaisesRegex(UserError, "Sales"):
            self.team.with_user(self.admin).active = False

    def test_archive_hands_the_work_over(self):
        self.account.team_id = self.other_team
        self.team.with_user(self.admin).action_archive()
        self.assertEqual(self.conversation.team_id, self.other_team)
        self.assertRecordValues(
            self.conversation.event_ids,
            [{"kind": "moved", "reason": "The team is closed."}],
        )
        self.assertEqual(
            self.record.channel_id.channel_member_ids.partner_id, self.other.partner_id
        )

    # -- who goes -----------------------------------------------------------------

    def assertReleased(self, reason):
        self.assertFalse(self.conversation.user_id)
        event = self.conversation.event_ids[0]
        self.assertEqual((event.kind, event.reason), ("released", reason))
        self.assertFalse(event.user_id)
        self.assertEqual(
            self.record.channel_id.channel_member_ids.partner_id,
            self.colleague.partner_id,
        )

    def test_archived_agent(self):
        self.conversation.with_user(self.agent).action_claim()
        self.agent.active = False
        self.assertReleased("The agent is not there any more.")
        self.assertFalse(self.member(self.agent).is_agent)
        self.assertNotIn(self.agent, self.team.on_duty_ids)
        self.agent.active = True
        self.assertIn(
            self.agent.partner_id,
            self.record.channel_id.channel_member_ids.partner_id,
        )

    def test_agent_without_the_group(self):
        self.conversation.with_user(self.agent).action_claim()
        group = self.env.ref("whatsapp_inbox.group_agent")
        self.agent.group_ids = [Command.unlink(group.id)]
        self.assertReleased("The agent is not there any more.")

    def test_group_without_the_agent(self):
        self.conversation.with_user(self.agent).action_claim()
        group = self.env.ref("whatsapp_inbox.group_agent")
        group.user_ids = [Command.unlink(self.agent.id)]
        self.assertReleased("The agent is not there any more.")

    def test_agent_of_another_company_now(self):
        self.conversation.with_user(self.agent).action_claim()
        company = self._create_company("Other", "base.es")
        self.agent.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertFalse(self.conversation.user_id)

    def test_other_changes_of_users_cost_nothing(self):
        self.conversation.with_user(self.agent).action_claim()
        users = self.agent | self.colleague
        users.write({"notification_type": "inbox"})
        self.env.flush_all()
        began = self.env.cr.sql_log_count
        users.write({"signature": "A"})
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - began, 4)
        self.assertEqual(self.conversation.user_id, self.agent)

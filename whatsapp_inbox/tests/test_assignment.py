from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import NOW, WhatsappCase, minutes, said


class AssignmentCase(WhatsappCase):
    """Teams that share out their work, and the presence of their agents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana = cls.agent
        cls.ben = cls._create_user("wi_ben", "whatsapp_inbox.group_agent")
        cls.eva = cls._create_user("wi_eva", "whatsapp_inbox.group_agent")
        cls.team = cls._create_team(
            "Shop", cls.ana, cls.ben, assignment_method="round_robin"
        )
        cls.account.team_id = cls.team

    @classmethod
    def presence(cls, *users, status="online"):
        Presence = cls.env["mail.presence"]
        for user in users:
            if found := Presence.search([("user_id", "=", user.id)]):
                found.status = status
            else:
                Presence.create({"user_id": user.id, "status": status})

    def customers(self, count, at=NOW, first=0):
        """Conversations of as many customers who wrote a minute after each other."""
        elements = [
            said("Hi", sender=f"346222{first + n:05}", at=at + minutes(n))
            for n in range(count)
        ]
        return self.receive(*elements).conversation_id

    def member(self, user, team=None):
        members = (team or self.team).membership_ids
        return members.filtered(lambda m: m.user_id == user)

    def assign(self):
        self.run_job("whatsapp.inbox.assignment")

    def owners(self, conversations):
        return [conversation.user_id for conversation in conversations]

    def event_of(self, conversation):
        return conversation.event_ids.sorted("id")[-1:]


@tagged("post_install", "-at_install")
class TestAssignment(AssignmentCase):
    """Who gets what waits, and in which order."""

    def test_nobody_is_there(self):
        waiting = self.customers(2)
        self.assign()
        self.assertFalse(waiting.user_id)

    def test_each_in_turn(self):
        self.presence(self.ana, self.ben)
        first = self.customers(3)
        self.assign()
        self.assertEqual(self.owners(first), [self.ana, self.ben, self.ana])
        self.later(minutes(5))
        second = self.customers(2, first=10)
        self.assign()
        self.assertEqual(self.owners(second), [self.ben, self.ana])

    def test_a_turn_is_noted(self):
        self.presence(self.ana)
        conversation = self.customers(1)
        self.assign()
        self.assertRecordValues(
            conversation,
            [{"user_id": self.ana.id, "assigned_at": NOW, "queue_since": False}],
        )
        self.assertTrue(self.member(self.ana).last_assigned_at)
        event = self.event_of(conversation)
        self.assertEqual(event.kind, "assigned")
        self.assertFalse(event.user_id)
        self.assertEqual(event.reason, f"It was the turn of {self.ana.name}.")
        self.assertIn(event.reason, self.texts(conversation.channel_id)[-1])
        members = conversation.channel_id.channel_member_ids.partner_id
        self.assertEqual(members, self.ana.partner_id)

    def test_least_busy(self):
        self.team.assignment_method = "least_busy"
        self.presence(self.ana, self.ben)
        theirs = self.customers(3)
        theirs.user_id = self.ana
        waiting = self.customers(4, first=10)
        self.assign()
        # at last both have three, and Ana never had a turn
        self.assertEqual(self.owners(waiting), [self.ben, self.ben, self.ben, self.ana])

    def test_snoozed_and_resolved_do_not_count(self):
        self.team.assignment_method = "least_busy"
        self.presence(self.ana, self.ben)
        theirs = self.customers(3)
        theirs.user_id = self.ana
        theirs[0].state, theirs[1].state, theirs[2].state = (
            "snoozed",
            "resolved",
            "pending",
        )
        waiting = self.customers(1, first=10)
        waiting.user_id = self.ben
        [last] = self.customers(1, first=20)
        self.assertEqual(
            self.env["whatsapp.inbox.conversation"]._loads(self.ana | self.ben),
            {self.ana.id: 1, self.ben.id: 1},
        )
        self.assign()
        self.assertEqual(last.user_id, self.ana)

    def test_capacity(self):
        self.presence(self.ana, self.ben)
        self.member(self.ana).capacity = 1
        self.member(self.ben).capacity = 2
        waiting = self.customers(5)
        self.assign()
        self.assertEqual(self.owners(waiting)[:3], [self.ana, self.ben, self.ben])
        self.assertFalse(waiting[3:].user_id)

    def test_capacity_is_of_all_teams(self):
        other = self._create_team("Other", self.ana)
        self.presence(self.ana)
        self.member(self.ana).capacity = 1
        elsewhere = self.customers(1)
        elsewhere.write({"team_id": other.id, "user_id": self.ana.id})
        waiting = self.customers(1, first=10)
        self.assign()
        self.assertFalse(waiting.user_id)

    def test_urgent_first_then_who_waits_longest(self):
        self.presence(self.ana)
        self.member(self.ana).capacity = 3
        waiting = self.customers(5)
        waiting[3].priority = "2"
        waiting[4].priority = "1"
        self.assign()
        self.assertEqual(
            waiting.filtered("user_id"), waiting[0] | waiting[3] | waiting[4]
        )

    def test_away_and_do_not_disturb(self):
        self.presence(self.ana, status="away")
        waiting = self.customers(1)
        self.assign()
        self.assertFalse(waiting.user_id)
        self.team.assign_when_away = True
        self.ana.manual_im_status = "busy"
        self.assign()
        self.assertFalse(waiting.user_id)
        self.ana.manual_im_status = False
        self.assign()
        self.assertEqual(waiting.user_id, self.ana)

    def test_who_left_for_today(self):
        self.presence(self.ana)
        self.member(self.ana).with_user(self.ana).action_leave_for_today()
        waiting = self.customers(1)
        self.assign()
        self.assertFalse(waiting.user_id)

    def test_who_is_no_agent_of_the_company(self):
        """A member who lost the group, or works for another company by now."""
        elsewhere = self._create_company("Elsewhere", "base.es")
        self.presence(self.ana, self.ben)
        self.ana.group_ids -= self.env.ref("whatsapp_inbox.group_agent")
        self.ben.write(
            {
                "company_id": elsewhere.id,
                "company_ids": [Command.set(elsewhere.ids)],
            }
        )
        waiting = self.customers(1)
        self.assign()
        self.assertFalse(waiting.user_id)

    def test_manual_teams_share_nothing_out(self):
        self.team.assignment_method = "manual"
        self.presence(self.ana)
        waiting = self.customers(1)
        self.assign()
        self.assertFalse(waiting.user_id)

    # -- whom the customer knows, and what they speak ------------------------------

    def known_customer(self):
        """One who had Ben before, while it is Ana's turn."""
        self.presence(self.ana, self.ben)
        self.account.reopen_hours = 0
        before = self.customers(1)
        before.user_id = self.ben
        before.action_resolve()
        return self.customers(1, at=NOW + minutes(1))

    def test_last_agent(self):
        self.team.prefer_last_agent = True
        waiting = self.known_customer()
        self.assign()
        self.assertEqual(waiting.user_id, self.ben)
        self.assertIn("before", self.event_of(waiting).reason)

    def test_last_agent_only_if_the_team_says_so(self):
        waiting = self.known_customer()
        self.assign()
        self.assertEqual(waiting.user_id, self.ana)

    def test_last_agent_only_if_available(self):
        self.team.prefer_last_agent = True
        waiting = self.known_customer()
        self.presence(self.ben, status="offline")
        self.assign()
        self.assertEqual(waiting.user_id, self.ana)

    def test_salesperson(self):
        self.team.prefer_salesperson = True
        self.presence(self.ana, self.ben)
        waiting = self.customers(1)
        waiting.partner_id.user_id = self.ben
        self.assign()
        self.assertEqual(waiting.user_id, self.ben)
        self.assertIn("salesperson", self.event_of(waiting).reason)

    def test_salesperson_of_another_team(self):
        self.team.prefer_salesperson = True
        self.presence(self.ana, self.eva)
        waiting = self.customers(1)
        waiting.partner_id.user_id = self.eva
        self.assign()
        self.assertEqual(waiting.user_id, self.ana)

    def test_language(self):
        spanish = self.env["res.lang"]._activate_lang("es_ES")
        self.presence(self.ana, self.ben)
        self.member(self.ben).lang_ids = spanish
        waiting = self.customers(2)
        waiting[0].partner_id.lang = "es_ES"
        waiting[1].partner_id.lang = "en_US"
        self.assign()
        self.assertEqual(self.owners(waiting), [self.ben, self.ana])
        self.assertIn("language", self.event_of(waiting[0]).reason)

    # -- what goes wrong ----------------------------------------------------------

    def test_one_that_fails_keeps_nobody_waiting(self):
        """It is tried with each agent once, and the leader hears of it."""
        self.presence(self.ana, self.ben)
        waiting = self.customers(3)
        Conversation = type(waiting)
        follow = Conversation._follow_changes

        def fail(records, changed):
            if waiting[0] in records:
                raise ValueError("broken")
            return follow(records, changed)

        with (
            patch.object(Conversation, "_follow_changes", fail),
            self.assertLogs("odoo.addons.whatsapp_inbox", "ERROR") as logs,
        ):
            self.assign()
        self.assertFalse(waiting[0].user_id)
        self.assertEqual(waiting[1:].mapped("user_id"), self.ana | self.ben)
        self.assertEqual(len(logs.output), 2)
        self.assertTrue(waiting[0].given_up_at)

    # -- cost ---------------------------------------------------------------------

    def cost(self, agents):
        """Queries of one assignment in a team of so many."""
        users = self.env["res.users"]
        for number in range(agents):
            users |= self._create_user(
                f"wi_many_{agents}_{number}", "whatsapp_inbox.group_agent"
            )
        team = self._create_team(
            f"Team of {agents}", *users, assignment_method="least_busy"
        )
        self.presence(*users)
        waiting = self.customers(1, first=1000 + agents)
        waiting.team_id = team
        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.env["whatsapp.inbox.team"]._sharing()
        began = self.env.cr.sql_log_count
        self.env["whatsapp.inbox.assignment"]._give(team, waiting, users.ids)
        self.env.flush_all()
        self.assertIn(waiting.user_id, users)
        return self.env.cr.sql_log_count - began

    def test_cost_does_not_grow_with_the_team(self):
        self.cost(2)
        self.assertEqual(self.cost(4), self.cost(30))

    def test_cost_without_a_team_that_shares_out(self):
        self.env["whatsapp.inbox.team"].search([]).write(
            {
                "assignment_method": "manual",
                "release_after": 0,
                "release_on_leave": False,
            }
        )
        self.env["whatsapp.inbox.team"]._sharing()
        job = self.env["whatsapp.inbox.assignment"]
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertEqual(job._take_back(), (0, []))
            self.assertFalse(job._teams_with_queue())
            job._meet(self.ana.id)
            self.ana._whatsapp_wake_assignment()

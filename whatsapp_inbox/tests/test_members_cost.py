from odoo.tests import tagged

from .common import NOW, WhatsappCase, minutes, said


@tagged("post_install", "-at_install")
class TestMembersCost(WhatsappCase):
    """Hundreds wait in a team by hand, and its agents come and go."""

    AGENTS = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agents = cls.agent.union(
            *(
                cls._create_user(f"wi_many_{number}", "whatsapp_inbox.group_agent")
                for number in range(cls.AGENTS - 1)
            )
        )
        cls.team = cls._create_team("Shop", *cls.agents)
        cls.account.team_id = cls.team

    def wait(self, count, first=0):
        elements = [
            said("Hi", sender=f"346333{first + n:05}", at=NOW - minutes(n))
            for n in range(count)
        ]
        return self.receive(*elements, contacts=[]).conversation_id

    def queries(self, act):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        began = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - began

    def followers(self, conversations):
        return [c.channel_id.channel_member_ids.partner_id for c in conversations]

    def cost(self):
        """:return: queries of one who leaves for today, and comes back"""
        member = self.team.membership_ids[-1]
        leave = self.queries(member.action_leave_for_today)
        waiting = self.env["whatsapp.inbox.conversation"].search(
            [("team_id", "=", self.team.id)]
        )
        rest = self.agents - member.user_id
        for followers in self.followers(waiting):
            self.assertEqual(followers, rest.partner_id)
        join = self.queries(member.action_join)
        for followers in self.followers(waiting):
            self.assertEqual(followers, self.agents.partner_id)
        return leave, join

    def test_one_leaves_and_comes_back(self):
        """However many wait."""
        self.wait(5)
        self.cost()  # what is kept in memory
        few_left, few_joined = self.cost()
        self.wait(30, first=10)
        left, joined = self.cost()
        # core computes the name of each channel whose members leave
        self.assertLessEqual(left, few_left + 30)
        self.assertLessEqual(joined, few_joined + 3)

    def test_many_are_resolved(self):
        waiting = self.wait(30)
        few, many = waiting[:3], waiting[3:]
        cost = self.queries(few.action_resolve)
        self.assertFalse(few.channel_id.channel_member_ids)
        more = self.queries(many.action_resolve)
        self.assertFalse(many.channel_id.channel_member_ids)
        self.assertLessEqual(more, cost + len(many))

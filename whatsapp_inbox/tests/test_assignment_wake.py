from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.models import whatsapp_inbox_assignment

from .common import NOW, minutes, said
from .test_assignment import AssignmentCase


@tagged("post_install", "-at_install")
class TestAssignmentWake(AssignmentCase):
    """The queue drains by itself: what wakes the assignment, and what does not."""

    def wakes(self, act):
        """:return: times at which a run was asked for, None for at once"""
        self.env.cr.flush()
        times = []
        job = type(self.env["whatsapp.inbox.assignment"])
        with patch.object(job, "_wake", lambda _self, at=None: times.append(at)):
            act()
            self.env.cr.flush()
        return times

    def test_who_enters_the_queue(self):
        self.assertEqual(self.wakes(lambda: self.customers(3)), [None])

    def test_who_writes_again(self):
        """It may have been locked by just that when the queue was drained."""
        [conversation] = self.customers(1)
        sender = conversation.contact_id.phone.lstrip("+")
        hello = said("Hello?", sender=sender, at=NOW + minutes(1))
        self.assertEqual(self.wakes(lambda: self.receive(hello)), [None])

    def test_what_makes_room(self):
        for act in ("action_resolve", "action_release", "action_snooze"):
            [conversation] = self.customers(1, first=hash(act) % 1000)
            conversation.user_id = self.ana
            own = conversation.with_user(self.ana)
            with self.subTest(act=act):
                self.assertEqual(self.wakes(getattr(own, act)), [None])

    def test_who_comes_online(self):
        self.presence(self.ana, status="offline")
        self.assertEqual(self.wakes(lambda: self.presence(self.ana)), [None])
        self.assertFalse(self.wakes(lambda: self.presence(self.ana)))
        self.assertEqual(self.wakes(lambda: self.presence(self.ben)), [None])

    def test_who_goes(self):
        self.presence(self.ana)
        gone = lambda: self.presence(self.ana, status="offline")
        self.assertFalse(self.wakes(gone))

    def test_who_is_in_no_such_team(self):
        self.env["whatsapp.inbox.team"]._sharing()
        with self.assertQueryCount(0):
            self.eva._whatsapp_wake_assignment()
        self.assertFalse(self.wakes(lambda: self.presence(self.eva)))

    def test_who_is_not_busy_any_more(self):
        self.ana.manual_im_status = "busy"
        free = lambda: self.ana.write({"manual_im_status": False})
        self.assertEqual(self.wakes(free), [None])

    def test_who_joins(self):
        member = self.member(self.ana).with_user(self.ana)
        member.action_leave_for_today()
        self.assertEqual(self.wakes(member.action_join), [None])

    def test_members_and_teams(self):
        spanish = self.env["res.lang"]._activate_lang("es_ES")
        member = self.member(self.ana)
        for vals in ({"capacity": 9}, {"lang_ids": spanish.ids}):
            with self.subTest(vals=vals):
                self.assertEqual(self.wakes(lambda v=vals: member.write(v)), [None])
        more = lambda: self.team.write({"member_ids": [(4, self.eva.id)]})
        self.assertEqual(self.wakes(more), [None])
        method = lambda: self.team.write({"assignment_method": "least_busy"})
        self.assertEqual(self.wakes(method), [None])

    def test_a_deadline(self):
        self.team.release_after = 10
        waiting = self.customers(3)
        # a run that is to come looks for the deadlines itself
        self.env["ir.cron.trigger"].search([]).unlink()
        give = lambda: waiting.write({"user_id": self.ana.id})
        self.assertEqual(self.wakes(give), [NOW + minutes(10)])

    def test_manual_teams_ask_for_nothing(self):
        self.team.assignment_method = "manual"
        self.presence(self.ana, status="offline")
        self.assertFalse(self.wakes(lambda: self.customers(1)))
        self.assertFalse(self.wakes(lambda: self.presence(self.ana)))

    # -- who has to wait ----------------------------------------------------------

    def told(self, conversation):
        messages = conversation.message_ids
        return messages.filtered(lambda m: m.auto_kind == "waiting")

    def test_the_customer_is_told_once(self):
        self.team.waiting_text = "You are number {place} in the queue."
        waiting = self.customers(2)
        self.assign()
        self.assign()
        texts = [self.told(c).mail_message_id.body for c in waiting]
        self.assertEqual([len(self.told(c)) for c in waiting], [1, 1])
        self.assertIn("number 1", texts[0])
        self.assertIn("number 2", texts[1])
        self.assertEqual(set(waiting.mapped("state")), {"open"})

    def test_many_are_told_in_batches(self):
        self.team.waiting_text = "Please wait."
        waiting = self.customers(5)
        self.patch(whatsapp_inbox_assignment, "BATCH", 2)
        tell = self.registry["whatsapp.inbox.conversation"]._tell_customer
        batches = []

        def counted(conversations):
            batches.append(len(conversations))
            tell(conversations)

        with patch.object(
            self.registry["whatsapp.inbox.conversation"], "_tell_customer", counted
        ):
            self.assign()
        self.assertEqual([len(self.told(c)) for c in waiting], [1] * 5)
        self.assertEqual(batches, [2, 2, 1])

    def test_who_is_served_at_once_is_told_nothing(self):
        self.team.waiting_text = "Please wait."
        self.presence(self.ana)
        [conversation] = self.customers(1)
        self.assign()
        self.assertFalse(self.told(conversation))

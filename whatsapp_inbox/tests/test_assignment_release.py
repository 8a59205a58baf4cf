from datetime import UTC, timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, hours, minutes, said
from .test_assignment import AssignmentCase

IN_AN_HOUR = NOW + hours(1)


@tagged("post_install", "-at_install")
class TestRelease(AssignmentCase):
    """What is taken back from its owner, and to whom it goes then. Peers 13."""

    def setUp(self):
        super().setUp()
        self.team.release_after = 10
        self.conversation = self.customers(1)

    def give(self, user):
        self.presence(user)
        self.assign()
        self.assertEqual(self.conversation.user_id, user)

    def test_not_answered(self):
        self.give(self.ana)
        self.later(minutes(9))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)
        self.later(minutes(10))
        self.assign()
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(self.conversation.queue_since, NOW)
        event = self.event_of(self.conversation)
        self.assertEqual((event.kind, event.old_user_id), ("released", self.ana))
        self.assertFalse(event.user_id)
        self.assertEqual(
            event.reason, f"{self.ana.name} did not answer for 10 minutes."
        )
        self.assertIn(event.reason, self.texts(self.conversation.channel_id)[-1])

    def test_the_next_one_gets_it(self):
        self.team.prefer_last_agent = True
        self.give(self.ana)
        self.presence(self.ben)
        self.later(minutes(10))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    def test_counted_since_the_customer_waits(self):
        self.give(self.ana)
        self.answer(self.conversation.channel_id, user=self.ana)
        self.later(hours(2))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)
        sender = self.conversation.contact_id.phone.lstrip("+")
        self.receive(said("And now?", sender=sender, at=NOW + hours(2)))
        self.later(hours(2) + minutes(9))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)
        self.later(hours(2) + minutes(10))
        self.assign()
        self.assertFalse(self.conversation.user_id)

    def test_never(self):
        self.team.release_after = 0
        self.give(self.ana)
        self.later(hours(20))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    def test_in_a_manual_team(self):
        self.team.assignment_method = "manual"
        self.conversation.with_user(self.ana).action_claim()
        self.later(minutes(10))
        self.assign()
        self.assertFalse(self.conversation.user_id)

    def test_minutes_below_zero(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.team.release_after = -1
            self.env.flush_all()

    # -- once around --------------------------------------------------------------

    def notified(self):
        messages = self.env["mail.message"].search(
            [("model", "=", "whatsapp.inbox.account"), ("res_id", "=", self.account.id)]
        )
        return messages.filtered(lambda m: "nobody answers" in (m.subject or ""))

    def go_around(self):
        self.give(self.ana)
        self.presence(self.ben)
        self.later(minutes(10))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)
        self.later(minutes(20))
        self.assign()

    def test_it_goes_around_once(self):
        self.team.leader_id = self.ben
        self.go_around()
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(self.notified().partner_ids, self.ben.partner_id)
        self.later(minutes(40))
        self.assign()
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(len(self.notified()), 1)

    def test_supervisors_are_told_where_there_is_no_leader(self):
        self.go_around()
        self.assertIn(self.supervisor.partner_id, self.notified().partner_ids)

    def test_who_comes_later_gets_it(self):
        self.go_around()
        self.team.member_ids += self.eva
        self.presence(self.eva)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.eva)

    def test_nobody_is_told_while_somebody_has_no_room(self):
        self.team.member_ids += self.eva
        self.presence(self.eva)
        self.member(self.eva).capacity = 1
        self.customers(1, first=50).user_id = self.eva
        self.team.release_after = 10
        self.presence(self.ana)
        self.conversation.user_id = self.ana
        self.later(minutes(10))
        self.presence(self.eva, status="online")
        self.conversation.write({"user_id": False})
        self.assign()
        self.assertFalse(self.notified())

    def test_a_claim_begins_anew(self):
        self.go_around()
        self.conversation.with_user(self.ana).action_claim()
        self.assertFalse(self.conversation.passed_user_ids)
        self.assertFalse(self.conversation.given_up_at)

    def test_who_releases_by_hand_does_not_get_it_back(self):
        self.give(self.ana)
        self.conversation.with_user(self.ana).action_release()
        self.assign()
        self.assertFalse(self.conversation.user_id)
        self.presence(self.ben)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)

    # -- away ---------------------------------------------------------------------

    def test_who_leaves_for_today(self):
        self.give(self.ana)
        self.presence(self.ben)
        self.member(self.ana).with_user(self.ana).action_leave_for_today()
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)
        released = self.conversation.event_ids.sorted("id")[-2]
        self.assertEqual(released.reason, f"{self.ana.name} is away.")

    def leave_by_mistake(self, count=2):
        """:return: the conversations that were taken from her"""
        more = self.customers(count - 1, first=100)
        self.presence(self.ana)
        self.assign()
        taken = self.conversation + more
        self.assertEqual(taken.user_id, self.ana)
        self.later(minutes(1))
        self.member(self.ana).with_user(self.ana).action_leave_for_today()
        self.assign()
        self.assertFalse(taken.user_id)
        return taken

    def test_who_left_by_mistake(self):
        """Hers again, but for what somebody took meanwhile, or the rules had taken
        before she left."""
        silent = self.customers(1, first=200)
        silent.with_user(self.ana).action_claim()
        silent._take_back("silent")
        mine, taken = self.leave_by_mistake()
        taken.with_user(self.ben).action_claim()
        self.later(minutes(9))
        self.ana.with_user(self.ana).whatsapp_join()
        self.assign()
        self.assertEqual(mine.user_id, self.ana)
        self.assertFalse(mine.passed_user_ids)
        self.assertEqual(self.event_of(mine).kind, "claimed")
        self.assertEqual(taken.user_id, self.ben)
        self.assertFalse(silent.user_id)

    def test_who_comes_back_later(self):
        self.leave_by_mistake()
        self.later(minutes(12))
        self.member(self.ana).with_user(self.ana).action_join()
        self.assertFalse(self.conversation.user_id)

    def test_what_she_released_herself_stays(self):
        self.give(self.ana)
        self.conversation.with_user(self.ana).action_release()
        self.ana.with_user(self.ana).whatsapp_leave_for_today()
        self.ana.with_user(self.ana).whatsapp_join()
        self.assertFalse(self.conversation.user_id)

    def test_all_that_she_released_when_she_left(self):
        self.give(self.ana)
        ana = self.ana.with_user(self.ana)
        ana.whatsapp_leave_for_today()
        done = ana.whatsapp_release_open()
        self.assertFalse(self.conversation.user_id)
        ana.whatsapp_join()
        event = self.env["whatsapp.inbox.conversation.event"].with_user(self.ana)
        event.browse(done["params"]["undo"]).action_undo()
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    def test_who_leaves_and_keeps_hers(self):
        self.team.write({"release_on_leave": False, "release_after": 0})
        self.give(self.ana)
        self.member(self.ana).with_user(self.ana).action_leave_for_today()
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    def test_customers_who_do_not_wait_stay(self):
        self.give(self.ana)
        self.answer(self.conversation.channel_id, user=self.ana)
        self.member(self.ana).with_user(self.ana).action_leave_for_today()
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    def resource(self, user, **values):
        """A working week from 8 to 17 in UTC, but for lunch."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Office", "tz": "UTC", "company_id": self.company.id}
        )
        return self.env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "tz": "UTC",
                **values,
            }
        )

    def leave(self, calendar, resource=None, begins=IN_AN_HOUR):
        return self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "resource_id": resource and resource.id,
                "date_from": begins,
                "date_to": begins + timedelta(days=1),
            }
        )

    def test_a_leave_begins(self):
        self.team.release_after = 0
        resource = self.resource(self.ana)
        self.leave(resource.calendar_id, resource)
        self.give(self.ana)
        self.later(hours(1))
        self.assign()
        self.assertFalse(self.conversation.user_id)

    def test_a_holiday_of_the_calendar(self):
        resource = self.resource(self.ana)
        self.resource(self.ben, calendar_id=False)
        self.leave(resource.calendar_id, begins=NOW - hours(1))
        self.presence(self.ana, self.ben)
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ben)
        self.assertEqual(self.member(self.ana).availability, "on_leave")

    def test_two_leaves_in_a_row(self):
        """One ends a second before midnight, the next begins at midnight: nobody is
        there in between."""
        resource = self.resource(self.ana, calendar_id=False)
        calendar = self.resource(self.ben).calendar_id
        midnight = NOW.replace(hour=0) + timedelta(days=1)
        for begins in (NOW, midnight):
            leave = self.leave(calendar, resource, begins)
            leave.date_to = begins.replace(hour=23, minute=59, second=59)
        self.team.calendar_id = False
        absence = self.env["whatsapp.inbox.absence"]
        for moment, away in (
            (midnight - timedelta(milliseconds=500), True),
            (midnight, True),
            (midnight + timedelta(days=1), False),
        ):
            found = absence._of(self.ana, moment.replace(tzinfo=UTC))
            self.assertEqual(found[self.ana].on_leave, away, moment)

    def test_a_holiday_of_another_company(self):
        resource = self.resource(self.ana)
        leave = self.leave(resource.calendar_id, begins=NOW - hours(1))
        leave.write({"calendar_id": False})
        leave.company_id = self._create_company("Elsewhere", "base.es")
        self.give(self.ana)

    def test_outside_of_working_hours(self):
        self.resource(self.ana)
        self.presence(self.ana)
        self.later(hours(8))  # 18:00
        self.assign()
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(self.member(self.ana).availability, "out_of_hours")
        # her day begins; who is online since yesterday gets it
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("whatsapp_inbox.ir_cron_assignment").id)]
        )
        self.assertIn(NOW + hours(22), triggers.mapped("call_at"))
        self.later(hours(22))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    # -- a team that is closed ----------------------------------------------------

    def close_at_night(self):
        """Open from 8 to 12 and from 13 to 17 in UTC."""
        self.team.calendar_id = self.env["resource.calendar"].create(
            {"name": "Shop", "tz": "UTC", "company_id": self.company.id}
        )

    def test_nothing_is_shared_out_by_a_closed_team(self):
        self.close_at_night()
        self.presence(self.ana)
        self.later(hours(8))
        self.assign()
        self.assertFalse(self.conversation.user_id)
        self.later(hours(22))
        self.assign()
        self.assertEqual(self.conversation.user_id, self.ana)

    def test_minutes_count_while_the_team_is_open(self):
        self.close_at_night()
        self.give(self.ana)
        self.answer(self.conversation.channel_id, user=self.ana)
        sender = self.conversation.contact_id.phone.lstrip("+")
        self.receive(said("Good night?", sender=sender, at=NOW + hours(9)))
        for wait in (hours(10), hours(22) + minutes(9)):
            self.later(wait)
            self.assign()
            self.assertEqual(self.conversation.user_id, self.ana)
        self.later(hours(22) + minutes(10))
        self.assign()
        self.assertFalse(self.conversation.user_id)

from unittest.mock import patch

from odoo.tests import tagged

from .common import NOW, hours, minutes, said
from .test_assignment import AssignmentCase

LOGGER = "odoo.addons.whatsapp_inbox"


@tagged("post_install", "-at_install")
class TestJobFailures(AssignmentCase):
    """One conversation, or one team, with which the inbox's own work fails: the others
    are served, administrators see it, and it is tried again later."""

    def broken(self, bad, name="_follow_changes", model="whatsapp.inbox.conversation"):
        """A bridge that fails for these records."""
        Model = self.registry[model]
        method = getattr(Model, name)

        def fail(records, *args, **kwargs):
            if set(records.ids) & set(bad.ids):
                raise ValueError("broken")
            return method(records, *args, **kwargs)

        return patch.object(Model, name, fail)

    def run_broken(self, job, bad, times=1, **kwargs):
        """:param times: how often the log tells it"""
        with self.broken(bad, **kwargs), self.assertLogs(LOGGER, "ERROR") as logs:
            self.run_job(f"whatsapp.inbox.{job}")
        self.assertEqual(len(logs.output), times, logs.output)

    def red(self, key):
        figures = self.env["whatsapp.inbox.figures"]._of(self.account)
        page = self.env["whatsapp.inbox.diagnosis"].with_user(self.admin)
        account = self.account.with_user(self.admin)
        lines = page._account_lines(account, figures[account.id])
        return [line["detail"] for line in lines if line["key"] == key]

    def check_tried_again(self, job, bad, at):
        """Not before an hour is over; then it goes well, and the line is gone."""
        self.assertEqual(bad.failed_at, at)
        self.assertEqual(self.red("aside"), ["1: ValueError: broken"])
        values = bad.read(["state", "user_id"])
        self.later(at - NOW + minutes(59))
        self.run_job(f"whatsapp.inbox.{job}")
        self.assertEqual(bad.read(["state", "user_id"]), values)
        self.later(at - NOW + hours(1))
        self.run_job(f"whatsapp.inbox.{job}")
        self.assertNotEqual(bad.read(["state", "user_id"]), values)
        self.assertFalse(self.red("aside"))

    def test_snooze(self):
        waiting = self.customers(3)
        waiting.with_user(self.ana).action_snooze(NOW + hours(1))
        bad, *others = waiting
        self.later(hours(1))
        with patch("odoo.addons.whatsapp_inbox.models.whatsapp_inbox_snooze.BATCH", 2):
            self.run_broken("snooze", bad)
        self.assertEqual(bad.state, "snoozed")
        self.assertEqual({other.state for other in others}, {"open"})
        self.check_tried_again("snooze", bad, NOW + hours(1))

    def test_silence(self):
        self.account.auto_resolve_days = 1
        self.account.closing_text = "Bye"
        waiting = self.customers(3)
        for conversation in waiting:
            self.answer(conversation.channel_id)
        bad, *others = waiting
        self.later(hours(30))
        self.run_broken("silence", bad, name="_send_closing")
        self.assertEqual(bad.state, "pending")
        self.assertEqual({other.state for other in others}, {"resolved"})
        self.check_tried_again("silence", bad, NOW + hours(30))

    def test_taken_back(self):
        self.team.release_after = 10
        waiting = self.customers(3)
        waiting.with_user(self.ana).action_claim()
        bad, *others = waiting
        self.later(minutes(12))
        self.run_broken("assignment", bad)
        self.assertEqual(bad.user_id, self.ana)
        self.assertFalse(others[0].user_id + others[1].user_id)
        self.check_tried_again("assignment", bad, NOW + minutes(12))

    def test_telling_who_waits(self):
        """A text that cannot be sent is tried once, and the others have theirs."""
        self.team.waiting_text = "One moment"
        waiting = self.customers(3)
        bad, *others = waiting
        self.run_broken("assignment", bad, name="_tell_customer")
        self.assertFalse(bad.waiting_told_at)
        self.assertTrue(all(other.waiting_told_at for other in others))
        self.later(hours(1))
        self.run_job("whatsapp.inbox.assignment")
        self.assertTrue(bad.waiting_told_at)
        self.assertFalse(bad.failed_at)

    def test_who_is_set_aside_is_given_away(self):
        bad = self.customers(1)
        bad._set_aside(ValueError("broken"))
        self.presence(self.ana)
        self.assign()
        self.assertEqual(bad.user_id, self.ana)

    def test_a_team(self):
        """Its presence or calendar cannot be read: the other team shares out."""
        other = self._create_team("Other", self.eva, assignment_method="round_robin")
        waiting = self.customers(2)
        waiting[1].team_id = other
        self.presence(self.ana, self.eva)
        model = "whatsapp.inbox.team"
        self.run_broken("assignment", self.team, name="_candidates", model=model)
        self.assertEqual(waiting.user_id, self.eva)
        self.assertEqual(self.red("assignment"), ["Shop: ValueError: broken"])
        self.assign()
        self.assertEqual(waiting[0].user_id, self.ana)
        self.assertFalse(self.red("assignment"))

    def test_absences(self):
        """What takes back fails as a whole: the job shares out, and fails then."""
        waiting = self.customers(2)
        waiting[0].with_user(self.ana).action_claim()
        self.presence(self.ben)
        Job = self.registry["whatsapp.inbox.assignment"]
        with (
            patch.object(Job, "_away", side_effect=ValueError("broken")),
            self.assertRaisesRegex(ValueError, "broken"),
        ):
            self.run_job("whatsapp.inbox.assignment")
        self.env.invalidate_all()
        self.assertEqual(waiting[1].user_id, self.ben)

    def test_a_menu(self):
        self.account.routing_active = True
        team = {"name": "Shop", "team_id": self.team.id}
        self.account.write(
            {"welcome_text": "Which?", "choice_ids": [(0, 0, team)], "menu_timeout": 5}
        )
        asked = self.receive(
            *(said("Hi", sender=f"34622900{n:03}") for n in range(3))
        ).conversation_id
        self.assertEqual(set(asked.mapped("routing_state")), {"asking"})
        bad, *others = asked
        self.later(minutes(5))
        self.run_broken("menu", bad, name="_carry_out")
        self.assertEqual({other.routing_state for other in others}, {"done"})
        self.assertEqual(bad.routing_state, "asking")
        self.assertEqual(self.red("aside"), ["1: ValueError: broken"])

    def test_a_scheduled_action_that_fails(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_assignment")
        cron.nextcall = NOW
        cron.failure_count = 3
        page = self.env["whatsapp.inbox.diagnosis"].with_user(self.admin)
        [line] = [x for x in page._system_lines() if x["key"] == f"cron:{cron.id}"]
        self.assertEqual(line["state"], "failed")
        self.assertIn("3 times", line["detail"])

"""What is shared out at once is a job; deadlines are the scheduled actions'."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.models import ir_cron
from odoo.addons.whatsapp_inbox.tests.common import NOW, hours, minutes, said

from .common import QueueCase

ASSIGNMENT = "whatsapp.inbox.assignment"
MENU = "whatsapp.inbox.menu"


@tagged("post_install", "-at_install")
class TestAssignment(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._create_team(
            "Shop", cls.agent, assignment_method="round_robin", release_after=10
        )
        cls.account.team_id = cls.team
        cls.env["mail.presence"].create({"user_id": cls.agent.id, "status": "online"})

    def setUp(self):
        super().setUp()
        self.patch(ir_cron, "_notify_soon", lambda dbname: None)
        self.env["ir.cron.trigger"].search([]).unlink()

    def triggers(self, xmlid):
        cron = self.env.ref(f"whatsapp_inbox.{xmlid}")
        found = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        return found.mapped("call_at")

    def test_a_job_gives_what_waits(self):
        conversation = self.receive(said("Hi")).conversation_id
        self.env.cr.precommit.run()
        self.assertIn(ASSIGNMENT, self.committed())
        job = self.ask(ASSIGNMENT)
        self.assertEqual(job.channel, "root.whatsapp_inbox.assignment")
        self.perform(job)
        self.assertEqual(conversation.user_id, self.agent)
        # until when she must answer: a trigger, and no job for each customer
        self.assertEqual(self.triggers("ir_cron_assignment"), [NOW + minutes(10)])
        self.assertEqual(self.jobs(ASSIGNMENT), job)

    def test_it_is_taken_back(self):
        conversation = self.receive(said("Hi")).conversation_id
        conversation.user_id = self.agent
        self.later(minutes(11))
        self.perform(self.ask(ASSIGNMENT))
        self.assertFalse(conversation.user_id)

    def test_a_snooze_ends_by_the_clock(self):
        conversation = self.receive(said("Hi")).conversation_id
        conversation.action_snooze(NOW + hours(1))
        self.assertEqual(self.triggers("ir_cron_snooze"), [NOW + hours(1)])
        self.later(hours(1))
        self.perform(self.ask("whatsapp.inbox.snooze"))
        self.assertEqual(conversation.state, "open")

    def test_a_menu_waits_by_the_clock(self):
        self.env[MENU]._wake(NOW + minutes(30))
        self.assertEqual(self.triggers("ir_cron_menu"), [NOW + minutes(30)])
        self.assertFalse(self.jobs(MENU))

    def test_silence(self):
        self.account.auto_resolve_hours = 20
        record = self.receive(said("Hi"))
        self.answer(record.channel_id)
        self.later(hours(21))
        self.perform(self.ask("whatsapp.inbox.silence"))
        self.assertEqual(record.conversation_id.state, "resolved")
        self.assertEqual(record.conversation_id.resolved_at, fields.Datetime.now())

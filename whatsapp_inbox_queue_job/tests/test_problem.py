"""No job runner: it is told, and the scheduled actions do the work."""

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.models import ir_cron
from odoo.addons.whatsapp_inbox.tests.common import minutes, seconds

from .common import DRAIN, OUTBOX, QueueCase


@tagged("post_install", "-at_install")
class TestProblem(QueueCase):
    def setUp(self):
        super().setUp()
        self.patch(ir_cron, "_notify_soon", lambda dbname: None)
        self.cron = self.env.ref("whatsapp_inbox.ir_cron_drain")

    def triggers(self):
        domain = [("cron_id", "=", self.cron.id)]
        return self.env["ir.cron.trigger"].search_count(domain)

    def test_jobs_that_wait_too_long(self):
        drain = self.env[DRAIN]
        self.ask(DRAIN)
        self.later(seconds(50))
        self.assertEqual(drain._runner_problem(), "")
        self.later(minutes(2))
        self.assertRegex(
            drain._runner_problem(), r"(?s)since 2026-03-02 10:00:00.*--load.*Settings"
        )

    def test_another_job_tells_nothing_of_this_one(self):
        self.ask(OUTBOX)
        self.later(minutes(2))
        self.assertEqual(self.env[DRAIN]._runner_problem(), "")

    def test_what_is_to_wait_is_not_late(self):
        self.env[OUTBOX]._wake(at=self.env.cr.now().replace(year=2026, month=4))
        self.later(minutes(2))
        self.assertEqual(self.env[OUTBOX]._runner_problem(), "")

    def test_another_runner_has_no_problem(self):
        self.ask(DRAIN)
        self.later(minutes(2))
        self.set_runner("cron")
        self.assertEqual(self.env[DRAIN]._runner_problem(), "")

    def test_the_crons_take_over(self):
        before = self.triggers()
        self.ask(DRAIN)
        self.later(seconds(50))
        self.ask(DRAIN)
        self.assertEqual(self.triggers(), before)
        self.later(minutes(2))
        self.assertEqual(len(self.ask(DRAIN)), 1)
        self.assertEqual(self.triggers(), before + 1)

    def test_the_crons_stay_as_a_net(self):
        for name in ("drain", "outbox", "media"):
            self.assertTrue(self.env.ref(f"whatsapp_inbox.ir_cron_{name}").active)

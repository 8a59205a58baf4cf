"""Agents make jobs without any right on them, and jobs tell nobody anything."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW, minutes

from .common import OUTBOX, QueueCase

SECRET_WORDS = "the customer's secret"


@tagged("post_install", "-at_install")
class TestRights(QueueCase):
    def job(self):
        self.answer(self.thread(), SECRET_WORDS)
        self.assertIn(OUTBOX, self.committed())
        return self.ask(OUTBOX)

    def test_an_agent_posts(self):
        job = self.job()
        self.assertEqual(job.user_id.id, 1)
        for user in (self.agent, self.supervisor, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                job.with_user(user).read(["state"])

    def test_an_agents_later_wake(self):
        """A retry is asked for in the transaction of whoever met it."""
        self.env[OUTBOX].with_user(self.agent)._wake(at=NOW + minutes(5))
        self.assertEqual(self.jobs(OUTBOX).user_id.id, 1)

    def test_a_job_says_nothing(self):
        job = self.job()
        self.assertEqual((job.args, job.kwargs), ([], {}))
        self.assertFalse(job.company_id)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(job)::text FROM queue_job job WHERE id = %s", [job.id]
        )
        [row] = self.env.cr.fetchone()
        phone = self.thread().whatsapp_contact_id.phone
        for secret in (SECRET_WORDS, self.account.access_token, phone.lstrip("+")):
            self.assertNotIn(secret, row)

"""When jobs are asked for, how many, and what they do."""

from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.whatsapp_inbox.models import (
    ir_cron,
    whatsapp_inbox_outbox,
    whatsapp_inbox_webhook_event,
)
from odoo.addons.whatsapp_inbox.models.whatsapp_inbox_job import SLOT
from odoo.addons.whatsapp_inbox.tests.common import NOW, change, said, webhook

from ..models import whatsapp_inbox_job
from .common import DRAIN, MEDIA, OUTBOX, QueueCase


@tagged("post_install", "-at_install")
class TestJobs(QueueCase):
    def webhook(self, text="Hi", **values):
        return webhook(change(self.account, messages=[said(text, **values)]))

    def test_a_burst_asks_once_for_each_commit_and_writes_nothing(self):
        jobs = self.env["queue.job"].search_count([])
        triggers = self.env["ir.cron.trigger"].search_count([])
        drain = self.env[DRAIN]
        drain._job_runner()
        with self.assertQueryCount(10):
            for _index in range(10):
                drain._store(self.account.id, b"{}")
        self.assertEqual(set(self.committed()), {DRAIN})
        self.assertEqual(self.env["queue.job"].search_count([]), jobs)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers)

    def test_another_runner_asks_for_none(self):
        self.patch(ir_cron, "_notify_soon", lambda dbname: None)
        self.set_runner("cron")
        self.store(self.webhook())
        self.assertFalse(self.committed())
        self.assertEqual(self.env[DRAIN]._parallel_runs(), 1)

    def test_one_job_for_little_work(self):
        self.store(self.webhook())
        [job] = self.ask(DRAIN)
        self.assertEqual(job.channel, "root.whatsapp_inbox.drain")
        self.assertEqual(self.ask(DRAIN), job)

    def test_more_jobs_for_more_work(self):
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 2)
        for _index in range(5):
            self.store(self.webhook())
        self.assertEqual(len(self.ask(DRAIN)), 3)
        for _index in range(20):
            self.store(self.webhook())
        self.assertEqual(len(self.ask(DRAIN)), 4)
        keys = self.jobs(DRAIN).mapped("identity_key")
        self.assertEqual(keys, [f"{DRAIN}/{slot}" for slot in range(4)])

    def test_as_many_as_the_setting_says(self):
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 1)
        self.env["res.config.settings"].create(
            {"whatsapp_inbox_parallel_jobs": 2}
        ).execute()
        for _index in range(9):
            self.store(self.webhook())
        self.assertEqual(len(self.ask(DRAIN)), 2)

    def test_who_is_at_it_needs_no_job(self):
        """It looks once more after its slot is free."""
        self.store(self.webhook())
        with self.registry.cursor() as cr:
            elsewhere = api.Environment(cr, SUPERUSER_ID, {})[DRAIN]
            with elsewhere._locked(SLOT, 3):
                self.assertFalse(self.ask(DRAIN))
        self.assertTrue(self.ask(DRAIN))

    def test_a_thread_is_sent_by_one(self):
        """Parallel over threads: many answers in one thread are work for one."""
        self.patch(whatsapp_inbox_outbox, "PARALLEL_CALLS", 1)
        thread = self.thread()
        for number in range(5):
            self.answer(thread, f"{number}")
        self.assertIn(OUTBOX, self.committed())
        self.assertEqual(len(self.ask(OUTBOX)), 1)
        other = self.thread(said("Hi", sender="34600777888"))
        self.answer(other)
        self.assertEqual(len(self.ask(OUTBOX)), 2)

    def test_every_job_may_commit_in_a_channel_of_its_own(self):
        """Those of bridges share one."""
        names = [
            name
            for name, model in self.registry.items()
            if issubclass(model, self.registry["whatsapp.inbox.job"])
            and name != "whatsapp.inbox.job"
        ]
        self.assertIn(DRAIN, names)
        for name in names:
            with self.subTest(name):
                function = self.env["queue.job.function"].job_config(
                    f"<{name}>._run_as_job"
                )
                self.assertTrue(function.allow_commit)
                self.assertRegex(function.channel, r"^root\.whatsapp_inbox\.\w+$")

    def test_media_are_one_job(self):
        self.assertEqual(self.env[MEDIA]._parallel_runs(), 1)
        self.assertEqual(self.ask(MEDIA).channel, "root.whatsapp_inbox.media")

    def test_later_is_one_job_a_second(self):
        outbox = self.env[OUTBOX]
        for milliseconds in (1200, 1500, 2000, 5000):
            outbox._wake(at=NOW + timedelta(milliseconds=milliseconds))
        etas = self.jobs(OUTBOX).mapped("eta")
        self.assertEqual(etas, [NOW + timedelta(seconds=s) for s in (2, 5)])
        self.assertEqual(len(self.ask(OUTBOX)), 3, "these do not wait for now")

    # -- calls that are lost -------------------------------------------------------

    def asked_again(self, model=DRAIN):
        with self.committing() as env:
            return env[model]._ask_again()

    def called_for(self, seconds, **values):
        """A job that the runner called for so long ago."""
        job = self.ask(DRAIN)[-1]
        job.flush_recordset()
        at = fields.Datetime.now() - timedelta(seconds=seconds)
        job.write({"state": "enqueued", "date_enqueued": at, **values})
        return job

    def test_a_call_that_was_lost_is_made_again(self):
        job = self.called_for(4)
        self.assertTrue(self.asked_again())
        self.assertEqual(job.state, "pending")

    def test_a_call_under_way_is_waited_for(self):
        job = self.called_for(1)
        self.assertTrue(self.asked_again())
        self.assertEqual(job.state, "enqueued")

    def test_what_has_begun_or_is_of_others_is_left(self):
        job = self.called_for(4, state="started")
        self.assertFalse(self.asked_again(), "nothing waits")
        self.assertEqual(job.state, "started")
        job = self.called_for(4)
        self.assertFalse(self.asked_again(OUTBOX))
        self.assertEqual(job.state, "enqueued")

    def test_without_a_runner_nobody_goes_on_asking(self):
        self.called_for(0)
        self.later(timedelta(seconds=100))
        self.assertFalse(self.asked_again(), "the scheduled actions do it")

    # -- doing --------------------------------------------------------------------

    def test_a_job_drains(self):
        event = self.store(self.webhook(wamid="one"))
        self.perform(self.ask(DRAIN))
        self.assertEqual(event.state, "done", event.error)
        self.assertTrue(self.transport("one"))

    def test_a_job_sends(self):
        record = self.answer(self.thread())
        self.perform(self.ask(OUTBOX))
        self.assertEqual(record.state, "sent")

    def test_when_its_time_is_over_it_asks_for_another(self):
        self.patch(whatsapp_inbox_job, "RUN_SECONDS", 0)
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 1)
        for _index in range(2):
            self.store(self.webhook())
        job = self.ask(DRAIN)[0]
        with patch.object(self.registry[DRAIN], "_wake") as wake:
            self.perform(job)
        wake.assert_called_once_with()
        pending = self.env[DRAIN].search_count([("state", "=", "pending")])
        self.assertEqual(pending, 1)

    def test_a_meeting_is_tried_again_and_an_error_is_shown(self):
        drain = self.env[DRAIN]
        for error, expected in (
            (psycopg2.errors.SerializationFailure(), RetryableJobError),
            (psycopg2.errors.UniqueViolation(), RetryableJobError),
            (ZeroDivisionError(), ZeroDivisionError),
        ):
            with (
                self.subTest(error=error),
                patch.object(self.registry[DRAIN], "_run", side_effect=error),
                self.assertRaises(expected),
                mute_logger("odoo.addons.queue_job"),
            ):
                drain._run_as_job()

    def test_retries_are_never_used_up(self):
        self.assertEqual(self.ask(DRAIN).max_retries, 0)

"""Several runs of one job: slots, who is alone, what dead ones left, the rate."""

from contextlib import contextmanager
from itertools import pairwise
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_outbox, whatsapp_inbox_webhook_event
from ..models.whatsapp_inbox_job import SLOT, _quiet_sql
from ..models.whatsapp_inbox_rate import BURST, MESSAGES_PER_SECOND
from ..models.whatsapp_inbox_webhook_event import CLAIM
from ..tools import outbound_file, payload
from ..tools.lanes import lanes_of
from ..tools.media import MediaRefused
from .common import (
    NOW,
    OutboxCase,
    WhatsappCase,
    change,
    minutes,
    person,
    said,
    seconds,
    webhook,
)
from .pure import samples

DRAIN = "whatsapp.inbox.webhook.event"
OUTBOX = "whatsapp.inbox.outbox"


class JobCase(WhatsappCase):
    @contextmanager
    def another_process(self, model, purpose, number=0):
        """Have a session of its own hold a lock of a job."""
        with self.registry.cursor() as cr:
            job = api.Environment(cr, SUPERUSER_ID, {})[model]
            with job._locked(purpose, number) as locked:
                self.assertTrue(locked)
                yield

    def allow(self, runs):
        self.patch(
            self.registry["whatsapp.inbox.job"], "_parallel_runs", lambda _: runs
        )


@tagged("post_install", "-at_install")
class TestSlots(JobCase):
    def work(self, model):
        """Slots in which a run worked."""
        slots = []

        def note(job):
            slots.append(job.env.context["job_slot"])
            return True

        self.patch(self.registry[model], "_work", note)
        self.run_job(model)
        return slots

    def test_the_first_that_is_free(self):
        self.allow(3)
        with self.another_process(DRAIN, SLOT, 0):
            self.assertEqual(self.work(DRAIN), [1])
        self.assertEqual(self.work(DRAIN), [0])

    def test_who_ends_looks_again_when_its_slot_is_free(self):
        """Who came too late for a slot has left, and asks nobody."""
        event_model, taken = self.env[DRAIN], []

        def came_meanwhile(_job):
            taken.append(event_model._taken_slots())
            return len(taken) == 1

        self.patch(self.registry[DRAIN], "_has_work", came_meanwhile)
        self.assertEqual(self.work(DRAIN), [0, 0])
        self.assertEqual(taken, [0, 0])

    def test_one_by_default(self):
        for model in (DRAIN, OUTBOX, "whatsapp.inbox.media"):
            with self.subTest(model), self.another_process(model, SLOT, 0):
                self.assertFalse(self.work(model))

    def test_jobs_do_not_know_each_other(self):
        with self.another_process(DRAIN, SLOT, 0):
            self.assertEqual(self.work(OUTBOX), [0])

    def test_how_many_are_at_it(self):
        self.allow(3)
        event_model = self.env[DRAIN]
        self.assertEqual(event_model._taken_slots(), 0)
        with (
            self.another_process(DRAIN, SLOT, 0),
            self.another_process(DRAIN, SLOT, 2),
            self.another_process(OUTBOX, SLOT, 0),
            self.another_process(DRAIN, "something else"),
        ):
            self.assertEqual(event_model._taken_slots(), 2)
        self.assertEqual(event_model._taken_slots(), 0)

    def test_how_many_would_help(self):
        event_model = self.env[DRAIN]
        self.assertEqual(event_model._useful_runs(), 1)
        self.allow(3)
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 2)
        for _number in range(5):
            self.store(b"{}")
        self.assertEqual(event_model._useful_runs(), 3)


@tagged("post_install", "-at_install")
class TestClaim(JobCase):
    def test_two_drains_keep_the_order(self):
        """What is about a customer of another worker is left to it, with all that
        follows of that customer, and the rest is not."""
        other = person("Ben", "34600999888")
        self.store(self._webhook_of(said("1", "busy")))
        together = said("2", "both"), said("3", "after", sender="34600999888")
        self.store(self._webhook_of(*together, contacts=[person(), other]))
        self.store(self._webhook_of(said("4", "behind", sender="34600999888")))
        self.store(self._webhook_of(said("5", "free", sender="34600777666")))
        event_model = self.env["whatsapp.inbox.webhook.event"]
        busy = lanes_of(payload.parse(self._webhook_of(said("1"))))
        with (
            patch.object(type(event_model), "_blocked_lanes", lambda *args: busy),
            patch.object(type(event_model), "_wait_for_lane") as wait,
        ):
            self.assertEqual(event_model._job_step(), (1, 1))
            self.assertTrue(self.transport("free"))
            for wamid in ("busy", "both", "after", "behind"):
                self.assertFalse(self.transport(wamid), wamid)
            wait.assert_not_called()
            self.assertEqual(event_model._job_step(), (0, 1))
            wait.assert_called_once()
        self.assertEqual(event_model._job_step()[0], 3)
        self.assertEqual(event_model._job_step(), (0, 0))

    def _webhook_of(self, *messages, **value):
        return webhook(change(self.account, messages=list(messages), **value))

    def test_customers_are_locked_until_the_commit(self):
        """By a real second session, which may claim all others."""
        event_model = self.env["whatsapp.inbox.webhook.event"]
        self.store(self._webhook_of(said("1")))
        self.assertEqual(event_model._job_step()[0], 1)
        with self.registry.cursor() as cr:
            elsewhere = event_model.with_env(self.env(cr=cr))
            ana = lanes_of(payload.parse(self._webhook_of(said("1"))))
            ben = lanes_of(payload.parse(self._webhook_of(said("1", sender="34"))))
            self.assertEqual(elsewhere._blocked_lanes(ana | ben), ana)

    def test_what_was_left_is_left_in_later_batches(self):
        """Ben waits for what he wrote together with a customer of another worker."""
        self.allow(3)
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 1)
        ana, ben = said("1", "ana"), said("2", "ben 1", sender="34600999888")
        self.store(self._webhook_of(ana, ben))
        self.store(self._webhook_of(said("3", "ben 2", sender="34600999888")))
        self.store(self._webhook_of(said("4", "free", sender="34600777666")))
        event_model = self.env["whatsapp.inbox.webhook.event"]
        with self.registry.cursor() as cr:
            elsewhere = event_model.with_env(self.env(cr=cr))
            elsewhere._blocked_lanes(lanes_of(payload.parse(self._webhook_of(ana))))
            self.assertEqual(event_model._job_step(), (1, 1))
        self.assertTrue(self.transport("free"))
        self.assertFalse(self.transport("ben 2"))
        self.drain()
        self.assertTrue(self.transport("ben 1") and self.transport("ben 2"))

    @mute_logger("odoo.sql_db")
    def test_one_claims_at_a_time(self):
        """Two who claim side by side may each get a half of what is about two
        customers, and wait for each other's."""
        self.store(self._webhook_of(said("1")))
        event_model = self.env["whatsapp.inbox.webhook.event"]
        with self.another_process(DRAIN, CLAIM, self.account.id):
            self.env.cr.execute("SET LOCAL lock_timeout = '100ms'")
            with (
                self.assertRaises(psycopg2.errors.LockNotAvailable),
                self.env.cr.savepoint(),
            ):
                event_model._claim(self.account)
        self.assertTrue(event_model._claim(self.account)[0])


@tagged("post_install", "-at_install")
class TestOrphans(OutboxCase, JobCase):
    def sending(self, slot):
        record = self.post()
        record.write(
            {
                "state": "sending",
                "sending_slot": slot,
                "sending_at": NOW - minutes(1),
            }
        )
        return record

    def test_of_a_slot_that_is_free(self):
        record = self.sending(5)
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertFalse(self.meta.sent)

    def test_what_a_living_process_sends_is_left_to_it(self):
        record = self.sending(1)
        behind = self.post("behind it")
        with self.another_process(OUTBOX, SLOT, 1):
            self.send()
            self.assertEqual((record.state, behind.state), ("sending", "queued"))
        self.send()
        self.assertEqual((record.state, behind.state), ("unknown", "sent"))

    def test_one_outbox_at_a_time(self):
        record = self.post()
        with self.another_process(OUTBOX, SLOT, 0):
            self.send()
            self.assertEqual(record.state, "queued")
            self.assertFalse(self.meta.sent)
        self.send()
        self.assertEqual(record.state, "sent")

    def test_a_file_that_a_living_process_converts_is_left_to_it(self):
        gif = self.attach("a.gif", samples.picture("L", "GIF"))
        record = self.post(attachment_ids=gif.ids)
        record.write({"conversion_starts": 1, "sending_slot": 1})
        with self.another_process(OUTBOX, SLOT, 1):
            self.send()
            self.assertEqual(record.state, "queued")
        self.send()
        self.assertEqual(record.state, "sent")

    def test_the_slot_is_kept_with_a_file_that_is_converted(self):
        self.allow(2)
        gif = self.attach("a.gif", samples.picture("L", "GIF"))
        record = self.post(attachment_ids=gif.ids)
        refused = MediaRefused("unreadable", 0, "image")
        with (
            self.another_process(OUTBOX, SLOT, 0),
            patch.object(outbound_file, "convert", side_effect=refused),
        ):
            self.send()
        self.assertEqual((record.state, record.sending_slot), ("failed", 1))

    def test_the_slot_is_kept_with_the_message(self):
        self.allow(2)
        record = self.post()
        with self.another_process(OUTBOX, SLOT, 0):
            self.send()
        self.assertEqual((record.state, record.sending_slot), ("sent", 1))


@tagged("post_install", "-at_install")
class TestRate(WhatsappCase):
    def test_all_processes_share_it(self):
        Rate = self.env["whatsapp.inbox.rate"]
        waits = []
        for _process in range(40):
            waits += Rate._reserve(self.account.id, 5)
        self.assertEqual(waits[:BURST], [0] * BURST)
        self.assertAlmostEqual(
            waits[-1], (200 - BURST) / MESSAGES_PER_SECOND, delta=0.5
        )
        self.assertLess(MESSAGES_PER_SECOND + BURST, 80)

    def test_calls_that_leave_together_are_spread(self):
        Rate = self.env["whatsapp.inbox.rate"]
        Rate._reserve(self.account.id, 500)
        waits = Rate._reserve(self.account.id, 48)
        for before, after in pairwise(waits):
            self.assertAlmostEqual(after - before, 1 / MESSAGES_PER_SECOND)

    def test_each_number_has_its_own(self):
        other = self._create_account("Quiet", "502")
        Rate = self.env["whatsapp.inbox.rate"]
        Rate._reserve(self.account.id, 500)
        self.assertEqual(Rate._reserve(other.id, 1), [0])

    def test_a_call_waits_for_its_moment(self):
        thread = self.thread(said("Hello", at=NOW - seconds(5)))
        self.env["whatsapp.inbox.rate"]._reserve(self.account.id, 100_000)
        slept = []
        self.patch(whatsapp_inbox_outbox.time, "sleep", slept.append)
        record = self.answer(thread)
        self.send()
        self.assertEqual(record.state, "sent")
        self.assertTrue(any(wait > 60 for wait in slept), slept)


@tagged("post_install", "-at_install")
class TestQuietLog(JobCase):
    """What customers write is in no log, whatever happens to a query with it."""

    WORDS = "SELECT pg_terminate_backend(%s), 'a customer''s words'"

    def setUp(self):
        super().setUp()
        self.cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(self.cr._cnx.close)
        self.own = self.cr._cnx.get_backend_pid()

    def test_a_query_that_fails(self):
        with (
            self.assertNoLogs("odoo.sql_db"),
            self.assertRaises(psycopg2.DataError),
            _quiet_sql(),
        ):
            self.cr.execute("SELECT int %s", ["a customer's words"])
        with (
            self.assertLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(psycopg2.errors.InFailedSqlTransaction),
        ):
            self.cr.execute("SELECT 1")

    def test_a_connection_that_breaks(self):
        """Core logs the last query with the next one, which was never sent."""
        with self.assertNoLogs("odoo.sql_db"):
            with self.assertRaises(psycopg2.OperationalError), _quiet_sql():
                self.cr.execute(self.WORDS, [self.own])
            with self.assertRaises(psycopg2.InterfaceError):
                self.cr.execute("SELECT 1")
        with _quiet_sql():
            pass
        with (
            self.assertLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(psycopg2.InterfaceError),
        ):
            self.cr.execute("SELECT 1")

    def test_an_answer_that_fails(self):
        """Outside of the jobs: the statement is named, its values are not shown."""
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as log,
            self.assertRaises(psycopg2.errors.NotNullViolation),
        ):
            self.cr.execute(
                'INSERT INTO "mail_message" (body, message_type) VALUES (%s, NULL)',
                ["an agent's words"],
            )
        [line] = log.output
        self.assertIn("INSERT of mail_message", line)
        self.assertIn("violates not-null constraint", line)
        self.assertNotIn("words", line)

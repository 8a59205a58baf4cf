from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WhatsappCase, change, said, webhook

LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


@tagged("post_install", "-at_install")
class TestDrainFailures(WhatsappCase):
    """What fails is parked alone; what only met another transaction is not."""

    # -- faults of ours -----------------------------------------------------------

    def poisoned(self, word):
        """Have messages with ``word`` fail as a fault of our own would."""
        bubble = self.registry["whatsapp.inbox.bubble"]
        body_text = bubble._body_text

        def fail(model, update):
            if word in update.text:
                raise ZeroDivisionError("poison")
            return body_text(model, update)

        return patch.object(bubble, "_body_text", fail)

    @mute_logger(LOGGER)
    def test_poison_alone_is_parked(self):
        """Peers 3."""
        events = [
            self.store(webhook(change(self.account, messages=[said(text, text)])))
            for text in ("before", "bad", "after")
        ]
        bad = events[1]
        with self.poisoned("bad"):
            self.drain()
        self.assertEqual([e.state for e in events], ["done", "failed", "done"])
        self.assertTrue(self.transport("before"))
        self.assertTrue(self.transport("after"))
        self.assertFalse(self.transport("bad"))
        self.assertIn("ZeroDivisionError: poison", bad.error)
        self.assertEqual(bad.attempts, 1)
        self.assertEqual(self.account.failed_event_count, 1)

        with self.poisoned("bad"):
            bad.with_user(self.admin).action_retry()
            self.drain()
        self.assertEqual((bad.state, bad.attempts), ("failed", 2))

        bad.with_user(self.admin).action_retry()
        self.assertEqual(bad.state, "pending")
        self.drain()
        self.assertEqual((bad.state, bad.error), ("done", False))
        self.assertTrue(self.transport("bad"))
        self.assertEqual(self.account.failed_event_count, 0)

    @mute_logger(LOGGER)
    def test_poison_of_the_database(self):
        """An error of PostgreSQL breaks a transaction: the savepoint mends it."""
        bubble = self.registry["whatsapp.inbox.bubble"]
        body_text = bubble._body_text

        def fail(model, update):
            if update.text == "bad":
                with mute_logger("odoo.sql_db"):
                    model.env.cr.execute("SELECT 1 / 0")
            return body_text(model, update)

        events = [
            self.store(webhook(change(self.account, messages=[said(text, text)])))
            for text in ("bad", "good")
        ]
        with patch.object(bubble, "_body_text", fail):
            self.drain()
        self.assertEqual([e.state for e in events], ["failed", "done"])
        self.assertTrue(self.transport("good"))

    def test_retry_takes_only_what_failed(self):
        event = self.store(webhook(change(self.account, messages=[said("Hi")])))
        self.drain()
        event.action_retry()
        self.assertEqual(event.state, "done")

    @mute_logger(LOGGER)
    def test_a_query_that_fails_tells_nothing_in_the_log(self):
        """Peers 20: core logs it with its values, which are what customers wrote."""
        inbound = self.registry["whatsapp.inbox.inbound"]

        def fail(model, account, _updates):
            model.env.cr.execute("SELECT 'I have a rash' FROM nowhere")

        event = self.store(webhook(change(self.account, messages=[said("Hi")])))
        with patch.object(inbound, "_receive", fail), self.assertNoLogs("odoo.sql_db"):
            self.run_job("whatsapp.inbox.webhook.event")
        self.assertEqual(event.state, "failed")
        with (
            self.assertLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("SELECT 1 FROM nowhere")

    @mute_logger(LOGGER)
    def test_a_bad_message_loses_no_neighbour(self):
        """Peers 2: of one POST, too; the one at fault is named to administrators."""
        elements = [said("ok", "n1"), said("bad", "n2"), said("ok", "n3")]
        event = self.store(webhook(change(self.account, messages=elements)))
        inbound = self.registry["whatsapp.inbox.inbound"]
        receive = inbound._receive

        def fail(model, account, updates):
            if any(update.wamid == "n2" for update in updates):
                raise ValueError("bad")
            receive(model, account, updates)

        with patch.object(inbound, "_receive", fail):
            self.drain()
        self.assertEqual((event.state, event.attempts), ("failed", 1))
        self.assertIn("ValueError: bad", event.error)
        self.assertTrue(self.transport("n1") and self.transport("n3"))
        event.action_retry()
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertEqual(len(self.texts(self.transport("n1").channel_id)), 3)

    # -- meetings of transactions -------------------------------------------------

    def meeting(self, error, times):
        """Have the first ``times`` attempts meet another transaction."""
        inbound = self.registry["whatsapp.inbox.inbound"]
        receive = inbound._receive
        attempts = []

        def meet(model, account, updates):
            attempts.append(model.env.context.get("job_conflicts"))
            receive(model, account, updates)
            if len(attempts) <= times:
                raise error

        return patch.object(inbound, "_receive", meet), attempts

    @mute_logger(LOGGER)
    def test_concurrent_updates_are_tried_again(self):
        for error in (
            psycopg2.errors.UniqueViolation,
            psycopg2.errors.SerializationFailure,
            psycopg2.errors.DeadlockDetected,
            psycopg2.errors.LockNotAvailable,
        ):
            with self.subTest(error=error):
                element = said("Hi")
                event = self.store(webhook(change(self.account, messages=[element])))
                meeting, attempts = self.meeting(error(), 1)
                with meeting:
                    self.run_job("whatsapp.inbox.webhook.event")
                self.assertEqual(len(attempts), 2)
                self.assertEqual((event.state, event.attempts), ("done", 0))
                self.assertEqual(len(self.transport(element["id"])), 1)

    def test_a_busy_inbox_parks_nothing(self):
        """Agents who answer all the time came between each attempt: 46 of 500
        webhooks were parked as failed though nothing was wrong with them."""
        events = [
            self.store(webhook(change(self.account, messages=[said("Hi", f"b{n}")])))
            for n in range(10)
        ]
        event_model = self.env["whatsapp.inbox.webhook.event"]
        sizes = []

        def meet(_inbound, _account, updates):
            sizes.append(len(updates))
            raise psycopg2.errors.SerializationFailure("agents")

        inbound = self.registry["whatsapp.inbox.inbound"]
        with patch.object(inbound, "_receive", meet):
            for conflicts in range(8):
                step = event_model.with_context(
                    job_conflicts=conflicts, job_caution=conflicts
                )
                with self.assertRaises(psycopg2.errors.SerializationFailure):
                    step._job_step()
        self.assertEqual({event.state for event in events}, {"pending"})
        self.assertEqual(sizes[0], 10)
        self.assertEqual(sizes[-1], 1, "smaller steps meet nobody")

    def test_a_database_that_goes_away_parks_nothing(self):
        event = self.store(webhook(change(self.account, messages=[said("Hi")])))
        inbound = self.registry["whatsapp.inbox.inbound"]
        for error in (
            psycopg2.OperationalError("server closed the connection unexpectedly"),
            psycopg2.InterfaceError("connection already closed"),
            psycopg2.errors.DiskFull("no space left on device"),
        ):
            with (
                self.subTest(error=error),
                patch.object(inbound, "_receive", side_effect=error),
                self.assertRaises(type(error)),
            ):
                self.env["whatsapp.inbox.webhook.event"]._job_step()
            self.assertEqual(event.state, "pending")

    @mute_logger(LOGGER)
    def test_what_always_meets_itself_is_parked(self):
        bad = self.store(webhook(change(self.account, messages=[said("bad", "bad")])))
        good = self.store(webhook(change(self.account, messages=[said("ok", "ok")])))
        inbound = self.registry["whatsapp.inbox.inbound"]
        receive = inbound._receive

        def meet(model, account, updates):
            if any(update.wamid == "bad" for update in updates):
                raise psycopg2.errors.UniqueViolation("always")
            receive(model, account, updates)

        with patch.object(inbound, "_receive", meet):
            self.run_job("whatsapp.inbox.webhook.event")
        self.assertEqual((bad.state, good.state), ("failed", "done"))
        self.assertIn("always", bad.error)
        self.assertTrue(self.transport("ok"))

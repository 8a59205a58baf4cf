from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import ir_cron, whatsapp_inbox_job, whatsapp_inbox_webhook_event
from .common import (
    NOW,
    WhatsappCase,
    change,
    failure,
    hours,
    message,
    person,
    reacted,
    said,
    seconds,
    status,
    webhook,
)

LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


@tagged("post_install", "-at_install")
class TestDrain(WhatsappCase):
    # -- batches ------------------------------------------------------------------

    def test_every_element_of_every_list_is_read(self):
        """Peers 2.

        The first of ``entry``, ``changes`` or ``messages`` is not all of them.
        """
        account = self.account
        first = webhook(
            change(account, messages=[said("1", "w1"), said("2", "w2")]),
            change(account, messages=[said("3", "w3")]),
        )
        second = webhook(change(account, messages=[said("4", "w4", sender="351912")]))
        both = first[:-2] + b", " + second[second.index(b"[") + 1 :]
        self.store(both)
        self.drain()
        for wamid in ("w1", "w2", "w3", "w4"):
            self.assertTrue(self.transport(wamid), wamid)
        self.assertEqual(
            self.transport("w1").channel_id, self.transport("w3").channel_id
        )
        self.assertNotEqual(
            self.transport("w1").channel_id, self.transport("w4").channel_id
        )

    def test_each_message_has_its_own_author(self):
        """Peers 2."""
        elements = [said("from Berta", sender="351912345678"), said("from Anita")]
        contacts = [person(), person("Berta", "351912345678")]
        berta, anita = self.receive(*elements, contacts=contacts)
        self.assertEqual(berta.mail_message_id.author_id.name, "Berta")
        self.assertEqual(anita.mail_message_id.author_id.name, "Anita")

    def test_a_thousand_updates_in_one_post(self):
        people = [f"3460000{number:04}" for number in range(100)]
        elements = [
            said(f"text {number}", f"w{number}", sender=people[number % 100])
            for number in range(1000)
        ]
        records = self.receive(*elements)
        self.assertEqual(len(records), 1000)
        self.assertEqual(len(records.channel_id), 100)
        self.assertEqual(len(records.conversation_id), 100)
        self.assertEqual(
            self.texts(records[0].channel_id),
            [f"text {number}" for number in range(0, 1000, 100)],
        )

    def test_no_more_than_a_batch_at_a_time(self):
        event_model = self.env["whatsapp.inbox.webhook.event"]
        for number in range(5):
            self.store(webhook(change(self.account, messages=[said(str(number))])))
        self.patch(whatsapp_inbox_webhook_event, "BATCH_EVENTS", 2)
        self.assertEqual(event_model._job_step()[0], 2)
        self.assertEqual(event_model.search_count([("state", "=", "pending")]), 3)

    def test_a_large_event_does_not_wait_for_ever(self):
        body = webhook(change(self.account, messages=[said("x" * 3_000_000, "big")]))
        for _copy in range(3):
            self.store(body)
        self.drain()
        self.assertTrue(self.transport("big"))
        pending = self.env["whatsapp.inbox.webhook.event"].search_count(
            [("state", "=", "pending")]
        )
        self.assertFalse(pending)

    # -- odd bodies ---------------------------------------------------------------

    def test_odd_elements_do_not_lose_their_neighbours(self):
        """Peers 2 and 3."""
        odd = [
            message("image", None),
            message("contacts", [{"name": "a string", "phones": ["1", None]}]),
            message("contacts", [{"org": "Acme", "emails": "x@y", "phones": {}}]),
            message("contacts", [{"name": {"formatted_name": ["Ana"]}}]),
            message("contacts", "nobody"),
            message("location", {"latitude": "north"}),
            message("reaction", {}),
            message("reaction", "👍"),
            message("interactive", {"type": "nfm_reply", "nfm_reply": "x"}),
            message("interactive", None),
            message("button", {"text": {"a": 1}}),
            message("order", []),
            message("system", "gone"),
            message("", {}),
            said("Hi", context={"id": 7}),
            said("Hi", context="x"),
            said("Hi", timestamp="yesterday"),
            said(None),
            said({"body": 1}),
        ]
        for element in odd:
            with self.subTest(element=element):
                good = said("good")
                body = webhook(change(self.account, messages=[element, good]))
                event = self.store(body)
                with mute_logger(LOGGER):
                    self.drain()
                self.assertEqual(event.state, "done", event.error)
                self.assertTrue(self.transport(good["id"]))
                self.assertTrue(self.transport(element["id"]))

    @mute_logger(LOGGER)
    def test_what_cannot_be_read_is_listed_and_the_rest_is_shown(self):
        """Without an id or a sender, there is nothing to show; administrators see
        it among the failed webhooks."""
        for element, reason in [
            ({}, "no usable id"),
            ({"id": "odd", "type": "text"}, "no sender"),
            ("a string", "not an object"),
            (None, "not an object"),
        ]:
            with self.subTest(element=element):
                good = said("good")
                event = self.store(
                    webhook(change(self.account, messages=[element, good]))
                )
                self.drain()
                self.assertTrue(self.transport(good["id"]))
                self.assertEqual((event.state, event.attempts), ("failed", 1))
                self.assertIn(reason, event.error)

    @mute_logger(LOGGER)
    def test_bodies_without_lists(self):
        for body, state in [
            (b"{}", "failed"),
            (b'{"entry": null}', "failed"),
            (b'{"entry": []}', "done"),
            (b'{"entry": [{"changes": [{}]}]}', "failed"),
            (b'{"entry": [{"changes": [{"value": {}, "field": "x"}]}]}', "done"),
            (webhook(change(self.account, messages=[said("no contacts")])), "done"),
            (webhook(change(self.account, statuses=[{"id": "w"}])), "failed"),
        ]:
            with self.subTest(body=body):
                event = self.store(body)
                self.drain()
                self.assertEqual(event.state, state, event.error)

    # -- duplicates ---------------------------------------------------------------

    def test_duplicates(self):
        """Peers 2."""
        element = said("once", "twice")
        body = webhook(change(self.account, messages=[element, element]))
        self.store(body)
        self.store(body)
        self.drain()
        self.store(body)
        self.drain()
        record = self.transport("twice")
        self.assertEqual(len(record), 1)
        self.assertEqual(len(record.channel_id.message_ids), 1)
        self.assertEqual(record.channel_id.message_ids, record.mail_message_id)

    def test_a_duplicate_does_not_reopen(self):
        """Meta repeats old messages after an outage: they say nothing new."""
        element = said("once")
        record = self.receive(element)
        record.conversation_id.action_resolve()
        self.receive(element)
        self.assertEqual(record.conversation_id.state, "resolved")
        self.assertFalse(record.channel_id.channel_member_ids)

    def test_one_id_under_two_numbers(self):
        """An id is unique in a number only."""
        other = self._create_account("Support", "502", app_secret="another secret")
        self.receive(said("to sales", "same"))
        self.receive(said("to support", "same"), account=other)
        self.assertNotEqual(
            self.transport("same").channel_id, self.transport("same", other).channel_id
        )

    # -- order --------------------------------------------------------------------

    def test_order_by_the_times_of_meta(self):
        """Peers 14."""
        elements = [
            said("third", at=NOW + seconds(3)),
            said("first", at=NOW + seconds(1)),
            said("second", at=NOW + seconds(2)),
        ]
        for element in elements:
            self.store(webhook(change(self.account, messages=[element])))
        self.drain()
        thread = self.transport(elements[0]["id"]).channel_id
        self.assertEqual(self.texts(thread), ["first", "second", "third"])
        self.assertEqual(
            thread.message_ids.sorted("id").mapped("date"),
            [NOW + seconds(1), NOW + seconds(2), NOW + seconds(3)],
        )

    def test_one_second_keeps_the_order_of_arrival(self):
        elements = [said(str(number)) for number in range(5)]
        thread = self.receive(*elements).channel_id
        self.assertEqual(self.texts(thread), ["0", "1", "2", "3", "4"])

    # -- numbers ------------------------------------------------------------------

    def test_numbers_of_one_app_share_an_address(self):
        other = self._create_account("Support", "502")
        body = webhook(
            change(self.account, messages=[said("to sales", "a")]),
            change(other, messages=[said("to support", "b")]),
        )
        self.store(body, self.account)
        self.drain()
        self.assertTrue(self.transport("a", self.account))
        self.assertTrue(self.transport("b", other))
        self.assertFalse(self.transport("b", self.account))
        self.assertEqual(
            self.transport("b", other).channel_id.whatsapp_account_id, other
        )

    def test_a_signature_does_not_open_another_inbox(self):
        """Who has the secret of one number must not write into another's."""
        victim = self._create_account("Victim", "666", app_secret="another secret")
        answered = self.thread(account=victim)
        sent = self.answer(answered)
        self.send()
        event = self.store(
            webhook(
                change(
                    victim,
                    messages=[said("forged", "forged")],
                    statuses=[status(sent.wamid, "failed", **failure(131026))],
                )
            ),
            self.account,
        )
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertFalse(self.transport("forged", victim))
        self.assertFalse(self.transport("forged", self.account))
        self.assertEqual(sent.state, "sent")

    def test_unknown_number_is_kept_but_not_shown(self):
        messages = self.env["whatsapp.inbox.message"].search_count([])
        stranger = self._create_account("Gone", "777")
        body = webhook(change(stranger, messages=[said("Hi", "unknown")]))
        stranger.unlink()
        event = self.store(body)
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertIn("unknown", event.body)
        self.assertEqual(self.env["whatsapp.inbox.message"].search_count([]), messages)

    def test_the_oldest_event_first(self):
        """A busy number does not keep another one waiting."""
        other = self._create_account("Quiet", "502", app_secret="another secret")
        self.store(webhook(change(other, messages=[said("Hi", "quiet")])), other)
        self.store(webhook(change(self.account, messages=[said("Hi", "busy")])))
        self.env["whatsapp.inbox.webhook.event"]._job_step()
        self.assertTrue(self.transport("quiet", other))
        self.assertFalse(self.transport("busy"))

    def test_other_fields_are_noted(self):
        value = {"event": "APPROVED", "message_template_id": 1}
        changes = [
            change(self.account, "message_template_status_update", **value),
            change(self.account, "never_heard_of", anything=[1]),
            change(self.account, errors=[{"code": 131000, "title": "Something"}]),
            change(self.account, messages=[said("Hi", "beside")]),
        ]
        event = self.store(webhook(*changes))
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        self.assertTrue(self.transport("beside"))

    # -- the runner ---------------------------------------------------------------

    def test_inline_runner_starts_after_the_commit(self):
        self.env["ir.config_parameter"].set_param("whatsapp_inbox.runner", "inline")
        self.patch(ir_cron, "_notify_soon", lambda dbname: None)
        with patch.object(whatsapp_inbox_job.threading, "Thread") as thread:
            self.store(webhook(change(self.account, messages=[said("Hi")])))
            self.store(webhook(change(self.account, messages=[said("Ho")])))
            thread.assert_not_called()
            self.env.cr.postcommit.run()
        thread.assert_called_once()
        dbname, model = thread.call_args.kwargs["args"]
        self.assertEqual(
            (dbname, model), (self.env.cr.dbname, "whatsapp.inbox.webhook.event")
        )
        thread.return_value.start.assert_called_once_with()

    # -- housekeeping -------------------------------------------------------------

    def test_done_events_are_forgotten_after_a_month(self):
        done = self.store(webhook(change(self.account, messages=[reacted("👍", "x")])))
        self.drain()
        recent = self.store(webhook(change(self.account)))
        self.drain()
        failed = self.store(b"{")
        with mute_logger(LOGGER):
            self.drain()
        pending = self.store(webhook(change(self.account)))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_webhook_event SET create_date = %s WHERE id IN %s",
            [NOW - hours(24 * 31), (done.id, failed.id, pending.id)],
        )
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_webhook_event SET create_date = %s WHERE id = %s",
            [NOW - hours(24 * 29), recent.id],
        )
        self.env["whatsapp.inbox.webhook.event"]._gc_done()
        self.env.invalidate_all()
        self.assertEqual(
            (done | recent | failed | pending).exists(), recent | failed | pending
        )

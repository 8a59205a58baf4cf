from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, PIXEL, OutboxCase, failure, hours, minutes, said, status
from .fake_meta import response

LOGGER = "odoo.addons.whatsapp_inbox.tools.delivery"


@tagged("post_install", "-at_install")
class TestOutbox(OutboxCase):
    """In order in each thread, never twice, nothing lost."""

    # -- queue --------------------------------------------------------------------

    def test_nothing_is_sent_in_the_users_transaction(self):
        record = self.post()
        self.assertEqual(record.state, "queued")
        self.assertEqual(record.mail_message_id.whatsapp_state, "queued")
        self.assertEqual(record.mail_message_id.whatsapp_direction, "outbound")
        self.assertFalse(self.meta.calls)
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.env.ref("whatsapp_inbox.ir_cron_outbox").id)]
        )
        self.assertTrue(triggers)

    def test_sent(self):
        record = self.post()
        with self.captured_bus() as bus:
            self.send()
        self.assertRecordValues(
            record,
            [{"state": "sent", "wamid": "wamid.OUT1", "sent_at": NOW, "attempts": 1}],
        )
        states = [
            content["mail.message"][0].get("whatsapp_state")
            for target, kind, content in bus
            if kind == "mail.record/insert" and content.get("mail.message")
        ]
        self.assertIn("sent", states)

    def test_sending_is_on_disk_before_the_call(self):
        """Peers 19."""
        record = self.post()
        seen = []
        persist = self.registry["whatsapp.inbox.outbox"]._persist

        def note(outbox, write):
            result = persist(outbox, write)
            message = outbox.env["whatsapp.inbox.message"].browse(record.id)
            message.invalidate_recordset()
            seen.append((message.state, message.attempts, len(self.meta.sent)))
            return result

        with patch.object(self.registry["whatsapp.inbox.outbox"], "_persist", note):
            self.send()
        self.assertIn(("sending", 1, 0), seen)
        self.assertNotIn(("queued", 0, 1), seen)
        self.assertEqual(seen[-1], ("sent", 1, 1))

    def test_order_in_a_thread(self):
        for number in range(5):
            self.post(str(number))
        self.send()
        self.assertEqual(
            [payload["text"]["body"] for payload in self.meta.sent], list("01234")
        )

    def test_one_at_a_time_in_a_thread_and_many_threads_at_once(self):
        others = [
            self.thread(said("Hi", sender=f"3460000000{n}"), contacts=[])
            for n in range(4)
        ]
        for thread in (self.customer_thread, *others):
            for number in range(3):
                self.answer(thread, str(number))
        waves = []
        take_off = self.registry["whatsapp.inbox.outbox"]._take_off

        def note(outbox, *args):
            calls = take_off(outbox, *args)
            if calls:
                waves.append([call for call in calls if hasattr(call, "payload")])
            return calls

        with patch.object(self.registry["whatsapp.inbox.outbox"], "_take_off", note):
            self.send()
        self.assertEqual(len(self.meta.sent), 15)
        self.assertEqual(len(waves[0]), 5)
        for wave in waves:
            customers = [call.payload["to"] for call in wave]
            self.assertEqual(len(customers), len(set(customers)))
        for thread in (self.customer_thread, *others):
            to = f"{thread.whatsapp_contact_id.phone}"
            texts = [p["text"]["body"] for p in self.meta.sent if p["to"] == to]
            self.assertEqual(texts, ["0", "1", "2"])

    def test_a_failure_does_not_hold_up_the_thread(self):
        self.meta.refuse(131026)
        first, second = self.post("1"), self.post("2")
        self.send()
        self.assertEqual((first.state, second.state), ("failed", "sent"))

    def test_a_wait_holds_up_its_thread_only(self):
        other = self.thread(said("Hi", sender="34600000001"), contacts=[])
        self.meta.refuse(131056)
        first = self.post("1")
        self.send()
        second, elsewhere = self.post("2"), self.answer(other)
        self.send()
        self.assertEqual(
            (first.state, second.state, elsewhere.state), ("queued", "queued", "sent")
        )
        self.later(minutes(1))
        self.send()
        bodies = [p["text"]["body"] for p in self.meta.sent]
        self.assertEqual(bodies, ["Hello Ana", "1", "2"])

    # -- not known ----------------------------------------------------------------

    def test_lost_answer_is_unknown_and_never_sent_again(self):
        """Peers 19."""
        self.meta.lose_answer()
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertEqual(record.mail_message_id.whatsapp_state, "unknown")
        self.later(hours(10))
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

    def test_unknown_does_not_hold_up_the_thread(self):
        self.meta.lose_answer()
        self.post("1")
        self.post("2")
        self.send()
        self.assertEqual(
            [payload["text"]["body"] for payload in self.meta.sent], ["1", "2"]
        )

    def test_unknown_is_settled_by_our_id_in_a_status(self):
        self.meta.lose_answer()
        record = self.post()
        self.send()
        mine = {"biz_opaque_callback_data": record.callback_data}
        self.receive_statuses(status("wamid.LOST", "delivered", **mine))
        self.assertEqual((record.state, record.wamid), ("delivered", "wamid.LOST"))
        self.assertFalse(record.error_message)
        self.receive_statuses(status("wamid.LOST", "read"))
        self.assertEqual(record.state, "read")

    def test_unknown_is_settled_by_a_person(self):
        self.meta.lose_answer()
        record = self.post()
        self.send()
        record.mail_message_id.with_user(self.agent).whatsapp_mark_sent()
        self.assertEqual(record.state, "sent")
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

    def test_only_what_is_unknown_is_marked(self):
        record = self.post()
        record.mail_message_id.with_user(self.agent).whatsapp_mark_sent()
        self.assertEqual(record.state, "queued")

    def test_unreachable_is_safe_to_try_again(self):
        self.meta.be_unreachable()
        record = self.post()
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertTrue(record.retry_at)
        self.later(minutes(10))
        self.send()
        self.assertEqual(record.state, "sent")
        self.assertEqual(len(self.meta.sent), 1)

    def test_server_error_without_a_code_is_unknown(self):
        """A gateway's 502 may hide an accepted message."""
        self.meta.outcome(lambda request: response(502, b"<html>Bad gateway</html>"))
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")

    def test_answer_without_an_id_is_unknown(self):
        self.meta.outcome(lambda request: response(200, {"success": True}))
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")

    @mute_logger(LOGGER)
    def test_a_fault_of_our_own_is_never_sent(self):
        def break_down(request):
            raise ZeroDivisionError

        self.meta.outcome(break_down)
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertFalse(record.wamid)

    def test_a_lost_upload_is_tried_again(self):
        """Nothing was sent before the file was there."""
        self.meta.edges["501/media"] = lambda request: response(503, b"")
        attachment = self.attach("a.png", PIXEL)
        record = self.post(attachment_ids=attachment.ids)
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertFalse(self.meta.sent)
        self.meta.edges.clear()
        self.later(minutes(10))
        self.send()
        self.assertEqual(record.state, "sent")

    def test_what_a_dead_process_left_is_unknown(self):
        record = self.post()
        record.write({"state": "sending", "sending_at": NOW - minutes(1)})
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertFalse(self.meta.sent)

    # -- window -------------------------------------------------------------------

    def test_meta_says_that_the_window_is_closed(self):
        self.meta.refuse(131047, details="Re-engagement message")
        record = self.post()
        self.send()
        self.assertEqual((record.state, record.error_code), ("failed", 131047))
        self.assertEqual(record.conversation_id.window_expires_at, NOW)
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.post()

    def test_meta_says_it_later(self):
        """Most often the call is accepted and a status tells."""
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "failed", **failure(131047)))
        self.assertEqual((record.state, record.error_code), ("failed", 131047))
        self.assertEqual(record.conversation_id.window_expires_at, NOW)
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.post()

    def test_what_meta_said_before_the_customer_wrote_closes_nothing(self):
        record = self.post()
        self.send()
        self.later(minutes(10))
        self.receive(said("I am here", at=NOW + minutes(5)))
        refused = status(record.wamid, "failed", NOW + minutes(1), **failure(131047))
        self.receive_statuses(refused)
        self.assertEqual(record.state, "failed")
        expires = NOW + minutes(5) + hours(24)
        self.assertEqual(record.conversation_id.window_expires_at, expires)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_meta_stops_the_number_later(self):
        record = self.post()
        self.send()
        old = status(record.wamid, "failed", NOW - hours(2), **failure(131042))
        self.receive_statuses(old)
        self.assertEqual((record.state, self.account.state), ("failed", "connected"))
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "failed", **failure(131042)))
        self.assertEqual(self.account.state, "stopped")
        self.assertIn("Meta's own words", self.account.state_reason)

    # -- again --------------------------------------------------------------------

    def test_resend_is_a_new_attempt(self):
        """Peers 6."""
        self.meta.refuse(131026)
        failed = self.post()
        self.send()
        mail = failed.mail_message_id
        mail.with_user(self.agent).whatsapp_resend()
        again = self.outgoing(mail) - failed
        self.assertTrue(failed.superseded)
        self.assertNotEqual(again.callback_data, failed.callback_data)
        self.assertEqual((again.state, again.attempts), ("queued", 0))
        self.assertEqual(mail.whatsapp_state, "queued")
        self.send()
        self.assertEqual((again.state, again.wamid), ("sent", "wamid.OUT1"))
        self.assertEqual((mail.whatsapp_state, mail.whatsapp_error), ("sent", False))
        self.assertEqual(failed.state, "failed")

    def test_resend_of_a_file(self):
        self.meta.refuse(131053)
        attachment = self.attach("a.png", PIXEL)
        failed = self.post("Look", attachment_ids=attachment.ids)
        self.send()
        failed.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(self.meta.sent[0]["image"]["caption"], "Look")
        self.assertEqual(len(self.meta.uploads), 2)

    def test_resend_takes_only_the_part_that_failed(self):
        files = self.attach("a.png", PIXEL) | self.attach("b.png", PIXEL)
        self.meta.outcome(self.meta._accept)
        self.meta.refuse(131053)
        records = self.post("Look", attachment_ids=files.ids)
        self.send()
        mail = records.mail_message_id
        self.assertEqual(records.mapped("state"), ["sent", "failed", "sent"])
        self.assertEqual(mail.whatsapp_state, "failed")
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(len(self.outgoing(mail)), 4)
        self.assertEqual(mail.whatsapp_state, "sent")

    def test_resend_twice_sends_once(self):
        self.meta.refuse(131026)
        mail = self.post().mail_message_id
        self.send()
        mail.with_user(self.agent).whatsapp_resend()
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

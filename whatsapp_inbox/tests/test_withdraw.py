from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW, PIXEL, OutboxCase, failure, hours, said, status


@tagged("post_install", "-at_install")
class TestWithdraw(OutboxCase):
    """What has not left can be taken back, and what failed need not stay red."""

    def withdraw(self, parts, user=None, **values):
        mail = parts.mail_message_id.with_user(user or self.agent)
        mail.whatsapp_withdraw(**values)

    def test_what_waits_is_not_sent(self):
        self.account._stop("Payment problem")
        record, after = self.post("Wrong price"), self.post("Right price")
        self.withdraw(record)
        self.assertEqual(record.state, "withdrawn")
        self.assertEqual(record.mail_message_id.whatsapp_state, "withdrawn")
        self.account._resume()
        self.send()
        self.assertEqual(after.state, "sent")
        self.assertEqual([m["text"]["body"] for m in self.meta.sent], ["Right price"])

    def test_what_waits_for_another_try_is_not_sent(self):
        self.meta.refuse(131056)
        record = self.post()
        self.send()
        self.withdraw(record)
        self.later(hours(1))
        self.send()
        self.assertEqual((record.state, record.retry_at), ("withdrawn", False))
        self.assertFalse(self.meta.sent)

    def test_what_failed_is_settled(self):
        self.meta.refuse(131026)
        record = self.post()
        self.send()
        self.withdraw(record)
        self.assertEqual(record.mail_message_id.whatsapp_state, "withdrawn")
        self.assertFalse(record.mail_message_id.whatsapp_error)
        self.withdraw(record)  # a colleague was faster: nothing to complain of

    def test_one_file_of_several(self):
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", b"%PDF-1.4")
        self.meta.refuse(131053)
        parts = self.post("See", attachment_ids=files.ids)
        self.send()
        self.assertEqual(parts.mapped("state"), ["failed", "sent", "sent"])
        self.withdraw(parts, part_ids=parts[0].ids)
        self.assertEqual(parts.mapped("state"), ["withdrawn", "sent", "sent"])
        mail = parts.mail_message_id
        self.assertEqual(mail.whatsapp_state, "sent")
        self.assertEqual([p["state"] for p in mail.whatsapp_parts], ["withdrawn"])

    def test_one_file_is_sent_again(self):
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", b"%PDF-1.4")
        parts = self.post("", attachment_ids=files.ids)
        for _part in parts:
            self.meta.refuse(131053)
        self.send()
        mail = parts.mail_message_id.with_user(self.agent)
        mail.whatsapp_resend(parts[1].ids)
        self.send()
        self.assertEqual([m["type"] for m in self.meta.sent], ["document"])
        self.assertEqual([p["state"] for p in mail.whatsapp_parts], ["failed"])
        self.assertEqual(mail.whatsapp_parts[0]["attachment_id"], files[0].id)

    def test_parts_of_another_message_are_left_alone(self):
        record, other = self.post("1"), self.post("2")
        with self.assertRaises(UserError):
            self.withdraw(record, part_ids=other.ids)
        self.assertEqual((record + other).mapped("state"), ["queued", "queued"])

    def test_too_late(self):
        record = self.post()
        self.send()
        for state in ("sent", "sending", "unknown", "read"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "late"):
                record.state = state
                self.withdraw(record)
            self.assertEqual(record.state, state)

    def test_who_may(self):
        other = self._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        record = self.post()
        for user in (other, self.employee):
            with self.subTest(user=user.login), self.assertRaises(Exception) as refusal:
                self.withdraw(record, user)
            self.assertIn(
                type(refusal.exception).__name__, ("UserError", "AccessError")
            )
        self.assertEqual(record.state, "queued")
        self.withdraw(record, self.supervisor)
        self.assertEqual(record.state, "withdrawn")

    def test_a_late_failure_does_not_make_it_red_again(self):
        self.meta.refuse(131026)
        record = self.post()
        self.send()
        record.wamid = "w9"
        self.withdraw(record)
        self.receive_statuses(status("w9", "failed", **failure(131026)))
        self.assertEqual(record.state, "withdrawn")
        self.receive_statuses(status("w9", "delivered"))
        self.assertEqual(record.state, "delivered")

    def test_the_customer_waits_again(self):
        thread = self.customer_thread
        conversation = thread.whatsapp_conversation_id
        self.receive(said("And now?", at=NOW + hours(1)))
        first, second = self.post("1"), self.post("2")
        self.assertFalse(conversation.waiting_since)
        self.withdraw(first)
        self.assertFalse(conversation.waiting_since)
        self.withdraw(second)
        self.assertEqual(conversation.waiting_since, NOW)
        self.assertEqual(conversation.state, "open")

    def test_bus(self):
        record = self.post()
        with self.captured_bus() as notifications:
            self.withdraw(record)
        [shown] = [
            values
            for _target, kind, content in notifications
            if kind == "mail.record/insert"
            for values in content.get("mail.message", [])
            if "whatsapp_state" in values
        ]
        self.assertEqual(shown["whatsapp_state"], "withdrawn")

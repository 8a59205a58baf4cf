import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import NOW, PIXEL, OutboxCase, hours


@tagged("post_install", "-at_install")
class TestScheduled(OutboxCase):
    """``mail.scheduled.message``: Discuss offers none in channels, RPC may make one."""

    def schedule(self, body="<p>Your <b>order</b> is ready</p>", user=None, **values):
        user = user or self.agent
        values = {
            "author_id": user.partner_id.id,
            "body": body,
            "model": "discuss.channel",
            "res_id": self.customer_thread.id,
            "scheduled_date": NOW + hours(1),
            **values,
        }
        return self.env["mail.scheduled.message"].with_user(user).create(values)

    def run_cron(self, delta=None):
        self.later(delta or hours(2))
        self.env["mail.scheduled.message"]._post_messages_cron()
        self.send()

    def test_it_is_sent_when_its_time_comes(self):
        attachment = self.attach("a.png", PIXEL)
        self.schedule(attachment_ids=attachment.ids)
        self.env["mail.scheduled.message"]._post_messages_cron()
        self.send()
        self.assertFalse(self.meta.sent)
        self.run_cron()
        [payload] = self.meta.sent
        self.assertEqual(payload["image"]["caption"], "Your *order* is ready")
        record = self.customer_thread.message_ids[0]
        self.assertEqual(record.author_id, self.agent.partner_id)
        self.assertEqual(record.sudo().whatsapp_message_ids.state, "sent")
        self.assertFalse(self.env["mail.scheduled.message"].search([]))

    def test_what_else_was_asked_for_is_kept(self):
        parameters = json.dumps({"message_type": "notification", "reply_to": "a@b.c"})
        scheduled = self.schedule(notification_parameters=parameters)
        self.assertEqual(
            json.loads(scheduled.notification_parameters),
            {"message_type": "comment", "reply_to": "a@b.c"},
        )
        scheduled.write({"notification_parameters": parameters})
        self.run_cron()
        self.assertEqual(len(self.meta.sent), 1)

    def test_a_note_stays_a_note(self):
        self.schedule(is_note=True)
        self.run_cron()
        self.assertFalse(self.meta.sent)
        note = self.customer_thread.message_ids[0]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))

    def test_the_window_is_asked_when_its_time_comes(self):
        """The author gets the text and the files back, and the reason."""
        attachment = self.attach("offer.pdf", b"%PDF-1.4")
        self.schedule(attachment_ids=attachment.ids, scheduled_date=NOW + hours(30))
        before = self.customer_thread.message_ids
        self.run_cron(hours(31))
        self.assertFalse(self.meta.sent)
        self.assertEqual(self.customer_thread.message_ids, before)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.agent.partner_id.ids)], limit=1
        )
        text = html2plaintext(told.body)
        for words in ("24-hour window", "order", "is ready"):
            self.assertIn(words, text)
        self.assertEqual(told.attachment_ids, attachment)
        self.assertEqual(attachment.raw, b"%PDF-1.4")
        told.with_user(self.agent).attachment_ids.read(["name"])
        self.assertFalse(self.env["mail.scheduled.message"].search([]))

    def test_sent_by_hand_it_says_at_once_why_not(self):
        scheduled = self.schedule(scheduled_date=NOW + hours(30))
        self.later(hours(25))
        with self.assertRaisesRegex(UserError, "24-hour window"):
            scheduled.post_message()
        self.assertTrue(scheduled.exists())

    def test_strangers_cannot(self):
        with self.assertRaises(AccessError):
            self.schedule(user=self.employee)

    def test_other_records_are_cores(self):
        channel = self.env["discuss.channel"].with_user(self.agent)
        channel = channel._create_channel(name="Lunch", group_id=None)
        scheduled = self.schedule(res_id=channel.id)
        self.assertFalse(scheduled.notification_parameters)

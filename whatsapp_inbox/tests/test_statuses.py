from odoo.tests import tagged

from .common import (
    NOW,
    OutboxCase,
    failure,
    hours,
    seconds,
    status,
    unix,
)


@tagged("post_install", "-at_install")
class TestStatuses(OutboxCase):
    """They come in any order, twice, and before they are expected."""

    def test_statuses_only_climb(self):
        """Peers 6: In whatever order they come, in one batch or in three."""
        orders = [
            ("sent", "delivered", "read"),
            ("sent", "read", "delivered"),
            ("delivered", "sent", "read"),
            ("delivered", "read", "sent"),
            ("read", "sent", "delivered"),
            ("read", "delivered", "sent"),
        ]
        times = {"sent": 1, "delivered": 2, "read": 3}
        for order in orders:
            for together in (True, False):
                with self.subTest(order=order, together=together):
                    record = self.post()
                    self.send()
                    updates = [
                        status(record.wamid, word, NOW + seconds(times[word]))
                        for word in order
                    ]
                    if together:
                        self.receive_statuses(*updates)
                    else:
                        highest = 0
                        for word, update in zip(order, updates, strict=True):
                            self.receive_statuses(update)
                            highest = max(highest, times[word])
                            self.assertEqual(times[record.state], highest)
                    self.assertRecordValues(
                        record,
                        [
                            {
                                "state": "read",
                                "sent_at": NOW + seconds(1),
                                "delivered_at": NOW + seconds(2),
                                "read_at": NOW + seconds(3),
                            }
                        ],
                    )

    def test_words_of_statuses(self):
        for word, state in [
            ("played", "read"),
            ("deleted", "sent"),
            ("warning", "sent"),
            ("something new", "sent"),
        ]:
            with self.subTest(word=word):
                record = self.post()
                self.send()
                self.receive_statuses(status(record.wamid, word))
                self.assertEqual(record.state, state)

    def test_failed_after_delivered_is_no_failure(self):
        """Peers 6."""
        for word in ("delivered", "read"):
            for together in (True, False):
                with self.subTest(word=word, together=together):
                    record = self.post()
                    self.send()
                    updates = [
                        status(record.wamid, word),
                        status(record.wamid, "failed", **failure(131000)),
                    ]
                    if together:
                        self.receive_statuses(*updates[::-1])
                    else:
                        for update in updates:
                            self.receive_statuses(update)
                    self.assertEqual((record.state, record.error_code), (word, 0))
                    self.assertFalse(record.error_message)

    def test_failed_by_a_status(self):
        record = self.post()
        self.send()
        self.receive_statuses(
            status(record.wamid, "failed", **failure(131049, "Healthy ecosystem"))
        )
        self.assertRecordValues(record, [{"state": "failed", "error_code": 131049}])
        self.assertIn("Healthy ecosystem", record.mail_message_id.whatsapp_error)
        self.receive_statuses(status(record.wamid, "sent"))
        self.assertEqual(record.state, "failed")

    def test_failed_without_any_detail(self):
        for errors in ({}, {"errors": []}, {"errors": [{}]}, {"errors": "x"}):
            with self.subTest(errors=errors):
                record = self.post()
                self.send()
                self.receive_statuses(status(record.wamid, "failed", **errors))
                self.assertEqual(record.state, "failed")

    def test_status_before_the_answer_of_the_call(self):
        """Peers 19: Meta's webhook may overtake its own answer."""
        record = self.post()
        self.receive_statuses(status("wamid.OUT1", "delivered"))
        early = self.env["whatsapp.inbox.status"].search([])
        self.assertEqual(early.wamid, "wamid.OUT1")
        self.send()
        self.assertEqual((record.state, record.wamid), ("delivered", "wamid.OUT1"))
        self.assertFalse(early.exists())

    def test_early_statuses_of_any_order(self):
        record = self.post()
        self.receive_statuses(
            status("wamid.OUT1", "read", NOW + seconds(3)),
            status("wamid.OUT1", "sent", NOW + seconds(1)),
        )
        self.receive_statuses(status("wamid.OUT1", "delivered", NOW + seconds(2)))
        self.send()
        self.assertEqual(record.state, "read")
        self.assertFalse(self.env["whatsapp.inbox.status"].search([]))

    def test_free_of_charge_after_an_ad(self):
        """Until when, Meta says with each message that was sent; the window stays."""
        until = NOW + hours(72)
        free = {"billable": False, "type": "free_entry_point"}
        ends = {"conversation": {"id": "c", "expiration_timestamp": unix(until)}}
        early, later = self.post(), self.post()
        self.receive_statuses(status("wamid.OUT1", "sent", pricing=free, **ends))
        self.send()
        conversation = early.conversation_id
        window = conversation.window_expires_at
        self.assertEqual(conversation.free_until, until)
        self.receive_statuses(status(later.wamid, "delivered", pricing=free))
        self.assertEqual(conversation.free_until, until)
        self.assertEqual(conversation.window_expires_at, window)
        other = {"pricing": {"type": "regular"}, **ends}
        conversation.free_until = False
        self.receive_statuses(status(later.wamid, "sent", **other))
        self.assertFalse(conversation.free_until)

    def test_early_failure(self):
        record = self.post()
        self.receive_statuses(status("wamid.OUT1", "failed", **failure(131026)))
        self.send()
        self.assertEqual((record.state, record.error_code), ("failed", 131026))

    def test_status_with_our_id_settles_while_sending(self):
        record = self.post()
        record.write({"state": "sending"})
        mine = {"biz_opaque_callback_data": record.callback_data}
        self.receive_statuses(status("wamid.OUT1", "read", **mine))
        self.assertEqual((record.state, record.wamid), ("read", "wamid.OUT1"))

    def test_a_status_of_another_number(self):
        support = self._create_account("Support", "502")
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "read"), account=support)
        self.assertEqual(record.state, "sent")

    def test_a_status_of_another_app_is_forgotten(self):
        self.receive_statuses(status("wamid.FOREIGN", "sent"))
        early = self.env["whatsapp.inbox.status"].search([])
        self.assertTrue(early)
        early._gc_foreign()
        self.assertTrue(early.exists())
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_status SET create_date = %s",
            [NOW - hours(24 * 31)],
        )
        early._gc_foreign()
        self.assertFalse(early.exists())

    def test_pricing_is_kept(self):
        record = self.post()
        self.send()
        pricing = {"billable": True, "pricing_model": "PMP", "category": "service"}
        self.receive_statuses(status(record.wamid, "sent", pricing=pricing))
        self.assertEqual(record.pricing, pricing)

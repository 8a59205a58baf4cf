from odoo.tests import tagged

from .common import OutboxCase, reacted, said
from .fake_meta import response


@tagged("post_install", "-at_install")
class TestReceipts(OutboxCase):
    """The customer sees that we read and type, if the number's settings say so."""

    def mark_as_read(self, thread, user=None):
        member = thread.with_user(user or self.agent).self_member_id
        member._mark_as_read(max(thread.message_ids.ids))

    def test_read_receipt(self):
        self.receive(said("And more", "w2"))
        self.mark_as_read(self.customer_thread)
        self.assertFalse(self.meta.calls)
        self.send()
        self.assertEqual(
            self.meta.receipts,
            [{"messaging_product": "whatsapp", "status": "read", "message_id": "w2"}],
        )
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_one_call_for_all_that_wait_in_a_thread(self):
        thread, other = self.customer_thread, self.thread(said("Hi", sender="346999"))
        Receipt = self.env["whatsapp.inbox.receipt"]
        Receipt._queue(thread, "w1", typing=True)
        Receipt._queue(other, "w2")
        Receipt._queue(thread, "w3")
        self.send()
        self.assertEqual(
            {r["message_id"]: "typing_indicator" in r for r in self.meta.receipts},
            {"w3": True, "w2": False},
        )

    def test_nothing_new_read_sends_no_receipt(self):
        self.mark_as_read(self.customer_thread)
        self.send()
        self.answer(self.customer_thread)
        self.mark_as_read(self.customer_thread)
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_typing(self):
        self.receive(said("And more", "w2"))
        member = self.customer_thread.with_user(self.agent).self_member_id
        member._notify_typing(True)
        self.send()
        [receipt] = self.meta.receipts
        self.assertEqual(receipt["message_id"], "w2")
        self.assertEqual(receipt["typing_indicator"], {"type": "text"})
        member._notify_typing(False)
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_settings_turn_receipts_off(self):
        for settings, kinds in [
            ({"send_read_receipts": False, "send_typing": True}, []),
            ({"send_read_receipts": True, "send_typing": False}, ["read"]),
            ({"send_read_receipts": False, "send_typing": False}, []),
        ]:
            with self.subTest(settings=settings):
                self.account.write(settings)
                self.meta.receipts.clear()
                self.receive(said("More"))
                self.mark_as_read(self.customer_thread)
                member = self.customer_thread.with_user(self.agent).self_member_id
                member._notify_typing(True)
                self.send()
                self.assertEqual(
                    [
                        "typing" if "typing_indicator" in receipt else "read"
                        for receipt in self.meta.receipts
                    ],
                    kinds,
                )

    def test_a_refused_receipt_is_forgotten(self):
        self.mark_as_read(self.customer_thread)
        self.meta.edges["501/messages"] = lambda request: response(
            400, {"error": {"code": 131009, "message": "No"}}
        )
        self.send()
        self.assertFalse(self.env["whatsapp.inbox.receipt"].search([]))
        self.assertEqual(self.account.state, "connected")

    def test_reading_other_channels_sends_nothing(self):
        channel = (
            self.env["discuss.channel"]
            .with_user(self.agent)
            ._create_channel(name="Lunch", group_id=None)
        )
        message = channel.message_post(body="Pizza", message_type="comment")
        channel.self_member_id._mark_as_read(message.id)
        channel.self_member_id._notify_typing(True)
        self.assertFalse(self.env["whatsapp.inbox.receipt"].search([]))
        self.assertFalse(self.outgoing(message))

    def test_a_reaction_is_no_message_to_mark(self):
        """Meta marks messages; the wamid of a reaction is refused."""
        self.receive(said("And more", "w2"))
        self.receive(reacted("👍", "w2", wamid="w3"))
        self.mark_as_read(self.customer_thread)
        member = self.customer_thread.with_user(self.agent).self_member_id
        self.receive(said("So?", "w4"), reacted("🎉", "w4", wamid="w5"))
        self.send()
        member._notify_typing(True)
        self.send()
        self.assertEqual([r["message_id"] for r in self.meta.receipts], ["w2", "w4"])

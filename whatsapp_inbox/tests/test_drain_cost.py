from odoo.tests import tagged

from .common import (
    NOW,
    WhatsappCase,
    change,
    minutes,
    said,
    status,
    webhook,
)


@tagged("post_install", "-at_install")
class TestDrainCost(WhatsappCase):
    """What one more message costs in queries: a hot path must not grow."""

    def queries(self, count, known):
        """Queries that a POST of ``count`` messages of as many customers takes."""
        people = [f"34611{known}{number:04}" for number in range(count)]
        if known == 2:
            self.receive(*(said("before", sender=sender) for sender in people))
        elements = [
            said("Hi", sender=sender, at=NOW + minutes(1), context={"id": "nothing"})
            for sender in people
        ]
        self.store(webhook(change(self.account, messages=elements)))
        return self.queries_of(self.drain)

    def test_cost_of_new_customers(self):
        self.queries(1, 0)
        slope = (self.queries(50, 1) - self.queries(10, 3)) / 40
        self.assertLess(slope, 2)

    def test_cost_of_known_customers(self):
        self.queries(1, 2)
        few, many = self.queries(10, 2), self.queries(50, 2)
        self.assertLess((many - few) / 40, 0.5)

    def test_cost_in_one_thread(self):
        """Ten photos of an album cost little more than one."""
        self.thread()

        def cost(count):
            elements = [said("Hi", at=NOW + minutes(1)) for _n in range(count)]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        cost(1)
        self.assertLess((cost(50) - cost(10)) / 40, 1.5)

    def test_cost_of_statuses(self):
        thread = self.thread()
        for _n in range(60):
            self.answer(thread)
        self.send()
        sent = self.env["whatsapp.inbox.message"].search(
            [("direction", "=", "outbound"), ("channel_id", "=", thread.id)]
        )

        def cost(messages, word):
            updates = [status(message.wamid, word) for message in messages]
            self.store(webhook(change(self.account, statuses=updates)))
            return self.queries_of(self.drain)

        cost(sent[:1], "delivered")
        few, many = cost(sent[:10], "read"), cost(sent[10:], "read")
        self.assertLess((many - few) / 40, 0.5)

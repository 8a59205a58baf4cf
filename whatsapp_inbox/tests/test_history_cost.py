from odoo.tests import tagged

from .test_history import HistoryCase


@tagged("post_install", "-at_install")
class TestHistoryCost(HistoryCase):
    """What one more imported message costs in queries: nothing is done one by one."""

    def cost(self, customers, messages_each, minutes_ago):
        """Queries to import a chunk in steps of the usual size."""
        numbers = [f"34611{number:06}" for number in range(customers)]
        self.post_history(
            threads={
                number: [
                    self.old(
                        "Hi", minutes_ago + index, sender=number, context={"id": "none"}
                    )
                    for index in range(messages_each)
                ]
                for number in numbers
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        began = self.env.cr.sql_log_count
        while self.env["whatsapp.inbox.history"]._job_step()[1]:
            self.env.flush_all()
        return self.env.cr.sql_log_count - began

    def test_cost_of_known_customers(self):
        self.cost(100, 1, 10)
        few, many = self.cost(100, 2, 1_000), self.cost(100, 10, 10_000)
        imported = self.env["whatsapp.inbox.message"].search_count(
            [("origin", "=", "history")]
        )
        self.assertEqual(imported, 1_300)
        # five steps instead of one, and whatever a step costs
        self.assertLess((many - few) / 4, 70)

    def test_cost_of_new_customers(self):
        self.cost(1, 1, 10)
        few = self.cost(10, 2, 1_000)
        many = self.cost(60, 2, 10_000)
        self.assertLess((many - few) / 50, 7.5, "as for live messages")

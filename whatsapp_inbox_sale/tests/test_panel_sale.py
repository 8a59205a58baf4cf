"""Orders and invoices beside the chat, and who may see them."""

from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW

from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestPanelSale(SaleCase):
    def test_who_has_no_rights(self):
        """No section, no amounts, nothing in the history, no filter."""
        self.order(count=3).action_confirm()
        thread = self.customer_thread.with_user(self.agent)
        names = {section["name"] for section in thread.whatsapp_panel()}
        self.assertFalse(names & {"orders", "invoices"})
        for name in ("orders", "invoices"):
            self.assertIsNone(self.section(name, self.agent))
        history = self.section("history", self.agent)
        self.assertFalse(
            {row["source"] for row in history["rows"]} & {"order", "invoice"}
        )
        self.assertFalse({f["name"] for f in history["filters"]} & {"order", "invoice"})

    def test_orders(self):
        """Of the person and of the company, with what they say together."""
        quotation = self.order(self.pot)
        ours, theirs = self.order(count=3), self.order(partner=self.colleague)
        (ours | theirs).action_confirm()
        data = self.section("orders", self.seller)
        self.assertEqual(
            {row["id"]: row["state"] for row in data["orders"]},
            {quotation.id: "draft", ours.id: "sale", theirs.id: "sale"},
        )
        self.assertEqual([total["amount"] for total in data["totals"]], [40])
        self.assertEqual(data["favourites"], ["Cactus"])
        self.assertFalse(data["more"])

    def test_a_salesman_of_their_own(self):
        """Of orders of colleagues not even the sum."""
        self.order(count=3).action_confirm()
        own = self.order(self.pot, user=self.salesman)
        own.action_confirm()
        data = self.section("orders", self.salesman)
        self.assertEqual([row["id"] for row in data["orders"]], [own.id])
        self.assertEqual([total["amount"] for total in data["totals"]], [5])
        self.assertEqual(data["favourites"], ["Pot"])
        rows = self.customer_thread.with_user(self.salesman).whatsapp_timeline("order")
        self.assertEqual([row["id"] for row in rows["rows"]], [own.id])

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        (self.partner | self.colleague).parent_id.company_id = False
        self.order(company=other)
        self.assertFalse(self.section("orders", self.seller)["orders"])

    def test_none_yet(self):
        self.assertEqual(
            self.section("orders", self.seller),
            {
                "orders": [],
                "more": False,
                "totals": [],
                "last": False,
                "favourites": [],
                "family": self.partner.commercial_partner_id.id,
                "can_create": True,
            },
        )
        self.assertEqual(
            self.section("invoices", self.seller),
            {
                "invoices": [],
                "more": False,
                "due": [],
                "overdue": [],
                "credit": None,
                "family": self.partner.commercial_partner_id.id,
            },
        )

    def test_history(self):
        """Orders and conversations by their time, the newest first."""
        old, new = self.order(), self.order()
        old.date_order, new.date_order = NOW - timedelta(days=3), NOW + timedelta(1)
        rows = self.section("history", self.seller)["rows"]
        names = [(row["source"], row["id"]) for row in rows if row["source"] != "mail"]
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(
            names,
            [("order", new.id), ("conversation", conversation.id), ("order", old.id)],
        )

    def test_queries(self):
        """As many with forty orders as with four, and one for the sums."""

        def cost():
            return self.queries_of(lambda: self.section("orders", self.seller))

        for _n in range(4):
            self.order().action_confirm()
        cost()  # rules and rights are in the registry's memory now
        few = cost()
        for _n in range(36):
            self.order().action_confirm()
        self.assertLessEqual(cost(), few + 1)
        self.assertLessEqual(few, 16)

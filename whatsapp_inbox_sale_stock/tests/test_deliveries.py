"""Deliveries on the rows of orders, stock beside products, and the parcel sent."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox_sale.tests.sale_case import SaleCase

PARCEL = ("1Z999", "https://example.com/parcel/1Z999")


@tagged("post_install", "-at_install")
class TestDeliveries(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.cactus | cls.pot).is_storable = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.cactus, cls.warehouse.lot_stock_id, 8
        )

    def deliver(self, order, count):
        """Send a part; the rest becomes a back-order."""
        picking = order.picking_ids
        picking.move_ids.quantity = count
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def row(self, user=None):
        [row] = self.section("orders", user or self.seller)["orders"]
        return row

    def with_parcel(self):
        Picking = self.registry["stock.picking"]
        return patch.object(Picking, "_whatsapp_parcel", lambda self: PARCEL)

    def test_deliveries(self):
        order = self.order(count=3)
        self.assertEqual(self.row()["deliveries"], [])
        order.action_confirm()
        self.deliver(order, 1)
        done, rest = order.picking_ids.sorted("id")
        rows = {row["id"]: row for row in self.row()["deliveries"]}
        self.assertEqual(rows.keys(), {done.id, rest.id})
        self.assertEqual(rows[done.id]["state"], "done")
        self.assertFalse(rows[done.id]["backorder"])
        self.assertTrue(rows[rest.id]["backorder"])
        rest.action_cancel()
        self.assertEqual([row["id"] for row in self.row()["deliveries"]], [done.id])

    def test_a_salesman_of_their_own(self):
        """Nothing of what colleagues sold."""
        self.order(count=3).action_confirm()
        self.assertEqual(self.section("orders", self.salesman)["orders"], [])

    def test_queries(self):
        """One, for all the orders that are shown."""
        for _n in range(4):
            self.order().action_confirm()
        act = self.customer_thread.with_user(self.seller).whatsapp_panel_section
        Panel = self.registry["whatsapp.inbox.panel"]
        self.queries_of(lambda: act("orders"))
        cost = self.queries_of(lambda: act("orders"))
        with patch.object(Panel, "_delivery_row", lambda *_args: {}):
            bare = self.queries_of(lambda: act("orders"))
        self.assertEqual(cost, bare)

    def test_parcel_is_sent(self):
        order = self.order(count=3, user=self.salesman)
        order.action_confirm()
        self.deliver(order, 3)
        picking = order.picking_ids.with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "Nothing is known yet of the parcel"):
            picking.action_send_whatsapp("tracking", self.customer_thread.id)
        with self.with_parcel():
            self.assertEqual(self.row(self.salesman)["deliveries"][0]["url"], PARCEL[1])
            action = picking.action_send_whatsapp("tracking", self.customer_thread.id)
            wizard = self.env[action["res_model"]].with_user(self.salesman)
            text = wizard.browse(action["res_id"]).text
        for word in (order.name, *PARCEL):
            self.assertIn(word, text)

    def test_placeholder(self):
        order = self.order(user=self.salesman)
        order.action_confirm()
        conversation = self.customer_thread.whatsapp_conversation_id
        Placeholder = self.env["whatsapp.inbox.placeholder"]

        def value(user):
            own = Placeholder.with_user(user)
            return own._values(conversation, ["order.tracking"])["order.tracking"]

        self.assertEqual(value(self.salesman), "")
        with self.with_parcel():
            self.assertEqual(value(self.salesman), PARCEL[1])
            self.assertEqual(value(self.agent), "")

    def test_stock_in_the_search(self):
        """As far as it is free, of the company of the number."""
        self.order(count=3).action_confirm()
        thread = self.customer_thread.with_user(self.salesman)
        [row] = thread.whatsapp_products("Cactus")
        self.assertEqual(row["details"][1:], ["5 in stock"])
        [row] = thread.whatsapp_products("Pot")
        self.assertEqual(row["details"][1:], ["none left"])
        self.assertNotIn("stock", row["text"])
        context = thread.whatsapp_quotation()["context"]
        templates = thread.env["product.template"].with_context(
            **context, whatsapp_pricelist_id=False
        )
        [row] = templates.web_name_search("Cactus", {"display_name": {}})
        self.assertIn("--5 in stock--", row["__formatted_display_name"])

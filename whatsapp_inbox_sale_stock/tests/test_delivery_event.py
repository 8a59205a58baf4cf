"""Customers are told that their order has left, and may ask where it is."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW, minutes, said
from odoo.addons.whatsapp_inbox_sale.tests.shop_case import ShopCase

EVENT = "whatsapp.inbox.document.event"
LINK = "https://example.com/parcel/1Z"
PARCEL = ("1Z", LINK)


@tagged("post_install", "-at_install")
class TestDeliveryEvent(ShopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.whatsapp_delivery_active = True
        cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        ) or cls.env["stock.warehouse"].create(
            {"name": "Garden", "code": "GAR", "company_id": cls.company.id}
        )

    def setUp(self):
        super().setUp()
        self.ordered = self.order(count=2)
        self.ordered.action_confirm()
        self.picking = self.ordered.picking_ids

    def deliver(self, quantity=2):
        self.picking.move_ids.write({"quantity": quantity, "picked": True})
        self.picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=[]
        )._action_done()

    def tell(self):
        self.run_job(EVENT)

    def test_it_left(self):
        self.deliver()
        self.tell()
        [text] = self.said_to_customer()
        self.assertIn(self.ordered.name, text)
        self.assertNotIn("parcel", text)
        self.assertIn("The customer was told", self.chatter(self.picking))

    def test_with_the_parcel(self):
        Picking = self.registry["stock.picking"]
        with patch.object(Picking, "_whatsapp_parcel", lambda _self: PARCEL):
            self.deliver()
            self.tell()
        self.assertIn(f"Follow your parcel: 1Z {LINK}", self.said_to_customer()[0])

    def test_to_who_ordered(self):
        """The address it goes to may be another contact."""
        self.picking.partner_id = self.env["res.partner"].create({"name": "House"})
        self.deliver()
        self.tell()
        self.assertEqual(len(self.said_to_customer()), 1)

    def test_where_is_my_order(self):
        """What left, and what is still to come."""
        self.env["whatsapp.inbox.routing.rule"].create(
            {
                "name": "Where",
                "company_id": self.company.id,
                "keywords": "where",
                "action_service": "order",
            }
        )
        self.company.whatsapp_delivery_active = False
        self.deliver(1)
        self.assertEqual(len(self.ordered.picking_ids), 2)
        self.customer_thread.whatsapp_conversation_id.action_resolve()
        self.account.reopen_hours = 0
        self.later(minutes(1))
        Picking = self.registry["stock.picking"]
        with patch.object(Picking, "_whatsapp_parcel", lambda _self: PARCEL):
            self.receive(said(f"Where is {self.ordered.name}?", at=NOW + minutes(1)))
        [text] = self.said_to_customer()
        self.assertIn("Sent on", text)
        self.assertIn(LINK, text)
        self.assertIn("To be sent on", text)

"""What the tests of events, baskets and buttons share."""

from odoo import Command

from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

SELLER = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman_all_leads"


class ShopCase(WhatsappCase):
    """A customer who wrote, two products, and a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.portal_confirmation_sign = False
        cls.seller = cls._create_user("wi_seller", SELLER, name="Sara Seller")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ana", "phone": "+34 600 111 222", "zip": "28001"}
        )
        cls.cactus = cls._create_product("CACTUS", 10)
        cls.pot = cls._create_product("POT", 5, barcode="8400000000017")

    @classmethod
    def _create_product(cls, reference, price, **values):
        return cls.env["product.product"].create(
            {
                "name": reference.title(),
                "default_code": reference,
                "list_price": price,
                "taxes_id": [Command.clear()],
                "company_id": cls.company.id,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()
        customer = self.customer_thread.whatsapp_contact_id.partner_id
        self.assertEqual(customer, self.partner)

    def order(self, product=None, count=1, **values):
        line = {
            "product_id": (product or self.cactus).id,
            "product_uom_qty": count,
            "tax_ids": [Command.clear()],
        }
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "user_id": self.seller.id,
                "company_id": self.company.id,
                "require_payment": False,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def said_to_customer(self):
        """Texts that leave for the customer, in their order."""
        domain = [
            ("channel_id", "=", self.customer_thread.id),
            ("direction", "=", "outbound"),
        ]
        texts = []
        for sent in self.env["whatsapp.inbox.message"].search(domain, order="id"):
            content = sent.payload.get("text") or sent.payload.get("interactive") or {}
            text = content.get("body")
            texts.append(text.get("text") if isinstance(text, dict) else text)
        return texts

    def chatter(self, record):
        return " / ".join(record.message_ids.sorted("id").mapped("body"))

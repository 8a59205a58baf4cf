"""People who sell, and what they sell to whom."""

from odoo import Command

from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

SALESMAN = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman"
SELLER = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman_all_leads"


class SaleCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._create_user("wi_salesman", SALESMAN)
        cls.seller = cls._create_user("wi_seller", SELLER)
        house = cls.env["res.partner"].create({"name": "House", "is_company": True})
        cls.partner, cls.colleague = cls.env["res.partner"].create(
            [
                {"name": "Ana", "phone": "+34 600 111 222", "parent_id": house.id},
                {"name": "Bob", "parent_id": house.id},
            ]
        )
        cls.cactus, cls.pot = cls.env["product.product"].create(
            [
                {"name": "Cactus", "list_price": 10, "taxes_id": [Command.clear()]},
                {"name": "Pot", "list_price": 5, "taxes_id": [Command.clear()]},
            ]
        )

    @classmethod
    def price_lists(cls):
        """As if the setting were chosen."""
        group = cls.env.ref("product.group_product_pricelist")
        cls.env.ref("base.group_user")._apply_group(group)

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def order(self, product=None, count=1, user=None, partner=None, company=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.partner).id,
                "user_id": (user or self.seller).id,
                "company_id": (company or self.company).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or self.cactus).id,
                            "product_uom_qty": count,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def section(self, name, user):
        return self.customer_thread.with_user(user).whatsapp_panel_section(name)

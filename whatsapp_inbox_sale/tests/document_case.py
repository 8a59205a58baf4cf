"""What the tests of documents share: a customer's order, and who may see it."""

from odoo import Command

from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

SALESMAN = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman"
SELLER = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman_all_leads"


class DocumentCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("wi_seller", SELLER)
        cls.salesman = cls._create_user("wi_salesman", SALESMAN)
        #: sells, and is no agent of the inbox
        cls.outsider = cls._create_user(
            "wi_outsider", "sales_team.group_sale_salesman_all_leads"
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ana", "phone": "+34 600 111 222"}
        )
        cls.cactus = cls.env["product.product"].create(
            {"name": "Cactus", "list_price": 10, "taxes_id": [Command.clear()]}
        )

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def order(self, count=1, user=None, partner=None, company=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.partner).id,
                "user_id": (user or self.seller).id,
                "company_id": (company or self.company).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.cactus.id,
                            "product_uom_qty": count,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def post(self, order, user=None, **values):
        user = user or self.seller
        thread = self.customer_thread.with_user(user)
        return order.with_user(user)._whatsapp_post(thread, **values)

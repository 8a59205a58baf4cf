"""Products beside the chat: what they cost this customer, and shown to them."""

import base64

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import PIXEL

from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestProduct(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price_lists()
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Friends",
                "company_id": cls.company.id,
                "currency_id": cls.env.ref("base.EUR").id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "fixed",
                            "fixed_price": 7,
                        }
                    )
                ],
            }
        )
        cls.partner.with_company(
            cls.company
        ).specific_property_product_pricelist = cls.pricelist

    def desk(self, user=None):
        return self.customer_thread.with_user(user or self.salesman)

    def send_product(self, product, text="*Cactus*\n7 €"):
        content = {"type": "product", "product_id": product.id}
        data = self.desk().whatsapp_send(content, text)
        return self.env["mail.message"].browse(data["mail.message"][0]["id"])

    def test_search_in_the_quotation(self):
        """The price of the customer beside the name, only where it is asked for."""
        for model, record in (
            ("product.template", self.cactus.product_tmpl_id),
            ("product.product", self.cactus),
        ):
            products = self.env[model].with_user(self.salesman)
            context = {"whatsapp_pricelist_id": self.pricelist.id}
            beside = products.with_context(**context)
            [row] = beside.web_name_search("Cactus", {"display_name": {}})
            self.assertEqual(row["id"], record.id)
            self.assertEqual(row["display_name"], "Cactus")
            self.assertIn("7.00", row["__formatted_display_name"])
            [row] = products.web_name_search("Cactus", {"display_name": {}})
            self.assertEqual(row["__formatted_display_name"], "Cactus")
            self.assertFalse(beside.web_name_search("None", {"display_name": {}}))

    def test_products(self):
        self.pot.sale_ok = False
        self.assertFalse(self.desk().whatsapp_products("Pot"))
        [row] = self.desk().whatsapp_products("Cactus")
        self.assertEqual(row["id"], self.cactus.id)
        self.assertIn("7.00", row["details"][0])
        self.assertTrue(row["text"].startswith("*Cactus*\n"))
        self.assertEqual(row, self.desk().whatsapp_product(self.cactus.id))
        with self.assertRaises(UserError):
            self.desk().whatsapp_product(self.pot.id)

    def test_taxes(self):
        """The customer reads what they pay."""
        group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": self.company.id}
        )
        self.cactus.taxes_id = self.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10,
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "tax_group_id": group.id,
            }
        )
        [row] = self.desk().whatsapp_products("Cactus")
        self.assertIn("7.70", row["text"])

    def test_with_a_picture(self):
        """One message: the picture, with the text as its caption."""
        self.cactus.image_1920 = self.encoded_pixel()
        mail = self.send_product(self.cactus)
        [part] = self.outgoing(mail)
        self.assertEqual(part.message_type, "image")
        self.assertEqual(mail.author_id, self.salesman.partner_id)
        link = self.env["whatsapp.inbox.document.link"].search(
            [("message_id", "=", mail.id)]
        )
        self.assertEqual((link.model, link.res_id), ("product.product", self.cactus.id))

    def test_without_a_picture(self):
        mail = self.send_product(self.cactus)
        [part] = self.outgoing(mail)
        self.assertEqual(part.message_type, "text")
        self.assertEqual(part.payload["text"]["body"], "*Cactus*\n7 €")

    def test_what_is_refused(self):
        with self.assertRaisesRegex(UserError, "Write a text"):
            self.send_product(self.cactus, " ")
        with self.assertRaisesRegex(UserError, "At most 1024"):
            self.send_product(self.cactus, "x" * 1025)
        with self.assertRaises(UserError):
            self.desk().whatsapp_send({"type": "product", "product_id": 0}, "x")
        with self.assertRaises(UserError):
            self.desk().whatsapp_send({"type": "product"}, "x")

    def test_preview(self):
        content = {"type": "product", "product_id": self.cactus.id}
        found = self.desk().whatsapp_preview(content, "<b>*Cactus*")
        self.assertFalse(found["problems"])
        self.assertNotIn("<img", found["preview"]["body"])
        self.assertIn("&lt;b&gt;", found["preview"]["body"])
        self.cactus.image_1920 = self.encoded_pixel()
        found = self.desk().whatsapp_preview(content, "Cactus")
        self.assertIn("<img", found["preview"]["body"])

    def encoded_pixel(self):
        return base64.b64encode(PIXEL)

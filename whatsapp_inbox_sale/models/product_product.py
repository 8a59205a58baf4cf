from odoo import fields, models
from odoo.tools import formatLang


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "whatsapp.inbox.product.search"]

    def _whatsapp_picture(self):
        """:return: bytes of the picture that customers see, or nothing"""
        return self.image_1024

    def _whatsapp_link(self):
        """:return: address of the product in the shop, if it is published in one"""
        # a shop is an addon of its own, on which nothing here depends
        if "website_absolute_url" not in self._fields or not self.is_published:
            return ""
        link = self.website_absolute_url
        return link if link.startswith("http") else ""

    def _whatsapp_price(self, partner):
        """:return: what this customer pays for one, taxes included, and its currency"""
        self.ensure_one()
        company = self.env.company
        pricelist = partner.property_product_pricelist
        currency = pricelist.currency_id or company.currency_id
        price = pricelist._get_product_price(
            self, quantity=1.0, currency=currency, date=fields.Datetime.now()
        )
        position = self.env["account.fiscal.position"]._get_fiscal_position(partner)
        taxes = position.map_tax(self.taxes_id._filter_taxes_by_company(company))
        sums = taxes.compute_all(price, currency, 1.0, self, partner)
        return sums["total_included"], currency

    def _whatsapp_card(self, partner):
        """:return: text with WhatsApp's marks, in the customer's language"""
        own = self.with_context(
            lang=partner.lang or self.env.lang, display_default_code=False
        )
        price, currency = own._whatsapp_price(partner)
        name = own.display_name.replace("*", "")
        lines = [f"*{name}*", formatLang(own.env, price, currency_obj=currency)]
        return "\n".join(filter(None, (*lines, own._whatsapp_link())))

from odoo import api, fields, models
from odoo.tools import formatLang


class WhatsappInboxProductSearch(models.AbstractModel):
    """What is found where products are searched beside a chat says what it costs this
    customer, and more in bridges. The view's context has ``whatsapp_pricelist_id``."""

    _name = "whatsapp.inbox.product.search"
    _description = "Product Search beside WhatsApp"

    @api.model
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        found = super().web_name_search(name, specification, domain, operator, limit)
        if "whatsapp_pricelist_id" not in self.env.context:
            return found
        products = self.browse([row["id"] for row in found])
        facts = products._whatsapp_facts() if products else {}
        return [
            {
                **row,
                "__formatted_display_name": "\t".join(
                    [
                        row["__formatted_display_name"],
                        *(f"--{fact}--" for fact in facts[row["id"]]),
                    ]
                ),
            }
            if row.get("__formatted_display_name")
            else row
            for row in found
        ]

    def _whatsapp_facts(self):
        """What is said beside products that are searched. A hook: stock adds its own.

        :return: list of texts by id
        :rtype: dict
        """
        pricelist_id = self.env.context.get("whatsapp_pricelist_id")
        pricelist = self.env["product.pricelist"].browse(pricelist_id or ())
        currency = pricelist.currency_id or self.env.company.currency_id
        prices = pricelist._get_products_price(
            self, quantity=1.0, currency=currency, date=fields.Datetime.now()
        )
        return {
            product.id: [
                formatLang(self.env, prices[product.id], currency_obj=currency)
            ]
            for product in self
        }

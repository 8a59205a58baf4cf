from odoo import models
from odoo.tools import float_repr


class WhatsappInboxProductSearch(models.AbstractModel):
    """How many of a product can be promised, beside its price."""

    _inherit = "whatsapp.inbox.product.search"

    def _whatsapp_facts(self):
        facts = super()._whatsapp_facts()
        is_template = self._name == "product.template"
        for product in self.filtered("is_storable"):
            variants = product.product_variant_ids if is_template else product
            free = sum(variants.mapped("free_qty"))
            said = float_repr(free, 2).rstrip("0").rstrip(".")
            facts[product.id].append(
                self.env._("%s in stock", said) if free > 0 else self.env._("none left")
            )
        return facts

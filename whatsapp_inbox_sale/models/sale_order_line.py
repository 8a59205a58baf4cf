from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _whatsapp_is_gone(self):
        """Whether the product of this line cannot be ordered again. A hook."""
        product = self.product_id
        if not product:
            return not self.display_type
        other = product.company_id and product.company_id != self.company_id
        # what a combination is made of is chosen anew
        return bool(
            other
            or not (product.active and product.sale_ok)
            or self.combo_item_id
            or product.type == "combo"
        )

    def action_whatsapp_product(self):
        """Show the product of this line to the customer of the chat, whose id is in the
        context: opens what will be sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "whatsapp_inbox_sale_product",
            "params": {
                "channel_id": self.env.context.get("whatsapp_channel_id"),
                "product_id": self.product_id.id,
            },
        }

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _whatsapp_is_gone(self):
        """Whether the product of this line cannot be ordered again. A hook."""
        if self.linked_line_id.product_type == "combo":
            return self.linked_line_id._whatsapp_is_gone()
        product = self.product_id
        if not product:
            return not self.display_type
        if not product.sale_ok or not self._whatsapp_is_there():
            return True
        return product.type == "combo" and not self._whatsapp_is_whole()

    def _whatsapp_is_there(self):
        product = self.product_id
        return product.active and product.company_id <= self.company_id

    def _whatsapp_is_whole(self):
        """Whether what was chosen of a combination can be chosen today."""
        chosen = self.linked_line_ids.filtered("combo_item_id")
        # sudo: as Odoo reads what a combination is made of
        combos = self.product_id.sudo().combo_ids
        return chosen.combo_item_id.sudo().combo_id == combos and all(
            line._whatsapp_is_there()
            and line.combo_item_id.sudo().product_id == line.product_id
            for line in chosen
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

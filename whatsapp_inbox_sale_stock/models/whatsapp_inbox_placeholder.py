from odoo import api, models


class WhatsappInboxPlaceholder(models.AbstractModel):
    """The parcel of the customer's last order."""

    _inherit = "whatsapp.inbox.placeholder"

    @api.model
    def _placeholders(self):
        return {
            **super()._placeholders(),
            "order.tracking": (
                self.env._("Tracking"),
                self.env._("Order"),
                "https://example.com/parcel/1Z999",
            ),
        }

    def _value_order_tracking(self, _conversation, partner):
        pickings = self._last_order(partner).picking_ids
        parcels = [picking._whatsapp_parcel() for picking in pickings.sorted("id")]
        found = [url or reference for reference, url in parcels if url or reference]
        return found[-1] if found else ""

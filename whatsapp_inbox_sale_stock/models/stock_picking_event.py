from odoo import models
from odoo.tools import format_date


class StockPicking(models.Model):
    """Customers are told that their order has left, with the parcel if it is known."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "whatsapp.inbox.sale.event"]

    def _action_done(self):
        result = super()._action_done()
        left = self.filtered(
            lambda picking: (
                picking.state == "done"
                and picking.picking_type_code == "outgoing"
                and picking.sale_id
            )
        )
        if left:
            self.env["whatsapp.inbox.document.event"]._note("delivery", left)
        return result

    def _whatsapp_event_people(self):
        """Who ordered, before who lives where it goes."""
        return self.sale_id.partner_id | self.partner_id

    def _whatsapp_event_facts(self):
        order = self.sale_id
        return {
            "document": self.name,
            "order": order.name,
            "date": format_date(self.env, self.date_done),
            "link": order.get_base_url() + order.get_portal_url(),
            "tracking": " ".join(filter(None, self._whatsapp_parcel())),
        }

    def _whatsapp_event_is_over(self, event):
        return self.state != "done"

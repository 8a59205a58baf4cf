from odoo import api, fields, models

DELIVERY_FIELDS = (
    "backorder_id",
    "date_done",
    "name",
    "sale_id",
    "scheduled_date",
    "state",
)


class WhatsappInboxPanel(models.AbstractModel):
    """What of the customer's orders has left, and what is still to come."""

    _inherit = "whatsapp.inbox.panel"

    @api.model
    def _order_rows(self, orders):
        rows = super()._order_rows(orders)
        Picking = self.env["stock.picking"]
        if not orders or not Picking.has_access("read"):
            return rows
        pickings = Picking.search_fetch(
            [
                ("sale_id", "in", orders.ids),
                ("state", "!=", "cancel"),
                ("location_dest_id.usage", "=", "customer"),
            ],
            DELIVERY_FIELDS,
            order="scheduled_date, id",
        )
        by_order = pickings.grouped("sale_id")
        return [
            {
                **row,
                "deliveries": [
                    self._delivery_row(picking) for picking in by_order.get(order, ())
                ],
            }
            for order, row in zip(orders, rows, strict=True)
        ]

    @api.model
    def _delivery_row(self, picking):
        reference, url = picking._whatsapp_parcel()
        is_done = picking.state == "done"
        date = is_done and picking.date_done or picking.scheduled_date
        return {
            "id": picking.id,
            "name": picking.name,
            "state": picking.state,
            "state_name": self._label(picking, "state"),
            "date": fields.Datetime.to_string(date),
            "backorder": bool(picking.backorder_id) and not is_done,
            "reference": reference,
            "url": url,
        }

from odoo import models
from odoo.tools import format_date


class WhatsappInboxConversation(models.Model):
    """Where an order is: what has left, with its parcel, and what is still to come."""

    _inherit = "whatsapp.inbox.conversation"

    def _order_words(self, order):
        pickings = order.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing" and picking.state != "cancel"
            )
        )
        lines = [self._parcel_words(picking) for picking in pickings.sorted("id")]
        return "\n".join([super()._order_words(order), *lines])

    def _parcel_words(self, picking):
        own = picking.with_context(lang=self.env.lang)
        if picking.state != "done":
            date = format_date(own.env, own.scheduled_date)
            return self.env._("To be sent on %s.", date)
        date = format_date(own.env, own.date_done)
        tracking = " ".join(filter(None, own._whatsapp_parcel()))
        if tracking:
            return self.env._(
                "Sent on %(date)s: %(tracking)s", date=date, tracking=tracking
            )
        return self.env._("Sent on %s.", date)

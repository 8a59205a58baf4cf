from odoo import api, fields, models

DELIVERY = "delivery"


class ResCompany(models.Model):
    _inherit = "res.company"

    whatsapp_delivery_active = fields.Boolean("WhatsApp: Order Left")
    whatsapp_delivery_text = fields.Text(translate=True)
    whatsapp_delivery_template_id = fields.Many2one("whatsapp.inbox.template")

    @api.model
    def _whatsapp_events(self):
        return (*super()._whatsapp_events(), DELIVERY)

    @api.model
    def _whatsapp_event_names(self):
        return (*super()._whatsapp_event_names(), "order", "tracking")

    @api.model
    def _whatsapp_event_default(self, event):
        if event != DELIVERY:
            return super()._whatsapp_event_default(event)
        return self.env._(
            "Hello {name}, your order {order} is on its way.\n"
            "Follow your parcel: {tracking}"
        )

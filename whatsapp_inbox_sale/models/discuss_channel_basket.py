from odoo import fields, models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    whatsapp_basket_waits = fields.Boolean(
        readonly=True, help="A quotation of a catalogue order is not decided."
    )

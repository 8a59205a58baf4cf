from odoo import fields, models

from odoo.addons.whatsapp_inbox_sale.models.res_config_settings import of_company


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    whatsapp_delivery_active = fields.Boolean(**of_company("delivery_active"))
    whatsapp_delivery_text = fields.Text(**of_company("delivery_text"))
    whatsapp_delivery_template_id = fields.Many2one(
        **of_company("delivery_template_id")
    )
    whatsapp_delivery_default = fields.Text(compute="_compute_whatsapp_defaults")

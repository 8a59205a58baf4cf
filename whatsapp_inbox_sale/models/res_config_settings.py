from odoo import api, fields, models


def of_company(name):
    """:return: arguments of a field that is the one of the company"""
    return {"related": f"company_id.whatsapp_{name}", "readonly": False}


class ResConfigSettings(models.TransientModel):
    """News of documents, see ``res.company``."""

    _inherit = "res.config.settings"

    whatsapp_quotation_active = fields.Boolean(**of_company("quotation_active"))
    whatsapp_quotation_text = fields.Text(**of_company("quotation_text"))
    whatsapp_quotation_template_id = fields.Many2one(
        **of_company("quotation_template_id")
    )
    whatsapp_quotation_confirm = fields.Boolean(**of_company("quotation_confirm"))
    whatsapp_order_active = fields.Boolean(**of_company("order_active"))
    whatsapp_order_text = fields.Text(**of_company("order_text"))
    whatsapp_order_template_id = fields.Many2one(**of_company("order_template_id"))
    whatsapp_invoice_active = fields.Boolean(**of_company("invoice_active"))
    whatsapp_invoice_text = fields.Text(**of_company("invoice_text"))
    whatsapp_invoice_template_id = fields.Many2one(**of_company("invoice_template_id"))
    whatsapp_payment_active = fields.Boolean(**of_company("payment_active"))
    whatsapp_payment_text = fields.Text(**of_company("payment_text"))
    whatsapp_payment_template_id = fields.Many2one(**of_company("payment_template_id"))
    whatsapp_quotation_default = fields.Text(compute="_compute_whatsapp_defaults")
    whatsapp_order_default = fields.Text(compute="_compute_whatsapp_defaults")
    whatsapp_invoice_default = fields.Text(compute="_compute_whatsapp_defaults")
    whatsapp_payment_default = fields.Text(compute="_compute_whatsapp_defaults")

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_whatsapp_defaults(self):
        """What is said if nothing is written, shown as the placeholder of the text."""
        for event in self.company_id._whatsapp_events():
            self[f"whatsapp_{event}_default"] = self.company_id._whatsapp_event_default(
                event
            )

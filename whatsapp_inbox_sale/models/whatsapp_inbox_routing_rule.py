from odoo import fields, models

ORDER = "order"


class WhatsappInboxRoutingRule(models.Model):
    _inherit = "whatsapp.inbox.routing.rule"

    action_service = fields.Selection(
        selection_add=[(ORDER, "Where their order is")],
        ondelete={ORDER: "set null"},
    )

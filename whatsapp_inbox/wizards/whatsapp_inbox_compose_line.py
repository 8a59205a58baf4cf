from odoo import fields, models


class WhatsappInboxComposeLine(models.TransientModel):
    """One variable of a template that is being sent."""

    _name = "whatsapp.inbox.compose.line"
    _description = "WhatsApp Template Value"

    compose_id = fields.Many2one(
        "whatsapp.inbox.compose", required=True, ondelete="cascade"
    )
    place = fields.Char(required=True)
    label = fields.Char("Variable", readonly=True)
    bound = fields.Char("Filled With", readonly=True)
    example = fields.Char(readonly=True)
    value = fields.Char()

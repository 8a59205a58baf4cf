from odoo import models


class WhatsappInboxPanel(models.AbstractModel):
    _name = "whatsapp.inbox.panel"
    _inherit = ["whatsapp.inbox.ticket.panel.mixin", "whatsapp.inbox.panel"]

from odoo import models


class WhatsappInboxTimeline(models.AbstractModel):
    _name = "whatsapp.inbox.timeline"
    _inherit = ["whatsapp.inbox.ticket.timeline.mixin", "whatsapp.inbox.timeline"]

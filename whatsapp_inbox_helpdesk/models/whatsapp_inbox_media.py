from odoo import models


class WhatsappInboxMedia(models.AbstractModel):
    _name = "whatsapp.inbox.media"
    _inherit = ["whatsapp.inbox.ticket.media.mixin", "whatsapp.inbox.media"]

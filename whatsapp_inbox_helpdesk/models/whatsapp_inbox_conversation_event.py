from odoo import models


class WhatsappInboxConversationEvent(models.Model):
    _name = "whatsapp.inbox.conversation.event"
    _inherit = [
        "whatsapp.inbox.ticket.undo.mixin",
        "whatsapp.inbox.conversation.event",
    ]

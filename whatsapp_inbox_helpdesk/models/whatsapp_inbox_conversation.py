from odoo import fields, models


class WhatsappInboxConversation(models.Model):
    _name = "whatsapp.inbox.conversation"
    _inherit = [
        "whatsapp.inbox.ticket.automatic.mixin",
        "whatsapp.inbox.ticket.conversation.mixin",
        "whatsapp.inbox.ticket.facts.mixin",
        "whatsapp.inbox.ticket.follow.mixin",
        "whatsapp.inbox.ticket.transcript.mixin",
        "whatsapp.inbox.conversation",
    ]

    ticket_count = fields.Integer(
        compute="_compute_ticket_count",
        groups="helpdesk.group_helpdesk_user",
    )

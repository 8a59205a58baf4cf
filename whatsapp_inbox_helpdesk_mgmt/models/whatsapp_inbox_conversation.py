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
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    def _prepare_ticket_vals(self, messages):
        channel = self.env.ref(
            "whatsapp_inbox_helpdesk_mgmt.helpdesk_ticket_channel_whatsapp",
            raise_if_not_found=False,
        )
        vals = super()._prepare_ticket_vals(messages)
        return {**vals, "channel_id": channel.id} if channel else vals

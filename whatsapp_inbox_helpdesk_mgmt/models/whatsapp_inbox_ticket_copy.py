from odoo import fields, models


class WhatsappInboxTicketCopy(models.Model):
    _name = "whatsapp.inbox.ticket.copy"
    _inherit = "whatsapp.inbox.ticket.copy.mixin"
    _description = "WhatsApp Message on a Ticket"
    _job_cron = "whatsapp_inbox_helpdesk_mgmt.ir_cron_ticket_copy"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _once = models.UniqueIndex("(message_id, ticket_id)")
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

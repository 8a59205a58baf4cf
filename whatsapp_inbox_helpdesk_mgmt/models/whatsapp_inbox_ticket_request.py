from odoo import models


class WhatsappInboxTicketRequest(models.Model):
    _name = "whatsapp.inbox.ticket.request"
    _inherit = "whatsapp.inbox.ticket.request.mixin"
    _description = "WhatsApp Ticket to Make"
    _job_cron = "whatsapp_inbox_helpdesk_mgmt.ir_cron_ticket_request"

from odoo import models


class WhatsappInboxTicketUndo(models.AbstractModel):
    """Who takes a resolving back takes back what it closed. A bridge inherits it on
    ``whatsapp.inbox.conversation.event``."""

    _name = "whatsapp.inbox.ticket.undo.mixin"
    _description = "Undo That Opens Tickets"

    def _restore(self):
        result = super()._restore()
        if self.kind == "resolved":
            # sudo: as it was closed
            Ticket = self.env["helpdesk.ticket"].sudo()
            domain = [("whatsapp_resolved_id", "=", self.conversation_id.id)]
            for ticket in Ticket.search(domain):
                ticket._whatsapp_reopen()
        return result

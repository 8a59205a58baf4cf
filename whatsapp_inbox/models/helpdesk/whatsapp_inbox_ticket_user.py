from odoo import models


class WhatsappInboxTicketUser(models.AbstractModel):
    _name = "whatsapp.inbox.ticket.user.mixin"
    _description = "User of Tickets"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        if self.env["helpdesk.ticket"].has_access("create"):
            store.add_global_values(whatsapp_makes_tickets=True)
        return result

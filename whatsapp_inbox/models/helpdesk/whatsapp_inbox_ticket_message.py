from odoo import api, models

#: Tickets that a note may be put on.
TARGETS = 5


class WhatsappInboxTicketMessage(models.AbstractModel):
    """Messages are forwarded to tickets, and notes are put on those of the customer."""

    _name = "whatsapp.inbox.ticket.message.mixin"
    _description = "Messages and Tickets"

    @api.model
    def _whatsapp_forward_models(self):
        return [*super()._whatsapp_forward_models(), "helpdesk.ticket"]

    def _whatsapp_note_targets(self):
        targets = super()._whatsapp_note_targets()
        Ticket = self.env["helpdesk.ticket"]
        if not Ticket._is_helpdesk_user():
            return targets
        thread = self.env["discuss.channel"].browse(self.res_id)
        domain = Ticket._whatsapp_domain(thread._whatsapp_partner(), thread)
        domain &= Ticket._open_domain()
        return [*targets, *Ticket.search(domain, order="id desc", limit=TARGETS)]

from odoo import models


class WhatsappInboxTicketMedia(models.AbstractModel):
    """Files that come later than the ticket are put on it, too."""

    _name = "whatsapp.inbox.ticket.media.mixin"
    _description = "Media of Tickets"

    def _attach(self, message, fetch):
        result = super()._attach(message, fetch)
        if message.mail_message_id and not message.revoked_at:
            for ticket in self._tickets_of(message):
                message.mail_message_id._whatsapp_put_on_ticket(ticket)
        return result

    def _tickets_of(self, message):
        """:return: tickets that were made of this message"""
        mail = message.mail_message_id
        Ticket = self.env["helpdesk.ticket"]
        link = self.env["whatsapp.inbox.document.link"]
        links = link.search(
            [("message_id", "=", mail.id), ("model", "=", Ticket._name)]
        )
        chosen = Ticket.browse(links.mapped("res_id")).exists()
        told = Ticket.with_context(active_test=False).search(
            [
                ("whatsapp_conversation_ids", "in", message.conversation_id.ids),
                ("whatsapp_transcript_id", "!=", False),
            ]
        )
        told = told.filtered(lambda t: t.whatsapp_transcript_id.id >= mail.id)
        # where the message itself is shown, its copy has the file
        Copy = self.env["whatsapp.inbox.ticket.copy"]
        shown = Copy.search([("message_id", "=", mail.id)]).ticket_id
        return (chosen | told.sorted(lambda t: t.whatsapp_transcript_id.id)[:1]) - shown

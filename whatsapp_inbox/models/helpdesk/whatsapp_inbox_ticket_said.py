from odoo import models


class WhatsappInboxTicketSaid(models.AbstractModel):
    """Messages that tickets are made of."""

    _name = "whatsapp.inbox.ticket.said.mixin"
    _description = "Messages of Tickets"

    def _whatsapp_conversations(self):
        """:return: ``whatsapp.inbox.conversation``s that they were said in"""
        # sudo: of messages that one may read
        said = self.env["whatsapp.inbox.message"].sudo()
        found = said.search([("mail_message_id", "in", self.ids)])
        return found.conversation_id.sudo(False)

    def _whatsapp_put_on_ticket(self, ticket):
        """Copies of their files are on it, too."""
        # sudo: files of messages that one may read
        for file in self.sudo().attachment_ids.sorted("id"):
            copy = file.copy({"res_model": ticket._name, "res_id": ticket.id})
            if file.voice_ids:
                copy._set_voice_metadata()

from odoo import api, models

from ..whatsapp_inbox_message import ABOUT_OTHERS

#: Of what the customer does not have.
TROUBLE = ("failed", "unknown", "withdrawn")


class WhatsappInboxTicketTransport(models.AbstractModel):
    """Messages of WhatsApp, in or out, and what becomes of them: tickets show it.

    A bridge inherits it on ``whatsapp.inbox.message``. Notes have no such record, and
    so never come here.
    """

    _name = "whatsapp.inbox.ticket.transport.mixin"
    _description = "WhatsApp Message for Tickets"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._for_tickets()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if (
            vals.get("edited_at")
            or vals.get("revoked_at")
            or vals.get("media_state") == "done"
            or vals.get("state") in TROUBLE
        ):
            self.env["whatsapp.inbox.ticket.copy"]._renew(self.mail_message_id)
        return result

    def _for_tickets(self):
        said = self.filtered(
            lambda m: (
                m.mail_message_id
                and m.channel_id
                and m.origin != "history"
                and m.message_type not in (*ABOUT_OTHERS, "system")
            )
        )
        if said:
            self.env["whatsapp.inbox.ticket.copy"]._note(said)

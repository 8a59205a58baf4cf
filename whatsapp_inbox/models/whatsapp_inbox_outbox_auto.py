from odoo import models


class WhatsappInboxOutbox(models.AbstractModel):
    """Automatic texts that have waited too long are not sent."""

    _inherit = "whatsapp.inbox.outbox"

    def _prepare_deliveries(self, clients, messages, converted):
        late = messages.filtered(lambda message: message._is_late())
        late._withdraw()
        return super()._prepare_deliveries(clients, messages - late, converted)

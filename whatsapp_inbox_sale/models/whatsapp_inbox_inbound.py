from odoo import api, models


class WhatsappInboxInbound(models.AbstractModel):
    """Baskets of the WhatsApp catalogue become quotations, by a job."""

    _inherit = "whatsapp.inbox.inbound"

    @api.model
    def _heed(self, items):
        result = super()._heed(items)
        wamids = [item[0].wamid for item in items if item[0].type == "order"]
        if wamids:
            [account] = {item[2].whatsapp_account_id for item in items}
            self.env["whatsapp.inbox.basket"]._note(account, wamids)
        return result

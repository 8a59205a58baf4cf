from odoo import api, models


class WhatsappInboxStandbyEcho(models.AbstractModel):
    """What another app sent to a customer whom it answers: shown as its words, so that
    agents see both sides, and nothing else follows from it."""

    _name = "whatsapp.inbox.standby.echo"
    _inherit = "whatsapp.inbox.standby"
    _description = "WhatsApp Messages of Another App"
    _direction = "outbound"

    @api.model
    def _receive_messages(self, account, updates):
        result = super()._receive_messages(account, updates)
        # their statuses may have been faster
        self.env["whatsapp.inbox.message"]._settle_early_statuses(account)
        return result

    @api.model
    def _author_vals(self, update, channel, contact):
        owner = channel.whatsapp_owner_id
        return {"author_id": False, "email_from": owner._role_name(owner.role)}

    @api.model
    def _transport_vals(self, update):
        return {
            **super()._transport_vals(update),
            "origin": "app",
            "state": "sent",
            "sent_at": update.timestamp,
        }

    @api.model
    def _note_said(self, items, conversations):
        """It opens no window, and tells no more about who answers."""

    @api.model
    def _note_reacted(self, channel, update):
        """Another app's reaction opens no window."""

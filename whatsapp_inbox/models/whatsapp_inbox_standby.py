from odoo import api, models


class WhatsappInboxStandby(models.AbstractModel):
    """Messages of customers whom another app answers (Meta's page: webhooks/standby).

    The way of a received message, but nobody is asked: no conversation is opened, no
    member called, nothing left unread where nothing was.
    """

    _name = "whatsapp.inbox.standby"
    _inherit = "whatsapp.inbox.inbound"
    _description = "WhatsApp Messages for Another App"
    _silent = True

    @api.model
    def _conversations(self, channels):
        return self.env["whatsapp.inbox.conversation"]._at_hand(channels)

    @api.model
    def _note_said(self, items, conversations):
        """The customer wrote to this number, so the window is open for us, too."""
        for update, _contact, channel in items:
            conversations[channel]._extend_window(update.timestamp)
        self.env["whatsapp.inbox.thread.owner"]._note_other(items)

    @api.model
    def _publish(self, channels, mails):
        result = super()._publish(channels, mails)
        self._leave_nothing_unread(mails)
        return result

    @api.model
    def _push(self, last):
        """Nobody is called: another app answers."""

    @api.model
    def _leave_nothing_unread(self, mails):
        """For whoever had read all that came before these messages."""
        # sudo: the counters of members; core tells each of them
        members = self.env["discuss.channel.member"].sudo()
        members = members.search([("channel_id", "in", mails.mapped("res_id"))])
        members.invalidate_recordset(["message_unread_counter"])
        by_channel = mails.grouped("res_id")
        for member in members:
            own = by_channel[member.channel_id.id]
            if member.message_unread_counter <= len(own):
                member._set_new_message_separator(max(own.ids) + 1)

from odoo import api, fields, models


class WhatsappInboxReceipt(models.Model):
    """A read receipt or typing indicator that waits for the outbox.

    They are worth nothing later, so they are tried once and forgotten. Of several that
    wait in one thread a single one is sent: to keep one row of each thread would have
    agents who read and type at the same time meet there.
    """

    _name = "whatsapp.inbox.receipt"
    _description = "WhatsApp Read Receipt"
    _order = "id"

    channel_id = fields.Many2one("discuss.channel", required=True, ondelete="cascade")
    wamid = fields.Char(required=True)
    typing = fields.Boolean()

    @api.model
    def _queue(self, channel, wamid, typing=False):
        """Ask the outbox to mark ``wamid`` read (and show that we type)."""
        self.create({"channel_id": channel.id, "wamid": wamid, "typing": typing})
        self.env["whatsapp.inbox.outbox"]._wake()

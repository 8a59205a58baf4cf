from odoo import api, fields, models
from odoo.tools import SQL


class WhatsappInboxReceipt(models.Model):
    """A read receipt or typing indicator that waits for the outbox, one a thread.

    They are worth nothing later, so they are tried once and forgotten.
    """

    _name = "whatsapp.inbox.receipt"
    _description = "WhatsApp Read Receipt"

    channel_id = fields.Many2one("discuss.channel", required=True, ondelete="cascade")
    wamid = fields.Char(required=True)
    typing = fields.Boolean()

    _channel_unique = models.UniqueIndex("(channel_id)")

    @api.model
    def _queue(self, channel, wamid, typing=False):
        """Ask the outbox to mark ``wamid`` read (and show that we type)."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO whatsapp_inbox_receipt
                    (channel_id, wamid, typing, create_date, write_date)
                VALUES (%(channel)s, %(wamid)s, %(typing)s, %(now)s, %(now)s)
                ON CONFLICT (channel_id) DO UPDATE
                   SET wamid = EXCLUDED.wamid,
                       typing = whatsapp_inbox_receipt.typing OR EXCLUDED.typing
                """,
                channel=channel.id,
                wamid=wamid,
                typing=typing,
                now=fields.Datetime.now(),
            )
        )
        self.env["whatsapp.inbox.outbox"]._wake()

from odoo import models

from .whatsapp_inbox_queue import SUBCHANNEL

#: Asked for by browsers that have the queue open, with the companies switched on
#: there: "whatsapp_inbox.queue_1,3".
QUEUE = "whatsapp_inbox.queue_"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        asked = [c for c in channels if isinstance(c, str) and c.startswith(QUEUE)]
        if asked:
            channels = [c for c in channels if c not in asked]
            company_ids = {
                int(word)
                for name in asked
                for word in name.removeprefix(QUEUE).split(",")
                if word.isdecimal()
            }
            channels += [
                (record, SUBCHANNEL)
                for record in self.env["whatsapp.inbox.conversation"]._queue_channels(
                    company_ids
                )
            ]
        return super()._build_bus_channel_list(channels)

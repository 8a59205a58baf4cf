from odoo import models


class MailMessage(models.Model):
    """Mails, notes and SMS of customers, for ``whatsapp.inbox.timeline``: of somebody
    with thousands of mails, the index alone tells the newest of each kind."""

    _inherit = "mail.message"

    _whatsapp_timeline_idx = models.Index(
        "(res_id, message_type, date DESC, id DESC) INCLUDE (subtype_id)"
        " WHERE model = 'res.partner'"
    )

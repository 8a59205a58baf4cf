from odoo import models


class AccountMove(models.Model):
    """Invoices are sent by WhatsApp as they are by mail."""

    _name = "account.move"
    _inherit = ["account.move", "whatsapp.inbox.document.mixin"]

from odoo import fields, models


class WhatsappInboxBenchRow(models.Model):
    _name = "whatsapp.inbox.bench.row"
    _description = "Row of the bare route"

    body = fields.Text()

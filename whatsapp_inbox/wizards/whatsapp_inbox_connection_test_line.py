from odoo import fields, models


class WhatsappInboxConnectionTestLine(models.TransientModel):
    _name = "whatsapp.inbox.connection.test.line"
    _description = "WhatsApp Connection Test Result"

    test_id = fields.Many2one(
        "whatsapp.inbox.connection.test", required=True, ondelete="cascade"
    )
    name = fields.Char(readonly=True)
    state = fields.Selection(
        [("ok", "Works"), ("warning", "To check"), ("failed", "Broken")], readonly=True
    )
    detail = fields.Text(readonly=True)
    advice = fields.Text("What To Do", readonly=True)

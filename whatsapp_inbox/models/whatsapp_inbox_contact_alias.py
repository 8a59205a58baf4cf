from odoo import fields, models


class WhatsappInboxContactAlias(models.Model):
    """One name by which WhatsApp may call a contact."""

    _name = "whatsapp.inbox.contact.alias"
    _description = "WhatsApp Contact Alias"
    _order = "id"
    _rec_name = "value"

    contact_id = fields.Many2one(
        "whatsapp.inbox.contact", required=True, index=True, ondelete="cascade"
    )
    scope = fields.Char(
        required=True, help="Company and business portfolio, see the account."
    )
    kind = fields.Selection(
        [
            ("phone", "Phone"),
            ("wa_id", "WhatsApp ID"),
            ("bsuid", "Business-scoped user ID"),
            ("parent_bsuid", "Parent business-scoped user ID"),
            ("group", "Group"),
        ],
        required=True,
    )
    value = fields.Char(required=True)

    _value_unique = models.UniqueIndex("(scope, value, kind)")

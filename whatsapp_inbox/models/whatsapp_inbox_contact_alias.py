from odoo import fields, models

from ..tools import phone as phone_tools


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
    former = fields.Boolean(
        readonly=True,
        help="Theirs before: by an id they are still known, by a number no more. "
        "Nothing is ever sent to it.",
    )

    bsuid = fields.Char(
        "Named With",
        readonly=True,
        help="Of a number: the business-scoped user id that it was last named with. "
        "WhatsApp makes a new id when the number changes.",
    )

    # a number is one contact's today, and may have been others' before
    _value_unique = models.UniqueIndex(
        "(scope, value, kind, (CASE WHEN former AND kind IN ('wa_id', 'phone')"
        " THEN contact_id ELSE 0 END))"
    )

    def _is_number(self, number):
        """:param number: E.164, or False"""
        return phone_tools.to_e164(self.value) == number

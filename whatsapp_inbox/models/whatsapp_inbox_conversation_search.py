import re

from odoo import fields, models
from odoo.fields import Domain

#: Of a common name; who finds so many writes more of it.
MAX_CONTACTS = 2000


class WhatsappInboxConversation(models.Model):
    """Conversations are found by what agents know of a customer."""

    _inherit = "whatsapp.inbox.conversation"

    customer = fields.Char(
        "Name or Number", compute="_compute_customer", search="_search_customer"
    )

    def _compute_customer(self):
        for conversation in self:
            conversation.customer = conversation.contact_id.display_name

    def _search_customer(self, operator, value):
        """Customers first, by their indexes, then their conversations: in one query
        PostgreSQL reads all conversations in their order and looks at each customer.
        """
        if operator not in ("ilike", "=ilike", "like", "=like", "="):
            return NotImplemented
        domain = Domain.OR(
            Domain(name, operator, value) for name in ("name", "username", "phone")
        )
        number = re.sub(r"[\s().-]", "", value)
        if number.lstrip("+").isdigit():
            domain |= Domain("phone", operator, number)
        # sudo: which of their conversations are found is up to the rules of these
        contacts = self.env["whatsapp.inbox.contact"].sudo()
        ids = list(contacts._search(domain, limit=MAX_CONTACTS, order="id desc"))
        partners = (
            self.env["res.partner"]
            .sudo()
            ._search(Domain("complete_name", operator, value), limit=MAX_CONTACTS)
        )
        return Domain("contact_id", "in", ids) | Domain(
            "partner_id", "in", list(partners)
        )

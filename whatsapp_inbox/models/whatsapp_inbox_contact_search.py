from odoo import api, fields, models

from ..tools.identity import NUMBERS
from ..tools.search_text import folded


class WhatsappInboxContact(models.Model):
    """All names by which a customer may be looked for, in one place."""

    _inherit = "whatsapp.inbox.contact"

    search_text = fields.Text(
        compute="_compute_search_text", store=True, index="trigram", compute_sudo=True
    )

    @api.depends(
        "name",
        "username",
        "phone",
        "partner_id.complete_name",
        "alias_ids.kind",
        "alias_ids.value",
    )
    def _compute_search_text(self):
        for contact in self:
            numbers = contact.alias_ids.filtered(lambda alias: alias.kind in NUMBERS)
            names = [
                contact.partner_id.complete_name,
                contact.name,
                contact.username and f"@{contact.username} {contact.username}",
                contact.phone,
                *numbers.mapped("value"),
            ]
            once = dict.fromkeys(folded(name).lstrip("+") for name in names if name)
            contact.search_text = " " + " ".join(once)

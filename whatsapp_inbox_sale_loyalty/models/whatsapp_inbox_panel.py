from odoo import api, fields, models
from odoo.fields import Domain

#: Cards that are shown.
SHOWN = 5


class WhatsappInboxPanel(models.AbstractModel):
    """Loyalty cards, gift cards and coupons of the customer and their company."""

    _inherit = "whatsapp.inbox.panel"

    @api.model
    def _sections(self, thread):
        sections = super()._sections(thread)
        partner = thread._whatsapp_partner()
        if partner.has_access("read") and self.env["loyalty.card"].has_access("read"):
            sections["loyalty"] = {
                "title": self.env._("Loyalty"),
                "sequence": 47,
                "folded": True,
            }
        return sections

    @api.model
    def _section_loyalty(self, thread):
        """:return: ``cards``: those that are still worth something, the most recent
        first; ``more``: whether there are others"""
        cards = self.env["loyalty.card"].search(
            self._worth(thread._whatsapp_partner()), order="id desc", limit=SHOWN + 1
        )
        return {
            "cards": [
                {
                    "id": card.id,
                    "program": card.program_id.name,
                    "points": card.points_display,
                    "code": card.code,
                    "expires": fields.Date.to_string(card.expiration_date),
                }
                for card in cards[:SHOWN]
            ],
            "more": len(cards) > SHOWN,
        }

    @api.model
    def _worth(self, partner):
        """:return: domain of what the person or their company may still use"""
        people = self.env["whatsapp.inbox.timeline"]._people(partner)
        today = fields.Date.context_today(self)
        return (
            Domain("partner_id", "in", people.ids)
            & Domain("points", ">", 0)
            & (
                Domain("expiration_date", "=", False)
                | Domain("expiration_date", ">=", today)
            )
        )

from odoo import api, models

from .whatsapp_inbox_basket import OPEN

#: Baskets that wait for a decision; who has more has a reason.
SHOWN = 5


class WhatsappInboxPanel(models.AbstractModel):
    """Quotations that were made of catalogue orders, until they are decided."""

    _inherit = "whatsapp.inbox.panel"

    @api.model
    def _sections(self, thread):
        sections = super()._sections(thread)
        waits = "orders" in sections and thread.whatsapp_basket_waits
        if waits and self._baskets(thread, 1):
            sections["baskets"] = {
                "title": self.env._("Catalogue Orders"),
                "sequence": 15,
            }
        return sections

    @api.model
    def _baskets(self, thread, limit):
        """Under the rights on the quotations."""
        Basket = self.env["whatsapp.inbox.basket"]
        if not Basket.has_access("read"):
            return Basket
        return Basket.search(
            [
                ("channel_id", "=", thread.id),
                ("order_id", "any", [("state", "in", OPEN)]),
            ],
            limit=limit,
        )

    @api.model
    def _section_baskets(self, thread):
        """:return: ``baskets``: list of id and name of the quotation, amount, currency,
        lines about what to look at, whether this user may confirm it"""
        return {
            "baskets": [
                {
                    "id": basket.order_id.id,
                    "name": basket.order_id.name,
                    "amount": basket.order_id.amount_total,
                    "currency": basket.order_id.currency_id.id,
                    "summary": basket._summary(),
                    "findings": [
                        basket._finding_words(finding)
                        for finding in basket.findings or ()
                    ],
                    "may_confirm": basket.order_id.has_access("write"),
                }
                for basket in self._baskets(thread, SHOWN)
            ]
        }

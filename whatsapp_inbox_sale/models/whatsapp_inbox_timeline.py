from odoo import api, models
from odoo.tools import formatLang


class WhatsappInboxTimeline(models.AbstractModel):
    """Orders and invoices have their place in the history of the customer."""

    _inherit = "whatsapp.inbox.timeline"

    @api.model
    def _sources(self):
        sources = super()._sources()
        if self.env["sale.order"].has_access("read"):
            sources["order"] = (self.env._("Orders"), "fa-shopping-cart")
        if self.env["account.move"].has_access("read"):
            sources["invoice"] = (self.env._("Invoices"), "fa-file-text-o")
        return sources

    @api.model
    def _source_order(self, people, find):
        orders = find(
            self.env["sale.order"], [("partner_id", "in", people.ids)], "date_order"
        )
        return [
            (order, order.date_order, order.partner_id, self._document_row(order))
            for order in orders
        ]

    @api.model
    def _source_invoice(self, people, find):
        moves = find(
            self.env["account.move"],
            [
                ("partner_id", "in", people.ids),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
            "create_date",
        )
        return [
            (move, move.create_date, move.partner_id, self._document_row(move))
            for move in moves
        ]

    @api.model
    def _document_row(self, document):
        field = document._fields["state"]
        state = dict(field._description_selection(self.env))[document.state]
        amount = formatLang(
            self.env, document.amount_total, currency_obj=document.currency_id
        )
        return {
            "title": document.display_name,
            "text": f"{amount} · {state}",
            "record": self._record(document),
        }

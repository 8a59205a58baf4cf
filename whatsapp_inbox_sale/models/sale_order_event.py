from odoo import models
from odoo.tools import format_date, formatLang


class SaleOrder(models.Model):
    """Customers are told that a quotation was sent, and that an order is confirmed."""

    _name = "sale.order"
    _inherit = ["sale.order", "whatsapp.inbox.sale.event"]

    def write(self, vals):
        state = vals.get("state")
        changed = self.filtered(lambda order: state and order.state != state)
        result = super().write(vals)
        if changed:
            changed._whatsapp_state_changed(state)
        return result

    def _whatsapp_state_changed(self, state):
        if event := {"sent": "quotation", "sale": "order"}.get(state):
            self.env["whatsapp.inbox.document.event"]._note(event, self)
        # sudo: whoever decides about the quotation
        Basket = self.env["whatsapp.inbox.basket"].sudo()
        Basket.search([("order_id", "in", self.ids)])._note_decided()

    def _whatsapp_event_facts(self):
        date = self.validity_date or self.date_order
        return {
            "document": self.name,
            "amount": formatLang(
                self.env, self.amount_total, currency_obj=self.currency_id
            ),
            "date": format_date(self.env, date),
            "link": self.get_base_url() + self.get_portal_url(),
        }

    def _whatsapp_event_choices(self, event):
        if event != "quotation" or not self.company_id.whatsapp_quotation_confirm:
            return []
        payload = self.env["whatsapp.inbox.tap"]._payload("confirm_order", self)
        return [(payload, self.env._("Confirm"), "")]

    def _whatsapp_event_is_over(self, event):
        states = {"quotation": "sent", "order": "sale"}
        if self.state != states.get(event):
            return True
        return event == "quotation" and self._whatsapp_event_told_by_hand(event)

    def _whatsapp_event_content(self):
        """What the customer agrees to."""
        return (
            self.partner_id.id,
            self.currency_id.id,
            round(self.amount_total, 6),
            [
                (
                    line.product_id.id,
                    line.name,
                    round(line.product_uom_qty, 6),
                    round(line.price_unit, 6),
                    round(line.discount, 6),
                )
                for line in self.order_line.sorted(
                    lambda line: (line.sequence, line.id)
                )
            ],
        )

from odoo import api, models
from odoo.tools import format_date

#: Invoices with something to pay.
OPEN = ("not_paid", "partial")


class WhatsappInboxPlaceholder(models.AbstractModel):
    """The customer's last order and oldest open invoice, of those that the agent may
    read; or the one that is being sent."""

    _inherit = "whatsapp.inbox.placeholder"

    @api.model
    def _placeholders(self):
        env = self.env
        order, invoice = env._("Order"), env._("Invoice")
        return {
            **super()._placeholders(),
            "order.name": (env._("Number"), order, "S00042"),
            "order.state": (env._("Status"), order, env._("Quotation Sent")),
            "order.date": (env._("Date"), order, "02/03/2026"),
            "order.amount": (env._("Amount"), order, "121.00 €"),
            "order.portal_link": (
                env._("Link to the portal"),
                order,
                "https://example.com/my/orders/42",
            ),
            "invoice.name": (env._("Number"), invoice, "INV/2026/00007"),
            "invoice.amount_due": (env._("Amount due"), invoice, "121.00 €"),
            "invoice.payment_link": (
                env._("Payment link"),
                invoice,
                "https://example.com/my/invoices/7",
            ),
        }

    def _whatsapp_document(self, model):
        """:return: the document of this model that is being sent, or nothing"""
        document = self.env.context.get("whatsapp_document") or ("", 0)
        if document[0] != model:
            return self.env[model]
        return self.env[model].browse(document[1])._filtered_access("read")

    def _whatsapp_last(self, model, partner, domain, order):
        if document := self._whatsapp_document(model):
            return document
        if not partner:
            return self.env[model]
        family = [("partner_id", "child_of", partner.commercial_partner_id.ids)]
        return self.env[model].search(family + domain, order=order, limit=1)

    def _last_order(self, partner):
        domain = [("state", "!=", "cancel")]
        order = "date_order desc, id desc"
        return self._whatsapp_last("sale.order", partner, domain, order)

    def _open_invoice(self, partner):
        domain = [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", OPEN),
        ]
        order = "invoice_date_due, id"
        return self._whatsapp_last("account.move", partner, domain, order)

    # -- one method for each ----------------------------------------------------------

    def _value_order_name(self, _conversation, partner):
        return self._last_order(partner).name

    def _value_order_state(self, _conversation, partner):
        order = self._last_order(partner)
        states = order._fields["state"]._description_selection(self.env)
        return dict(states).get(order.state)

    def _value_order_date(self, _conversation, partner):
        order = self._last_order(partner)
        return order and format_date(self.env, order.date_order)

    def _value_order_amount(self, _conversation, partner):
        order = self._last_order(partner)
        return order and order.currency_id.format(order.amount_total)

    def _value_order_portal_link(self, _conversation, partner):
        order = self._last_order(partner)
        return order and order._whatsapp_portal_link()

    def _value_invoice_name(self, _conversation, partner):
        return self._open_invoice(partner).name

    def _value_invoice_amount_due(self, _conversation, partner):
        move = self._open_invoice(partner)
        return move and move.currency_id.format(move.amount_residual)

    def _value_invoice_payment_link(self, _conversation, partner):
        move = self._open_invoice(partner)
        return move and move._whatsapp_payment_link()[0]

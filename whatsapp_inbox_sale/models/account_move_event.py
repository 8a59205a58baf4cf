from odoo import models
from odoo.tools import format_date, formatLang


class AccountMove(models.Model):
    """Customers are told that an invoice is there, and that it is paid."""

    _name = "account.move"
    _inherit = ["account.move", "whatsapp.inbox.sale.event"]

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        if invoices:
            self.env["whatsapp.inbox.document.event"]._note("invoice", invoices)
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.amount_total
        )
        if invoices:
            self.env["whatsapp.inbox.document.event"]._note("payment", invoices)
        return result

    def _whatsapp_event_people(self):
        """An invoice for a company: whoever ordered."""
        orders = self.invoice_line_ids.sale_line_ids.order_id
        return super()._whatsapp_event_people() | orders.partner_id

    def _whatsapp_event_facts(self):
        return {
            "document": self.name,
            "amount": formatLang(
                self.env, self.amount_total, currency_obj=self.currency_id
            ),
            "date": format_date(self.env, self.invoice_date_due or self.invoice_date),
            "link": self.get_base_url() + self.get_portal_url(),
        }

    def _whatsapp_event_is_over(self, event):
        if self.state != "posted":
            return True
        if event == "payment":
            return self.payment_state not in ("paid", "in_payment")
        return self._whatsapp_event_told_by_hand(event)

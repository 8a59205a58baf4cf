from odoo import models


class SaleOrder(models.Model):
    """Quotations and orders are sent by WhatsApp as they are by mail."""

    _name = "sale.order"
    _inherit = ["sale.order", "whatsapp.inbox.sale.document"]

    def _whatsapp_document_name(self):
        # Odoo's own type_name is kept in the language in which it was read first
        own = self.with_context(lang=self._whatsapp_lang())
        if self.state == "sale":
            return own.env._("Order %s", self.name)
        return own.env._("Quotation %s", self.name)

    def _whatsapp_report(self):
        return self.env.ref("sale.action_report_saleorder")

    def _whatsapp_refusal(self, kind="file"):
        if self.state == "cancel":
            return self.env._(
                "%s is cancelled. Set it back to a quotation to send it.", self.name
            )
        return super()._whatsapp_refusal(kind)

    def _whatsapp_mark_sent(self):
        # sudo: as Odoo does when its mail leaves; told of by the note about it
        drafts = self.sudo().filtered(lambda order: order.state == "draft")
        drafts.with_context(tracking_disable=True).write({"state": "sent"})
        return super()._whatsapp_mark_sent()

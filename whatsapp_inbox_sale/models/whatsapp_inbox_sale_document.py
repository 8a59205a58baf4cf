from odoo import models
from odoo.exceptions import AccessError


class WhatsappInboxSaleDocument(models.AbstractModel):
    """What orders and invoices have in common: a page of the portal, and something to
    pay."""

    _name = "whatsapp.inbox.sale.document"
    _inherit = "whatsapp.inbox.document.mixin"
    _description = "Order or Invoice That Is Sent by WhatsApp"

    def _whatsapp_payment_link(self):
        """:return: (link, amount as text), as Odoo's wizard makes them; empty ones if
        nothing can be paid, or this user may not ask for it"""
        wizard = self.env["payment.link.wizard"]
        wizard = wizard.with_context(active_model=self._name, active_id=self.id)
        try:
            wizard = wizard.create({})
        except AccessError:
            return "", ""
        if wizard.warning_message:
            return "", ""
        return wizard.link, wizard.currency_id.format(wizard.amount)

    def _whatsapp_kinds(self):
        kinds = [*super()._whatsapp_kinds(), "portal"]
        if self._whatsapp_payment_link()[0]:
            kinds.append("payment")
        return kinds

    def _whatsapp_refusal(self, kind="file"):
        if kind == "payment" and not self._whatsapp_payment_link()[0]:
            return self.env._("Nothing can be paid for %s now.", self.display_name)
        return super()._whatsapp_refusal(kind)

    def _whatsapp_text(self, kind):
        if kind == "payment":
            own = self.with_context(lang=self._whatsapp_lang())
            link, amount = own._whatsapp_payment_link()
            return own.env._(
                "Here you can pay %(amount)s for %(document)s: %(link)s",
                amount=amount,
                document=self._whatsapp_document_name(),
                link=link,
            )
        return super()._whatsapp_text(kind)

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.whatsapp_inbox.tools.self_service import Act, Document

from .whatsapp_inbox_routing_rule import ORDER

#: Orders that may be asked about, the newest.
MOST = 50


class WhatsappInboxConversation(models.Model):
    """Where an order is, told to who has a second proof (``tools.self_service``)."""

    _inherit = "whatsapp.inbox.conversation"

    def _service_orders(self):
        """Orders of the customer and of their commercial entity, in this company."""
        # sudo: the number they write from is the first proof; what is told of these
        # asks for a second
        partner = self.contact_id.sudo().partner_id._origin
        Order = self.env["sale.order"].sudo()
        if not partner or self.contact_id.is_group:
            return Order
        family = Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
        return Order.search(
            Domain("partner_id", "any", family)
            & Domain("company_id", "=", self.account_id._origin.company_id.id)
            & Domain("state", "in", ("sent", "sale")),
            order="date_order desc, id desc",
            limit=MOST,
        )

    def _service_documents(self, name):
        if name != ORDER:
            return super()._service_documents(name)
        return [self._service_document(order) for order in self._service_orders()]

    def _service_document(self, order):
        addresses = order.partner_shipping_id | order.partner_id
        return Document(
            order.id,
            tuple(filter(None, (order.name, order.client_order_ref))),
            tuple(filter(None, addresses.mapped("zip"))),
        )

    def _service_words(self, name, act, found):
        if name != ORDER:
            return super()._service_words(name, act, found)
        if act == Act.ANSWER:
            # sudo: both proofs are there
            orders = self.env["sale.order"].sudo().browse(found)
            return "\n\n".join(self._order_words(order) for order in orders)
        return {
            Act.ASK: self.env._(
                "Gladly! To find your order, write its number or the postal code it "
                "goes to."
            ),
            Act.AGAIN: self.env._(
                "Sorry, with this we find no order of yours. Write the number of the "
                "order, or the postal code it goes to."
            ),
            Act.PERSON: self.env._("One of us will look for it and answer you here."),
        }[act]

    def _order_words(self, order):
        """:return: lines about one order; a hook: deliveries say more"""
        own = order.with_context(lang=self.env.lang)
        date = format_date(own.env, own.date_order)
        if own.state != "sale":
            return self.env._(
                "Quotation %(name)s of %(date)s waits for your confirmation.",
                name=own.name,
                date=date,
            )
        return self.env._(
            "Order %(name)s of %(date)s is confirmed.", name=own.name, date=date
        )

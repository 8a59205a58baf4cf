from odoo import models
from odoo.exceptions import AccessError, UserError

#: Of quotations, which are still to be decided.
OPEN = ("draft", "sent")


class DiscussChannel(models.Model):
    """What is sold in a customer's thread, with the rights of who sells it."""

    _inherit = "discuss.channel"

    def whatsapp_quotation(self, order_id=False):
        """What a dialog over the chat needs for a quotation of this customer.

        :param order_id: an open one; False: a new one, which the dialog makes
        :raises AccessError: this user makes no quotations
        :raises UserError: why there can be none
        :return: ``resId``, ``viewId``, ``context``
        """
        thread = self._whatsapp_check_sale()
        order = order_id and thread._whatsapp_order(order_id, OPEN)
        view = "whatsapp_inbox_sale.sale_order_view_form_chat"
        return {
            "resId": order.id if order else False,
            "viewId": thread.env["ir.model.data"]._xmlid_to_res_id(view),
            "context": thread._whatsapp_sale_context(),
        }

    def whatsapp_order_again(self, order_id=False):
        """A quotation with what was ordered before, at today's prices.

        :param order_id: of this customer; False: their last order
        :return: ``id``, ``name``, and ``missing``: names of what is not sold any more
        """
        thread = self._whatsapp_check_sale()
        if order_id:
            order = thread._whatsapp_order(order_id)
        else:
            order = thread.env["sale.order"].search(
                [*thread._whatsapp_orders(), ("state", "=", "sale")],
                order="date_order desc, id desc",
                limit=1,
            )
        if not order:
            raise UserError(self.env._("This customer has ordered nothing yet."))
        context = {
            "whatsapp_channel_id": self.id,
            "default_partner_id": order.partner_id.id,
        }
        copy, missing = order.with_context(**context)._whatsapp_again()
        copy._whatsapp_told(
            self.env._(
                "With what is in %(order)s. Not sold any more: %(products)s",
                order=order.name,
                products=", ".join(missing),
            )
            if missing
            else self.env._("With what is in %s", order.name)
        )
        return {"id": copy.id, "name": copy.name, "missing": missing}

    def whatsapp_confirm_quotation(self, order_id):
        """:return: what Odoo wants to ask before it is confirmed, or True"""
        thread = self._whatsapp_check_sale()
        order = thread._whatsapp_order(order_id, OPEN)
        return order.with_context(whatsapp_channel_id=self.id).action_confirm()

    def whatsapp_cancel_quotation(self, order_id):
        """:return: the state it was in, for ``whatsapp_restore_quotation``"""
        thread = self._whatsapp_check_sale()
        order = thread._whatsapp_order(order_id, OPEN)
        before = order.state
        order.with_context(whatsapp_channel_id=self.id).action_cancel()
        return before

    def whatsapp_restore_quotation(self, order_id, state):
        """Take back a cancellation.

        :param state: in which it was, ``draft`` or ``sent``
        """
        thread = self._whatsapp_check_sale()
        order = thread._whatsapp_order(order_id, ("cancel",))
        order.action_draft()
        if state == "sent":
            order.action_quotation_sent()

    # -- who may, and for whom ------------------------------------------------------

    def _whatsapp_check_sale(self):
        """:raises AccessError: this user makes no quotations, or not for this company
        :raises UserError: nobody knows who the customer is
        :return: this thread, with the company of its number as the current one"""
        self._whatsapp_check_desk()
        company = self.whatsapp_account_id.company_id
        if not self.env["sale.order"].has_access("create"):
            raise AccessError(
                self.env._(
                    "You have no rights in Sales, so you can make no quotation for "
                    "this customer. Ask an administrator, or transfer the conversation "
                    "to somebody who sells."
                )
            )
        if company not in self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "You do not work for %s, whose number this is.", company.name
                )
            )
        thread = self.with_context(allowed_company_ids=company.ids)
        partner = thread._whatsapp_partner()
        if not partner or not partner.has_access("read"):
            raise UserError(
                self.env._(
                    "Say who the customer is first: a quotation is made for a contact "
                    "that you may see."
                )
            )
        return thread

    def _whatsapp_orders(self):
        """:return: domain of the orders of the person and of their company"""
        family = self._whatsapp_partner().commercial_partner_id
        return [("partner_id.commercial_partner_id", "=", family.id)]

    def _whatsapp_order(self, order_id, states=None):
        """An order of this customer that this user may see.

        :raises UserError: there is none, or it is not in one of these states any more
        """
        domain = [("id", "=", order_id), *self._whatsapp_orders()]
        order = self.env["sale.order"].search(domain)
        if not order:
            raise UserError(
                self.env._("This is no order of this customer that you may see.")
            )
        if states and order.state not in states:
            states = dict(order._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s has changed meanwhile: %(state)s.",
                    name=order.name,
                    state=states[order.state],
                )
            )
        return order

    def _whatsapp_sale_context(self):
        """:return: context of a dialog in which this customer's quotation is made"""
        partner = self._whatsapp_partner()
        return {
            "allowed_company_ids": self.env.companies.ids,
            "default_partner_id": partner.id,
            "whatsapp_channel_id": self.id,
        }

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

#: What a copy finds out again, of today: from the customer, as Odoo does for a new one.
RENEWED = (
    "currency_id",
    "fiscal_position_id",
    "note",
    "partner_invoice_id",
    "partner_shipping_id",
    "payment_term_id",
    "pricelist_id",
    "require_payment",
    "require_signature",
    "team_id",
    "user_id",
    "validity_date",
)
RENEWED_LINE = (
    "discount",
    "linked_virtual_id",
    "price_unit",
    "tax_ids",
    "technical_price_unit",
    "virtual_id",
)


class SaleOrder(models.Model):
    """Quotations that are made beside a customer's chat. The context then has the id of
    the thread, ``whatsapp_channel_id``: what is done is told in the chatter."""

    _inherit = "sale.order"

    @api.depends("partner_id")
    def _compute_user_id(self):
        """Who sees their own orders alone would lose what they are making."""
        result = super()._compute_user_id()
        if self.env.context.get("whatsapp_channel_id") and not self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        ):
            self.filtered(lambda o: not o._origin.id).user_id = self.env.user
        return result

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._whatsapp_told(self.env._("Made in the WhatsApp chat"))
        return orders

    def action_confirm(self):
        result = super().action_confirm()
        self._whatsapp_told(self.env._("Confirmed in the WhatsApp chat"))
        return result

    def action_cancel(self):
        result = super().action_cancel()
        cancelled = self.filtered(lambda order: order.state == "cancel")
        cancelled._whatsapp_told(self.env._("Cancelled in the WhatsApp chat"))
        return result

    def action_whatsapp_send_here(self):
        """:return: action: the wizard that sends it into the chat beside which it is"""
        channel_id = self.env.context.get("whatsapp_channel_id")
        return self.action_send_whatsapp("file", channel_id)

    def _whatsapp_told(self, text):
        """Say in the chatter what this user did, if it was in a customer's chat."""
        channel_id = self.env.context.get("whatsapp_channel_id")
        if not isinstance(channel_id, int):
            return
        thread = self.env["discuss.channel"].browse(channel_id).exists()
        if not thread or not thread.has_access("read"):
            return
        link = Markup(
            '<a href="/odoo/discuss?active_id=discuss.channel_%s"'
            ' data-oe-model="discuss.channel" data-oe-id="%s">%s</a>'
        ) % (thread.id, thread.id, thread.display_name)
        for order in self:
            order.message_post(
                body=Markup("<p>%s · %s</p>") % (text, link),
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )

    def _whatsapp_again(self):
        """The same products once more: with the prices, taxes and terms of today.

        :raises UserError: none of them is sold any more
        :return: the new quotation, and the names of what could not be had
        """
        self.ensure_one()
        lines = self._get_copiable_order_lines()
        gone = lines.filtered(lambda line: line._whatsapp_is_gone())
        names = [
            line.product_id.display_name for line in gone if not line.combo_item_id
        ]
        kept = lines - gone
        if not kept.product_id:
            raise UserError(
                self.env._(
                    "Nothing of %(order)s is sold any more: %(products)s.",
                    order=self.name,
                    products=", ".join(names),
                )
                if names
                else self.env._("There is nothing in %s.", self.name)
            )
        [values] = self.copy_data({"order_line": []})
        values = {name: values[name] for name in values.keys() - set(RENEWED)}
        copy = self.create(values)
        copy._whatsapp_add_again(kept)
        return copy, names

    def _whatsapp_add_again(self, lines):
        """Odoo asks the line of a combination for the prices of its parts: they come
        after it.

        :param lines: of another order
        """
        made = {}
        parts = lines.filtered("linked_line_id")
        for some in (lines - parts, parts):
            values = [
                {name: copy[name] for name in copy.keys() - set(RENEWED_LINE)}
                for copy in some.copy_data()
            ]
            for line, own in zip(some, values, strict=True):
                linked = made.get(line.linked_line_id)
                own.update(order_id=self.id, linked_line_id=linked and linked.id)
            made.update(zip(some, self.order_line.create(values), strict=True))

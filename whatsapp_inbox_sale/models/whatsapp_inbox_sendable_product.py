from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.whatsapp_inbox.models.discuss_channel_post import CAPTION_LIMIT
from odoo.addons.whatsapp_inbox.tools import sendables, text_format

MAX_PRODUCTS = 8


def _check_product(content, text):
    if not text.strip():
        yield sendables.Problem("body", "missing")
    if len(text) > CAPTION_LIMIT:
        yield sendables.Problem("body", "long", CAPTION_LIMIT)


sendables.CHECKS["product"] = _check_product


class WhatsappInboxSendable(models.AbstractModel):
    """A product: its picture, with name, price and link as the caption."""

    _inherit = "whatsapp.inbox.sendable"

    def _read_product(self, channel, given):
        thread = channel._whatsapp_check_sale()
        product = thread.env["product.product"].browse(int(given["product_id"]))
        if not product.exists():
            raise UserError(self.env._("This product is no longer there."))
        product.check_access("read")
        return {"product_id": product.id}

    def _preview(self, content, text):
        if content["type"] != "product":
            return super()._preview(content, text)
        product = self.env["product.product"].browse(content["product_id"])
        body = Markup(text_format.to_html(text))
        if product._whatsapp_picture():
            picture = Markup(
                '<img src="/web/image/product.product/%s/image_512" alt="" width="256"'
                ' class="d-block mw-100 rounded mb-1"/>'
            )
            body = picture % product.id + body
        return {"header": "", "body": body, "footer": "", "taps": [], "sections": []}

    @api.model
    def _products(self, channel, term="", ids=None):
        """What may be shown to this customer, as the browser lists it.

        :param channel: of ``_whatsapp_check_sale``
        :param ids: of products, instead of a search
        :return: dicts of ``id``, ``name``, ``details``, ``text`` of its card
        :rtype: list
        """
        partner = channel._whatsapp_partner()
        domain = [
            ("sale_ok", "=", True),
            ("company_id", "in", (False, self.env.company.id)),
        ]
        Product = channel.env["product.product"].with_context(
            whatsapp_pricelist_id=partner.property_product_pricelist.id
        )
        if ids:
            found = Product.search([("id", "in", ids), *domain])
        elif term:
            rows = Product.name_search(term, domain, limit=MAX_PRODUCTS)
            found = Product.browse([row[0] for row in rows])
        else:
            found = Product.search(domain, limit=MAX_PRODUCTS)
        facts = found._whatsapp_facts() if found else {}
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "details": facts[product.id],
                "text": product._whatsapp_card(partner),
            }
            for product in found
        ]

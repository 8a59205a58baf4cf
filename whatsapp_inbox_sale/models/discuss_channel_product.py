import base64

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.whatsapp_inbox.models.discuss_channel import is_whatsapp

EXTENSIONS = {"image/png": "png", "image/webp": "webp", "image/gif": "gif"}


class DiscussChannel(models.Model):
    """Products that are shown to customers."""

    _inherit = "discuss.channel"

    def message_post(self, *, whatsapp_content=None, **kwargs):
        is_product = (
            isinstance(whatsapp_content, dict)
            and whatsapp_content.get("type") == "product"
            and is_whatsapp(self)
            and self._whatsapp_leaves(kwargs)
        )
        if not is_product:
            return super().message_post(whatsapp_content=whatsapp_content, **kwargs)
        Sendable = self.env["whatsapp.inbox.sendable"]
        content = Sendable._content(self, whatsapp_content)
        text = str(kwargs.get("body") or "")
        if problems := Sendable._problems(content, text):
            raise UserError("\n".join(sentence for _field, sentence in problems))
        product = self.env["product.product"].browse(content["product_id"])
        if picture := product._whatsapp_picture():
            picture = base64.b64decode(picture)
            extension = EXTENSIONS.get(guess_mimetype(picture), "jpg")
            name = f"{product.display_name}.{extension}".replace("/", "_")
            kwargs["attachments"] = [(name, picture)]
        message = super().message_post(**kwargs)
        self.env["whatsapp.inbox.document.link"]._link(message, product)
        return message

    def whatsapp_products(self, term=""):
        """:return: see ``whatsapp.inbox.sendable``"""
        thread = self._whatsapp_check_sale()
        return thread.env["whatsapp.inbox.sendable"]._products(thread, term)

    def whatsapp_product(self, product_id):
        """:return: the same of one product
        :raises UserError: it is not sold"""
        thread = self._whatsapp_check_sale()
        Sendable = thread.env["whatsapp.inbox.sendable"]
        if found := Sendable._products(thread, ids=[product_id]):
            return found[0]
        raise UserError(self.env._("This product is no longer there."))

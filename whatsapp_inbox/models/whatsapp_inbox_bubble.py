import json

from markupsafe import Markup, escape

from odoo import api, models

from ..tools import phone, text_format
from ..tools.identity import shared_number
from ..tools.updates import EchoedMessage


class WhatsappInboxBubble(models.AbstractModel):
    """How a received message looks in its thread: safe HTML, in the language of the
    environment. All that a customer wrote is escaped."""

    _name = "whatsapp.inbox.bubble"
    _description = "WhatsApp Message Bubble"

    @api.model
    def _render(self, update):
        """The bubble of one message.

        ``_body_<type>`` for each type that is not plain text; a type without one
        is shown as unsupported, its payload being kept.

        :param update: ``tools.payload.InboundMessage``
        """
        render = getattr(self, f"_body_{update.type}", None)
        body = render(update) if render else self._body_unsupported(update)
        for line in (self._advert_line(update), self._product_line(update)):
            if line:
                body = Markup("%s<br/>%s") % (line, body)
        if update.group_id:
            who = update.identity.name or phone.international(
                phone.to_e164(update.identity.wa_id)
            )
            body = Markup("<b>%s</b><br/>%s") % (who, body)
        return body

    @api.model
    def _revoked(self, direction):
        """In place of a message that its author deleted."""
        if direction == "inbound":
            text = self.env._("The customer deleted this message.")
        else:
            text = self.env._("This message was deleted on the phone.")
        return (
            Markup(
                '<em class="o_whatsapp_inbox_revoked"><i class="fa fa-ban"></i> %s</em>'
            )
            % text
        )

    @api.model
    def _caption(self, media):
        """Beside a file that is there."""
        return Markup(text_format.to_html((media or {}).get("caption") or ""))

    @api.model
    def _body_text(self, update):
        return Markup(text_format.to_html(update.text))

    def _advert_line(self, update):
        """The ad that the customer came from (Meta's page: messages/text, referral)."""
        advert = update.referral
        if not advert:
            return ""
        title = advert.get("headline") or advert.get("source_url")
        title = str(title or self.env._("an advertisement"))
        label = self.env._("Came from %s", title)
        return Markup('<small class="o_whatsapp_inbox_origin">📣 %s</small>') % label

    def _product_line(self, update):
        """The product of the catalogue that the customer asks about."""
        context = update.raw.get("context")
        product = isinstance(context, dict) and context.get("referred_product")
        if not isinstance(product, dict) or not product.get("product_retailer_id"):
            return ""
        label = self.env._("About product %s", str(product["product_retailer_id"]))
        return Markup('<small class="o_whatsapp_inbox_origin">🏷️ %s</small>') % label

    @api.model
    def _media_body(self, update, icon, label):
        """Shown until the file is there, and to whom the browser shows no file."""
        caption = Markup(text_format.to_html(update.text)) if update.text else ""
        line = Markup('<span class="o_whatsapp_inbox_media">%s %s</span>') % (
            icon,
            label,
        )
        return Markup("%s<br/>%s") % (line, caption) if caption else line

    def _body_image(self, update):
        return self._media_body(update, "📷", self.env._("Photo"))

    def _body_video(self, update):
        return self._media_body(update, "🎬", self.env._("Video"))

    def _body_audio(self, update):
        if update.media and update.media.voice:
            return self._media_body(update, "🎤", self.env._("Voice message"))
        return self._media_body(update, "🎵", self.env._("Audio"))

    def _body_document(self, update):
        name = update.media and update.media.filename
        return self._media_body(update, "📄", name or self.env._("Document"))

    def _body_sticker(self, update):
        return self._media_body(update, "🏷️", self.env._("Sticker"))

    def _body_media_placeholder(self, update):
        """Of an imported message that was a file; Meta gives those of two weeks."""
        return self._media_body(update, "📎", self.env._("File, not imported"))

    def _body_location(self, update):
        return self._place(update.location or {}) or self._body_unsupported(update)

    @api.model
    def _place(self, place):
        """:return: "" if the coordinates are none"""
        try:
            point = f"{float(place['latitude']):.6f},{float(place['longitude']):.6f}"
        except (KeyError, TypeError, ValueError):
            return ""
        lines = [str(place[key]) for key in ("name", "address") if place.get(key)]
        text = Markup("<br/>").join(escape(line) for line in lines)
        link = Markup(
            '<a href="https://www.openstreetmap.org/?mlat=%s&amp;mlon=%s#map=17/%s"'
            ' target="_blank" rel="noreferrer noopener">📍 %s</a>'
        ) % (
            *point.split(","),
            point.replace(",", "/"),
            self.env._("Location %s", point),
        )
        return Markup("%s<br/>%s") % (link, text) if lines else link

    def _body_contacts(self, update):
        if number := shared_number(update.contacts):
            return Markup("📱 %s <b>%s</b>") % (
                self.env._("Their phone number:"),
                phone.international(phone.to_e164(number)),
            )
        cards = [self._contact_card(card) for card in update.contacts]
        return Markup("<br/>").join(cards) or self._body_unsupported(update)

    def _contact_card(self, card):
        """Each part is shown if it has the form that Meta tells, and left out else."""
        name, company = card.get("name"), card.get("org")
        name = isinstance(name, dict) and name.get("formatted_name")
        company = isinstance(company, dict) and company.get("company")
        details = [company] if company else []
        for kind, value in (("phones", "phone"), ("emails", "email")):
            entries = card.get(kind)
            entries = entries if isinstance(entries, list) else []
            details += [e.get(value) for e in entries if isinstance(e, dict)]
        body = Markup("👤 <b>%s</b>") % str(name or self.env._("Contact"))
        lines = [escape(str(detail)) for detail in details if detail]
        return Markup("<br/>").join([body, *lines])

    def _body_button(self, update):
        return self._reply_body(update)

    def _body_interactive(self, update):
        return self._reply_body(update)

    def _reply_body(self, update):
        reply = update.reply
        if not reply or not (reply.title or reply.description):
            return self._body_unsupported(update)
        body = Markup('<span class="o_whatsapp_inbox_choice">%s</span>') % reply.title
        if reply.kind == "nfm_reply":
            return self._flow_body(body, reply.description)
        if reply.description:
            body = Markup("%s<br/><small>%s</small>") % (body, reply.description)
        return body

    def _flow_body(self, title, answers):
        """The answers of a form (a flow); what is no JSON object is shown as it is.

        :param str answers: ``response_json``
        """
        try:
            fields = json.loads(answers)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            return Markup("%s<br/><small>%s</small>") % (title, answers)
        lines = [
            Markup("<br/><small>%s: %s</small>")
            % (key, value if isinstance(value, str) else json.dumps(value))
            for key, value in fields.items()
            if key != "flow_token"  # ours, and none of the customer's answers
        ]
        return Markup("%s%s") % (title, Markup("").join(lines))

    def _body_order(self, update):
        """A basket of the WhatsApp catalogue; amounts as Meta tells them, without
        rounding (Meta's page: messages/order)."""
        order = update.raw.get("order")
        order = order if isinstance(order, dict) else {}
        items = order.get("product_items")
        items = items if isinstance(items, list) else []
        items = [item for item in items if isinstance(item, dict)]
        if not items:
            return self._body_unsupported(update)
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s %s</td></tr>")
            % tuple(
                str(item.get(key) or "")
                for key in ("product_retailer_id", "quantity", "item_price", "currency")
            )
            for item in items
        )
        table = Markup(
            '<b>🛒 %s</b><table class="o_whatsapp_inbox_order table table-sm mb-0">'
            "<thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (
            self.env._("Order"),
            self.env._("Product"),
            self.env._("Quantity"),
            self.env._("Price"),
            rows,
        )
        text = order.get("text")
        if text and isinstance(text, str):
            return Markup("%s%s") % (table, Markup(text_format.to_html(text)))
        return table

    def _body_system(self, update):
        system = update.raw.get("system")
        text = system.get("body") if isinstance(system, dict) else ""
        return Markup('<div class="o_mail_notification">%s</div>') % (
            text or self.env._("Something changed for this customer on WhatsApp.")
        )

    def _body_unsupported(self, update):
        kind = update.type or self.env._("unknown type")
        if isinstance(update, EchoedMessage) or getattr(update, "outbound", False):
            text = self.env._(
                "A message was sent from the phone app that cannot be shown here (%s).",
                kind,
            )
        elif update.type == "unsupported":  # it has no content at all
            text = self.env._(
                "The customer sent something that cannot be shown here, as WhatsApp "
                "does not pass it on. Ask them to send it in another way."
            )
        else:
            text = self.env._(
                "The customer sent a message that cannot be shown here (%s).", kind
            )
        return Markup('<em class="o_whatsapp_inbox_unsupported">%s</em>') % text

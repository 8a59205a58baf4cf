"""What a customer does with the phone: writes, reads, goes offline, changes number."""

import base64
import mimetypes

from . import numbering, samples, seed, voice, webhooks
from .phone import HIDDEN_TYPES
from .records import Message
from .webhooks import MEDIA_TYPES

ALIASES = {"voice": "audio", "button_reply": "interactive", "list_reply": "interactive"}
# keys of the control API's request that are not part of the message
CONTROL_KEYS = {
    "phone_number_id",
    "customer",
    "type",
    "data",
    "media_id",
    "mime_type",
    "filename",
    "caption",
    "reply_to",
    "forwarded",
    "timestamp",
    "voice",
    "animated",
    "notify",
}
FIXED = ("id", "wa_id", "generation", "gone")


class Customers:
    """The customers' side. `world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    def find_or_create(self, key):
        """By id, phone, BSUID or username; an unknown phone becomes a new customer.

        :raise ValueError: nothing known, and not a phone
        """
        customer = self.state.find_customer(key)
        if customer:
            return customer
        if not numbering.looks_dialable(str(key)):
            raise ValueError(f"no customer {key!r}")
        return self.create(phone=str(key))

    def create(self, **values):
        """:raise ValueError: no phone, or one that a customer has"""
        phone = numbering.digits(values.pop("phone", ""))
        if not 6 <= len(phone) <= 17:
            raise ValueError("a phone number with country code is needed")
        if self.state.customer_by_number("+" + phone):
            raise ValueError(f"+{phone} is another customer's")
        with self.state.lock:
            customer = seed.make_customer(self.state, phone=phone, **values)
            _name_who_hides(customer)
            self.state.save(customer)
        self.world.hub.publish("customers", {})
        return customer

    def recycle(self, customer, **values):
        """The number of a customer is given to somebody else, who has BSUIDs of their
        own; no webhook tells it. Nothing reaches who had it any more.

        :raise ValueError: the customer has no number
        :return: the new owner
        """
        if customer.gone:
            raise ValueError(f"{customer.id} has no number any more")
        with self.state.lock:
            customer.gone = True
            self.state.save(customer)
            owner = seed.make_customer(
                self.state, phone=customer.phone, wa_id=customer.wa_id, **values
            )
            _name_who_hides(owner)
            self.state.save(owner)
        self.world.hub.publish("customers", {})
        return owner

    def update(self, customer, **values):
        """Change fields; coming online receives what waited, a new phone is announced.

        :raise ValueError: an unknown field
        """
        phone = values.pop("phone", None)
        for name, value in values.items():
            if name not in vars(customer) or name in FIXED:
                raise ValueError(f"unknown field {name!r}")
            setattr(customer, name, value)
        _name_who_hides(customer)
        if phone and numbering.digits(phone) != customer.phone:
            self._change_number(customer, numbering.digits(phone))
        self.state.save(customer)
        if values.get("online"):
            self._receive_waiting(customer)
        self.world.hub.publish("customers", {})

    def _change_number(self, customer, phone):
        """A new phone, hence new BSUIDs; every number that knew the user is told."""
        with self.state.lock:
            old_wa_id = customer.wa_id
            known = [key[0] for key in self.state.threads if key[1] == customer.id]
            previous = {
                waba.portfolio_id: self.state.bsuid(customer, waba.portfolio_id)
                for waba in self.state.wabas.values()
            }
            if self.state.by_wa_id.get(old_wa_id) is customer:
                del self.state.by_wa_id[old_wa_id]
            customer.phone = customer.wa_id = phone
            customer.generation += 1
            customer.gone = False
            self.state.by_wa_id[phone] = customer
        for number_id in known:
            number = self.state.numbers[number_id]
            portfolio_id = self.state.waba_of(number).portfolio_id
            system = {
                "body": f"User {customer.name} changed from {old_wa_id} to {phone}",
                "type": "user_changed_number",
                "wa_id": phone,
            }
            if not self.state.shows_phone(number, customer):
                body = f"User {customer.name} changed their user id"
                system = {"body": body, "type": "user_changed_user_id"}
            system |= {
                "user_id": self.state.bsuid(customer, portfolio_id),
                "previous_user_id": previous[portfolio_id],
            }
            self.write(number, customer, "system", {"system": system})

    def _receive_waiting(self, customer):
        for message in list(self.state.messages.values()):
            if (
                message.customer_id == customer.id
                and message.direction == "outbound"
                and message.status == "sent"
                and message.type != "reaction"
            ):
                self.world.messages.deliver(message, customer)

    def read(self, number_id, customer, wamids=None):
        """The phone shows these messages (all, without `wamids`): read receipts go out.

        :return: how many became read
        """
        if not customer.read_receipts:
            return 0
        unread = [
            message
            for message in self.state.thread(number_id, customer.id)
            if message.direction == "outbound"
            and message.status in ("sent", "delivered")
            and message.type != "reaction"
            and (wamids is None or message.id in wamids)
        ]
        for message in unread:
            self.world.messages.advance(message, "read")
        return len(unread)

    # --- writing -------------------------------------------------------------

    def write(
        self,
        number,
        customer,
        type_,
        payload,
        timestamp=None,
        notify=True,
        hidden=False,
    ):
        """A message of the customer to the business; its webhook goes out.

        :param payload: {type_: {...}, "context"?: …, …} in Meta's inbound shape
        :param notify: False keeps the webhook back (as if Meta had lost it)
        :param hidden: it says something of another message and has no bubble
        :return: (Message, number of receivers)
        """
        shown = self.state.shows_phone(number, customer)
        message = Message(
            id=self.state.new_wamid(customer.wa_id if shown else "", True),
            number_id=number.id,
            customer_id=customer.id,
            direction="inbound",
            type=type_,
            payload=payload,
            timestamp=int(timestamp or self.state.now()),
            hidden=hidden or type_ in HIDDEN_TYPES,
        )
        self.state.add(message)
        if type_ == "reaction":
            self.world.messages.react(message, "customer")
        receivers = 0
        if notify and customer.id not in number.blocked:
            field, value = self.world.routing.field_and_value(
                number, customer, self.value(number, customer, message)
            )
            receivers = self.world.dispatcher.notify(
                self.state.waba_of(number), field, value, number, [message.id]
            )
        if not message.hidden:
            self.world.hub.publish("message", self.world.phone.show(message))
        return message, receivers

    def value(self, number, customer, message):
        """``value`` of the webhook of a customer's message."""
        return webhooks.inbound_value(
            self.state,
            number,
            customer,
            message,
            lambda media: self.world.media.webhook_url(media, self.world.url),
        )

    def write_request(self, number, customer, request):
        """As `write`, from the control API's or the phone page's short form.

        :param request: {type, <type>: text or Meta's object, data (base64), mime_type,
            filename, caption, reply_to, forwarded, timestamp, …}; without a file, media
            types send a small sample
        :raise ValueError: what is wrong with the request
        """
        type_, payload = self.payload(number, customer, request)
        return self.write(
            number,
            customer,
            type_,
            payload,
            request.get("timestamp"),
            request.get("notify", True),
        )

    def payload(self, number, customer, request):
        """:return: the type and Meta's payload of a short form, see `write_request`"""
        asked = request.get("type") or "text"
        type_ = ALIASES.get(asked, asked)
        payload = {k: v for k, v in request.items() if k not in CONTROL_KEYS}
        if type_ in MEDIA_TYPES:
            payload[type_] = self._media(number, asked, type_, request)
        elif type_ == "text" and not isinstance(payload.get("text"), dict):
            payload["text"] = {"body": str(payload.get("text") or "")}
        elif asked in ("button_reply", "list_reply"):
            reply = payload.pop(asked, {})
            payload["interactive"] = {"type": asked, asked: reply}
        elif type_ == "unsupported":
            payload.setdefault("errors", [webhooks.webhook_error(131051)])
        elif type_ == "reaction" and request.get("reply_to"):
            payload["reaction"] = {
                "message_id": request["reply_to"],
                **(payload.get("reaction") or {}),
            }
        context = self._context(number, customer, type_, request)
        if context:
            payload["context"] = {**context, **(payload.get("context") or {})}
        return type_, payload

    def _context(self, number, customer, type_, request):
        context = {}
        wamid = request.get("reply_to")
        if wamid and type_ != "reaction":
            quoted = self.state.messages.get(wamid)
            if quoted and quoted.direction == "inbound":
                context["from"] = customer.wa_id
            else:
                context["from"] = numbering.digits(number.display_phone_number)
            context["id"] = wamid
        if request.get("forwarded"):
            often = request["forwarded"] == "frequently"
            context["frequently_forwarded" if often else "forwarded"] = True
        return context

    def _media(self, number, asked, type_, request):
        """The media object of a message, its file kept."""
        given = request.get(type_) if isinstance(request.get(type_), dict) else {}
        result = {k: v for k, v in given.items() if k not in ("data", "mime_type")}
        media_id = request.get("media_id") or given.get("id")
        if not media_id:
            data = request.get("data", given.get("data"))
            mime_type = request.get("mime_type") or given.get("mime_type")
            filename = request.get("filename") or given.get("filename") or ""
            if data is None:
                data, mime_type, filename = samples.of(asked, mime_type, filename)
            elif isinstance(data, str):
                data = base64.b64decode(data)
            if asked == "voice":
                data, mime_type = voice.as_ogg(data, mime_type)
            mime_type = mime_type or mimetypes.guess_type(filename)[0]
            mime_type = mime_type or "application/octet-stream"
            media = self.world.media.keep(number, data, mime_type, filename, True)
            media_id = media.id
        elif media_id not in self.state.media:
            raise ValueError(f"no media {media_id}")
        result["id"] = media_id
        if type_ == "document":
            name = request.get("filename") or self.state.media[media_id].filename
            if name:
                result["filename"] = name
        if type_ == "audio":
            result["voice"] = bool(request.get("voice", asked == "voice"))
        if type_ == "sticker":
            result["animated"] = bool(request.get("animated"))
        if request.get("caption"):
            result["caption"] = request["caption"]
        return result


def _name_who_hides(customer):
    """Only users with a username can hide their phone: give one to who has none."""
    if customer.hide_phone and not customer.username:
        customer.username = f"{customer.id}.hides"

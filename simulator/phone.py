"""``/phone/…``: what the phone page asks of the server. It acts as the customer."""

import json

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from .numbering import digits
from .webhooks import MEDIA_TYPES

INLINE_TYPES = ("image/", "audio/", "video/")
HIDDEN_TYPES = ("reaction", "system")  # no bubble on a phone
SHOWN_STATUSES = ("delivered", "read", "played")  # what has reached the phone
MOST_CUSTOMERS = 300


class Phone:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    def handle(self, request, name):
        head, _slash, tail = name.partition("/")
        action = (request.method, head)
        if action == ("GET", "events"):
            return Response(
                self.world.hub.stream(),
                mimetype="text/event-stream",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
        if action == ("GET", "media"):
            return self.media(tail, request)
        handlers = {
            ("GET", "overview"): self.overview,
            ("GET", "thread"): self.thread,
            ("POST", "send"): self.send,
            ("POST", "read"): self.read,
            ("POST", "revise"): self.revise,
            ("POST", "call"): self.call,
            ("POST", "customers"): self.customers,
        }
        if action not in handlers:
            raise NotFound()
        try:
            return _json(handlers[action](request))
        except (ValueError, TypeError, LookupError) as error:
            return _json({"error": str(error)}, 400)

    # --- what is shown -------------------------------------------------------

    def overview(self, _request):
        """Numbers (with what keeps their webhooks back) and customers."""
        numbers = [
            {
                "id": number.id,
                "name": number.verified_name,
                "display": number.display_phone_number,
                "problem": self.world.dispatcher.problem(number),
            }
            for number in self.state.numbers.values()
        ]
        chats = {}
        for (number_id, customer_id), thread in list(self.state.threads.items()):
            last = next((m for m in reversed(thread) if self._visible(m)), None)
            if last:
                unread = sum(
                    m.direction == "outbound" and m.status == "delivered"
                    for m in thread[-50:]
                    if self._visible(m)
                )
                chat = {"last": self.show(last), "unread": unread}
                chats.setdefault(customer_id, {})[number_id] = chat

        def latest(customer):
            own = chats.get(customer.id, {}).values()
            return max((chat["last"]["timestamp"] for chat in own), default=0)

        customers = sorted(self.state.customers.values(), key=latest, reverse=True)
        return {
            "numbers": numbers,
            "total": len(customers),
            "customers": [
                {
                    "id": customer.id,
                    "name": customer.name,
                    "phone": "" if customer.gone else "+" + customer.phone,
                    "username": customer.username,
                    "hidePhone": customer.hide_phone,
                    "online": customer.online,
                    "readReceipts": customer.read_receipts,
                    "chats": chats.get(customer.id, {}),
                }
                for customer in customers[:MOST_CUSTOMERS]
            ],
        }

    def thread(self, request):
        """The messages of a chat, oldest first; ``limit`` newest, before ``before``."""
        number, customer = self._parties(request.args)
        messages = [
            m for m in self.state.thread(number.id, customer.id) if self._visible(m)
        ]
        before = request.args.get("before")
        if before:
            ids = [m.id for m in messages]
            messages = messages[: ids.index(before)]
        limit = int(request.args.get("limit") or 200)
        return {
            "messages": [self.show(m) for m in messages[-limit:]],
            "more": len(messages) > limit,
            "windowExpires": self.state.window_expires(number.id, customer.id),
            "now": self.state.now(),
            "online": customer.online,
        }

    @staticmethod
    def _visible(message):
        """A phone shows no reactions as bubbles, nor what has not reached it."""
        if message.hidden or message.type in HIDDEN_TYPES:
            return False
        return message.direction == "inbound" or message.status in SHOWN_STATUSES

    def show(self, message):
        """A message for the page."""
        value = message.payload.get(message.type)
        context = message.payload.get("context") or {}
        quoted_id = context.get("message_id") or context.get("id")
        quoted = self.state.messages.get(quoted_id)
        result = {
            "wamid": message.id,
            "number": message.number_id,
            "customer": message.customer_id,
            "own": message.direction == "inbound",
            "type": message.type,
            "value": value,
            "rendered": message.rendered,
            "timestamp": message.timestamp,
            "status": message.status,
            "edited": message.edited,
            "deleted": message.deleted,
            "reactions": {k: v for k, v in message.reactions.items() if v},
            "forwarded": bool(
                context.get("forwarded") or context.get("frequently_forwarded")
            ),
        }
        if message.type == "interactive" and result["own"]:
            result["errors"] = message.payload.get("errors")
        media = self._media_of(message)
        if media:
            result["media"] = {
                "url": f"/phone/media/{media.id}",
                "type": media.mime_type,
                "size": media.size,
                "filename": media.filename,
            }
        if quoted_id:
            result["quoted"] = {
                "wamid": quoted_id,
                "own": bool(quoted and quoted.direction == "inbound"),
                "type": quoted.type if quoted else "unknown",
                "value": quoted.payload.get(quoted.type) if quoted else None,
                "rendered": quoted.rendered if quoted else None,
            }
        return result

    def _media_of(self, message):
        value = message.payload.get(message.type) or {}
        if message.type in MEDIA_TYPES:
            return self.state.media.get(str(value.get("id")))
        header = {}
        if message.type == "template":
            header = message.rendered.get("header") or {}
        elif message.type == "interactive" and isinstance(value, dict):
            header = value.get("header") or {}
        inner = header.get(header.get("type"))
        if isinstance(inner, dict):
            return self.state.media.get(str(inner.get("id")))
        return None

    def media(self, media_id, request):
        """A file for the page; only what cannot run in it is shown in place."""
        media = self.state.media.get(media_id)
        if not media:
            raise NotFound()
        response = Response(media.data, content_type=media.mime_type)
        if not media.mime_type.startswith(INLINE_TYPES) or "svg" in media.mime_type:
            response.headers["Content-Disposition"] = "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox"
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response.make_conditional(
            request.environ, accept_ranges=True, complete_length=media.size
        )

    # --- what the customer does ----------------------------------------------

    def _parties(self, values):
        customer = self.state.customers.get(values.get("customer"))
        number = self.state.numbers.get(values.get("number"))
        if not customer or not number:
            raise ValueError("unknown customer or number")
        return number, customer

    def send(self, request):
        """A message, as JSON or as a form with a file."""
        values = _values(request)
        number, customer = self._parties(values)
        file = request.files.get("file")
        if file:
            values |= {
                "data": file.read(),
                "mime_type": file.content_type,
                "filename": file.filename,
            }
        for name in ("number", "customer", "file"):
            values.pop(name, None)
        message, receivers = self.world.customers.write_request(
            number, customer, values
        )
        return {"message": self.show(message), "receivers": receivers}

    def revise(self, request):
        """The customer edits or deletes an own message."""
        values = _values(request)
        number, customer = self._parties(values)
        self.world.revising.revise(number, customer, values)
        message = self.state.messages[values["wamid"]]
        return {"message": self.show(message)}

    def call(self, request):
        """The customer calls; `seconds` 0 is a call that nobody takes."""
        values = _values(request)
        number, customer = self._parties(values)
        message, _wacid = self.world.calling.call(number, customer, values)
        return {"message": self.show(message)}

    def read(self, request):
        """The open chat shows these messages."""
        values = _values(request)
        number, customer = self._parties(values)
        return {
            "read": self.world.customers.read(number.id, customer, values.get("wamids"))
        }

    def customers(self, request):
        """A new customer, or changes to one ({id, …})."""
        values = _values(request)
        id_ = values.pop("id", None)
        if id_:
            customer = self.state.customers[id_]
            self.world.customers.update(customer, **values)
        else:
            username = (values.get("username") or "").lstrip("@")
            customer = self.world.customers.create(
                name=values.get("name") or "",
                phone=values.get("phone") or "",
                username=username,
                hide_phone=bool(values.get("hide_phone")),
            )
        return {"id": customer.id, "phone": "+" + digits(customer.phone)}


def _values(request):
    if request.mimetype == "application/json":
        values = json.loads(request.get_data())
        if not isinstance(values, dict):
            raise ValueError("a JSON object is needed")
        return values
    values = request.form.to_dict()
    for name, value in values.items():
        if value[:1] == "{":
            values[name] = json.loads(value)
    return values


def _json(data, status=200):
    return Response(json.dumps(data), status, content_type="application/json")

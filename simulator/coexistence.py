"""A number that is used in the WhatsApp Business phone app and over the API at once.

What a person types in the app is echoed to the business's server; the chats and the
address book of the app are sent once, when the server asks for them.
"""

import random
import time

from . import checks, webhooks
from .errors import GraphError, webhook_error
from .numbering import digits
from .records import Message

DAY = 24 * 3600
SYNC_TYPES = {"history", "smb_app_state_sync"}
FIRST_PHONE = 34710000000
#: Days before the onboarding at which the phases of a history end.
PHASES = (1, 90, 180)
WORDS = ("READ", "DELIVERED", "PLAYED", "SENT")


class Coexistence:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    # --- the call ------------------------------------------------------------

    def sync(self, number, call):
        """``POST /<phone>/smb_app_data``: have the app's data sent by webhooks.

        :raise GraphError: 2593107 asked before, 2593108 later than 24 hours
        """
        params = call.params
        checks.one_of(
            params.get("messaging_product"), "messaging_product", {"whatsapp"}
        )
        checks.one_of(params.get("sync_type"), "sync_type", SYNC_TYPES)
        kind = params["sync_type"]
        if not number.is_on_biz_app:
            raise checks.bad_parameter("The number is not used in the phone app.")
        if kind in number.phone_app.get("synced", []):
            raise GraphError(2593107)
        if self.state.now() - number.phone_app.get("since", 0) > DAY:
            raise GraphError(2593108)
        with self.state.lock:
            number.phone_app["synced"] = [*number.phone_app.get("synced", []), kind]
            self.state.save(number)
        send = self.send_history if kind == "history" else self.send_phonebook
        self.world.background(send, number, number.phone_app.get(kind) or {})
        return {"messaging_product": "whatsapp", "request_id": self.state.new_id()}

    # --- the control API -----------------------------------------------------

    def set_app(self, values):
        """{phone_number_id?, on: true, since?: seconds ago, share_history?: true,
        history?: as of `POST history`, contacts?: as of `POST phonebook`}."""
        number = self.world.control.number(values)
        since = self.state.now() - float(values.get("since") or 0)
        history = dict(values.get("history") or {})
        if not values.get("share_history", True):
            history["refused"] = True
        number.is_on_biz_app = bool(values.get("on", True))
        number.phone_app = {
            "since": since,
            "synced": [],
            "history": history,
            "smb_app_state_sync": {"contacts": values.get("contacts")},
        }
        self.state.save(number)
        return {"phone_number_id": number.id, "phone_app": number.phone_app}

    def echo(self, values):
        """A person of the business writes in the phone app: as `POST inbound`."""
        number = self.world.control.number(values)
        customer = self.world.control.customer(values)
        type_, payload = self.world.customers.payload(number, customer, values)
        message = Message(
            id=self.state.new_wamid(customer.wa_id, False),
            number_id=number.id,
            customer_id=customer.id,
            direction="outbound",
            type=type_,
            payload=payload,
            timestamp=int(values.get("timestamp") or self.state.now()),
            recipient={"to": f"+{customer.wa_id}"},
        )
        self.state.add(message)
        element = self._element(number, customer, message)
        value = {
            **webhooks.number_value(number),
            "contacts": [webhooks.contact(self.state, number, customer)],
            "message_echoes": [element],
        }
        receivers = self._send(number, "smb_message_echoes", value, [message.id])
        if type_ == "reaction":
            self.world.messages.react(message, "business")
        elif type_ not in ("edit", "revoke"):
            self.world.messages.reach(message)
        return {"wamid": message.id, "customer": customer.id, "receivers": receivers}

    def history(self, values):
        """{customers: 10, messages_each: 10, chunks: 1, shuffle?, first_phone?,
        days: 180, media_every: 0, refused?}: answers the wamids."""
        number = self.world.control.number(values)
        return self.send_history(number, values)

    def phonebook(self, values):
        """{contacts: [{phone, name}], action: add | remove}."""
        return self.send_phonebook(self.world.control.number(values), values)

    # --- what is sent --------------------------------------------------------

    def send_history(self, number, values):
        """The chunks of a history that is made up; the newest messages come first.

        Every second message is the business's. Of `media_every` so many messages one
        is a file: a placeholder, and a webhook of its own if it is not too old.
        """
        if values.get("refused"):
            value = {"history": [{"errors": [webhook_error(2593109)]}]}
            value = {**webhooks.number_value(number), **value}
            return {"receivers": self._send(number, "history", value), "wamids": []}
        messages = list(self._made_up(number, values))
        count = max(1, int(values.get("chunks") or 1))
        size = -(-len(messages) // count)
        parts = [messages[i : i + size] for i in range(0, len(messages), size)]
        chunks = [
            self._chunk(number, part, order, 100 * order // len(parts))
            for order, part in enumerate(parts, 1)
        ]
        if values.get("shuffle"):
            random.shuffle(chunks)
        for chunk in chunks:
            self._send(number, "history", chunk)
        files = [m for m in messages if m["file"]]
        for message in files:
            value = {**webhooks.number_value(number), "messages": [message["file"]]}
            self._send(number, "history", value, [message["element"]["id"]])
        return {
            "wamids": [message["element"]["id"] for message in messages],
            "phones": sorted({message["phone"] for message in messages}),
            "chunks": len(chunks),
            "files": len(files),
        }

    def _made_up(self, number, values):
        customers = int(values.get("customers") or 10)
        each = int(values.get("messages_each") or 10)
        span = float(values.get("days") or 180) * DAY
        first = int(digits(str(values.get("first_phone") or FIRST_PHONE)))
        every = int(values.get("media_every") or 0)
        business = digits(number.display_phone_number)
        now = time.time()
        for place in range(each):
            for index in range(customers):
                phone = str(first + index)
                at = now - DAY / 24 - span * place / each - index
                ours = place % 2 == 1
                element = {
                    "from": business if ours else phone,
                    "id": self.state.new_wamid(phone, not ours),
                    "timestamp": str(int(at)),
                    "type": "text",
                    "text": {"body": f"Old message {each - place} with {phone}"},
                    "history_context": {"status": WORDS[place % len(WORDS)]},
                }
                file = None
                if every and (place * customers + index) % every == 0:
                    element, file = self._file(number, element, now - at < 14 * DAY)
                yield {"phone": phone, "at": at, "element": element, "file": file}

    def _file(self, number, element, is_young):
        request = {"type": "image", "caption": element.pop("text")["body"]}
        element["type"] = "media_placeholder"
        if not is_young:
            return element, None
        _type, payload = self.world.customers.payload(number, None, request)
        image = webhooks.media_payload(self.state, payload["image"])
        told = {k: v for k, v in element.items() if k != "history_context"}
        return element, {**told, "type": "image", "image": image}

    def _chunk(self, number, messages, order, progress):
        threads = {}
        for message in messages:
            threads.setdefault(message["phone"], []).append(message["element"])
        oldest = (time.time() - min(message["at"] for message in messages)) / DAY
        phase = next((i for i, end in enumerate(PHASES) if oldest <= end), 2)
        about = {"phase": phase, "chunk_order": order, "progress": progress}
        told = [{"id": phone, "messages": own} for phone, own in threads.items()]
        history = [{"metadata": about, "threads": told}]
        return {**webhooks.number_value(number), "history": history}

    def send_phonebook(self, number, values):
        """The whole address book (all customers by their names), or `contacts`."""
        contacts = values.get("contacts")
        if contacts is None:
            known = list(self.state.customers.values())
            contacts = [{"phone": c.wa_id, "name": c.name} for c in known]
        now = str(int(self.state.now()))
        action = values.get("action") or "add"
        elements = []
        for entry in contacts:
            contact = {"phone_number": digits(entry["phone"])}
            if action == "add":
                name = str(entry["name"])
                contact |= {"full_name": name, "first_name": name.split(" ")[0]}
            elements.append(
                {
                    "type": "contact",
                    "contact": contact,
                    "action": action,
                    "metadata": {"timestamp": now},
                }
            )
        value = {**webhooks.number_value(number), "state_sync": elements}
        receivers = self._send(number, "smb_app_state_sync", value)
        return {"receivers": receivers, "contacts": len(elements)}

    def _element(self, number, customer, message):
        element = {
            "from": digits(number.display_phone_number),
            "id": message.id,
            "timestamp": str(message.timestamp),
            "type": message.type,
            **message.payload,
        }
        portfolio_id = self.state.waba_of(number).portfolio_id
        element["to_user_id"] = self.state.bsuid(customer, portfolio_id)
        if self.state.shows_phone(number, customer):
            element["to"] = customer.wa_id
        if message.type in webhooks.MEDIA_TYPES:
            media = message.payload[message.type]
            element[message.type] = webhooks.media_payload(self.state, media)
        return element

    def _send(self, number, field, value, wamids=()):
        waba = self.state.waba_of(number)
        return self.world.dispatcher.notify(waba, field, value, number, wamids)

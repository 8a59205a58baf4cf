"""``POST /<phone>/messages``: accept or refuse a message, then let it happen.

Refused in the answer: malformed or too long payloads, templates that do not fit, rate
limits, unknown media, an unregistered number. Accepted with 200 and failed later by a
status webhook, as Meta does: closed window (131047), nobody on WhatsApp has the number
(131026), marketing rules (131049, 131050), media behind a link that cannot be fetched
or is of a wrong type, files whose inside WhatsApp does not play or show (131053), a
blocked user (130403). A BSUID written in ``to`` is accepted and nothing follows.
"""

import requests

from . import checks, contents, template_send, validation, webhooks
from .errors import GraphError
from .numbering import digits
from .records import STATUS_RANK, Message

DAY = 24 * 3600
SENT_SECONDS = 0.01
DELIVERED_SECONDS = 0.06
TYPING_SECONDS = 25
STATUSES_TOLD = {
    "all": {"sent", "delivered", "read", "played", "failed"},
    "sent": {"sent", "failed"},
    "none": set(),
}


class Messages:
    """The outbound side of every number. `world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    # --- the call ------------------------------------------------------------

    def post(self, number, payload):
        """Body of the answer to a send, a read mark or a typing indicator.

        :raise GraphError: Meta's refusal
        """
        if payload.get("messaging_product") in (None, ""):
            raise checks.bad_parameter("The parameter messaging_product is required.")
        checks.one_of(payload["messaging_product"], "messaging_product", {"whatsapp"})
        if payload.get("status") is not None:
            return self.mark_read(number, payload)
        return self.send(number, payload)

    def send(self, number, payload):
        """:raise GraphError:"""
        if not number.registered:
            raise GraphError(133010)
        addressed, value = validation.check_recipient(payload)
        customer = self._customer(number, addressed, value)
        error = self.world.faults.send_error(self._spellings(value, customer))
        if error and not self.world.faults.error_async:
            raise error
        type_ = validation.check_message(
            payload,
            lambda media_id: self.world.media.find(media_id, number),
            lambda wamid: self._recent(number, customer, wamid),
        )
        to_phone = addressed == "to"
        if to_phone and digits(value) == digits(number.display_phone_number):
            raise GraphError(131021)
        template, rendered = self._template(number, payload, type_, to_phone)
        self.world.limits.check(number.id, customer.id if customer else value)
        message = self._accept(number, customer, payload, type_, template, rendered)
        failure = (error.code, error.details) if error else None
        self._schedule(number, customer, message, failure)
        self.world.routing.accepted(number, customer, type_)
        return self._answer(payload, customer, addressed, value, message)

    def _customer(self, number, addressed, value):
        if addressed == "recipient":
            portfolio_id = self.state.waba_of(number).portfolio_id
            customer = self.state.customer_by_bsuid(value, portfolio_id)
            if not customer:
                raise GraphError(
                    100, "The recipient is not a user id known to this business."
                )
            return customer
        return self.state.customer_by_number(value, number)

    def _spellings(self, value, customer):
        result = {value, digits(value)} - {""}
        if customer:
            result |= {customer.id, customer.phone, customer.wa_id}
        return result

    def _recent(self, number, customer, wamid):
        """A message of this conversation, not older than 30 days."""
        message = self.state.messages.get(wamid)
        if (
            message
            and message.number_id == number.id
            and (not customer or message.customer_id == customer.id)
            and self.state.now() - message.timestamp < 30 * DAY
        ):
            return message
        return None

    def _template(self, number, payload, type_, to_phone):
        if type_ != "template":
            return None, {}
        templates = list(self.state.templates.values())
        template = template_send.find(templates, number.waba_id, payload)
        rendered = template_send.render(
            template,
            payload,
            to_phone,
            lambda media_id: self.world.media.find(media_id, number),
        )
        return template, rendered

    def _accept(self, number, customer, payload, type_, template, rendered):
        recipient = {k: payload[k] for k in ("to", "recipient") if payload.get(k)}
        shown = (
            "" if customer and "to" not in recipient else customer and customer.wa_id
        )
        message = Message(
            id=self.state.new_wamid(shown or digits(recipient.get("to")), False),
            number_id=number.id,
            customer_id=customer.id if customer else "",
            direction="outbound",
            type=type_,
            payload={
                k: payload[k] for k in (type_, "context") if payload.get(k) is not None
            },
            timestamp=int(self.state.now()),
            recipient=recipient,
            callback_data=payload.get("biz_opaque_callback_data") or "",
            category=template.category.lower() if template else "service",
            rendered=rendered,
        )
        return self.state.add(message)

    def react(self, message, who):
        """Put the emoji of a reaction on its target (or take it off)."""
        reaction = message.payload["reaction"]
        target = self.state.messages.get(reaction.get("message_id"))
        if target:
            with self.state.lock:
                target.reactions[who] = reaction.get("emoji") or ""
                self.state.save(target)
            self.world.hub.publish("message", self.world.phone.show(target))

    @staticmethod
    def _answer(payload, customer, addressed, value, message):
        contact = {"input": value}
        if addressed == "to":
            contact["wa_id"] = customer.wa_id if customer else digits(value)
        if payload.get("recipient"):
            contact["user_id"] = payload["recipient"]
        entry = {"id": message.id}
        if message.type == "template":
            entry["message_status"] = "accepted"
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [entry],
        }

    # --- what follows --------------------------------------------------------

    def _schedule(self, number, customer, message, failure):
        if not customer and "." in str(message.recipient.get("to", "")):
            return
        failure = failure or self._failure(number, customer, message)
        after = self.world.dispatcher.timer.after
        if failure:
            after(SENT_SECONDS, self.advance, message, "failed", failure)
            return
        links = [
            (kind, value)
            for kind, value in message.payload.items()
            if kind in validation.MEDIA_KEYS and value.get("link")
        ]
        if links:
            self.world.background(self._fetch_link, number, message, *links[0])
        else:
            self.reach(message)

    def reach(self, message):
        """A message that Meta has goes to its phone, with the statuses."""
        self.world.dispatcher.timer.after(SENT_SECONDS, self._go, message)

    def _go(self, message):
        self.advance(message, "sent")
        customer = self.state.customers.get(message.customer_id)
        if message.type == "reaction":  # never more than sent
            self.react(message, "business")
            return
        if customer and customer.online:
            self.world.dispatcher.timer.after(
                DELIVERED_SECONDS, self.deliver, message, customer
            )

    def deliver(self, message, customer):
        """Hand a message to the customer's phone; `delivered` comes before any `read`.

        (Meta leaves `delivered` out when the chat is open: the fault `skip_delivered`.)
        """
        self.advance(message, "delivered", quiet=self.world.faults.skip_delivered)
        self.world.hub.publish("message", self.world.phone.show(message))
        if customer.auto_read and customer.read_receipts:
            self.advance(message, "read")

    def _failure(self, number, customer, message):
        """(code, details) of a failure that Meta reports later, or None."""
        if not customer:
            return 131026, None
        if customer.gone:
            return 131026, None
        if customer.id in number.blocked:
            return 130403, None
        if message.type != "template":
            if self.state.now() > self.state.window_expires(number.id, customer.id):
                return 131047, None
        elif message.category == "marketing":
            if customer.marketing_opt_out:
                return 131050, None
            if customer.phone.startswith("1"):
                return 131049, None
        return self._unplayable(number, message)

    def _unplayable(self, number, message):
        for kind in validation.MEDIA_KEYS:
            media_id = (message.payload.get(kind) or {}).get("id")
            media = media_id and self.world.media.find(media_id, number)
            if media and (details := contents.problem(media)):
                return 131053, details
        return None

    def _fetch_link(self, number, message, kind, value):
        """Download media given by link, as Meta does before it sends."""
        try:
            response = requests.get(value["link"], timeout=10)
            mime_type = response.headers.get("Content-Type", "").split(";")[0]
            allowed = validation.MIME_TYPES.get(kind)
            if response.status_code != 200:
                details = f"Downloading media from weblink failed with http code \
{response.status_code}, status message {response.reason}"
            elif allowed and mime_type not in allowed:
                details = f"Downloading media from weblink failed. Media type \
{mime_type or 'unknown'} is not supported for {kind}"
            else:
                media = self.world.media.keep(
                    number, response.content, mime_type, value.get("filename", "")
                )
                value["id"] = media.id
                self._go(message)
                return
        except requests.RequestException as error:
            details = f"Downloading media from weblink failed: {type(error).__name__}"
        self.advance(message, "failed", (131053, details))

    def advance(self, message, status, error=None, quiet=False):
        """Move a message up to `status` and (unless `quiet`) tell the business.

        A lower or equal status than the message has is ignored.
        """
        timestamp = int(self.state.now())
        with self.state.lock:
            if self.state.messages.get(message.id) is not message:
                return  # forgotten by a reset
            if message.status == "failed" or (
                status != "failed"
                and STATUS_RANK[status] <= STATUS_RANK.get(message.status, 0)
            ):
                return
            message.status = status
            entry = {"status": status, "timestamp": timestamp}
            if error:
                entry["code"] = error[0]
            message.statuses.append(entry)
            self.state.save(message)
        number = self.state.numbers[message.number_id]
        customer = self.state.customers.get(message.customer_id)
        wanted = STATUSES_TOLD[self.world.faults.statuses]
        if status in wanted and not quiet:
            self.world.dispatcher.notify(
                self.state.waba_of(number),
                "messages",
                webhooks.status_value(
                    self.state, number, customer, message, status, timestamp, error
                ),
                number,
                [message.id],
            )
        self.world.hub.publish(
            "status", {"wamid": message.id, "status": status, "number": number.id}
        )

    # --- read marks ----------------------------------------------------------

    def mark_read(self, number, payload):
        """Blue ticks for a customer's message and all earlier ones; perhaps typing.

        :raise GraphError: 131009 when the message is not of this number or too old
        """
        checks.one_of(payload["status"], "status", {"read"})
        wamid = checks.text(payload, "", "message_id")
        message = self._recent(number, None, wamid)
        if not message or message.direction != "inbound":
            raise checks.bad_value("Message id is not valid, or older than 30 days")
        typing = payload.get("typing_indicator")
        if typing is not None:
            checks.one_of(
                checks.mapping(typing, "typing_indicator").get("type"),
                "typing_indicator['type']",
                {"text"},
            )
        changed = []
        with self.state.lock:
            for other in self.state.thread(number.id, message.customer_id):
                if other.direction == "inbound" and other.status != "read":
                    other.status = "read"
                    self.state.save(other)
                    changed.append(other)
                if other is message:
                    break
        for other in changed:
            self.world.hub.publish(
                "status", {"wamid": other.id, "status": "read", "number": number.id}
            )
        if typing is not None:
            self.world.hub.publish(
                "typing",
                {
                    "customer": message.customer_id,
                    "number": number.id,
                    "seconds": TYPING_SECONDS,
                },
            )
        return {"success": True}

"""Several apps on one number: who answers a customer, and what the others hear of it
(Meta's pages: conversation-routing/…, webhooks/standby, webhooks/messaging-handovers).

This app is the escalation partner unless it is told otherwise.
"""

from . import checks, webhooks
from .errors import GraphError
from .records import Message

IDLE_SECONDS = 24 * 3600
US = "us"
OUR_ROLE = "escalation"


class Routing:
    """`world` is the Simulator (its parts). Owners are kept with the customers."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        self.may_take = True

    # --- who owns ------------------------------------------------------------

    def owner(self, number, customer):
        """ "us", the role of another app, or "" if nobody owns the thread."""
        last = self.state.windows.get((number.id, customer.id), 0)
        if self.state.now() - last > IDLE_SECONDS:
            return ""
        return customer.owners.get(number.id, "")

    def is_ours(self, number, customer):
        return self.owner(number, customer) in ("", US)

    def _set(self, number, customer, owner):
        customer.owners[number.id] = owner
        self.state.save(customer)

    def handover(self, number, customer, values):
        """{owner: us | ai_agent | marketing | …, summary?, metadata?, notify?}: another
        app gives the thread or takes it; `say` is what it then writes.

        :return: {owner, receivers}
        """
        new = str(values.get("owner") or US)
        old = self.owner(number, customer) or ("ai_agent" if new == US else US)
        receivers = 0
        if "owner" in values:
            self._set(number, customer, new)
            if values.get("notify", True) and old != new:
                receivers = self._tell(number, customer, old, new, values)
        if values.get("say"):
            self._say(number, customer, str(values["say"]))
        if "escalation" in values:
            self.may_take = bool(values["escalation"])
        return {"owner": self.owner(number, customer), "receivers": receivers}

    def _tell(self, number, customer, old, new, values):
        """`control_passed` goes to who gets the thread, `control_taken` to who loses
        it; apps that are neither are not told."""
        if US not in (old, new):
            return 0
        kind = "control_passed" if new == US else "control_taken"
        details = {
            "previous_owner_role": OUR_ROLE if old == US else old,
            "new_owner_role": OUR_ROLE if new == US else new,
        }
        if old == "ai_agent":
            details["previous_owner_app_role"] = "meta_business_agent"
        if values.get("metadata"):
            details["metadata"] = values["metadata"]
        if values.get("summary"):
            summary = {"text": values["summary"]}
            details["conversation_context"] = {"type": "summary", "summary": summary}
        metadata = webhooks.number_value(number)
        value = {
            "messaging_product": "whatsapp",
            "recipient": metadata["metadata"],
            "sender": self._sender(number, customer),
            "timestamp": str(int(self.state.now())),
            "type": kind,
            kind: details,
        }
        return self._notify(number, "messaging_handovers", value)

    def _sender(self, number, customer):
        if self.state.shows_phone(number, customer):
            return {"phone_number": customer.wa_id}
        portfolio_id = self.state.waba_of(number).portfolio_id
        return {"user_id": self.state.bsuid(customer, portfolio_id)}

    # --- what we hear --------------------------------------------------------

    def field_and_value(self, number, customer, value):
        """A webhook of field `messages` as this app gets it: whole, or on standby."""
        if self.is_ours(number, customer):
            if customer.owners.get(number.id):
                self._set(number, customer, US)
            return "messages", value
        inner = {k: v for k, v in value.items() if k in ("contacts", "messages")}
        outer = {k: v for k, v in value.items() if k not in inner}
        return "standby", {**outer, "standby": inner}

    def _say(self, number, customer, text):
        """The other app writes: the customer reads it, we get an echo and statuses."""
        message = Message(
            id=self.state.new_wamid(customer.wa_id, False),
            number_id=number.id,
            customer_id=customer.id,
            direction="outbound",
            type="text",
            payload={"text": {"body": text}},
            timestamp=int(self.state.now()),
            status="delivered",
        )
        self.state.add(message)
        self.world.hub.publish("message", self.world.phone.show(message))
        sent = {"recipient_type": "individual", "type": "text", "text": {"body": text}}
        portfolio_id = self.state.waba_of(number).portfolio_id
        bsuid = self.state.bsuid(customer, portfolio_id)
        status = {"status": "delivered", "recipient_user_id": bsuid}
        if self.state.shows_phone(number, customer):
            sent |= {"to": customer.wa_id, "recipient": customer.wa_id}
            status["recipient_id"] = customer.wa_id
        else:
            sent["recipient"] = bsuid
        echo = {"id": message.id, "timestamp": str(message.timestamp), "message": sent}
        status |= {"id": message.id, "timestamp": str(message.timestamp)}
        contacts = [webhooks.contact(self.state, number, customer)]
        for inner in ({"message_echoes": [echo]}, {"statuses": [status]}):
            value = webhooks.number_value(number)
            value["standby"] = {**inner, "contacts": contacts}
            self._notify(number, "standby", value)

    def _notify(self, number, field, value):
        waba = self.state.waba_of(number)
        return self.world.dispatcher.notify(waba, field, value, number)

    # --- what we do ----------------------------------------------------------

    def accepted(self, number, customer, type_):
        """A service message of ours takes the thread; a template changes nothing."""
        takes = customer and type_ not in ("template", "reaction")
        if takes and not self.is_ours(number, customer):
            self._set(number, customer, US)

    def control(self, number, call):
        """`POST /<number>/thread_control`.

        :raise GraphError: 2494191 if we may not take, 100 for what is not ours
        """
        params = call.params
        checks.required(params, "", "messaging_product")
        action = checks.required(params, "", "action")
        customer = self._customer(number, params)
        if action == "take":
            if not self.may_take:
                raise GraphError(2494191)
            self._set(number, customer, US)
        elif action in ("release", "pass"):
            if self.owner(number, customer) != US:
                raise GraphError(100, "The app does not own this thread.")
            self._set(number, customer, "")
        else:
            raise checks.bad_parameter("Param action must be pass, release or take.")
        return {"messaging_product": "whatsapp", "request_id": self.state.new_id()}

    def _customer(self, number, params):
        if params.get("to"):
            customer = self.state.customer_by_number(params["to"], number)
        else:
            recipient = str(checks.required(params, "", "recipient"))
            portfolio_id = self.state.waba_of(number).portfolio_id
            customer = self.state.customer_by_bsuid(recipient, portfolio_id)
        if not customer:
            raise GraphError(100, "The recipient is not known to this business.")
        return customer

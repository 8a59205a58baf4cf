"""``/simulator/…``: what Meta does not have. For tests, benchmarks and the demo.

Answers are JSON; a wrong request is ``{"error": sentence}`` with HTTP 400 or 404.
"""

import json
from dataclasses import asdict

from werkzeug.wrappers import Response

from . import webhooks
from .burst import Burst
from .business import Business
from .errors import GraphError
from .notices import Notices


class Control:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        self.burst = Burst(world)
        self.business = Business(world)
        self.routes = {
            ("GET", ""): self.overview,
            ("GET", "faults"): lambda r: world.faults.values,
            ("POST", "faults"): self.merge_faults,
            ("GET", "faults/happened"): lambda r: world.faults.happened,
            ("DELETE", "faults"): self.clear_faults,
            ("GET", "customers"): lambda r: {"data": self._customers()},
            ("POST", "customers"): self.set_customer,
            ("GET", "messages"): self.list_messages,
            ("POST", "inbound"): self.inbound,
            ("POST", "read"): self.read,
            ("POST", "revise"): self.revise,
            ("POST", "call"): self.call,
            ("POST", "handover"): self.handover,
            ("POST", "phone_app"): world.coexistence.set_app,
            ("POST", "echo"): world.coexistence.echo,
            ("POST", "history"): world.coexistence.history,
            ("POST", "phonebook"): world.coexistence.phonebook,
            ("POST", "webhook"): self.raw_webhook,
            ("GET", "deliveries"): self.list_deliveries,
            ("POST", "window"): self.set_window,
            ("POST", "clock"): self.set_clock,
            ("POST", "reset"): self.reset,
            ("POST", "burst"): self.burst.run,
            **self.business.routes,
            **Notices(world, self).routes,
        }

    def handle(self, request, name):
        handler = self.routes.get((request.method, name.strip("/")))
        if not handler:
            return _json({"error": f"no {request.method} /simulator/{name}"}, 404)
        try:
            values = request.args.to_dict()
            body = request.get_data()
            if body:
                given = json.loads(body)
                if not isinstance(given, dict):
                    raise ValueError("a JSON object is needed")
                values |= given
            return _json(handler(values))
        except GraphError as error:
            return _json(error.body(), error.http)
        except (ValueError, TypeError, LookupError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)

    # --- finding -------------------------------------------------------------

    def number(self, values):
        """The asked number, or the first. :raise ValueError: unknown"""
        id_ = str(values.get("phone_number_id") or next(iter(self.state.numbers)))
        if id_ not in self.state.numbers:
            raise ValueError(f"no phone number {id_}")
        return self.state.numbers[id_]

    def customer(self, values, create=True):
        key = values.get("customer")
        if key in (None, ""):
            raise ValueError("customer is required: id, phone, BSUID or username")
        if create:
            return self.world.customers.find_or_create(key)
        customer = self.state.find_customer(key)
        if not customer:
            raise ValueError(f"no customer {key}")
        return customer

    def customer_values(self, customer):
        return {
            **asdict(customer),
            "bsuids": {
                waba.portfolio_id: self.state.bsuid(customer, waba.portfolio_id)
                for waba in self.state.wabas.values()
            },
        }

    def _customers(self):
        return [self.customer_values(c) for c in list(self.state.customers.values())]

    def overview(self, _values):
        return {
            "url": self.world.url,
            "numbers": self.business.list_numbers({})["data"],
            "customers": len(self.state.customers),
            "messages": len(self.state.messages),
            "pending_deliveries": self.world.dispatcher.pending,
        }

    # --- customers and messages ----------------------------------------------

    def set_customer(self, values):
        """A new customer, who with `recycle` gets the number of another, or with
        `customer` (id, phone, BSUID) changes to one."""
        if values.get("customer"):
            customer = self.customer(values, create=False)
            changes = {k: v for k, v in values.items() if k != "customer"}
            self.world.customers.update(customer, **changes)
        elif values.get("recycle"):
            key = {"customer": values.pop("recycle")}
            had_it = self.customer(key, create=False)
            customer = self.world.customers.recycle(had_it, **values)
        else:
            customer = self.world.customers.create(**values)
        return self.customer_values(customer)

    def inbound(self, values):
        """A customer's message; see `Customers.write_request`."""
        number = self.number(values)
        customer = self.customer(values)
        message, receivers = self.world.customers.write_request(
            number, customer, values
        )
        return {
            "wamid": message.id,
            "customer": customer.id,
            "timestamp": message.timestamp,
            "receivers": receivers,
            "webhook_problem": self.world.dispatcher.problem(number),
        }

    def read(self, values):
        """{customer, phone_number_id?, wamids?}: the customer has seen the messages."""
        number, customer = self.number(values), self.customer(values, create=False)
        wamids = values.get("wamids")
        return {"read": self.world.customers.read(number.id, customer, wamids)}

    def revise(self, values):
        """{customer, wamid, text} or {…, delete: true}; see `Revising.revise`."""
        number, customer = self.number(values), self.customer(values, create=False)
        update, receivers = self.world.revising.revise(number, customer, values)
        return {"wamid": update.id, "type": update.type, "receivers": receivers}

    def call(self, values):
        """{customer, seconds?, direction?, rejected?}; see `Calling.call`."""
        number, customer = self.number(values), self.customer(values)
        message, wacid = self.world.calling.call(number, customer, values)
        return {"wacid": wacid, "timestamp": message.timestamp}

    def handover(self, values):
        """{customer, owner?, say?, escalation?, …}; see `Routing.handover`."""
        number, customer = self.number(values), self.customer(values)
        return self.world.routing.handover(number, customer, values)

    def raw_webhook(self, values):
        """{phone_number_id?, field?, value} or {…, body}: sent signed, as given.

        `body` may be an object, or a string that is sent byte for byte.
        """
        number = self.number(values)
        waba = self.state.waba_of(number)
        field = values.get("field") or "messages"
        body = values.get("body")
        if body is None:
            body = webhooks.envelope(waba.id, field, values["value"])
        return {
            "receivers": self.world.dispatcher.send_body(waba, field, body, number),
        }

    def list_messages(self, values):
        """Everything sent by both sides, in order of acceptance."""
        number_id = values.get("phone_number_id")
        customer_id = (
            self.customer(values, create=False).id if values.get("customer") else None
        )
        wanted = values.get("direction")
        callback = values.get("biz_opaque_callback_data")
        chosen = [
            m
            for m in list(self.state.messages.values())
            if number_id in (None, m.number_id)
            and customer_id in (None, m.customer_id)
            and wanted in (None, m.direction)
            and callback in (None, m.callback_data)
        ]
        limit = int(values.get("limit") or 0)
        return {"data": [asdict(m) for m in chosen[-limit:]], "count": len(chosen)}

    def set_window(self, values):
        """{customer, phone_number_id?, state: open|closed, or expires_in seconds}."""
        number, customer = self.number(values), self.customer(values)
        now = self.state.now()
        if "expires_in" in values:
            last = now - 24 * 3600 + float(values["expires_in"])
        else:
            last = now if values.get("state", "open") == "open" else 0
        with self.state.lock:
            self.state.windows[number.id, customer.id] = last
        return {"expires_at": self.state.window_expires(number.id, customer.id)}

    def set_clock(self, values):
        """{advance: seconds} moves Meta's clock; {reset: true} sets it right."""
        if values.get("reset"):
            self.state.clock_offset = 0.0
        self.state.clock_offset += float(values.get("advance") or 0)
        return {"now": self.state.now(), "offset": self.state.clock_offset}

    # --- webhooks and faults -------------------------------------------------

    def list_deliveries(self, values):
        """The log of webhook deliveries, oldest first, and how many are pending."""
        wamid = values.get("wamid")
        chosen = [
            d
            for d in list(self.world.dispatcher.log)
            if wamid is None or wamid in d.wamids
        ]
        limit = int(values.get("limit") or 0)
        data = [{**asdict(d), "status_code": d.status_code} for d in chosen[-limit:]]
        return {"data": data, "pending": self.world.dispatcher.pending}

    def merge_faults(self, values):
        self.world.faults.merge(values)
        return self.world.faults.values

    def clear_faults(self, _values):
        self.world.faults.clear()
        self.world.limits.clear()
        return self.world.faults.values

    def reset(self, _values):
        self.world.reset()
        return self.overview({})


def _json(data, status=200):
    return Response(json.dumps(data), status, content_type="application/json")

"""``/simulator/…``: what Meta does not have. For tests, benchmarks and the demo.

Answers are JSON; a wrong request is ``{"error": sentence}`` with HTTP 400 or 404.
"""

import json
from dataclasses import asdict

from werkzeug.wrappers import Response

from . import seed, subscriptions, webhooks
from .burst import Burst
from .errors import GraphError
from .notices import Notices
from .records import App, Number, Token


class Control:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        self.burst = Burst(world)
        self.routes = {
            ("GET", ""): self.overview,
            ("GET", "numbers"): self.list_numbers,
            ("POST", "numbers"): self.add_number,
            ("POST", "app"): self.set_app,
            ("GET", "app"): lambda r: asdict(self._app(r)),
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
            ("GET", "templates"): lambda r: {
                "data": [asdict(t) for t in self.state.templates.values()]
            },
            ("POST", "templates"): self.set_template,
            ("POST", "token"): self.set_token,
            ("POST", "reset"): self.reset,
            ("POST", "burst"): self.burst.run,
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

    def _app(self, values):
        id_ = str(values.get("app_id") or seed.APP_ID)
        if id_ not in self.state.apps:
            raise ValueError(f"no app {id_}")
        return self.state.apps[id_]

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

    def number_values(self, number):
        waba = self.state.waba_of(number)
        token = next(
            (t for t in self.state.tokens.values() if waba.id in t.waba_ids), None
        )
        app = self.state.apps[token.app_id] if token else None
        return {
            "phone_number_id": number.id,
            "waba_id": waba.id,
            "portfolio_id": waba.portfolio_id,
            "display_phone_number": number.display_phone_number,
            "verified_name": number.verified_name,
            "access_token": token.value if token else "",
            "app_id": app.id if app else "",
            "app_secret": app.secret if app else "",
            "callback_url": app.callback_url if app else "",
            "subscribed": bool(waba.subscriptions),
            "is_on_biz_app": number.is_on_biz_app,
            "webhook_problem": self.world.dispatcher.problem(number),
        }

    def overview(self, _values):
        return {
            "url": self.world.url,
            "numbers": [self.number_values(n) for n in self.state.numbers.values()],
            "customers": len(self.state.customers),
            "messages": len(self.state.messages),
            "pending_deliveries": self.world.dispatcher.pending,
        }

    # --- the business's set-up -----------------------------------------------

    def list_numbers(self, _values):
        return {"data": [self.number_values(n) for n in self.state.numbers.values()]}

    def add_number(self, values):
        """A number, with its account, app and token where they are new.

        An `app_secret` that no app has makes a new app; `callback_url` becomes its
        callback (or the number's override in an existing app), is verified if there is
        a `verify_token`, and subscribes the app unless `subscribe` is false.
        """
        state = self.state
        waba_id = str(values.get("waba_id") or state.new_id())
        number_id = str(values.get("phone_number_id") or state.new_id())
        url, verify_token = values.get("callback_url"), values.get("verify_token")
        if number_id in state.numbers and state.numbers[number_id].waba_id != waba_id:
            if values.get("waba_id"):
                raise ValueError(f"number {number_id} belongs to another account")
            waba_id = state.numbers[number_id].waba_id
        if url and verify_token:
            subscriptions.verify(url, verify_token)
        with state.lock:
            name = values.get("verified_name") or "Business"
            if waba_id not in state.wabas:
                portfolio_id = str(values.get("portfolio_id") or state.new_id())
                seed.make_business(state, waba_id, name, portfolio_id)
            waba = state.wabas[waba_id]
            app, is_new = self._find_app(values.get("app_secret"), name)
            self._grant(values.get("access_token"), app, waba)
            number = state.numbers.get(number_id) or state.add(
                Number(
                    number_id,
                    waba_id,
                    values.get("display_phone_number") or f"+34 9{state.new_id()[-8:]}",
                    name,
                )
            )
            if "is_on_biz_app" in values:
                number.is_on_biz_app = bool(values["is_on_biz_app"])
            if url:
                self._point(number, app, url, is_new, verify_token)
                if values.get("subscribe", True):
                    waba.subscriptions.setdefault(app.id, {})
            state.save(number)
            state.save(waba)
        self.world.hub.publish("numbers", {})
        return {
            **self.number_values(number),
            "app_id": app.id,
            "app_secret": app.secret,
        }

    def _point(self, number, app, url, is_new, verify_token):
        """Webhooks of the number go to `url`: by the app's callback or an override."""
        if is_new or not app.callback_url:
            app.callback_url, app.verify_token = url, verify_token or ""
            self.state.save(app)
        elif app.callback_url != url:
            number.overrides[app.id] = url

    def _find_app(self, secret, name):
        if not secret:
            return self.state.apps[seed.APP_ID], False
        for app in self.state.apps.values():
            if app.secret == secret:
                return app, False
        return self.state.add(App(self.state.new_id(), name, secret)), True

    def _grant(self, value, app, waba):
        """Let a token (the app's first, when none is named) see the account."""
        token = self.state.tokens.get(value) if value else None
        if not value:
            own = (t for t in self.state.tokens.values() if t.app_id == app.id)
            token = next(own, None)
            value = f"TOKEN-{app.id}"
        if not token:
            now = int(self.state.now())
            token = self.state.add(Token(value, app.id, [], issued_at=now))
        if waba.id not in token.waba_ids:
            token.waba_ids.append(waba.id)
            self.state.save(token)

    def set_app(self, values):
        """The app dashboard: callback and verify token (verified first), app secret,
        subscribed fields; `subscribe: true` also subscribes the app to its accounts.

        :raise GraphError: 2200, 2201
        """
        app = self._app(values)
        if values.get("callback_url"):
            verify_token = values.get("verify_token") or ""
            subscriptions.verify(values["callback_url"], verify_token)
            app.callback_url, app.verify_token = values["callback_url"], verify_token
        elif "callback_url" in values:
            app.callback_url = ""
        if values.get("app_secret"):
            app.secret = values["app_secret"]
        if "fields" in values:
            app.fields = values["fields"]
        self.state.save(app)
        if values.get("subscribe"):
            for token in self.state.tokens.values():
                if token.app_id == app.id:
                    for waba_id in token.waba_ids:
                        waba = self.state.wabas[waba_id]
                        waba.subscriptions.setdefault(app.id, {})
                        self.state.save(waba)
        self.world.hub.publish("numbers", {})
        return asdict(app)

    def set_token(self, values):
        """{access_token, valid?, expires_at?, scopes?}: let a token die or live."""
        token = self.state.tokens[values["access_token"]]
        for name in ("valid", "expires_at", "scopes"):
            if name in values:
                setattr(token, name, values[name])
        self.state.save(token)
        return asdict(token)

    def set_template(self, values):
        """{id} or {name, language?, waba_id?}, with {status, reason?}."""
        chosen = [
            t
            for t in self.state.templates.values()
            if values.get("id") == t.id
            or (
                values.get("name") == t.name
                and values.get("language") in (None, t.language)
                and values.get("waba_id") in (None, t.waba_id)
            )
        ]
        if not chosen:
            raise ValueError("no such template")
        for template in chosen:
            self.world.templates.set_status(
                template, values["status"], values.get("reason")
            )
        return {"data": [asdict(t) for t in chosen]}

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

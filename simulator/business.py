"""The business's side of Meta: numbers, apps, tokens and templates. Part of the control
API."""

from dataclasses import asdict

from . import seed, subscriptions
from .records import App, Number, Token


class Business:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        self.routes = {
            ("GET", "numbers"): self.list_numbers,
            ("POST", "numbers"): self.add_number,
            ("POST", "app"): self.set_app,
            ("GET", "app"): lambda r: asdict(self._app(r)),
            ("GET", "templates"): lambda r: {
                "data": [asdict(t) for t in self.state.templates.values()]
            },
            ("POST", "templates"): self.set_template,
            ("POST", "token"): self.set_token,
        }

    def list_numbers(self, _values):
        return {"data": [self._number_values(n) for n in self.state.numbers.values()]}

    def _number_values(self, number):
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
            **self._number_values(number),
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

    def _app(self, values):
        id_ = str(values.get("app_id") or seed.APP_ID)
        if id_ not in self.state.apps:
            raise ValueError(f"no app {id_}")
        return self.state.apps[id_]

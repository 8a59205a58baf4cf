"""Meta's Graph API: from a path and a token to the handler of a node's edge."""

import base64
import re

from . import checks, nodes, subscriptions
from .blocking import Blocking
from .errors import GraphError, unknown_edge, unknown_object
from .records import App, Media, Number, Template, Token, Waba

WHERE_WEBHOOKS_GO = {(App, "subscriptions"), (Waba, "subscribed_apps"), (Number, "")}
VERSION = re.compile(r"v\d+\.\d+$")


class Call:
    """One authorised Graph call. `params`: query, form and JSON body together."""

    def __init__(self, method, edge, params, files, base_url, data=b""):
        self.method, self.edge, self.params = method, edge, params
        self.files, self.base_url, self.data = files, base_url, data
        self.app = self.token = None


class Graph:
    """The handlers. `world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        blocking = Blocking(self.state, self.page)
        self.routes = {
            (App, "GET", "subscriptions"): subscriptions.get_callback,
            (App, "POST", "subscriptions"): self.set_callback,
            (App, "DELETE", "subscriptions"): self.delete_callback,
            (App, "POST", "uploads"): lambda a, c: world.media.open_upload(c.params),
            (Number, "POST", "messages"): lambda n, c: world.messages.post(n, c.params),
            (Number, "POST", "marketing_messages"): self.marketing_messages,
            (Number, "POST", "media"): lambda n, c: world.media.upload(
                n, c.params, c.files
            ),
            (Number, "POST", "smb_app_data"): world.coexistence.sync,
            (Number, "GET", ""): self.get_number,
            (Number, "POST", ""): self.post_number,
            (Number, "POST", "thread_control"): world.routing.control,
            (Number, "POST", "register"): self.register,
            (Number, "POST", "deregister"): self.deregister,
            (Number, "GET", "whatsapp_business_profile"): self.get_profile,
            (Number, "POST", "whatsapp_business_profile"): self.post_profile,
            (Number, "GET", "block_users"): blocking.listed,
            (Number, "POST", "block_users"): blocking.block,
            (Number, "DELETE", "block_users"): blocking.unblock,
            (Number, "GET", "settings"): lambda n, c: {},
            (Number, "POST", "settings"): lambda n, c: {"success": True},
            (Waba, "GET", ""): self.get_waba,
            (Waba, "GET", "phone_numbers"): self.phone_numbers,
            (Waba, "GET", "subscribed_apps"): lambda w, c: subscriptions.subscribed(
                self.state, w
            ),
            (Waba, "POST", "subscribed_apps"): lambda w, c: subscriptions.subscribe(
                self.state, w, c.app, c.params
            ),
            (Waba, "DELETE", "subscribed_apps"): lambda w, c: subscriptions.unsubscribe(
                self.state, w, c.app
            ),
            (Waba, "GET", "message_templates"): world.templates.list,
            (Waba, "POST", "message_templates"): world.templates.create,
            (Waba, "DELETE", "message_templates"): world.templates.delete,
            (Template, "GET", ""): world.templates.get,
            (Template, "POST", ""): world.templates.edit,
            (Media, "GET", ""): lambda m, c: world.media.describe(
                m, c.params, c.base_url
            ),
            (Media, "DELETE", ""): self.delete_media,
        }

    @staticmethod
    def split(path):
        """(object id, edge) of a Graph path, or None when it is not one."""
        parts = [part for part in path.split("/") if part]
        if parts and VERSION.match(parts[0]):
            parts = parts[1:]
        elif not parts or not (parts[0].isdigit() or parts[0] == "debug_token"):
            return None
        if not 1 <= len(parts) <= 2:
            return ("/".join(parts), "")
        return parts[0], parts[1] if len(parts) == 2 else ""

    def handle(self, object_id, call, token):
        """The JSON answer of a call.

        :raise GraphError:
        """
        if object_id == "oauth":
            return self.app_token(call)
        self.authorise(call, token)
        if object_id == "debug_token":
            return self.debug_token(call)
        if object_id.startswith("upload:"):
            return self.world.media.continue_upload(object_id, call)
        if object_id == "me":
            return {"name": "Simulator system user", "id": "122100000000000001"}
        node = self.find(object_id, call)
        handler = self.routes.get((type(node), call.method, call.edge))
        if not handler:
            raise unknown_edge(call.method, call.edge)
        answer = handler(node, call)
        if call.method != "GET" and (type(node), call.edge) in WHERE_WEBHOOKS_GO:
            self.world.hub.publish("numbers", {})
        return answer

    def authorise(self, call, value):
        """:raise GraphError: 190 with HTTP 401"""
        if not value:
            raise _token_error("Invalid OAuth access token - Missing access token")
        token = self.state.tokens.get(value) or self._app_token(value)
        if not token:
            raise _token_error("Invalid OAuth access token - Cannot parse access token")
        expired = token.expires_at and token.expires_at < self.state.now()
        if not token.valid or expired or self.world.faults.token_is_dead(value):
            raise _token_error(
                "Error validating access token: Session has expired on Friday, "
                "20-Nov-26 06:00:00 PST.",
                subcode=463,
            )
        call.token, call.app = token, self.state.apps[token.app_id]

    def find(self, object_id, call):
        """The node, if the token may see it.

        :raise GraphError: 100 with subcode 33
        """
        for records in (
            self.state.numbers,
            self.state.wabas,
            self.state.media,
            self.state.templates,
            self.state.apps,
        ):
            node = records.get(object_id)
            if node:
                break
        else:
            raise unknown_object(object_id, call.method)
        if isinstance(node, App):
            mine = call.edge == "uploads" and call.app is node
            if not mine and call.token.value != f"{node.id}|{node.secret}":
                raise GraphError(
                    15,
                    "",
                    message="(#15) This method must be called "
                    "with an app access_token.",
                )
            return node
        if isinstance(node, Waba):
            waba_id = node.id
        elif isinstance(node, Media):
            waba_id = self.state.numbers[node.number_id].waba_id
        else:
            waba_id = node.waba_id
        if waba_id not in call.token.waba_ids:
            raise unknown_object(object_id, call.method)
        return node

    # --- apps and tokens -----------------------------------------------------

    def app_token(self, call):
        """``GET /oauth/access_token``: an app's own token for its id and secret.

        :raise GraphError: 101 or 1 for a wrong pair
        """
        app = self.state.apps.get(str(call.params.get("client_id")))
        if not app:
            raise GraphError(101, "", message="Error validating application.")
        if call.params.get("client_secret") != app.secret:
            raise GraphError(1, "", message="Error validating client secret.")
        return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}

    def _app_token(self, value):
        """The token "<app id>|<secret>": it sees the app and nothing else."""
        app_id, _bar, secret = value.partition("|")
        app = self.state.apps.get(app_id)
        return Token(value, app_id) if app and app.secret == secret else None

    def set_callback(self, app, call):
        return subscriptions.set_callback(self.state, app, call)

    def delete_callback(self, app, _call):
        app.callback_url = ""
        self.state.save(app)
        return {"success": True}

    def debug_token(self, call):
        value = checks.text(call.params, "", "input_token")
        token = self.state.tokens.get(value)
        if not token:
            error = {
                "code": 190,
                "message": "Invalid OAuth access token - Cannot parse access token",
            }
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        alive = token.valid and not self.world.faults.token_is_dead(value)
        whatsapp = [scope for scope in token.scopes if scope.startswith("whatsapp")]
        data = {
            "app_id": token.app_id,
            "type": "SYSTEM_USER",
            "application": self.state.apps[token.app_id].name,
            "data_access_expires_at": 0,
            "expires_at": token.expires_at,
            "is_valid": bool(alive),
            "issued_at": token.issued_at,
            "scopes": token.scopes,
            "granular_scopes": [
                {"scope": scope, "target_ids": token.waba_ids} for scope in whatsapp
            ],
            "user_id": "122100000000000001",
        }
        if not alive:
            data["error"] = {
                "code": 190,
                "message": "Error validating access token: Session has expired.",
                "subcode": 463,
            }
        return {"data": data}

    # --- accounts and numbers ------------------------------------------------

    def get_number(self, number, call):
        values = nodes.number_fields(self.state, number)
        return nodes.select(
            values,
            call.params.get("fields"),
            nodes.NUMBER_DEFAULTS,
            "WhatsAppBusinessPhoneNumber",
        )

    def get_waba(self, waba, call):
        values = nodes.waba_fields(self.state, waba)
        return nodes.select(
            values,
            call.params.get("fields"),
            nodes.WABA_DEFAULTS,
            "WhatsAppBusinessAccount",
        )

    def phone_numbers(self, waba, call):
        numbers = self.state.numbers_of(waba.id)
        data, paging = self.page(numbers, call)
        return {"data": [self.get_number(n, call) for n in data], "paging": paging}

    def page(self, records, call, node_id=None):
        """One page of records by cursor, and Meta's ``paging`` object.

        :param node_id: whose edge it is, if not their WABA's
        :raise GraphError: 131059 for a cursor that we did not give
        """
        limit = max(1, min(int(call.params.get("limit") or 25), 1000))
        start, end = 0, limit
        if call.params.get("after"):
            start = _from_cursor(call.params["after"]) + 1
            end = start + limit
        elif call.params.get("before"):
            end = _from_cursor(call.params["before"])
            start = max(0, end - limit)
        chosen = records[start:end]
        if not chosen:
            return [], {}
        paging = {
            "cursors": {
                "before": _to_cursor(start),
                "after": _to_cursor(start + len(chosen) - 1),
            }
        }
        if start + len(chosen) < len(records):
            paging["next"] = (
                f"{call.base_url}/v25.0/{node_id or chosen[0].waba_id}/{call.edge}"
                f"?limit={limit}&after={paging['cursors']['after']}"
            )
        return chosen, paging

    def post_number(self, number, call):
        configuration = call.params.get("webhook_configuration")
        if configuration is None:
            raise checks.bad_parameter(
                "The parameter webhook_configuration is required."
            )
        return subscriptions.override_number(
            self.state, number, call.app, configuration
        )

    def register(self, number, call):
        pin = str(checks.required(call.params, "", "pin"))
        if not re.fullmatch(r"\d{6}", pin):
            raise checks.bad_parameter("Param pin must be 6 characters long.")
        number.registered = True
        self.state.save(number)
        return {"success": True}

    def deregister(self, number, _call):
        number.registered = False
        self.state.save(number)
        return {"success": True}

    def marketing_messages(self, number, call):
        if call.params.get("type") != "template":
            raise GraphError(100, "Message must be a template message.")
        return self.world.messages.post(number, call.params)

    # --- profile -------------------------------------------------------------

    def get_profile(self, number, call):
        profile = {"vertical": "UNDEFINED", **number.profile}
        names = nodes.split_fields(call.params.get("fields") or "")
        for name in names:
            if name not in nodes.PROFILE_FIELDS:
                raise checks.bad_parameter(
                    f"Tried accessing nonexisting field ({name}) on node type "
                    "(WhatsAppBusinessProfile)"
                )
        chosen = {k: v for k, v in profile.items() if not names or k in names}
        return {"data": [{**chosen, "messaging_product": "whatsapp"}]}

    def post_profile(self, number, call):
        changes = {
            name: value
            for name, value in call.params.items()
            if name in nodes.PROFILE_FIELDS and name != "messaging_product"
        }
        checks.optional_text(changes, "", "about", 139)
        checks.optional_text(changes, "", "description", 512)
        number.profile.update(changes)
        self.state.save(number)
        return {"success": True}

    # --- media ---------------------------------------------------------------

    def delete_media(self, media, _call):
        self.state.remove(media)
        return {"success": True}


def _token_error(message, subcode=None):
    return GraphError(190, "", message=message, http=401, subcode=subcode)


def _to_cursor(position):
    return base64.urlsafe_b64encode(f"cursor:{position}".encode()).decode().rstrip("=")


def _from_cursor(cursor):
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.urlsafe_b64decode(padded.encode()).decode()
        return int(text.removeprefix("cursor:")) if "cursor:" in text else int("x")
    except ValueError:
        raise GraphError(131059, "The cursor is not valid.") from None

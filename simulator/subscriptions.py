"""Webhook addresses: Meta's verification, subscriptions of accounts, overrides."""

import secrets
from urllib.parse import urlsplit

import requests

from . import checks
from .errors import GraphError

URI_LENGTH = 200
VERIFY_SECONDS = 6


def verify(url, verify_token):
    """Ask an address for its challenge, as Meta does whenever one is set.

    :raise GraphError: 2200 (unreachable, not 200) or 2201 (wrong answer)
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise checks.bad_parameter("Param override_callback_uri is not a valid URI.")
    challenge = str(secrets.randbelow(2**31))
    try:
        response = requests.get(
            url,
            params={
                "hub.mode": "subscribe",
                "hub.challenge": challenge,
                "hub.verify_token": verify_token,
            },
            timeout=VERIFY_SECONDS,
            allow_redirects=False,
        )
    except requests.Timeout:
        raise _failure(
            f"curl_errno = 28; curl_error = Connection timed out after "
            f"{VERIFY_SECONDS * 1000} milliseconds"
        ) from None
    except requests.RequestException:
        raise _failure(
            f"curl_errno = 7; curl_error = Failed to connect to {parts.netloc}"
        ) from None
    if response.status_code != 200:
        raise _failure(
            f"HTTP Status Code = {response.status_code}; "
            f"HTTP Message = {response.reason}"
        )
    if response.text.strip() != challenge:
        raise GraphError(
            2201,
            "",
            message="(#2201) response does not match challenge, expected value="
            f'"{challenge}", received="{response.text[:50]}"',
        )


def _failure(text):
    return GraphError(
        2200,
        "",
        message="(#2200) Callback verification failed with the following errors: "
        + text,
    )


def subscribe(state, waba, app, params):
    """``POST /<waba>/subscribed_apps``, with or without an override.

    An empty ``override_callback_uri`` clears the override.

    :raise GraphError: 100 when an override is set before the app is subscribed
    """
    if "override_callback_uri" not in params:
        override = {}
    else:
        if app.id not in waba.subscriptions:
            raise checks.bad_parameter(
                "Before override the current callback uri, your app must be subscribed "
                "to receive messages for WhatsApp Business Account"
            )
        override = checked_override(params, "override_callback_uri")
    waba.subscriptions[app.id] = override
    state.save(waba)
    return {"success": True}


def checked_override(params, name):
    """{override_callback_uri} after verification; {} for an empty address."""
    url = params.get("override_callback_uri") or ""
    if not url:
        return {}
    checks.string(url, name, URI_LENGTH)
    verify(url, checks.text(params, "", "verify_token"))
    return {"override_callback_uri": url}


def subscribed(state, waba):
    """``GET /<waba>/subscribed_apps``."""
    data = []
    for app_id, override in waba.subscriptions.items():
        app = state.apps[app_id]
        data.append(
            {
                "whatsapp_business_api_data": {
                    "link": f"https://www.facebook.com/games/?app_id={app.id}",
                    "name": app.name,
                    "id": app.id,
                },
                **override,
            }
        )
    return {"data": data}


def unsubscribe(state, waba, app):
    waba.subscriptions.pop(app.id, None)
    state.save(waba)
    return {"success": True}


def override_number(state, number, app, configuration):
    """``POST /<phone>``: {webhook_configuration: {override_callback_uri, …}}."""
    checks.mapping(configuration, "webhook_configuration")
    override = checked_override(
        configuration, "webhook_configuration['override_callback_uri']"
    )
    if override:
        number.overrides[app.id] = override["override_callback_uri"]
    else:
        number.overrides.pop(app.id, None)
    state.save(number)
    return {"success": True}


def set_callback(state, app, call):
    """``POST /<app>/subscriptions``: the app's callback, as on the dashboard.

    :raise GraphError: 100, 2200, 2201
    """
    params = call.params
    object_ = checks.text(params, "", "object")
    checks.one_of(object_, "object", {"whatsapp_business_account"})
    url = checks.text(params, "", "callback_url")
    verify_token = checks.text(params, "", "verify_token")
    verify(url, verify_token)
    app.callback_url, app.verify_token = url, verify_token
    fields = params.get("fields")
    if isinstance(fields, str):
        fields = [name.strip() for name in fields.split(",") if name.strip()]
    app.fields = fields or app.fields
    state.save(app)
    return {"success": True}


def get_callback(app, _call):
    """``GET /<app>/subscriptions``."""
    if not app.callback_url:
        return {"data": []}
    subscription = {
        "object": "whatsapp_business_account",
        "callback_url": app.callback_url,
        "active": True,
        "fields": [{"name": name, "version": "v25.0"} for name in app.fields or []],
    }
    return {"data": [subscription]}

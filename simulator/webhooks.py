"""Webhook bodies in Meta's shape. Pure: records in, dicts and bytes out."""

import base64
import hashlib
import hmac
import json

from .errors import webhook_error
from .numbering import digits

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")


def sign(secret, body):
    """The value of ``X-Hub-Signature-256`` for these bytes."""
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    return "sha256=" + mac.hexdigest()


def encode(body):
    """Bytes as Meta writes them: non-ASCII and "/" escaped, no spaces."""
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/").encode()


def envelope(waba_id, field, value, time=None):
    entry = {"id": waba_id, "changes": [{"value": value, "field": field}]}
    if time:
        entry["time"] = int(time)
    return {"object": "whatsapp_business_account", "entry": [entry]}


def number_value(number):
    """What each `value` about a number begins with."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": digits(number.display_phone_number),
            "phone_number_id": number.id,
        },
    }


def contact(state, number, customer, username=True, name=True):
    """One element of ``value.contacts``."""
    portfolio_id = state.waba_of(number).portfolio_id
    result = {"profile": {"name": customer.name} if name else {}}
    if username and customer.username:
        result["profile"]["username"] = customer.username
    if state.shows_phone(number, customer):
        result["wa_id"] = customer.wa_id
    result["user_id"] = state.bsuid(customer, portfolio_id)
    return result


def inbound_message(state, number, customer, message, media_url):
    """The element of ``value.messages`` for a message of a customer.

    :param media_url: callable Media → short-lived address
    """
    portfolio_id = state.waba_of(number).portfolio_id
    result = {}
    if state.shows_phone(number, customer):
        result["from"] = customer.wa_id
    result["from_user_id"] = state.bsuid(customer, portfolio_id)
    result |= {
        "id": message.id,
        "timestamp": str(message.timestamp),
        "type": message.type,
    }
    payload = dict(message.payload)
    media = payload.get(message.type)
    if message.type in MEDIA_TYPES and media and media.get("id") in state.media:
        payload[message.type] = {
            **media_payload(state, media),
            "url": media_url(state.media[media["id"]]),
        }
    return result | payload


def media_payload(state, media):
    """The media object of a webhook, without an address."""
    record = state.media[media["id"]]
    sha256 = base64.b64encode(bytes.fromhex(record.sha256)).decode()
    return {**media, "mime_type": record.mime_type, "sha256": sha256}


def inbound_value(state, number, customer, message, media_url):
    """``value`` of a webhook with one message; system messages have no contacts."""
    value = number_value(number)
    if message.type != "system":
        value["contacts"] = [contact(state, number, customer)]
    value["messages"] = [inbound_message(state, number, customer, message, media_url)]
    return value


def pricing(message, in_window):
    """Per-message pricing: templates are billed, service messages are free."""
    free = message.category == "service" or (
        message.category == "utility" and in_window
    )
    return {
        "billable": not free,
        "pricing_model": "PMP",
        "category": message.category,
        "type": "free_customer_service" if free else "regular",
    }


def status_value(state, number, customer, message, status, timestamp, error=None):
    """``value`` of a webhook with one status.

    ``contacts`` come with all but failed, the username with delivered and read; the
    phone as in `State.shows_phone`, the BSUID not in a failure of a send to a phone.

    :param customer: None when nobody has the number
    :param error: (code, details) of a failure
    """
    value = number_value(number)
    to_phone = "to" in message.recipient
    entry = {"id": message.id, "status": status, "timestamp": str(int(timestamp))}
    if not customer:
        entry["recipient_id"] = digits(message.recipient.get("to"))
    elif to_phone or state.shows_phone(number, customer):
        entry["recipient_id"] = customer.wa_id
    if customer and not (status == "failed" and to_phone):
        portfolio_id = state.waba_of(number).portfolio_id
        entry["recipient_user_id"] = state.bsuid(customer, portfolio_id)
    if message.callback_data:
        entry["biz_opaque_callback_data"] = message.callback_data
    if status == "failed":
        entry["errors"] = [webhook_error(*error)]
    else:
        username = status in ("delivered", "read", "played")
        value["contacts"] = [contact(state, number, customer, username)]
        if status in ("sent", "delivered"):
            expires = state.window_expires(number.id, customer.id)
            entry["pricing"] = pricing(message, state.now() < expires)
    value["statuses"] = [entry]
    return value


def preference_value(state, number, customer, word, timestamp):
    """``value`` of field ``user_preferences``: stop, resume or signup."""
    who = contact(state, number, customer)
    wish = {key: who[key] for key in ("wa_id", "user_id") if key in who}
    wish |= {
        "detail": f"User requested to {word} marketing messages",
        "category": "marketing_messages",
        "value": word,
        "timestamp": timestamp,
    }
    return {**number_value(number), "contacts": [who], "user_preferences": [wish]}


def template_status_value(template, event):
    """``value`` of field ``message_template_status_update``."""
    value = {
        "event": event,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language.replace("_", "-"),
        "message_template_category": template.category,
        "reason": template.reason,
    }
    if event == "REJECTED":
        value["rejection_info"] = {
            "reason": "The template's content is promotional.",
            "recommendation": "Use the marketing category.",
        }
    if event == "PAUSED":
        value["other_info"] = {
            "title": "FIRST_PAUSE",
            "description": "Paused for 3 hours because of low quality.",
        }
    return value

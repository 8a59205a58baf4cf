"""One message of a webhook, whoever wrote it and however it came.

Everything is optional and nothing is trusted, as in `payload`. Source: Cloud API,
webhooks/reference/messages.
"""

import json

from .json_values import mapping as _dict
from .json_values import mappings as _dicts
from .json_values import number as _number
from .json_values import past_moment
from .json_values import text as _text
from .updates import (
    MAX_FILENAME,
    MAX_ID,
    MAX_NAME,
    MAX_URL,
    MAX_WORD,
    InboundMessage,
    Media,
    Reply,
    Revision,
)

_REVISIONS = ("edit", "revoke")
_MEDIA_TYPES = frozenset(("image", "video", "audio", "document", "sticker"))


def read_message(message, number, waba_id, arrived, identity, make=InboundMessage):
    """One message, whoever wrote it.

    :param arrived: the time of a message that tells none
    :param identity: of the customer
    :param make: the class of the message
    :raises ValueError: no usable id
    """
    kind = _text(message.get("type"), 64) or "unknown"
    content = _dict(message.get(kind))
    context = _dict(message.get("context"))
    return make(
        phone_number_id=number,
        waba_id=waba_id,
        wamid=wamid_of(message),
        timestamp=past_moment(message.get("timestamp"), arrived),
        type=kind,
        identity=identity,
        text=_text(content.get("body" if kind == "text" else "caption")),
        media=_media(content) if kind in _MEDIA_TYPES else None,
        location=_location(content) if kind == "location" else None,
        contacts=_dicts(message.get("contacts")) if kind == "contacts" else [],
        reaction=_reaction(content) if kind == "reaction" else None,
        reply=_reply(kind, content),
        context_wamid=_text(context.get("id"), MAX_ID),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        group_id=_text(message.get("group_id"), MAX_WORD),
        referral=_dict(message.get("referral")) or None,
        errors=_dicts(message.get("errors")),
        raw=message,
        revision=_revision(
            kind, content, message, number, waba_id, arrived, identity, make
        ),
    )


def _revision(kind, content, message, *context):
    """The new content of an edit has no id, sender or time of its own."""
    wamid = _text(content.get("original_message_id"), MAX_ID)
    new = _dict(content.get("message"))
    if not wamid or kind not in _REVISIONS or new.get("type") in _REVISIONS:
        return None
    if kind == "revoke":
        return Revision(wamid, None)
    if not new:
        return None
    outer = {key: message[key] for key in ("timestamp", "group_id") if key in message}
    return Revision(wamid, read_message({**new, **outer, "id": wamid}, *context))


def wamid_of(element):
    wamid = _text(element.get("id"))
    if not wamid or len(wamid) > MAX_ID:
        raise ValueError("no usable id")
    return wamid


def _media(content):
    media_id, url = _text(content.get("id"), MAX_ID), _text(content.get("url"), MAX_URL)
    if not media_id and not url:
        return None
    return Media(
        id=media_id,
        mime_type=_text(content.get("mime_type"), MAX_WORD),
        sha256=_text(content.get("sha256"), MAX_WORD),
        filename=_text(content.get("filename"), MAX_FILENAME),
        voice=content.get("voice") is True,
        animated=content.get("animated") is True,
        url=url,
    )


def _location(content):
    latitude = _number(content.get("latitude"))
    longitude = _number(content.get("longitude"))
    if latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return {
        "latitude": latitude,
        "longitude": longitude,
        "name": _text(content.get("name"), MAX_NAME),
        "address": _text(content.get("address"), MAX_URL),
        "url": _text(content.get("url"), MAX_URL),
    }


def _reaction(content):
    wamid = _text(content.get("message_id"), MAX_ID)
    return (wamid, _text(content.get("emoji"), 64)) if wamid else None


def _reply(kind, content):
    if kind == "button":
        text = _text(content.get("text"))
        return Reply(kind, _text(content.get("payload")), text, "") if content else None
    if kind != "interactive":
        return None
    for choice in ("button_reply", "list_reply"):
        reply = _dict(content.get(choice))
        if reply:
            title, description = reply.get("title"), reply.get("description")
            return Reply(
                choice, _text(reply.get("id")), _text(title), _text(description)
            )
    flow = _dict(content.get("nfm_reply"))
    if not flow:
        return None
    answers = flow.get("response_json")
    if isinstance(answers, dict | list):
        answers = json.dumps(answers, ensure_ascii=False)
    name, body = _text(flow.get("name")), _text(flow.get("body"))
    return Reply("nfm_reply", name, body, _text(answers))

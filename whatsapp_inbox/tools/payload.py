"""The body of a webhook POST as a list of typed updates.

Meta's own samples are often invalid or out of date, so every field is optional here and
nothing is trusted to be of its type. What cannot be used becomes an `Unreadable`, so
that one odd element never loses its neighbours. All strings are safe for PostgreSQL:
no NUL, no lone surrogate. Source: Cloud API, webhooks/reference/messages.
"""

import json
import re
from datetime import UTC, datetime, timedelta

from .json_values import MAX_DIGITS, moment
from .json_values import mapping as _dict
from .json_values import mappings as _dicts
from .json_values import number as _number
from .json_values import text as _text
from .json_values import whole as _whole
from .phone import digits, is_bsuid
from .updates import (
    EchoedMessage,
    FieldUpdate,
    Identity,
    InboundMessage,
    Media,
    Reply,
    Revision,
    StandbyEcho,
    StandbyMessage,
    StatusUpdate,
    Unreadable,
    Update,
)

__all__ = [
    "EchoedMessage",
    "FieldUpdate",
    "Identity",
    "InboundMessage",
    "Media",
    "PayloadError",
    "Reply",
    "Revision",
    "StandbyEcho",
    "StandbyMessage",
    "StatusUpdate",
    "Unreadable",
    "Update",
    "identity_of",
    "moment",
    "parse",
]

MAX_NAME = 256
MAX_FILENAME = 255
MAX_ID = 512  # wamids have 60 to 200 characters; an index takes no more than 2,700
MAX_WORD = 255  # MIME types, hashes, kinds
MAX_URL = 4096

_REVISIONS = ("edit", "revoke")
_MEDIA_TYPES = frozenset(("image", "video", "audio", "document", "sticker"))
_MAY_BE_DIRTY = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_DIRTY = re.compile("[\x00\ud800-\udfff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[~\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)


class PayloadError(ValueError):
    """The body is not a JSON object."""


def parse(body: bytes) -> list[Update]:
    """Every update of a webhook body, in its order.

    :raises PayloadError: the body is not a JSON object
    """
    document = _load(body)
    updates = []
    now = _now()
    for entry in _each(document, "entry", "", updates):
        waba_id = _text(entry.get("id"), MAX_WORD)
        told_at = _past_moment(entry.get("time"), None)
        for change in _each(entry, "changes", "", updates):
            _read_change(change, waba_id, told_at, now, updates)
    return updates


def _load(body):
    # Bytes that are not UTF-8 spoil one string, not the batch.
    text = body.decode("utf-8", "replace").removeprefix("\ufeff").replace("\x00", "")
    try:
        document = json.loads(
            text,
            strict=False,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=lambda _: None,
            object_pairs_hook=_object,
        )
        if _MAY_BE_DIRTY.search(text):
            document = _clean(document)
    except (ValueError, RecursionError) as error:
        raise PayloadError(f"not JSON: {type(error).__name__}") from None
    if not isinstance(document, dict):
        raise PayloadError("not a JSON object")
    return document


def _object(pairs):
    """JSON allows a key twice and Python forgets the first; lists are joined."""
    result = dict(pairs)
    if len(result) < len(pairs):
        for key in result:
            values = [value for name, value in pairs if name == key]
            if len(values) > 1 and all(isinstance(value, list) for value in values):
                result[key] = [item for value in values for item in value]
    return result


def _clean(value):
    if isinstance(value, str):
        return value if value.isprintable() else _DIRTY.sub(_replacement, value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _replacement(match):
    return "" if match[0] == "\x00" else "\ufffd"


def _each(holder, key, phone_number_id, updates):
    """The objects of the list `holder[key]`; the rest is noted as unreadable."""
    items = holder.get(key)
    if not isinstance(items, list):
        updates.append(Unreadable(phone_number_id, f"no list of {key}", holder))
        return
    for item in items:
        if isinstance(item, dict):
            yield item
        else:
            updates.append(Unreadable(phone_number_id, f"{key}: not an object", item))


def _read_change(change, waba_id, told_at, now, updates):
    value = change.get("value")
    if not isinstance(value, dict):
        updates.append(Unreadable("", "no value", change))
        return
    field = _text(change.get("field"), MAX_WORD)
    number = _number_of(value)
    if field == "standby":  # one level deeper; as `messages`, where Meta says so
        value = {**value, **_dict(value.get("standby"))}
    echoes = value.get("message_echoes") is not None
    if field == "smb_message_echoes" and echoes:
        readers = (("message_echoes", _echo),)
    elif field == "standby" and (echoes or _is_messaging(value)):
        readers = _STANDBY_READERS
    elif field in ("messages", "") and _is_messaging(value):
        readers = (("messages", _message), ("statuses", _status))
    else:
        updates.append(FieldUpdate(waba_id, number, field, value, told_at))
        return
    people = People(value.get("contacts"))
    for key, read in readers:
        if value.get(key) is None:
            continue
        for element in _each(value, key, number, updates):
            try:
                update = read(element, number, waba_id, told_at or now, people)
            except Exception as error:  # noqa: BLE001 - its neighbours must be read
                reason = str(error) or type(error).__name__
                update = Unreadable(number, f"{key}: {reason}", element)
            updates.append(update)
    if value.get("errors") is not None:
        errors = {"errors": _dicts(value["errors"])}
        updates.append(FieldUpdate(waba_id, number, "errors", errors, told_at))


def _number_of(value):
    """The number's id; a handover names it as its recipient."""
    for place in ("metadata", "recipient"):
        number = _text(_dict(value.get(place)).get("phone_number_id"), MAX_WORD)
        if number:
            return number
    return ""


def _now():
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _past_moment(value, otherwise):
    """A message of the far future would be the last one of its thread, and its window
    open, for ever. Clocks may differ by a day."""
    at = moment(value, otherwise)
    return otherwise if at and at > _now() + timedelta(days=1) else at


def _is_messaging(value):
    return any(value.get(key) is not None for key in ("messages", "statuses", "errors"))


class People:
    """The `contacts` of one change, found by user id, then by wa_id, never by place."""

    def __init__(self, contacts):
        self._by_key = {}
        for contact in _dicts(contacts):
            identity = _identity_of_contact(contact)
            for key in (identity.bsuid, identity.wa_id):
                if key and not self._by_key.get(key, _NOBODY).name:
                    self._by_key[key] = identity

    def complete(self, wa_id, bsuid, parent_bsuid):
        """The sender or recipient with these ids, and what `contacts` adds to them."""
        wa_id, bsuid = _wa_id_and_bsuid(wa_id, bsuid)
        known = self._by_key.get(bsuid) or self._by_key.get(wa_id) or _NOBODY
        if known.bsuid and bsuid and known.bsuid != bsuid:
            known = _NOBODY  # the same phone, another person since
        return Identity(
            wa_id or known.wa_id,
            bsuid or known.bsuid,
            _text(parent_bsuid, MAX_WORD) or known.parent_bsuid,
            known.name,
            known.username,
        )


_NOBODY = Identity()


def identity_of(value: dict, element: dict) -> Identity:
    """Who an element with `wa_id`, `user_id`, `parent_user_id` is about, completed by
    the `contacts` of the same change."""
    return People(value.get("contacts")).complete(
        element.get("wa_id"), element.get("user_id"), element.get("parent_user_id")
    )


def _identity_of_contact(contact):
    profile = _dict(contact.get("profile"))
    name = _one_line(profile.get("name"))
    wa_id, bsuid = _wa_id_and_bsuid(contact.get("wa_id"), contact.get("user_id"))
    return Identity(
        wa_id,
        bsuid,
        _text(contact.get("parent_user_id"), MAX_WORD),
        "" if _INVISIBLE.fullmatch(name) else name[:MAX_NAME],
        _one_line(profile.get("username"))[:MAX_NAME].lstrip("@"),
    )


def _one_line(value):
    """A name as it is shown amid our words: on one line, and without the marks by
    which it would turn round what stands after it."""
    return " ".join(_TURNING.sub("", _text(value)).split())


def _wa_id_and_bsuid(wa_id, user_id):
    """Told apart by their form: some webhooks carry a BSUID where the phone belongs."""
    wa_id, user_id = _text(wa_id), _text(user_id, MAX_WORD)
    if is_bsuid(wa_id):
        return "", user_id or wa_id
    wa_id = digits(wa_id)
    return (wa_id if len(wa_id) <= MAX_DIGITS else ""), user_id


def _message(message, number, waba_id, arrived, people):
    _wamid(message)  # what has no id is not even somebody's
    sender = _sender(message, people)
    return read_message(message, number, waba_id, arrived, sender)


def _echo(message, number, waba_id, arrived, people):
    who = _recipient(message, people)
    return read_message(message, number, waba_id, arrived, who, EchoedMessage)


def _standby(message, number, waba_id, arrived, people):
    _wamid(message)
    sender = _sender(message, people)
    return read_message(message, number, waba_id, arrived, sender, StandbyMessage)


def _standby_echo(echo, number, waba_id, arrived, people):
    """`message` is the body of the call that the other app made."""
    sent = _dict(echo.get("message")) or echo
    element = {**sent, "id": echo.get("id"), "timestamp": echo.get("timestamp")}
    if is_bsuid(_text(sent.get("recipient"))):
        element.setdefault("to_user_id", sent["recipient"])
    who = _recipient(element, people)
    return read_message(element, number, waba_id, arrived, who, StandbyEcho)


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
        wamid=_wamid(message),
        timestamp=_past_moment(message.get("timestamp"), arrived),
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


def _wamid(element):
    wamid = _text(element.get("id"))
    if not wamid or len(wamid) > MAX_ID:
        raise ValueError("no usable id")
    return wamid


def _sender(message, people):
    identity = people.complete(
        message.get("from"),
        message.get("from_user_id"),
        message.get("from_parent_user_id"),
    )
    if not (identity.wa_id or identity.bsuid or identity.parent_bsuid):
        # A change of number is announced about somebody, not by them.
        system = _dict(message.get("system"))
        identity = people.complete(
            system.get("wa_id"),
            system.get("previous_user_id") or system.get("user_id"),
            system.get("previous_parent_user_id") or system.get("parent_user_id"),
        )
    if not (identity.wa_id or identity.bsuid or identity.parent_bsuid):
        raise ValueError("no sender")
    return identity


def _recipient(message, people):
    """The customer to whom a message of the phone app went."""
    identity = people.complete(
        message.get("to"), message.get("to_user_id"), message.get("to_parent_user_id")
    )
    named = identity.wa_id or identity.bsuid or identity.parent_bsuid
    if not named and not message.get("group_id"):
        raise ValueError("no recipient")
    return identity


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


def _status(status, number, waba_id, arrived, people):
    word = _text(status.get("status"), 64)
    if not word:
        raise ValueError("no status")
    who = "recipient_participant_" if _is_of_group(status) else "recipient_"
    parent = status.get(who + "parent_user_id")
    return StatusUpdate(
        phone_number_id=number,
        waba_id=waba_id,
        wamid=_wamid(status),
        status=word,
        timestamp=_past_moment(status.get("timestamp"), arrived),
        identity=people.complete(
            status.get(who + "id"),
            status.get(who + "user_id"),
            parent or status.get("parent_recipient_user_id"),  # until May 2026
        ),
        callback_data=_text(status.get("biz_opaque_callback_data"), MAX_ID),
        errors=_dicts(status.get("errors")),
        pricing=_dict(status.get("pricing")) or None,
        raw=status,
    )


def _is_of_group(status):
    return status.get("recipient_type") == "group"


_STANDBY_READERS = (
    ("messages", _standby),
    ("message_echoes", _standby_echo),
    ("statuses", _status),
)

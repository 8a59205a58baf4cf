"""The body of a webhook POST as a list of typed updates.

Meta's own samples are often invalid or out of date, so every field is optional here and
nothing is trusted to be of its type. What cannot be used becomes an `Unreadable`, so
that one odd element never loses its neighbours. All strings are safe for PostgreSQL:
no NUL, no lone surrogate. Source: Cloud API, webhooks/reference/messages.
"""

import json
import re

from .json_values import mapping as _dict
from .json_values import mappings as _dicts
from .json_values import now as _now
from .json_values import number as _number
from .json_values import past_moment
from .json_values import text as _text
from .json_values import whole as _whole
from .message_reader import read_message, wamid_of
from .people import People, recipient_of, sender_of
from .phone import is_bsuid
from .updates import (
    MAX_ID,
    MAX_WORD,
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
    "parse",
]

_MAY_BE_DIRTY = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_DIRTY = re.compile("[\x00\ud800-\udfff]")


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
        told_at = past_moment(entry.get("time"), None)
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


def _is_messaging(value):
    return any(value.get(key) is not None for key in ("messages", "statuses", "errors"))


def _message(message, number, waba_id, arrived, people):
    wamid_of(message)  # what has no id is not even somebody's
    sender = sender_of(message, people)
    return read_message(message, number, waba_id, arrived, sender)


def _echo(message, number, waba_id, arrived, people):
    who = recipient_of(message, people)
    return read_message(message, number, waba_id, arrived, who, EchoedMessage)


def _standby(message, number, waba_id, arrived, people):
    wamid_of(message)
    sender = sender_of(message, people)
    return read_message(message, number, waba_id, arrived, sender, StandbyMessage)


def _standby_echo(echo, number, waba_id, arrived, people):
    """`message` is the body of the call that the other app made."""
    sent = _dict(echo.get("message")) or echo
    element = {**sent, "id": echo.get("id"), "timestamp": echo.get("timestamp")}
    if is_bsuid(_text(sent.get("recipient"))):
        element.setdefault("to_user_id", sent["recipient"])
    who = recipient_of(element, people)
    return read_message(element, number, waba_id, arrived, who, StandbyEcho)


def _status(status, number, waba_id, arrived, people):
    word = _text(status.get("status"), 64)
    if not word:
        raise ValueError("no status")
    who = "recipient_participant_" if _is_of_group(status) else "recipient_"
    parent = status.get(who + "parent_user_id")
    return StatusUpdate(
        phone_number_id=number,
        waba_id=waba_id,
        wamid=wamid_of(status),
        status=word,
        timestamp=past_moment(status.get("timestamp"), arrived),
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

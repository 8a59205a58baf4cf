"""The address book of the phone app, as the webhook `smb_app_state_sync` tells it.

Source: Cloud API, webhooks/reference/smb_app_state_sync.
"""

from dataclasses import dataclass
from datetime import datetime

from .json_values import mapping, mappings, moment, text
from .phone import digits, is_bsuid, to_e164
from .updates import MAX_NAME, MAX_WORD


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that was given, changed or, `name` being "", taken away.

    `key` is the number in E.164, or the user id of who has no number. `told_at` is
    naive UTC.
    """

    key: str
    name: str
    told_at: datetime


def entries(value: dict, now: datetime) -> list[Entry]:
    """The newest that is told of each person; what names nobody is left out."""
    newest = {}
    for element in mappings(value.get("state_sync")):
        contact = mapping(element.get("contact"))
        key = _key(contact)
        if not key or text(element.get("type")) not in ("contact", ""):
            continue
        told_at = moment(mapping(element.get("metadata")).get("timestamp"), now)
        if key in newest and newest[key].told_at > told_at:
            continue
        name = text(contact.get("full_name")) or text(contact.get("first_name"))
        if element.get("action") == "remove":
            name = ""
        newest[key] = Entry(key, " ".join(name.split())[:MAX_NAME], told_at)
    return list(newest.values())


def _key(contact):
    number = text(contact.get("phone_number")) or text(contact.get("wa_id"))
    if is_bsuid(number):
        return number
    number = to_e164(digits(number)) if digits(number) else ""
    return number or text(contact.get("user_id"), MAX_WORD)

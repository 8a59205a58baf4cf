"""Which updates must be worked at one after the other: those about the same people."""

import zlib

from .updates import FieldUpdate, InboundMessage, Unreadable

#: Few enough that a worker may hold all of them at once as locks of PostgreSQL (its
#: default table has room for some 6,400), many enough that two customers rarely meet.
LANES = 1024

#: Keys under which Meta names a person or a group, in messages and in other fields
#: (echoes, history): the more are found, the safer.
NAMES = frozenset(
    [
        *("from", "from_user_id", "from_parent_user_id"),
        *("to", "to_user_id", "to_parent_user_id"),
        *("wa_id", "new_wa_id", "user_id", "parent_user_id", "phone_number"),
        *("previous_user_id", "previous_parent_user_id"),
        *("recipient_id", "recipient_user_id", "recipient_parent_user_id"),
        "group_id",
    ]
)
#: of what is about nobody
COMMON = 0


def lanes_of(updates):
    """:return: numbers below LANES; two sets that meet are worked at in order
    :rtype: set[int]
    """
    names = set()
    for update in updates:
        match update:
            case Unreadable():
                names.update(_names_in(update.raw))
            case FieldUpdate():
                names.update(_names_in(update.value), [""])
            case InboundMessage():
                names.update(_names_in(update.raw), _names_of(update.identity))
            case _:
                names.update(_names_of(update.identity))
    return {_lane(name) for name in names} or {COMMON}


def _lane(name):
    return 1 + zlib.crc32(name.encode()) % (LANES - 1) if name else COMMON


def _names_of(identity):
    names = {identity.wa_id, identity.bsuid, identity.parent_bsuid}
    return names - {""}


def _names_in(value):
    """Whom any part of a JSON value names; a loop, as Meta's JSON may be deep."""
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, list):
            parts += part
        elif isinstance(part, dict):
            for key, item in part.items():
                if isinstance(item, str) and key in NAMES:
                    yield item.lstrip("+")
                elif key != "context":  # who is quoted is often ourselves
                    parts.append(item)

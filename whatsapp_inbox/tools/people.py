"""Who an element of a webhook is about: its ids, and what `contacts` beside it adds.

Everything is optional and nothing is trusted, as in `payload`.
"""

import re

from .json_values import MAX_DIGITS, mapping, mappings, text
from .phone import digits, is_bsuid
from .updates import MAX_NAME, MAX_WORD, Identity

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[~\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)


class People:
    """The `contacts` of one change, found by user id, then by wa_id, never by place."""

    def __init__(self, contacts):
        self._by_key = {}
        for contact in mappings(contacts):
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
            text(parent_bsuid, MAX_WORD) or known.parent_bsuid,
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
    profile = mapping(contact.get("profile"))
    name = _one_line(profile.get("name"))
    wa_id, bsuid = _wa_id_and_bsuid(contact.get("wa_id"), contact.get("user_id"))
    return Identity(
        wa_id,
        bsuid,
        text(contact.get("parent_user_id"), MAX_WORD),
        "" if _INVISIBLE.fullmatch(name) else name[:MAX_NAME],
        _one_line(profile.get("username"))[:MAX_NAME].lstrip("@"),
    )


def _one_line(value):
    """A name as it is shown amid our words: on one line, and without the marks by
    which it would turn round what stands after it."""
    return " ".join(_TURNING.sub("", text(value)).split())


def _wa_id_and_bsuid(wa_id, user_id):
    """Told apart by their form: some webhooks carry a BSUID where the phone belongs."""
    wa_id, user_id = text(wa_id), text(user_id, MAX_WORD)
    if is_bsuid(wa_id):
        return "", user_id or wa_id
    wa_id = digits(wa_id)
    return (wa_id if len(wa_id) <= MAX_DIGITS else ""), user_id


def sender_of(message, people):
    """The customer who wrote a message.

    :raises ValueError: nobody is named
    """
    identity = people.complete(
        message.get("from"),
        message.get("from_user_id"),
        message.get("from_parent_user_id"),
    )
    if not (identity.wa_id or identity.bsuid or identity.parent_bsuid):
        # A change of number is announced about somebody, not by them.
        system = mapping(message.get("system"))
        identity = people.complete(
            system.get("wa_id"),
            system.get("previous_user_id") or system.get("user_id"),
            system.get("previous_parent_user_id") or system.get("parent_user_id"),
        )
    if not (identity.wa_id or identity.bsuid or identity.parent_bsuid):
        raise ValueError("no sender")
    return identity


def recipient_of(message, people):
    """The customer to whom a message of the phone app went.

    :raises ValueError: nobody is named, nor a group
    """
    identity = people.complete(
        message.get("to"), message.get("to_user_id"), message.get("to_parent_user_id")
    )
    named = identity.wa_id or identity.bsuid or identity.parent_bsuid
    if not named and not message.get("group_id"):
        raise ValueError("no recipient")
    return identity

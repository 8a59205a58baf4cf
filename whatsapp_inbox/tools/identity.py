"""Who is who, when WhatsApp calls people by several names.

A name is (kind, value). A business-scoped user id names a person for good: it is made
anew when they change their number, and never given to somebody else (Meta's page:
business-scoped-user-ids). A number is a person's as long as they have it.
"""

from dataclasses import dataclass, field

from .phone import digits, is_bsuid, to_e164
from .updates import Identity

#: Kinds of names in the order in which they decide who somebody is.
KINDS = ("group", "bsuid", "parent_bsuid", "wa_id", "phone")
NUMBERS = frozenset(("wa_id", "phone"))
#: System messages that tell new names of a person (Meta's page: messages/system).
CHANGES = frozenset(
    ("user_changed_number", "user_changed_user_id", "customer_changed_number")
)


def names_of(identity: Identity) -> list[tuple[str, str]]:
    """The names in `identity`, surest first."""
    values = {
        "bsuid": identity.bsuid,
        "parent_bsuid": identity.parent_bsuid,
        "wa_id": identity.wa_id,
        "phone": to_e164(identity.wa_id) if identity.wa_id else "",
    }
    return [(kind, values[kind]) for kind in KINDS if values.get(kind)]


@dataclass(frozen=True, slots=True)
class Change:
    """Whoever went by `before` goes by `after` now."""

    before: Identity
    after: Identity


def told_change(raw: dict) -> Change | None:
    """The change of names that a system message tells, None if it tells none.

    :param raw: the element of `messages`; of unknown shape, as everything from outside
    """
    system = raw.get("system")
    if not isinstance(system, dict) or _word(system, "type") not in CHANGES:
        return None
    sender, sender_id = _word(raw, "from"), _word(raw, "from_user_id")
    if is_bsuid(sender):
        sender, sender_id = "", sender_id or sender
    number = digits(_word(system, "wa_id") or _word(system, "new_wa_id"))
    old_number = digits(sender)
    new_id = _word(system, "user_id") or sender_id
    old_id = _word(system, "previous_user_id")
    if not old_id and sender_id != new_id:
        old_id = sender_id
    return Change(
        before=Identity(
            wa_id=old_number if old_number != number else "",
            bsuid=old_id if old_id != new_id else "",
            parent_bsuid=_word(system, "previous_parent_user_id"),
        ),
        after=Identity(
            wa_id=number,
            bsuid=new_id,
            parent_bsuid=_word(system, "parent_user_id")
            or _word(raw, "from_parent_user_id"),
        ),
    )


def shared_number(contacts: list[dict]) -> str:
    """The sender's own number in the answer to our request, digits; "" if it is none.

    A card may be anybody's: only `origin` `contact_request` says that WhatsApp itself
    put the sender's number in it.
    """
    for card in contacts:
        phones = card.get("phones")
        if card.get("origin") != "contact_request" or not isinstance(phones, list):
            continue
        for entry in phones:
            if isinstance(entry, dict):
                number = _word(entry, "wa_id") or _word(entry, "phone")
                if to_e164(number):
                    return digits(to_e164(number))
    return ""


def _word(holder, key):
    value = holder.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value[:255] if isinstance(value, str) else ""


@dataclass(eq=False, slots=True)
class Person:
    """Somebody whom we know, or who is new (`contact` is None until then)."""

    contact: object = None
    bsuid: str = ""


@dataclass(slots=True)
class Register:
    """Who goes by which name, while a batch of updates is read in its order.

    :ivar names: name → who goes by it
    :ivar former: (name, person): a name that they had. A number that somebody lost
        says nothing of them any more; an id still tells who they are
    :ivar new: people whom we did not know
    :ivar added: names that became somebody's, former ones too
    :ivar lost: (name, person) that became former
    :ivar regained: (name, person) that is current again
    :ivar moves: (number, who had it, who has it)
    :ivar same: (person, person) of whom WhatsApp says that they are one
    """

    names: dict = field(default_factory=dict)
    former: set = field(default_factory=set)
    new: list = field(default_factory=list)
    added: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    regained: list = field(default_factory=list)
    moves: list = field(default_factory=list)
    same: list = field(default_factory=list)

    def recognise(self, names) -> Person:
        """Who writes under these names; they keep the new ones of them."""
        person = self._find(names) or self._stranger()
        if not any((name, person) in self.former for name in names if is_id(name)):
            for name in names:
                self._give(person, name)
        return person

    def change(self, before, after) -> Person:
        """WhatsApp tells that who went by the names `before` goes by `after` now.

        If both are known to us as two, they stay two, and it is noted in `same`.
        """
        old = self._find(before)
        new = self._find([name for name in after if is_id(name)])
        person = old or new or self._stranger()
        now = new or person
        for name in after:
            self._give(now, name, again=True)
        has_new_number = any(not is_id(name) for name in after)
        for name in before:
            if is_id(name) or has_new_number:
                self._retire(person, name)
        if now is not person:
            self.same.append((person, now))
        return person

    def has(self, person, name) -> bool:
        """Whether this is a name of theirs today."""
        return self.names.get(name) is person and (name, person) not in self.former

    def _find(self, names):
        for name in names:
            if is_id(name) and name in self.names:
                return self.names[name]
        has_id = any(kind == "bsuid" for kind, _value in names)
        for name in names:
            person = self.names.get(name)
            # whoever has a number and another id is somebody else
            if person and not (has_id and person.bsuid):
                return person
        return None

    def _stranger(self):
        person = Person()
        self.new.append(person)
        return person

    def _give(self, person, name, again=False):
        """A number goes to who has it now, an id stays whose it is. What somebody had
        is theirs `again` only if WhatsApp says so: other news may be late."""
        holder = self.names.get(name)
        had = (name, person) in self.former
        if self.has(person, name) or (had and not again):
            return
        if holder not in (None, person):
            if is_id(name):
                return
            self._lose(holder, name)
            self.moves.append((name, holder, person))
        self.names[name] = person
        self.former.discard((name, person))
        (self.regained if had else self.added).append((name, person))
        if name[0] == "bsuid":
            person.bsuid = name[1]

    def _retire(self, person, name):
        if self.names.get(name) is None:
            if not is_id(name):
                return
            self.names[name] = person
            self.added.append((name, person))
        if self.names[name] is person and (name, person) not in self.former:
            self._lose(person, name)
            if not is_id(name):
                del self.names[name]

    def _lose(self, person, name):
        self.former.add((name, person))
        self.lost.append((name, person))


def is_id(name) -> bool:
    """Whether a name tells who somebody is, whatever their number."""
    return name[0] not in NUMBERS

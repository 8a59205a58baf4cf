"""Who gets a conversation, among the members of a team."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

_NEVER = datetime.min.replace(tzinfo=UTC)


class Method(StrEnum):
    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


class Busy(StrEnum):
    """Why a member gets nothing now."""

    OFF_DUTY = "off_duty"
    ON_LEAVE = "on_leave"
    OUT_OF_HOURS = "out_of_hours"
    OFFLINE = "offline"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of a team.

    :ivar load: open conversations that they own, in all teams
    :ivar capacity: how many they may have, 0 for any number
    :ivar langs: languages that they answer in, "es"; none is any
    :ivar last_at: when they last got one, aware; None if never
    """

    user_id: int
    load: int = 0
    capacity: int = 0
    online: bool = True
    on_duty: bool = True
    on_leave: bool = False
    in_hours: bool = True
    langs: frozenset[str] = frozenset()
    last_at: datetime | None = None

    def busy(self) -> Busy | None:
        """The first reason not to give them one, None if there is none."""
        reasons = (
            (Busy.OFF_DUTY, not self.on_duty),
            (Busy.ON_LEAVE, self.on_leave),
            (Busy.OUT_OF_HOURS, not self.in_hours),
            (Busy.OFFLINE, not self.online),
            (Busy.FULL, bool(self.capacity) and self.load >= self.capacity),
        )
        return next((reason for reason, holds in reasons if holds), None)

    def speaks(self, lang: str) -> bool:
        return not self.langs or lang.split("_")[0] in self.langs


@dataclass(frozen=True, slots=True)
class Choice:
    """:ivar user_id: 0 if nobody is free
    :ivar why: `preferred`, `language` or the method; "" if nobody is free
    :ivar busy: how many members could not, by reason
    """

    user_id: int = 0
    why: str = ""
    busy: Counter = field(default_factory=Counter)


def choose(
    candidates: list[Candidate],
    method: Method,
    preferred: list[int] = (),
    lang: str = "",
) -> Choice:
    """One of the members who are free.

    :param candidates: in the order of the team's list, which decides between equals
    :param preferred: users whom this customer knows, the dearest first
    :param lang: the customer's; who speaks it comes first, if anybody does
    """
    busy = Counter(reason for c in candidates if (reason := c.busy()))
    free = [c for c in candidates if not c.busy()]
    by_user = {c.user_id: c for c in free}
    for user_id in preferred:
        if user_id in by_user:
            return Choice(user_id, "preferred", busy)
    if method == Method.MANUAL or not free:
        return Choice(busy=busy)
    speaking = [c for c in free if lang and c.langs and c.speaks(lang)]
    able = speaking or [c for c in free if not lang or c.speaks(lang)] or free
    chosen = min(able, key=_turn if method == Method.ROUND_ROBIN else _calm)
    narrowed = speaking and len(speaking) < len(free)
    return Choice(chosen.user_id, "language" if narrowed else str(method), busy)


def _turn(candidate):
    return candidate.last_at or _NEVER


def _calm(candidate):
    """Who has the smallest part of what they may have; then who waits longest."""
    share = candidate.load / candidate.capacity if candidate.capacity else 0
    return (candidate.load, share, _turn(candidate))

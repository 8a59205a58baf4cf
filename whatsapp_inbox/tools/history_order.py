"""Where the messages of a history go in a thread that has newer ones already.

Odoo's Discuss knows no order but that of the ids of messages: pages, the line of what
is unread, the newest message. Messages that are told late but were written early get
ids below zero, which no living message has, and there an id that says when they were
written. So a history is above all that came live, and in order, in whatever order its
parts come. See docs/decisions/0014.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

_EPOCH = datetime(1970, 1, 1)
#: The ids of PostgreSQL's `integer` below zero, spread over 17 years until this second.
_END = 2**31
PER_SECOND = 4
_LOWEST = -(2**31)
#: So many ids are looked at together for a free one: those of four seconds.
WINDOW = 16


def first_id(moment: datetime) -> int:
    """The first of the ids of this second (naive UTC, 2021 to January 2038)."""
    seconds = int((moment - _EPOCH).total_seconds())
    return min(max((seconds - _END) * PER_SECOND, _LOWEST), -WINDOW)


def place(
    items: Iterable[tuple[Hashable, datetime]],
    taken: Callable[[set[int]], Iterable[int]],
) -> list[int]:
    """An id for each message, given as its thread and time, ascending in each thread.

    A second that is full overflows into the next.

    :param items: in the order of time
    :param taken: tells which of these ids are in use; asked once, but for overflows
    :raises ValueError: there is no id left at the end of the range
    """
    items = list(items)
    asked = set()
    for _thread, moment in items:
        start = first_id(moment)
        asked.update(range(start, start + WINDOW))
    used = set(taken(asked))
    ids, last = [], {}
    for thread, moment in items:
        candidate = max(first_id(moment), last.get(thread, _LOWEST) + 1)
        while candidate in used or candidate not in asked:
            if candidate not in asked:
                window = set(range(candidate, candidate + WINDOW)) - asked
                used.update(taken(window))
                asked |= window
            else:
                candidate += 1
        if candidate >= 0:
            raise ValueError("No place is left for messages of this time")
        used.add(candidate)
        last[thread] = candidate
        ids.append(candidate)
    return ids

"""Messages of several kinds in sets, those of each thread in the order of time.

Sets are handled one after the other, and what a thread shows is in the order of that.
"""

from collections import defaultdict
from collections.abc import Iterable

from .updates import InboundMessage


def in_turns(messages: Iterable[InboundMessage]) -> list[tuple[type, list]]:
    """Sets of one class each, as few as the changes of turn in any thread allow.

    :return: (class, messages in the order of time), to be handled in this order
    """
    messages = sorted(messages, key=lambda message: message.timestamp)
    places = {}  # of the kinds within a turn
    for message in messages:
        places.setdefault(type(message), len(places))
    sets, last = defaultdict(list), {}
    for message in messages:
        identity, place = message.identity, places[type(message)]
        who = message.group_id or identity.bsuid or identity.wa_id
        turn, before = last.get(who, (0, 0))
        turn += place < before
        last[who] = turn, place
        sets[turn, place].append(message)
    return [(type(own[0]), own) for _key, own in sorted(sets.items())]

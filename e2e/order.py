"""What order is, of messages whose webhooks come side by side.

Meta gives no order: of two POSTs that are on their way together, either may come first.
So a message must be shown before another one only if it was acknowledged before the
other one was posted, and is no younger by Meta's clock.
"""

import itertools
import time
from dataclasses import dataclass

import requests

from . import meta


@dataclass(frozen=True, slots=True)
class Posted:
    """:ivar int timestamp: Meta's, Unix seconds
    :ivar float began: when the POST was begun, of any clock
    :ivar float ended: when it was acknowledged, of the same
    """

    wamid: str
    timestamp: int
    began: float
    ended: float

    def precedes(self, other):
        return self.ended < other.began and self.timestamp <= other.timestamp


def post(url, phone, text, timestamp=None):
    """Post one message and wait for the answer.

    :raises requests.HTTPError: it was refused
    """
    timestamp, wamid = int(timestamp or time.time()), meta.new_wamid()
    body = meta.message_body(phone, text, timestamp, wamid)
    began = time.perf_counter()
    answer = requests.post(url, data=body, headers=meta.signed(body), timeout=60)
    ended = time.perf_counter()
    answer.raise_for_status()
    return Posted(wamid, timestamp, began, ended)


def misplaced(shown):
    """Those that a message precedes which is shown later.

    :param list shown: Posted, in the order of their thread
    """
    return [
        late
        for index, late in enumerate(shown)
        if any(later.precedes(late) for later in shown[index + 1 :])
    ]


def overtaken(shown):
    """How often a message came so much later than its time that a younger one was
    shown already; on the way to us, if nothing is ``misplaced``."""
    return sum(b.timestamp < a.timestamp for a, b in itertools.pairwise(shown))

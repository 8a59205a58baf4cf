"""Meta's two send limits: messages a second of a number, and messages to one user."""

import threading
import time

from .errors import GraphError

PAIR_BURST = 45
PAIR_SECONDS = 6.0


class Bucket:
    """A token bucket: `capacity` at once, refilled with `rate` a second."""

    __slots__ = ("at", "capacity", "level", "rate")

    def __init__(self, capacity, rate):
        self.capacity, self.rate = capacity, rate
        self.level, self.at = float(capacity), time.monotonic()

    def take(self):
        now = time.monotonic()
        self.level = min(self.capacity, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


class RateLimits:
    """Counts sends and refuses as Meta does; incoming messages are not counted."""

    def __init__(self, faults):
        self._faults = faults
        self._lock = threading.Lock()
        self._buckets = {}

    def clear(self):
        with self._lock:
            self._buckets.clear()

    def check(self, number_id, recipient):
        """:raise GraphError: 130429 (throughput) or 131056 (pair rate)"""
        limit = self._faults.throughput_limit
        with self._lock:
            if limit and not self._bucket((number_id, limit), limit, limit).take():
                raise GraphError(130429)
            if self._faults.pair_rate_limit:
                key = number_id, recipient
                if not self._bucket(key, PAIR_BURST, 1 / PAIR_SECONDS).take():
                    raise GraphError(131056)

    def _bucket(self, key, capacity, rate):
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(capacity, rate)
        return bucket

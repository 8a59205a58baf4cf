"""How fast one number may send (Meta's page: throughput)."""

import threading
import time


class RateLimiter:
    """A token bucket shared by threads.

    :param float per_second: calls a second, with a burst of one second's worth
    """

    def __init__(self, per_second, clock=time.monotonic, sleep=time.sleep):
        self._interval = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = clock() - 1

    def acquire(self):
        """Wait until the next call is allowed.

        :return: seconds waited
        """
        with self._lock:
            now = self._clock()
            self._next = max(self._next, now - 1) + self._interval
            delay = self._next - now
        if delay > 0:
            self._sleep(delay)
        return max(delay, 0)

"""One call for all that is asked for within a short while."""

import logging
import threading
import time

_logger = logging.getLogger(__name__)

#: Between the beginnings of two calls of one process with the same key.
SECONDS = 0.05


class Bundle:
    """Calls ``function(key)`` in a thread, so that nobody waits for it.

    One call at a time for each key, however long it takes: a burst must not take all
    the connections. What is asked for before a call begins is done by it, what is
    asked for afterwards by the next one.

    :param bool daemon: whether a process that ends leaves what was asked for undone
    """

    def __init__(self, function, seconds=SECONDS, daemon=False):
        self._function = function
        self._seconds = seconds
        self._daemon = daemon
        self._lock = threading.Lock()
        self._asked = {}  # by key, while it has a thread: whether to call once more
        self._began = {}

    def request(self, key):
        with self._lock:
            idle = key not in self._asked
            self._asked[key] = True
        if idle:
            thread = threading.Thread(
                target=self._serve, args=[key], daemon=self._daemon
            )
            thread.start()

    def _serve(self, key):
        while self._is_asked(key):
            since = time.monotonic() - self._began.get(key, 0)
            time.sleep(max(0, self._seconds - since))
            with self._lock:
                self._asked[key] = False
            self._began[key] = time.monotonic()
            try:
                self._function(key)
            except Exception:
                _logger.exception("%s failed", self._function.__name__)

    def _is_asked(self, key):
        with self._lock:
            return self._asked[key] or self._asked.pop(key)

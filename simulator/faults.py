"""Bad behaviour on request: what is switched on, and the dice."""

import random
import threading
from collections import Counter

from .errors import GraphError
from .numbering import digits

DEFAULTS = {
    # webhooks
    "duplicate": 0.0,  # share of deliveries sent twice
    "duplicate_every": 0,  # every Nth delivery sent twice; 0 = off
    "reorder": 0.0,  # share of deliveries held back behind later ones
    "delay_ms": 0,
    "bad_signature": False,
    "retry_base_ms": 1000,  # first back-off of a refused delivery; doubles
    "skip_delivered": False,  # only `read`, as when the chat is open
    "statuses": "all",  # "all", "sent" (neither delivered nor read) or "none"
    # Graph calls
    "endpoint": "",  # only this edge ("messages", "media", "lookaside", …); "" = all
    "latency_ms": 0,
    "drop_response": 0,  # next N message sends are accepted, then no answer; true = all
    "hang_ms": 0,  # how long a dropped call hangs before its connection is closed
    "http_status": 0,  # answer 5xx or 429 instead of working
    "http_status_rate": 1.0,
    "http_status_count": None,  # only the next N calls
    "error_code": 0,  # answer this Meta error to message sends
    "error_details": None,
    "error_count": None,
    "error_recipient": None,  # only for this phone or BSUID
    "error_async": False,  # accept, then report the error in a failed status
    "dead_token": False,  # true, or the one token that is dead
    # Meta's own rules
    "throughput_limit": 80,  # messages a second and number; 0 = off
    "pair_rate_limit": True,  # 45 at once, then one in 6 s, to one customer
    "template_review_ms": 1000,  # then approved; -1 = wait for the control API
}


class Faults:
    """The settings, read as attributes; counters count down under a lock.

    :ivar Counter happened: how often each kind of fault came, since the start
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._deliveries = 0
        self.values = dict(DEFAULTS)
        self.happened = Counter()

    def __getattr__(self, name):
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def merge(self, values):
        """:raise ValueError: an unknown name"""
        unknown = sorted(set(values) - set(DEFAULTS))
        if unknown:
            raise ValueError(
                f"unknown: {', '.join(unknown)}; known: {', '.join(DEFAULTS)}"
            )
        with self._lock:
            self.values.update(values)

    def clear(self):
        with self._lock:
            self.values = dict(DEFAULTS)
            self._deliveries = 0

    def count(self, what):
        with self._lock:
            self.happened[what] += 1

    def _take(self, name):
        """Use up one of a limited number; True while any is left (None = no limit)."""
        with self._lock:
            left = self.values[name]
            if left is None or left is True:
                return True
            if not left:
                return False
            self.values[name] = left - 1
            return True

    # --- Graph ---------------------------------------------------------------

    def applies_to(self, edge):
        return not self.endpoint or self.endpoint == edge

    def http_failure(self, edge):
        """The HTTP status to fail this call with, or 0."""
        status = self.http_status
        if (
            status
            and self.applies_to(edge)
            and random.random() < self.http_status_rate
            and self._take("http_status_count")
        ):
            self.count(f"HTTP {status}")
            return status
        return 0

    def send_error(self, recipients):
        """The error that a send to one of these spellings of a recipient gets.

        :return: GraphError or None
        """
        if not self.error_code:
            return None
        wanted = self.error_recipient
        if wanted and not {str(wanted), digits(wanted)} & recipients:
            return None
        if not self._take("error_count"):
            return None
        error = GraphError(self.error_code, self.error_details)
        self.count(f"error {error.code}")
        return error

    def drops_response(self):
        dropped = bool(self.drop_response) and self._take("drop_response")
        if dropped:
            self.count("answer dropped")
        return dropped

    def token_is_dead(self, token):
        return self.dead_token is True or self.dead_token == token

    # --- webhooks ------------------------------------------------------------

    def duplicates_delivery(self):
        with self._lock:
            self._deliveries += 1
            every = self.values["duplicate_every"]
            twice = every and self._deliveries % every == 0
        twice = twice or random.random() < self.duplicate
        if twice:
            self.count("webhook twice")
        return bool(twice)

    def delivery_delay(self):
        """Seconds by which a delivery is held back."""
        delay = self.delay_ms / 1000
        if random.random() < self.reorder:
            self.count("webhook held back")
            delay += random.uniform(0.05, 0.5)
        return delay

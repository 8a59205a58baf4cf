"""Getting webhooks to their receiver: signed, concurrent, at least once.

A delivery that is not answered with 200 is tried again after 1, 2, 4, … seconds (at
most an hour between two tries) for 7 days, as Meta does.
"""

import collections
import heapq
import itertools
import logging
import queue
import threading
import time
from dataclasses import asdict, dataclass, field

import requests

from . import webhooks

_logger = logging.getLogger(__name__)

WORKERS = 16
TIMEOUT_SECONDS = 20
GIVE_UP_SECONDS = 7 * 24 * 3600
LONGEST_WAIT_SECONDS = 3600
LOG_SIZE = 20000
MESSAGING_FIELDS = {
    "messages",
    "calls",
    "history",
    "smb_message_echoes",
    "smb_app_state_sync",
    "messaging_handovers",
}


@dataclass
class Delivery:
    """One POST and its tries. `state`: pending, delivered or abandoned."""

    id: str
    url: str
    app_id: str
    field: str
    phone_number_id: str
    body: str
    wamids: list = field(default_factory=list)
    created: float = 0.0
    state: str = "pending"
    attempts: list = field(default_factory=list)  # {"at", "status_code", "ms", "error"}

    @property
    def status_code(self):
        return self.attempts[-1]["status_code"] if self.attempts else None


class Timer:
    """Runs short callables later, in one thread, in order of their time."""

    def __init__(self):
        self._heap = []
        self._count = itertools.count()
        self._condition = threading.Condition()
        self._stopped = False
        threading.Thread(target=self._run, daemon=True, name="timer").start()

    def after(self, seconds, function, *args):
        due = time.monotonic() + seconds
        with self._condition:
            heapq.heappush(self._heap, (due, next(self._count), function, args))
            self._condition.notify()

    def stop(self):
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def _run(self):
        while True:
            with self._condition:
                while not self._stopped and (
                    not self._heap or self._heap[0][0] > time.monotonic()
                ):
                    wait = self._heap[0][0] - time.monotonic() if self._heap else None
                    self._condition.wait(wait)
                if self._stopped:
                    return
                _due, _count, function, args = heapq.heappop(self._heap)
            try:
                function(*args)
            except Exception:
                _logger.exception("timer")


class Dispatcher:
    """Decides who receives a webhook, and delivers it from a pool of threads."""

    def __init__(self, state, faults, on_delivered=None):
        self.state, self.faults = state, faults
        self.timer = Timer()
        self.log = collections.deque(maxlen=LOG_SIZE)
        self.on_delivered = on_delivered or (lambda delivery: None)
        self._pending = 0
        self._lock = threading.Lock()
        self._queue = queue.SimpleQueue()
        for index in range(WORKERS):
            threading.Thread(
                target=self._work, daemon=True, name=f"webhook-{index}"
            ).start()
        self._resume()

    # --- who receives --------------------------------------------------------

    def receivers(self, waba, field_name, number=None):
        """[(app, callback address)]: override of number, of account, then the app."""
        result = []
        for app_id, override in waba.subscriptions.items():
            app = self.state.apps.get(app_id)
            if not app or (app.fields is not None and field_name not in app.fields):
                continue
            url = app.callback_url
            if field_name in MESSAGING_FIELDS:
                url = override.get("override_callback_uri") or url
                if number:
                    url = number.overrides.get(app_id) or url
            if url:
                result.append((app, url))
        return result

    def problem(self, number):
        """Why this number's messages reach nobody: a word for the phone page, or ""."""
        waba = self.state.waba_of(number)
        if not waba.subscriptions:
            return "not_subscribed"
        if not self.receivers(waba, "messages", number):
            return "no_callback"
        return ""

    # --- sending -------------------------------------------------------------

    def notify(self, waba, field_name, value, number=None, wamids=()):
        """Queue one update for every receiver; returns how many there are."""
        time_ = None if field_name == "messages" else self.state.now()
        body = webhooks.envelope(waba.id, field_name, value, time_)
        return self.send_body(waba, field_name, body, number, wamids)

    def send_body(self, waba, field_name, body, number=None, wamids=()):
        """As `notify`, with a whole body (the control API's raw webhooks)."""
        receivers = self.receivers(waba, field_name, number)
        for app, url in receivers:
            delivery = Delivery(
                id=self.state.new_id(),
                url=url,
                app_id=app.id,
                field=field_name,
                phone_number_id=number.id if number else "",
                body=webhooks.encode(body).decode(),
                wamids=list(wamids),
                created=time.time(),
            )
            self.log.append(delivery)
            self._keep(delivery)
            self._enqueue(delivery)
            if self.faults.duplicates_delivery():
                self._enqueue(delivery)
        return len(receivers)

    def _enqueue(self, delivery):
        with self._lock:
            self._pending += 1
        delay = self.faults.delivery_delay()
        if delay:
            self.timer.after(delay, self._queue.put, delivery)
        else:
            self._queue.put(delivery)

    @property
    def pending(self):
        """Deliveries not yet answered with 200 nor abandoned."""
        return self._pending

    def _done(self):
        with self._lock:
            self._pending -= 1

    def _work(self):
        session = requests.Session()
        session.trust_env = False
        while True:
            delivery = self._queue.get()
            if delivery is None:
                return
            try:
                self._try(session, delivery)
            except Exception:
                _logger.exception("delivery %s", delivery.id)
                self._done()

    def _try(self, session, delivery):
        app = self.state.apps.get(delivery.app_id)
        if app is None or delivery.state == "abandoned":
            self._done()
            return
        body = delivery.body.encode()
        secret = "not the secret" if self.faults.bad_signature else app.secret
        started = time.time()
        attempt = {"at": started, "status_code": None, "ms": 0, "error": ""}
        try:
            response = session.post(
                delivery.url,
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "User-Agent": "facebookexternalua",
                    "X-Hub-Signature-256": webhooks.sign(secret, body),
                },
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            attempt["status_code"] = response.status_code
        except requests.RequestException as error:
            attempt["error"] = type(error).__name__
        self.faults.count(f"webhook: {attempt['status_code'] or 'no answer'}")
        attempt["ms"] = round((time.time() - started) * 1000, 1)
        delivery.attempts.append(attempt)
        if attempt["status_code"] == 200:
            delivery.state = "delivered"
            self._forget(delivery)
            self.on_delivered(delivery)
            self._done()
        elif delivery.state == "delivered":  # its duplicate came through
            self._done()
        else:
            self._retry(delivery)

    # --- trying again --------------------------------------------------------

    def _retry(self, delivery):
        if time.time() - delivery.created > GIVE_UP_SECONDS:
            delivery.state = "abandoned"
            self._forget(delivery)
            self._done()
            return
        self._keep(delivery)
        tries = min(len(delivery.attempts), 20)
        wait = self.faults.retry_base_ms / 1000 * 2 ** (tries - 1)
        self.timer.after(min(wait, LONGEST_WAIT_SECONDS), self._queue.put, delivery)

    def _keep(self, delivery):
        """What is not yet delivered survives a restart."""
        if self.state.store:
            self.state.store.save("delivery", delivery.id, asdict(delivery))

    def _forget(self, delivery):
        if self.state.store:
            self.state.store.delete("delivery", delivery.id)

    def _resume(self):
        """Go on with what was not yet delivered when the simulator stopped."""
        if self.state.store:
            for document, _blob in self.state.store.load("delivery"):
                delivery = Delivery(**document)
                self.log.append(delivery)
                self._enqueue(delivery)

    def clear(self):
        """Forget the log; what still waits for another try is not sent any more."""
        for delivery in list(self.log):
            if delivery.state == "pending":
                delivery.state = "abandoned"
        self.log.clear()

    def stop(self):
        self.timer.stop()
        for _index in range(WORKERS):
            self._queue.put(None)

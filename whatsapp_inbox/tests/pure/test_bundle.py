"""A burst of requests becomes a few calls, and the last request is never lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tools.bundle import Bundle


class Counter:
    """Notes the calls, and how much of what was stored they saw."""

    def __init__(self, seconds=0):
        self.seconds = seconds
        self.calls = []
        self.seen = self.stored = 0
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def __call__(self, key):
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.calls.append(key)
        self.seen = self.stored
        time.sleep(self.seconds)
        with self.lock:
            self.at_once -= 1

    __name__ = "counter"


def until(condition):
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert condition()


def test_a_burst_is_a_few_calls():
    counter = Counter()
    bundle = Bundle(counter, seconds=0.05)
    began = time.monotonic()
    for _index in range(1000):
        counter.stored += 1
        bundle.request("a")
    lasted = time.monotonic() - began
    until(lambda: counter.seen == 1000)
    assert len(counter.calls) <= 2 + lasted / 0.05


def test_slow_calls_come_one_by_one():
    """Each may hold a connection to the database."""
    counter = Counter(seconds=0.02)
    bundle = Bundle(counter, seconds=0)

    def store(_index):
        with counter.lock:
            counter.stored += 1
        bundle.request("a")
        time.sleep(0.001)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store, range(400)))
    until(lambda: counter.seen == 400)
    assert counter.most_at_once == 1


def test_each_key_has_its_own():
    counter = Counter()
    bundle = Bundle(counter)
    for key in "abab":
        bundle.request(key)
    until(lambda: {"a", "b"} <= set(counter.calls))
    assert len(counter.calls) <= 4


def test_an_error_does_not_stop_the_next():
    calls = []

    def fail(key):
        calls.append(key)
        raise ValueError(key)

    bundle = Bundle(fail, seconds=0)
    for count in (1, 2):
        bundle.request("a")
        until(lambda count=count: len(calls) == count)

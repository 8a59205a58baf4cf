from concurrent.futures import ThreadPoolExecutor

import pytest
from tools.rate import RateLimiter


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("per_second", [0.5, 1, 8, 64])
def test_a_burst_of_one_second_then_the_rate(per_second):
    clock = Clock()
    limiter = RateLimiter(per_second, clock, clock.sleep)
    waits = [limiter.acquire() for _ in range(400)]
    burst = int(per_second)
    assert not any(waits[:burst])
    assert waits[burst + 1 :] == pytest.approx([1 / per_second] * (399 - burst))


def test_idle_time_is_saved_for_one_second_only():
    clock = Clock()
    limiter = RateLimiter(8, clock, clock.sleep)
    clock.now += 3600
    assert sum(limiter.acquire() == 0 for _ in range(30)) == 8


def test_threads_share_the_rate():
    slept = []
    limiter = RateLimiter(8, lambda: 1000.0, slept.append)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: limiter.acquire(), range(100)))
    assert sorted(slept) == pytest.approx([n / 8 for n in range(1, 93)])

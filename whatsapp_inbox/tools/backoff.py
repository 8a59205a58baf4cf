"""How long to wait before the next attempt, in seconds. Attempts count from 0."""

import random

HOUR = 3600


def pair_delay(attempt: int) -> int:
    """4^attempt, at most an hour: Meta's rule for error 131056 (one recipient)."""
    return min(4 ** min(max(attempt, 0), 6), HOUR)


def delay(attempt: int, base: float = 2, cap: float = 300, rng=random) -> float:
    """`base` doubled at each attempt up to `cap`, of which half to all is waited.

    The jitter keeps threads that failed together from coming back together.
    :param rng: `random` or a `random.Random`
    """
    full = min(cap, base * 2 ** min(max(attempt, 0), 32))
    return full * rng.uniform(0.5, 1)

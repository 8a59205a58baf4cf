"""The fault suite in small: each fault once, in a few hundred messages."""

import random

from .faults.suite import run

MESSAGES = 300


def test_nothing_lost_nothing_twice(logs, capfd):
    """Peers 2, 3, 5, 6, 19: whatever breaks."""
    seed = random.randrange(10**6)
    faults = run(MESSAGES, seed, logs)
    assert not faults, f"seed {seed}: {faults}"

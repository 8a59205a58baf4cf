import random

import pytest
from tools.backoff import delay, pair_delay


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(-1, 1), (0, 1), (1, 4), (2, 16), (3, 64), (5, 1024), (6, 3600), (10**9, 3600)],
)
def test_pair_delay_is_metas_rule(attempt, seconds):
    assert pair_delay(attempt) == seconds


@pytest.mark.parametrize(
    ("attempt", "full"), [(0, 2), (1, 4), (2, 8), (7, 256), (8, 300), (10**9, 300)]
)
def test_delay_waits_half_to_all_of_a_doubled_time(attempt, full):
    rng = random.Random(1)
    waits = [delay(attempt, rng=rng) for _ in range(200)]
    assert full / 2 <= min(waits) < full * 0.6
    assert full * 0.9 < max(waits) <= full


def test_delay_is_repeatable_with_its_rng():
    assert delay(3, 5, 60, random.Random(7)) == delay(3, 5, 60, random.Random(7))

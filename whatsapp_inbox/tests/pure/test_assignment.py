"""Tables: who gets a conversation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tools.assignment import Busy, Candidate, Method, choose

ROUND, LEAST, MANUAL = Method.ROUND_ROBIN, Method.LEAST_BUSY, Method.MANUAL
EIGHT, NINE = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (8, 9))


def ana(**values):
    return replace(Candidate(1, last_at=NINE), **values)


def ben(**values):
    return replace(Candidate(2, last_at=EIGHT), **values)


def eva(**values):
    return replace(Candidate(3), **values)


#: candidates, method, preferred, language → user, why
CHOICES = [
    ([], ROUND, [], "", 0, ""),
    ([ana()], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben()], ROUND, [], "", 2, "round_robin"),
    ([ana(), ben(), eva()], ROUND, [], "", 3, "round_robin"),
    ([ana(last_at=EIGHT), ben()], ROUND, [], "", 1, "round_robin"),
    ([eva(), eva(user_id=4)], ROUND, [], "", 3, "round_robin"),
    ([ana(load=9), ben(load=1)], LEAST, [], "", 2, "least_busy"),
    ([ana(load=1), ben(load=1)], LEAST, [], "", 2, "least_busy"),
    (
        [ana(load=2, capacity=10), ben(load=2, capacity=3)],
        LEAST,
        [],
        "",
        1,
        "least_busy",
    ),
    ([ana(load=2), ben(load=1), eva(load=1)], LEAST, [], "", 3, "least_busy"),
    ([ana(load=9), ben(load=1)], ROUND, [], "", 2, "round_robin"),
    # who is not there
    ([ana(online=False), ben()], ROUND, [], "", 2, "round_robin"),
    ([ana(), ben(online=False)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(on_duty=False)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(on_leave=True)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(in_hours=False)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(load=3, capacity=3)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(load=4, capacity=3)], ROUND, [], "", 1, "round_robin"),
    ([ana(), ben(load=2, capacity=3)], ROUND, [], "", 2, "round_robin"),
    ([ana(online=False), ben(on_leave=True)], ROUND, [], "", 0, ""),
    ([ana(load=5, capacity=5)], LEAST, [], "", 0, ""),
    # whom the customer knows
    ([ana(), ben()], ROUND, [1], "", 1, "preferred"),
    ([ana(), ben()], ROUND, [9, 1], "", 1, "preferred"),
    ([ana(), ben()], ROUND, [2, 1], "", 2, "preferred"),
    ([ana(online=False), ben()], ROUND, [1], "", 2, "round_robin"),
    ([ana(load=1, capacity=1), ben()], LEAST, [1], "", 2, "least_busy"),
    ([ana(langs=frozenset(("it",))), ben()], ROUND, [1], "es", 1, "preferred"),
    # manual
    ([ana(), ben()], MANUAL, [], "", 0, ""),
    ([ana(), ben()], MANUAL, [1], "", 1, "preferred"),
    ([ana(online=False), ben()], MANUAL, [1], "", 0, ""),
    # languages
    ([ana(langs=frozenset(("es",))), ben()], ROUND, [], "es_AR", 1, "language"),
    ([ana(langs=frozenset(("es",))), ben()], ROUND, [], "it", 2, "round_robin"),
    ([ana(langs=frozenset(("es",)))], ROUND, [], "it", 1, "round_robin"),
    (
        [ana(langs=frozenset(("es",))), ben(langs=frozenset(("es", "it")))],
        ROUND,
        [],
        "es",
        2,
        "round_robin",
    ),
    (
        [ana(langs=frozenset(("es",)), online=False), ben()],
        ROUND,
        [],
        "es",
        2,
        "round_robin",
    ),
    ([ana(langs=frozenset(("es",))), ben()], ROUND, [], "", 2, "round_robin"),
]


@pytest.mark.parametrize(
    ("candidates", "method", "preferred", "lang", "user_id", "why"), CHOICES
)
def test_choices(candidates, method, preferred, lang, user_id, why):
    choice = choose(candidates, method, preferred, lang)
    assert (choice.user_id, choice.why) == (user_id, why)


def test_why_nobody():
    """The first reason of each: who is on leave is not called offline."""
    choice = choose(
        [
            ana(online=False, on_leave=True),
            ben(online=False),
            eva(load=2, capacity=1, online=True),
            eva(user_id=4, on_duty=False, on_leave=True),
            eva(user_id=5, in_hours=False, online=False),
        ],
        ROUND,
    )
    assert not choice.user_id
    assert dict(choice.busy) == {
        Busy.ON_LEAVE: 1,
        Busy.OFFLINE: 1,
        Busy.FULL: 1,
        Busy.OFF_DUTY: 1,
        Busy.OUT_OF_HOURS: 1,
    }

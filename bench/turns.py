"""Ours and its floor in turns: neighbours in time had the same machine."""

from collections import defaultdict
from statistics import median

TARGET = 1.3


def compare(bench, name, floor_name, floor, ours, target=TARGET, turns=None):
    """Take turns; a row for the queries and one for the time.

    :param floor, ours: called with the number of the turn → ``bench.agent.Cost``
    :param int turns: how many different things there are to act on
    """
    costs = defaultdict(list)
    for turn in range(-2, bench.scale.acts):  # the first ones fill the caches
        acts = (("floor", floor), ("ours", ours))
        for which, act in acts if turn % 2 else reversed(acts):
            cost = act(turn % turns if turns else turn)
            if turn >= 0:
                costs[which].append(cost)
    for unit, of in (
        ("queries", lambda c: c.queries),
        ("ms", lambda c: c.seconds * 1000),
    ):
        bench.add(
            f"{name}: {'time' if unit == 'ms' else unit}",
            floor_name,
            unit,
            [median(map(of, costs["floor"]))],
            [median(map(of, costs["ours"]))],
            target=target,
            better="lower",
        )

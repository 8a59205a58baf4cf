from datetime import datetime, timedelta

import pytest
from tools.history_order import PER_SECOND, first_id, place

NOON = datetime(2026, 3, 2, 12)


class Table:
    """The ids of a table, and how often they were asked for."""

    def __init__(self, *ids):
        self.ids, self.questions = set(ids), 0

    def taken(self, ids):
        self.questions += 1
        return ids & self.ids

    def add(self, *items):
        ids = place(items, self.taken)
        assert not self.ids & set(ids), "an id twice"
        self.ids.update(ids)
        return ids


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def test_an_id_says_when():
    assert first_id(after(1)) == first_id(NOON) + PER_SECOND
    assert first_id(NOON) < 0


@pytest.mark.parametrize("year", [1970, 2000, 2021, 2030, 2037, 2100])
def test_every_time_is_in_the_range_of_an_integer(year):
    assert -(2**31) <= first_id(datetime(year, 6, 1)) < 0


def test_parts_in_any_order_read_in_the_order_of_time():
    table = Table()
    late = table.add(*(("ana", after(second)) for second in range(100, 200)))
    early = table.add(*(("ana", after(second)) for second in range(100)))
    assert early + late == sorted(early + late)


def test_one_second_keeps_the_order_given():
    ids = Table().add(*[("ana", NOON)] * 40)
    assert ids == sorted(ids)


def test_many_threads_in_one_second():
    table = Table()
    first = table.add(*((thread, NOON) for thread in range(60)))
    second = table.add(*((thread, after(1)) for thread in range(60)))
    assert all(a < b for a, b in zip(first, second, strict=True))


def test_a_second_that_is_full_overflows():
    start = first_id(NOON)
    table = Table(*range(start, start + 100))
    assert table.add(("ana", NOON)) == [start + 100]


def test_asked_once():
    table = Table()
    table.add(*(("ana", after(60 * minute)) for minute in range(1000)))
    assert table.questions == 1


def test_after_the_end_of_the_range():
    table = Table()
    with pytest.raises(ValueError, match="No place"):
        for _n in range(30):
            table.add(("ana", datetime(2100, 1, 1)))

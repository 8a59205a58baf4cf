from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tools.snooze import until

MADRID = ZoneInfo("Europe/Madrid")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "now", "zone", "expected"),
    [
        ("later", utc(2026, 3, 2, 10), MADRID, utc(2026, 3, 2, 13)),
        ("later", utc(2026, 3, 29, 0, 30), MADRID, utc(2026, 3, 29, 3, 30)),
        ("tomorrow", utc(2026, 3, 2, 10), MADRID, utc(2026, 3, 3, 8)),
        # there it is tomorrow already
        ("tomorrow", utc(2026, 3, 2, 23, 30), MADRID, utc(2026, 3, 4, 8)),
        ("tomorrow", utc(2026, 3, 2, 20), AUCKLAND, utc(2026, 3, 3, 20)),
        # the clocks change in the night
        ("tomorrow", utc(2026, 3, 28, 10), MADRID, utc(2026, 3, 29, 7)),
        ("tomorrow", utc(2026, 10, 24, 10), MADRID, utc(2026, 10, 25, 8)),
        ("monday", utc(2026, 3, 2, 5), MADRID, utc(2026, 3, 9, 8)),
        ("monday", utc(2026, 3, 8, 10), MADRID, utc(2026, 3, 9, 8)),
        ("monday", utc(2026, 3, 27, 10), MADRID, utc(2026, 3, 30, 7)),
        ("message", utc(2026, 3, 2, 10), MADRID, None),
    ],
)
def test_until(choice, now, zone, expected):
    assert until(choice, now, zone) == expected


def test_no_such_choice():
    with pytest.raises(ValueError, match="yesterday"):
        until("yesterday", utc(2026, 3, 2), MADRID)

"""Tables: when a team is open, when it is back, and how that is said.

Peers 12."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tools.hours import SEAM, Hours, Shift, in_words, week_of

MADRID = "Europe/Madrid"
#: 22 November 2026 is a Sunday.
SHOP = {day: [("09:00", "14:00"), ("16:00", "20:00")] for day in range(5)} | {
    5: [("10:00", "14:00")]
}
OFFICE = {day: [("09:00", "18:00")] for day in range(5)}
NIGHTS = {day: [("00:00", "06:00"), ("22:00", "24:00")] for day in range(7)}
ALWAYS = {day: [("00:00", "24:00")] for day in range(7)}


def clock(text):
    """ "16:30" → 16.5"""
    whole, minutes = text.split(":")
    return int(whole) + int(minutes) / 60


def day_off(day, zone=MADRID):
    """A whole day, as Odoo's time off has it."""
    return tuple(
        datetime.fromisoformat(f"{day} {text}").replace(tzinfo=ZoneInfo(zone))
        for text in ("00:00:00", "23:59:59")
    )


def hours(week, start, days=14, zone=MADRID, closed=()):
    """:param closed: whole days off"""
    shifts = [
        Shift(weekday, clock(begin), clock(end))
        for weekday, lines in week.items()
        for begin, end in lines
    ]
    off = [day_off(day, zone) for day in closed]
    return Hours.of_week(shifts, zone, date.fromisoformat(start), days, off)


def local(text, zone=MADRID):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


#: week, closed days, now → open now?, next opening (None: not within two weeks)
OPENINGS = [
    (SHOP, (), "2026-11-23 08:59", False, "2026-11-23 09:00"),
    (SHOP, (), "2026-11-23 09:00", True, "2026-11-23 09:00"),
    (SHOP, (), "2026-11-23 13:59:59", True, "2026-11-23 13:59:59"),
    (SHOP, (), "2026-11-23 14:00", False, "2026-11-23 16:00"),
    (SHOP, (), "2026-11-23 15:59", False, "2026-11-23 16:00"),
    (SHOP, (), "2026-11-23 16:00", True, "2026-11-23 16:00"),
    (SHOP, (), "2026-11-23 20:00", False, "2026-11-24 09:00"),
    (SHOP, (), "2026-11-28 09:30", False, "2026-11-28 10:00"),
    (SHOP, (), "2026-11-28 14:00", False, "2026-11-30 09:00"),
    (SHOP, (), "2026-11-29 12:00", False, "2026-11-30 09:00"),
    (OFFICE, (), "2026-11-27 18:00", False, "2026-11-30 09:00"),
    # holidays
    (OFFICE, ("2026-11-24",), "2026-11-23 18:30", False, "2026-11-25 09:00"),
    (OFFICE, ("2026-11-24",), "2026-11-24 10:00", False, "2026-11-25 09:00"),
    (OFFICE, ("2026-11-27",), "2026-11-26 19:00", False, "2026-11-30 09:00"),
    (
        OFFICE,
        ("2026-11-30", "2026-12-01"),
        "2026-11-27 19:00",
        False,
        "2026-12-02 09:00",
    ),
    (SHOP, ("2026-11-28",), "2026-11-27 21:00", False, "2026-11-30 09:00"),
    (
        OFFICE,
        [f"2026-11-{day}" for day in range(22, 31)]
        + [f"2026-12-0{day}" for day in range(1, 10)],
        "2026-11-23 10:00",
        False,
        None,
    ),
    # nights
    (NIGHTS, (), "2026-11-24 00:00", True, "2026-11-24 00:00"),
    (NIGHTS, (), "2026-11-23 23:59:59.999999", True, "2026-11-23 23:59:59.999999"),
    (NIGHTS, (), "2026-11-24 05:59", True, "2026-11-24 05:59"),
    (NIGHTS, (), "2026-11-24 06:00", False, "2026-11-24 22:00"),
    (NIGHTS, (), "2026-11-24 21:59", False, "2026-11-24 22:00"),
    (NIGHTS, ("2026-11-25",), "2026-11-24 23:30", True, "2026-11-24 23:30"),
    (NIGHTS, ("2026-11-25",), "2026-11-25 00:00", False, "2026-11-26 00:00"),
    # always, and never
    (ALWAYS, (), "2026-11-23 03:00", True, "2026-11-23 03:00"),
    (ALWAYS, (), "2026-11-23 23:59:59.999999", True, "2026-11-23 23:59:59.999999"),
    ({}, (), "2026-11-23 10:00", False, None),
]


@pytest.mark.parametrize(("week", "closed", "now", "is_open", "opening"), OPENINGS)
def test_openings(week, closed, now, is_open, opening):
    team = hours(week, "2026-11-22", closed=closed)
    assert team.is_open(local(now)) is is_open
    assert team.next_opening(local(now)) == (opening and local(opening))


#: Clock changes: zone, week, from, now (UTC), opening (UTC)
CLOCK_CHANGES = [
    # back by one hour in the night to Sunday, 25 October: 02:30 is twice
    (MADRID, OFFICE, "2026-10-23", "2026-10-23T16:00", "2026-10-26T08:00"),
    (MADRID, OFFICE, "2026-10-22", "2026-10-22T16:00", "2026-10-23T07:00"),
    (MADRID, NIGHTS, "2026-10-24", "2026-10-25T04:59", "2026-10-25T04:59"),
    (MADRID, NIGHTS, "2026-10-24", "2026-10-25T05:00", "2026-10-25T21:00"),
    (MADRID, ALWAYS, "2026-10-24", "2026-10-25T00:30", "2026-10-25T00:30"),
    (MADRID, ALWAYS, "2026-10-24", "2026-10-25T01:30", "2026-10-25T01:30"),
    # forward in the night to Sunday, 29 March: 02:30 is not
    (MADRID, OFFICE, "2026-03-27", "2026-03-27T17:00", "2026-03-30T07:00"),
    (MADRID, NIGHTS, "2026-03-28", "2026-03-29T03:59", "2026-03-29T03:59"),
    (MADRID, NIGHTS, "2026-03-28", "2026-03-29T04:00", "2026-03-29T20:00"),
    (
        MADRID,
        {6: [("02:15", "02:45"), ("10:00", "12:00")]},
        "2026-03-29",
        "2026-03-29T00:00",
        "2026-03-29T01:15",
    ),
    ("America/New_York", OFFICE, "2026-03-06", "2026-03-06T23:00", "2026-03-09T13:00"),
    ("America/New_York", OFFICE, "2026-10-30", "2026-10-30T22:00", "2026-11-02T14:00"),
    ("America/Santiago", OFFICE, "2026-09-04", "2026-09-04T22:00", "2026-09-07T12:00"),
    ("Asia/Kolkata", OFFICE, "2026-11-22", "2026-11-22T12:00", "2026-11-23T03:30"),
    (
        "Pacific/Kiritimati",
        OFFICE,
        "2026-11-22",
        "2026-11-22T12:00",
        "2026-11-22T19:00",
    ),
]


@pytest.mark.parametrize(("zone", "week", "start", "now", "opening"), CLOCK_CHANGES)
def test_clock_changes(zone, week, start, now, opening):
    team = hours(week, start, zone=zone)
    now, opening = (
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, opening)
    )
    assert team.next_opening(now) == opening


#: The name of a closed period: its texts go out once.
CLOSED_PERIODS = [
    (SHOP, (), "2026-11-23 12:00", None),
    (SHOP, (), "2026-11-23 14:00", "2026-11-23 14:00"),
    (SHOP, (), "2026-11-23 15:00", "2026-11-23 14:00"),
    (SHOP, (), "2026-11-23 21:00", "2026-11-23 20:00"),
    (SHOP, (), "2026-11-24 08:00", "2026-11-23 20:00"),
    (SHOP, (), "2026-11-29 12:00", "2026-11-28 14:00"),
    (OFFICE, ("2026-11-24",), "2026-11-25 08:00", "2026-11-23 18:00"),
    (NIGHTS, (), "2026-11-24 00:00", None),
    (NIGHTS, (), "2026-11-24 12:00", "2026-11-24 06:00"),
    (ALWAYS, (), "2026-11-24 12:00", None),
    ({}, (), "2026-11-24 12:00", None),
]


@pytest.mark.parametrize(("week", "closed", "now", "since"), CLOSED_PERIODS)
def test_closed_periods(week, closed, now, since):
    team = hours(week, "2026-11-22", closed=closed)
    assert team.closed_since(local(now)) == (since and local(since))


def test_overlaps_and_order_do_not_matter():
    nine, noon, six = (local(f"2026-11-23 {h}:00") for h in ("09", "12", "18"))
    team = Hours.of([(noon, six), (nine, noon + timedelta(hours=1)), (noon, noon)])
    assert team.periods == ((nine, six),)
    assert Hours.of([(nine, noon), (noon + 2 * SEAM, six)]).closed_since(noon) == noon


def moments(*texts, zone=MADRID):
    return tuple(local(f"2026-11-{text}", zone) for text in texts)


#: times off → what is left of 9 to 18 on Monday and Tuesday, 23 and 24 November
OFF = [
    ([], [("23 09:00", "23 18:00"), ("24 09:00", "24 18:00")]),
    ([("23 09:00", "23 12:00")], [("23 12:00", "23 18:00"), ("24 09:00", "24 18:00")]),
    (
        [("23 12:00", "23 13:00")],
        [("23 09:00", "23 12:00"), ("23 13:00", "23 18:00"), ("24 09:00", "24 18:00")],
    ),
    ([("23 17:00", "24 10:00")], [("23 09:00", "23 17:00"), ("24 10:00", "24 18:00")]),
    ([("22 00:00", "24 09:00")], [("24 09:00", "24 18:00")]),
    ([("22 00:00", "25 00:00")], []),
    ([("23 08:00", "23 20:00"), ("23 10:00", "24 12:00")], [("24 12:00", "24 18:00")]),
    (
        [("23 08:00", "23 13:59:59")],
        [("23 14:00", "23 18:00"), ("24 09:00", "24 18:00")],
    ),
    ([("23 18:00", "24 09:00")], [("23 09:00", "23 18:00"), ("24 09:00", "24 18:00")]),
    ([("24 12:00", "24 12:00")], [("23 09:00", "23 18:00"), ("24 09:00", "24 18:00")]),
    ([("25 00:00", "26 00:00")], [("23 09:00", "23 18:00"), ("24 09:00", "24 18:00")]),
]


@pytest.mark.parametrize(("off", "left"), OFF)
def test_times_off(off, left):
    two_days = {day: [("09:00", "18:00")] for day in (0, 1)}
    team = hours(two_days, "2026-11-22", 7).without(moments(*pair) for pair in off)
    assert team.periods == tuple(moments(*pair) for pair in left)


def test_a_holiday_in_a_shop_that_never_closes_ends_at_midnight():
    """Not in the last second of the day, in which the time off is over."""
    team = hours(ALWAYS, "2026-11-22", closed=("2026-11-24",))
    assert team.next_opening(local("2026-11-24 10:00")) == local("2026-11-25 00:00")
    assert not team.is_open(local("2026-11-24 23:59:59.5"))


def test_a_holiday_by_another_clock():
    """New York's day off is, in Madrid, from six to six."""
    team = hours(ALWAYS, "2026-11-22").without(
        [day_off("2026-11-24", "America/New_York")]
    )
    assert team.next_opening(local("2026-11-24 10:00")) == local("2026-11-25 06:00")
    assert team.is_open(local("2026-11-24 05:59"))


def test_two_weeks_in_turn():
    """Also across the end of a year that has 53 weeks."""
    shifts = [Shift(0, 9, 12, 0), Shift(0, 14, 18, 1)]
    monday = date(2026, 12, 21)
    team = Hours.of_week(shifts, MADRID, monday, 21)
    starts = [start.astimezone(ZoneInfo(MADRID)).hour for start, _end in team.periods]
    assert starts == ([9, 14, 9] if week_of(monday) == 0 else [14, 9, 14])


def test_lines_that_end_before_they_begin_are_none():
    assert Hours.of_week(
        [Shift(0, 9, 9), Shift(1, 9, 8)], MADRID, date(2026, 11, 22), 7
    ) == (Hours(()))


#: Berlin's clock: line of a Sunday → from, to (UTC) on the days of the clock changes
CHANGES = [
    # 29 March: 02:00 to 03:00 is skipped
    ("2026-03-29", (1, 4), "2026-03-29T00:00", "2026-03-29T02:00"),
    ("2026-03-29", (1, 2.5), "2026-03-29T00:00", "2026-03-29T01:30"),
    ("2026-03-29", (2.5, 4), "2026-03-29T01:30", "2026-03-29T02:00"),
    ("2026-03-29", (0, 24), "2026-03-28T23:00", "2026-03-29T22:00"),
    # 25 October: 02:00 to 03:00 comes twice
    ("2026-10-25", (1, 4), "2026-10-24T23:00", "2026-10-25T03:00"),
    ("2026-10-25", (1, 2.5), "2026-10-24T23:00", "2026-10-25T01:30"),
    ("2026-10-25", (2.5, 4), "2026-10-25T00:30", "2026-10-25T03:00"),
    ("2026-10-25", (0, 24), "2026-10-24T22:00", "2026-10-25T23:00"),
]


@pytest.mark.parametrize(("day", "line", "start", "end"), CHANGES)
def test_a_line_on_the_day_of_a_clock_change(day, line, start, end):
    team = Hours.of_week([Shift(6, *line)], "Europe/Berlin", date.fromisoformat(day), 1)
    assert team.periods == (
        tuple(
            datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end)
        ),
    )


#: zone, now, moment, language, number → day, weekday, date, time, city
WORDS = [
    ("2026-11-22 10:00", "2026-11-22 16:00", "en_US", "today", "Sunday", "November 22"),
    ("2026-11-22 23:59", "2026-11-23 00:01", "en_GB", "tomorrow", "Monday", "23 Nov"),
    ("2026-11-22 00:01", "2026-11-23 23:59", "en_GB", "tomorrow", "Monday", "23 Nov"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "en_GB", "date", "Monday", "23 November"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "es_ES", "date", "lunes", "23 de novi"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "es", "date", "lunes", "23 de noviembre"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "it_IT", "date", "lunedì", "23 novembre"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "pt_BR", "date", "segunda", "23 de nov"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "de_DE", "date", "Montag", "23. November"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "ar_001", "date", "الاثنين", "23 نوفمبر"),
    (
        "2026-11-21 10:00",
        "2026-11-23 09:00",
        "sr@latin",
        "date",
        "ponedelj",
        "23. novembar",
    ),
    ("2026-11-21 10:00", "2026-11-23 09:00", "xx_YY", "date", "Monday", "November 23"),
    ("2026-11-21 10:00", "2026-11-23 09:00", "", "date", "Monday", "November 23"),
    (
        "2026-12-31 18:00",
        "2027-01-01 09:00",
        "en_GB",
        "tomorrow",
        "Friday",
        "1 January",
    ),
    ("2026-12-30 18:00", "2027-01-04 09:00", "es_ES", "date", "lunes", "4 de enero de"),
    ("2026-11-22 10:00", "2026-11-22 10:00", "en_US", "now", "Sunday", "November 22"),
    # the days around a clock change have 25 and 23 hours
    ("2026-10-24 23:30", "2026-10-25 23:30", "en_GB", "tomorrow", "Sunday", "25 Oct"),
    ("2026-10-25 00:10", "2026-10-25 23:50", "en_GB", "today", "Sunday", "25 October"),
    ("2026-03-28 23:30", "2026-03-29 23:30", "en_GB", "tomorrow", "Sunday", "29 March"),
]


@pytest.mark.parametrize(("now", "moment", "lang", "day", "weekday", "date"), WORDS)
def test_words(now, moment, lang, day, weekday, date):
    said = in_words(local(moment), local(now), MADRID, lang)
    assert said.day == day
    assert said.weekday.startswith(weekday)
    assert said.date.startswith(date)
    assert said.city == ""


def test_the_year_is_said_when_it_is_another():
    moment, now = local("2027-01-04 09:00"), local("2026-12-30 18:00")
    assert in_words(moment, now, MADRID, "es").date == "4 de enero de 2027"
    assert (
        in_words(moment, moment - timedelta(days=3), MADRID, "es").date == "4 de enero"
    )


#: language → how nine in the morning is written
TIMES = [
    ("en_US", "9:00\u202fAM"),
    ("en_GB", "09:00"),
    ("es_ES", "9:00"),
    ("it_IT", "09:00"),
    ("de_DE", "09:00"),
    ("pt_BR", "09:00"),
]


@pytest.mark.parametrize(("lang", "text"), TIMES)
def test_times(lang, text):
    said = in_words(local("2026-11-23 09:00"), local("2026-11-22 09:00"), MADRID, lang)
    assert said.time == text


#: the customer's number → whose clock the time is told by
CITIES = [
    ("", ""),
    ("+34600111222", ""),
    ("+393331234567", ""),  # Rome has Madrid's time
    ("+447911123456", "Madrid"),
    ("+5491122334455", "Madrid"),
    ("+12125550123", "Madrid"),
    ("+34", ""),
    ("no number", ""),
]


@pytest.mark.parametrize(("number", "city"), CITIES)
def test_another_clock(number, city):
    moment, now = local("2026-11-23 09:00"), local("2026-11-22 09:00")
    assert in_words(moment, now, MADRID, "en_GB", number).city == city


def test_today_is_the_teams():
    """23:30 in London is tomorrow in Madrid."""
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    said = in_words(local("2026-11-23 09:00"), now, MADRID, "en_GB", "+447911123456")
    assert (said.day, said.city) == ("today", "Madrid")

"""Opening hours: whether somebody is there, since when not, and when they are back.

Hours are made of a week, as Odoo's ``resource.calendar`` has it, and the times off,
for a range of days. They are moments, so that clock changes are in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_timezone_location,
)

from .phone import time_zones

#: Odoo's calendars end a day just before midnight; whoever works on is not away.
SEAM = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One line of a week. A night has two: until 24 and from 0.

    :ivar weekday: 0 is Monday
    :ivar start: hours since midnight by the clock on the wall, 8.5 for 08:30
    :ivar end: the same, at most 24
    :ivar week: 0 or 1 in a calendar of two weeks (`week_of`), else None
    """

    weekday: int
    start: float
    end: float
    week: int | None = None

    def is_on(self, day: date) -> bool:
        return self.weekday == day.weekday() and self.week in (None, week_of(day))


def week_of(day: date) -> int:
    """Which of the two weeks of a calendar `day` is in, as Odoo counts them
    (``resource.calendar.attendance.get_week_type``)."""
    return (day.toordinal() - 1) // 7 % 2


@dataclass(frozen=True, slots=True)
class Hours:
    """The open periods of a range, in UTC and in order.

    :ivar periods: (start, end) of each, none of them touching the next
    """

    periods: tuple[tuple[datetime, datetime], ...]

    @classmethod
    def of_week(
        cls,
        shifts: Iterable[Shift],
        zone: str,
        first: date,
        days: int,
        off: Iterable[tuple[datetime, datetime]] = (),
    ) -> "Hours":
        """:param zone: IANA name, by whose clock the shifts are
        :param first: the first of so many `days`
        :param off: (start, end) of times off, aware
        """
        shifts, own = list(shifts), ZoneInfo(zone)
        intervals = [
            (
                _on_the_wall(day, shift.start, own)[0],
                max(_on_the_wall(day, shift.end, own)),
            )
            for day in (first + timedelta(days=number) for number in range(days))
            for shift in shifts
            if shift.is_on(day)
        ]
        return cls.of(intervals).without(off)

    def without(self, off) -> "Hours":
        """:param off: (start, end) of aware datetimes. One that ends at 23:59:59, as
        people write the end of a day, ends a second later
        """
        periods = self.periods
        for start, end in off:
            start, end = start.astimezone(UTC), end.astimezone(UTC)
            if end.second == 59:
                end = end.replace(microsecond=0) + SEAM
            if start < end:
                pieces = [
                    ((opened, min(closed, start)), (max(opened, end), closed))
                    for opened, closed in periods
                ]
                periods = [p for pair in pieces for p in pair if p[0] < p[1]]
        return Hours(tuple(periods))

    @classmethod
    def of(cls, intervals) -> "Hours":
        """:param intervals: (start, end, …) of aware datetimes, in any order"""
        periods = []
        for start, end in sorted(
            (start.astimezone(UTC), end.astimezone(UTC)) for start, end, *_ in intervals
        ):
            if end <= start:  # within the hour that a clock change skips
                continue
            if periods and start - periods[-1][1] <= SEAM:
                periods[-1][1] = max(end, periods[-1][1])
            else:
                periods.append([start, end])
        return cls(tuple(map(tuple, periods)))

    def is_open(self, at: datetime) -> bool:
        """An end is exclusive: at 18:00 sharp, who works until then is gone."""
        return any(start <= at < end for start, end in self.periods)

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself when open; None if not within the range."""
        for start, end in self.periods:
            if at < end:
                return max(at, start)
        return None

    def closed_since(self, at: datetime) -> datetime | None:
        """The end of the last open period: it names this closed one.

        :return: None when open, or closed since before the range
        """
        if self.is_open(at):
            return None
        ends = [end for _start, end in self.periods if end <= at]
        return ends[-1] if ends else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A coming moment, as people say it.

    :ivar day: `now`, `today`, `tomorrow`, or `date` for a later day
    :ivar weekday: "Monday"
    :ivar date: "23 November", with the year if it is another
    :ivar time: "09:00" or "9:00 AM"
    :ivar city: of the time zone, if the listener's clock shows another time; else ""
    """

    day: str
    weekday: str
    date: str
    time: str
    city: str


def in_words(
    moment: datetime, now: datetime, zone: str, lang: str, number: str = ""
) -> Moment:
    """How somebody in `zone` tells a customer when `moment` is.

    :param zone: IANA name; days begin at its midnight
    :param lang: "es_AR", as Odoo writes it
    :param number: the customer's (E.164), which tells their clock
    """
    locale = _locale(lang)
    own = ZoneInfo(zone)
    there, today = moment.astimezone(own), now.astimezone(own).date()
    days = (there.date() - today).days
    if moment <= now:
        day = "now"
    else:
        day = {0: "today", 1: "tomorrow"}.get(days, "date")
    clocks = {
        moment.astimezone(ZoneInfo(name)).utcoffset() for name in time_zones(number)
    }
    differs = clocks and there.utcoffset() not in clocks
    return Moment(
        day=day,
        weekday=format_date(there, "EEEE", locale=locale),
        date=_date(there, locale, there.year != today.year),
        time=format_time(there, "short", locale=locale),
        city=_city(zone, locale) if differs else "",
    )


def _on_the_wall(day, hours, zone):
    """The moments at which a clock shows so many hours, in UTC: two where it is put
    back. Where it is put forward, the first is by the time before."""
    naive = datetime.combine(day, time.min) + timedelta(minutes=round(hours * 60))
    return [naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def _locale(lang):
    try:
        return Locale.parse((lang or "en_US").replace("@latin", "_Latn"))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


def _date(day, locale, with_year):
    if with_year:
        return format_date(day, "long", locale=locale)
    return format_skeleton("MMMMd", day, locale=locale)


def _city(zone, locale):
    return get_timezone_location(zone, locale=locale, return_city=True)

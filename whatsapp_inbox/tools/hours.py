"""Opening hours: whether somebody is there, since when not, and when they are back.

Hours are intervals as Odoo's ``resource.calendar`` gives them for a range of days:
aware datetimes, leaves taken out. Clock changes and days without work are in them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
class Hours:
    """The open periods of a range, in UTC and in order.

    :ivar periods: (start, end) of each, none of them touching the next
    """

    periods: tuple[tuple[datetime, datetime], ...]

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

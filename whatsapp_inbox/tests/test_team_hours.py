"""Opening hours, with calendars and holidays of Odoo."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..tools.hours import Hours
from .common import WhatsappCase

MADRID = "Europe/Madrid"


class HoursCase(WhatsappCase):
    """A shop in Madrid; it is Monday, 2 March 2026, 10:00 UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._create_calendar(
            {day: [(9, 14), (16, 20)] for day in range(5)} | {5: [(10, 14)]}
        )
        cls.team = cls._create_team("Shop", cls.agent, calendar_id=cls.shop.id)

    @classmethod
    def _holiday(cls, start, end, calendar=None, zone=MADRID, company=None, **values):
        """:param start: by the clock of `zone`"""
        dates = [moment(text, zone).replace(tzinfo=None) for text in (start, end)]
        leave = cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "date_from": dates[0],
                "date_to": dates[1],
                "calendar_id": calendar and calendar.id,
                **values,
            }
        )
        # computed, by the company of whoever creates it
        leave.company_id = company or cls.company
        return leave

    def opening(self, at, zone=MADRID):
        """:return: the next opening, by the clock of `zone`"""
        found = self.team._next_opening(moment(at, zone))
        return found and found.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def moment(text, zone=MADRID):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@tagged("post_install", "-at_install")
class TestTeamHours(HoursCase):
    def test_a_day_with_a_break(self):
        for at, opening in (
            ("2026-03-02 08:00", "2026-03-02 09:00"),
            ("2026-03-02 10:00", "2026-03-02 10:00"),
            ("2026-03-02 14:00", "2026-03-02 16:00"),
            ("2026-03-02 20:00", "2026-03-03 09:00"),
            ("2026-03-07 14:00", "2026-03-09 09:00"),
        ):
            self.assertEqual(self.opening(at), opening)
            self.assertEqual(self.team._is_open(moment(at)), at == opening)

    def test_now_and_naive_times(self):
        self.assertTrue(self.team._is_open())
        self.assertTrue(self.team._is_open(datetime(2026, 3, 2, 18, 59)))
        self.assertFalse(self.team._is_open(datetime(2026, 3, 2, 19, 0)))

    def test_lunch_lines_are_no_work(self):
        self.team.calendar_id = self._create_calendar(
            {0: [(9, 13), (13, 14, {"day_period": "lunch"}), (14, 18)]}
        )
        self.assertEqual(self.opening("2026-03-02 13:30"), "2026-03-02 14:00")

    def test_without_a_calendar(self):
        self.team.calendar_id = False
        at = moment("2026-03-01 03:00")
        self.assertTrue(self.team._is_open(at))
        self.assertEqual(self.team._next_opening(at), at)
        self.assertEqual(self.team._opening_words(at), "")
        self.assertFalse(self.team._closed_since(at))

    def test_flexible_hours_are_no_opening_hours(self):
        self.team.calendar_id = self._create_calendar({}, schedule_type="flexible")
        self.assertTrue(self.team._is_open(moment("2026-03-01 03:00")))

    def test_a_calendar_without_lines(self):
        self.team.calendar_id = self._create_calendar({})
        self.assertFalse(self.opening("2026-03-02 10:00"))
        self.assertEqual(self.team._opening_words(), "")

    def test_nights(self):
        self.team.calendar_id = self._create_calendar(
            {day: [(0, 6), (22, 24)] for day in range(7)}
        )
        self.assertTrue(self.team._is_open(moment("2026-03-03 00:00")))
        self.assertTrue(self.team._is_open(moment("2026-03-02 23:59:59.9")))
        self.assertEqual(self.opening("2026-03-03 06:00"), "2026-03-03 22:00")
        since = self.team._closed_since(moment("2026-03-03 12:00"))
        self.assertEqual(since, moment("2026-03-03 06:00"))

    def test_always(self):
        self.team.calendar_id = self._create_calendar({d: [(0, 24)] for d in range(7)})
        for at in ("2026-03-29 02:30", "2026-10-25 02:30", "2026-12-31 23:59:59.9"):
            self.assertTrue(self.team._is_open(moment(at)))

    def test_two_weeks(self):
        """As Odoo counts the weeks, which its own test of the same week shows."""
        calendar = self._create_calendar(
            {
                0: [
                    (9, 12, {"week_type": "0"}),
                    (15, 18, {"week_type": "1"}),
                ]
            },
            two_weeks_calendar=True,
        )
        self.team.calendar_id = calendar
        Line = self.env["resource.calendar.attendance"]
        for day in ("2026-03-09", "2026-03-16", "2026-12-28", "2027-01-04"):
            week = Line.get_week_type(datetime.fromisoformat(day).date())
            self.assertEqual(
                self.opening(f"{day} 00:00"), f"{day} {'15' if week else '09'}:00"
            )

    def test_an_archived_calendar_goes_on(self):
        self.shop.active = False
        self.assertEqual(self.opening("2026-03-02 20:00"), "2026-03-03 09:00")

    def test_the_zone_of_the_calendar(self):
        self.shop.tz = "America/New_York"
        self.assertEqual(
            self.opening("2026-03-02 08:00", "America/New_York"), "2026-03-02 09:00"
        )

    def test_clock_changes(self):
        for at, opening in (
            ("2026-03-28 20:00", "2026-03-30 09:00"),
            ("2026-10-24 20:00", "2026-10-26 09:00"),
        ):
            self.assertEqual(self.opening(at), opening)
        self.assertEqual(
            self.team._next_opening(moment("2026-03-28 20:00")),
            datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
        )

    def test_as_odoo_itself(self):
        """Weeks by chance, over both clock changes and the end of a year."""
        chance = random.Random(20261122)
        for begin in ("2026-03-20", "2026-10-15", "2026-12-20"):
            week = {}
            for day in range(7):
                edges = sorted(chance.sample([*range(3, 24), 24], 4))
                week[day] = [tuple(edges[:2]), tuple(edges[2:])]
            zone = chance.choice([MADRID, "America/Santiago", "Asia/Kolkata"])
            calendar = self._create_calendar(week, zone)
            self.team.calendar_id = calendar
            first = moment(f"{begin} 00:00", zone)
            last = first + timedelta(days=21)
            odoo = [
                (start, end + timedelta(microseconds=end.microsecond == 999999))
                for start, end, _line in calendar._work_intervals_batch(first, last)[
                    False
                ]
            ]
            ours = [
                (start, end)
                for start, end in self.team._hours(first)[self.team].periods
                if first <= start and end <= last
            ]
            self.assertEqual(list(Hours.of(odoo).periods), ours)

    def test_queries(self):
        """Of any number of teams."""
        teams = self.team
        for number in range(4):
            calendar = self._create_calendar({number: [(9, 12)]})
            teams |= self._create_team(f"Team {number}", calendar_id=calendar.id)
        teams |= self._create_team("Always")
        self._holiday("2026-03-02 00:00", "2026-03-02 23:59:59")
        self.env.flush_all()
        self.env.invalidate_all()
        teams.mapped("name")
        with self.assertQueryCount(3):
            hours = teams._hours()
        self.assertEqual(len([h for h in hours.values() if h]), 5)

    def test_none_stands_in_for_itself(self):
        with self.assertRaises(ValidationError):
            self.team.closed_team_id = self.team


@tagged("post_install", "-at_install")
class TestTeamHolidays(HoursCase):
    def test_of_the_calendar(self):
        self._holiday("2026-03-03 00:00", "2026-03-03 23:59:59", self.shop)
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-04 09:00")
        self.assertEqual(self.opening("2026-03-03 10:00"), "2026-03-04 09:00")

    def test_of_the_whole_company(self):
        self._holiday("2026-03-03 00:00", "2026-03-03 23:59:59")
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-04 09:00")

    def test_of_another_company(self):
        other = self._create_company("Other", "base.it")
        self._holiday("2026-03-03 00:00", "2026-03-03 23:59:59", company=other)
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-03 09:00")

    def test_of_another_calendar(self):
        other = self._create_calendar({0: [(9, 10)]})
        self._holiday("2026-03-03 00:00", "2026-03-03 23:59:59", other)
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-03 09:00")

    def test_of_a_person(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Somebody",
                "company_id": self.company.id,
                "calendar_id": self.shop.id,
            }
        )
        self._holiday(
            "2026-03-03 00:00",
            "2026-03-03 23:59:59",
            self.shop,
            resource_id=resource.id,
        )
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-03 09:00")

    def test_a_training_is_no_holiday(self):
        self._holiday(
            "2026-03-03 00:00", "2026-03-03 23:59:59", self.shop, time_type="other"
        )
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-03 09:00")

    def test_half_a_day(self):
        self._holiday("2026-03-03 08:00", "2026-03-03 12:00", self.shop)
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-03 12:00")

    def test_by_another_clock(self):
        """A day off in New York, in a calendar of Madrid, is from six to six."""
        self._holiday(
            "2026-03-03 00:00", "2026-03-03 23:59:59", self.shop, "America/New_York"
        )
        self.assertEqual(self.opening("2026-03-02 20:30"), "2026-03-04 09:00")
        always = self._create_calendar({day: [(0, 24)] for day in range(7)})
        self.team.calendar_id = always
        self._holiday(
            "2026-03-03 00:00", "2026-03-03 23:59:59", always, "America/New_York"
        )
        self.assertEqual(self.opening("2026-03-03 10:00"), "2026-03-04 06:00")

    def test_a_day_off_ends_at_midnight(self):
        self.team.calendar_id = self._create_calendar({d: [(0, 24)] for d in range(7)})
        self._holiday("2026-03-03 00:00", "2026-03-03 23:59:59")
        self.assertEqual(self.opening("2026-03-03 10:00"), "2026-03-04 00:00")

    def test_across_the_end_of_the_year(self):
        self._holiday("2026-12-24 00:00", "2027-01-06 23:59:59", self.shop)
        self.assertEqual(self.opening("2026-12-23 20:30"), "2027-01-07 09:00")
        words = self.team._opening_words(moment("2026-12-23 20:30"), "en_US")
        self.assertEqual(words, "on Thursday January 7, 2027 at 9:00\u202fAM")

    def test_a_long_summer(self):
        """Longer than one looks at first, and than closed periods are looked for."""
        self._holiday("2026-06-01 00:00", "2026-09-30 23:59:59", self.shop)
        self.assertEqual(self.opening("2026-06-10 10:00"), "2026-10-01 09:00")
        self.assertFalse(self.team._closed_since(moment("2026-08-10 10:00")))


@tagged("post_install", "-at_install")
class TestOpeningWords(HoursCase):
    def words(self, at, lang="en_US", **values):
        return self.team._opening_words(moment(at), lang, **values)

    def test_words(self):
        for at, words in (
            ("2026-03-02 14:30", "today at 4:00\u202fPM"),
            ("2026-03-02 20:30", "tomorrow at 9:00\u202fAM"),
            ("2026-03-07 15:00", "on Monday March 9 at 9:00\u202fAM"),
            ("2026-03-02 10:00", ""),
        ):
            self.assertEqual(self.words(at), words)

    def test_languages(self):
        """Days and times are written as people do; the words between are translated
        like all words of Odoo."""
        for lang, parts in (
            ("es_ES", ("lunes", "9 de marzo", "9:00")),
            ("it_IT", ("lunedì", "9 marzo", "09:00")),
            ("ar_001", ("الاثنين", "9 مارس", "9:00")),
        ):
            self.env["res.lang"]._activate_lang(lang)
            for part in parts:
                self.assertIn(part, self.words("2026-03-07 15:00", lang))

    def test_the_city_is_told_to_who_has_another_clock(self):
        words = self.words("2026-03-02 20:30", number="+447911123456")
        self.assertEqual(words, "tomorrow at 9:00\u202fAM (Madrid time)")
        words = self.words("2026-03-02 20:30", number="+34600111222")
        self.assertEqual(words, "tomorrow at 9:00\u202fAM")


@tagged("post_install", "-at_install")
class TestPreview(HoursCase):
    def test_it_follows_what_is_typed(self):
        with Form(self.team) as form:
            self.assertEqual(form.preview_opening, "Open")
            form.closed_text = "Hello {name}! We are back {opening}."
            form.greeting_text = "Hello {name}!"
            self.assertEqual(form.preview_greeting_text, "Hello Ana!")
            form.preview_at = "2026-03-02 19:30:00"
            self.assertEqual(
                form.preview_opening, "Closed, back tomorrow at 9:00\u202fAM"
            )
            self.assertEqual(
                form.preview_closed_text,
                "Hello Ana! We are back tomorrow at 9:00\u202fAM.",
            )
            self.assertFalse(form.preview_greeting_text)

from datetime import date, datetime, timedelta

from ..common import NOW, minutes
from .closing_case import ClosingCase

#: Monday to Friday, 9 to 17 in Madrid: 8 to 16 of UTC.
WEEK = {day: [(9, 17)] for day in range(5)}


class ClosingFinalTests(ClosingCase):
    """Until when "No" opens a ticket again. ``NOW`` is a Monday, 11 in Madrid."""

    def final(self, days, closed=NOW):
        self.later(closed - NOW)
        self.helpdesk.whatsapp_final_days = days
        ticket = self.chat_ticket()
        self.move(ticket, self.done)
        return ticket.whatsapp_final_at

    def test_working_days(self):
        self.helpdesk_hours(self._create_calendar(WEEK))
        for days, closed, final in (
            (1, NOW, "03-03 16:00"),
            (3, NOW, "03-05 16:00"),
            # over a weekend
            (5, NOW, "03-09 16:00"),
            # after hours, at night, and on Saturday: the next day counts as any
            (1, datetime(2026, 3, 2, 20), "03-03 16:00"),
            (1, datetime(2026, 3, 2, 23, 30), "03-04 16:00"),  # Tuesday in Madrid
            (1, datetime(2026, 3, 6, 12), "03-09 16:00"),
            (1, datetime(2026, 3, 7, 12), "03-09 16:00"),
            # over the change of the clocks
            (1, datetime(2026, 3, 27, 12), "03-30 15:00"),
        ):
            with self.subTest(days=days, closed=closed):
                found = self.final(days, closed)
                self.assertEqual(f"{found:%m-%d %H:%M}", final)

    def test_holidays(self):
        """Of one's own company alone."""
        self.helpdesk_hours(self._create_calendar(WEEK))
        self.day_off(date(2026, 3, 3))
        other = self.env["res.company"].create({"name": "Other"})
        self.day_off(date(2026, 3, 4), other)
        self.assertEqual(self.final(1), datetime(2026, 3, 4, 16))
        self.assertEqual(self.final(2), datetime(2026, 3, 5, 16))

    def test_far_from_greenwich(self):
        self.helpdesk_hours(self._create_calendar(WEEK, zone="Asia/Tokyo"))
        # Tuesday 7 in the morning there
        found = self.final(1, datetime(2026, 3, 2, 22))
        self.assertEqual(found, datetime(2026, 3, 4, 8))

    def test_no_working_hours(self):
        """Days as they come; also if nobody ever works, or at any hour."""
        never = self._create_calendar({})
        flexible = self._create_calendar(WEEK, flexible_hours=True)
        for calendar in (False, never, flexible):
            with self.subTest(calendar):
                self.helpdesk_hours(calendar)
                self.assertEqual(self.final(5), NOW + timedelta(days=5))

    def test_never(self):
        for days in (0, -1):
            self.assertFalse(self.final(days))

    def test_to_the_minute(self):
        self.helpdesk_hours(self._create_calendar(WEEK))
        self.helpdesk.whatsapp_final_days = 1
        until = datetime(2026, 3, 3, 16) - NOW
        for after, stage, words in (
            (until - minutes(1), self.doing, "is open again"),
            (until + minutes(1), self.done, "we open a new one"),
        ):
            with self.subTest(after):
                self.later(timedelta())
                ticket, buttons = self.closed()
                self.tap(buttons["No"], after)
                self.assertEqual(ticket.stage_id, stage)
                self.assertIn(words, self.said()[-1])

from odoo import models

from ..tools.hours import Shift


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _whatsapp_shifts(self):
        """:return: by calendar, the ``tools.hours.Shift``s of its week or two weeks
        :rtype: dict
        """
        # sudo: as of the team
        lines = self.env["resource.calendar.attendance"].sudo()
        lines = lines.search_fetch(
            [("calendar_id", "in", self.ids), ("display_type", "=", False)],
            ["calendar_id", "dayofweek", "hour_from", "hour_to", "week_type"]
            + ["day_period", "display_type"],
        ).filtered(lambda line: line._is_work_period())
        shifts = {calendar: [] for calendar in self}
        for line in lines:
            calendar = line.calendar_id
            week = int(line.week_type or 0) if calendar.two_weeks_calendar else None
            shifts[calendar].append(
                Shift(int(line.dayofweek), line.hour_from, line.hour_to, week)
            )
        return shifts

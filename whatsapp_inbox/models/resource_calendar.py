from odoo import api, models, tools

from ..tools.hours import Shift


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if "two_weeks_calendar" in vals:
            self.env.registry.clear_cache()
        return result

    def _whatsapp_shifts(self):
        """:return: by calendar, the ``tools.hours.Shift``s of its week or two weeks
        :rtype: dict
        """
        shifts = self._whatsapp_shifts_by_id(self._ids)
        return {calendar: shifts[calendar.id] for calendar in self}

    @api.model
    @tools.ormcache("ids")
    def _whatsapp_shifts_by_id(self, ids):
        """Kept, since each message asks for them and they change once a year."""
        # sudo: as of the team
        lines = self.env["resource.calendar.attendance"].sudo()
        lines = lines.search_fetch(
            [("calendar_id", "in", ids), ("display_type", "=", False)],
            ["calendar_id", "dayofweek", "hour_from", "hour_to", "week_type"]
            + ["day_period", "display_type"],
        ).filtered(lambda line: line._is_work_period())
        shifts = {calendar_id: () for calendar_id in ids}
        for line in lines:
            calendar = line.calendar_id
            week = int(line.week_type or 0) if calendar.two_weeks_calendar else None
            shifts[calendar.id] += (
                Shift(int(line.dayofweek), line.hour_from, line.hour_to, week),
            )
        return shifts

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models


class WhatsappInboxSetupClosedDay(models.TransientModel):
    """A day on which no team of the set-up works."""

    _name = "whatsapp.inbox.setup.closed.day"
    _description = "WhatsApp Set-up: Closed Day"
    _order = "date, id"

    setup_id = fields.Many2one(
        "whatsapp.inbox.setup", required=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    name = fields.Char("Reason", required=True)

    def _apply(self, calendars):
        """Make it a holiday of these schedules of the set-up, once."""
        # sudo: see whatsapp.inbox.setup.team._apply_hours
        calendars = calendars.sudo()
        Leave = self.env["resource.calendar.leaves"].sudo()
        for calendar in calendars:
            zone = ZoneInfo(calendar.tz)
            taken = calendar.global_leave_ids.mapped("date_from")
            for day in self:
                start, end = (
                    datetime.combine(day.date, moment, zone)
                    .astimezone(UTC)
                    .replace(tzinfo=None)
                    for moment in (time.min, time.max.replace(microsecond=0))
                )
                if start not in taken:
                    Leave.create(
                        {
                            "name": day.name,
                            "calendar_id": calendar.id,
                            "date_from": start,
                            "date_to": end,
                        }
                    )

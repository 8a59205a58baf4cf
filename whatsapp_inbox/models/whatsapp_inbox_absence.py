from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.hours import SEAM, Hours

#: How far ahead one looks for the beginning of somebody's day.
HORIZON = timedelta(days=1)


@dataclass(slots=True)
class Absence:
    """Whether a person works now, by the calendars of Odoo.

    :ivar until: when that may change (aware); None if not within a day
    """

    on_leave: bool = False
    in_hours: bool = True
    until: datetime | None = None

    def is_there(self):
        return self.in_hours and not self.on_leave


class WhatsappInboxAbsence(models.AbstractModel):
    """Who is at work: the working hours and the leaves of a user's resource.

    Who has no resource, or one without hours, works whenever they are online.
    """

    _name = "whatsapp.inbox.absence"
    _description = "WhatsApp Absences"

    @api.model
    def _of(self, users, at):
        """:param datetime at: aware
        :return: :class:`Absence` by user; a calendar costs a query, a person none
        :rtype: dict
        """
        # sudo: whether colleagues work now, none of their records is shown
        users = users.sudo()
        absences = {user: Absence() for user in users}
        resources = users.env["resource.resource"].search(
            [("user_id", "in", users.ids), ("resource_type", "=", "user")]
        )
        self._note_hours(absences, resources, at)
        self._note_leaves(absences, resources, at)
        for user in self._absent_users(users, at):
            absences[user].on_leave = True
        return absences

    @api.model
    def _absent_users(self, users, at):
        """Who is away for a reason that no calendar knows. A hook for bridges.

        :return: some of ``users``
        """
        return users.browse()

    @api.model
    def _note_hours(self, absences, resources, at):
        for calendar, own in resources.grouped("calendar_id").items():
            if not calendar or calendar.flexible_hours:
                continue
            periods = calendar._attendance_intervals_batch(at, at + HORIZON, own)
            for resource in own:
                hours = Hours.of(periods[resource.id])
                absence = absences[resource.user_id]
                absence.in_hours = hours.is_open(at)
                if not absence.in_hours:
                    absence.until = hours.next_opening(at)

    @api.model
    def _note_leaves(self, absences, resources, at):
        """Leaves of the person, and holidays of the calendar or of the company."""
        now = at.astimezone(UTC).replace(tzinfo=None)
        own = Domain("resource_id", "in", resources.ids)
        common = Domain("resource_id", "=", False) & Domain(
            "company_id", "in", resources.company_id.ids
        )
        leaves = resources.env["resource.calendar.leaves"].search(
            Domain("time_type", "=", "leave")
            & Domain("date_from", "<=", now)
            # Odoo ends a day just before midnight: the next one goes on from there
            & Domain("date_to", ">", now - SEAM)
            & (own | common)
        )
        for leave in leaves:
            for resource in leave.resource_id or resources.filtered(
                lambda r, leave=leave: (
                    r.company_id == leave.company_id
                    and leave.calendar_id <= r.calendar_id
                )
            ):
                absence = absences[resource.user_id]
                absence.on_leave = True
                back = leave.date_to.replace(tzinfo=UTC)
                absence.until = max(filter(None, (absence.until, back)))

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.hours import Hours, in_words

#: Days before a moment, in which the closed period of that moment began, and after it,
#: in which the next opening is looked for; and again if there is none.
BEFORE, AHEAD, FAR_AHEAD = 35, 45, 400


class WhatsappInboxTeam(models.Model):
    """When a team is there: a calendar of Odoo, with its holidays.

    What the methods of ``resource.calendar`` do is done here for all teams at once, and
    otherwise in three ways: a holiday of another company is none of ours, a day off
    ends at midnight and not a second before, and flexible hours are no opening hours.
    """

    _inherit = "whatsapp.inbox.team"

    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening Hours",
        check_company=True,
        ondelete="restrict",
        domain="[('flexible_hours', '=', False),"
        " ('company_id', 'in', (company_id, False))]",
        help="Empty: always open. Holidays are the calendar's and the company's.",
    )
    closed_team_id = fields.Many2one(
        "whatsapp.inbox.team",
        string="When Closed",
        check_company=True,
        ondelete="set null",
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        help="Who writes while this team is closed goes to that one, if it is open. "
        "Empty, or it is closed too: the customer waits here.",
    )

    @api.constrains("closed_team_id")
    def _check_closed_team(self):
        for team in self:
            if team.closed_team_id == team:
                raise ValidationError(
                    self.env._("%s cannot stand in for itself.", team.name)
                )

    @api.model
    @tools.ormcache("company_id")
    def _ids_with_hours(self, company_id):
        """:return: ids of the company's teams that are closed at some time, and of who
        stands in for them"""
        # sudo: see _hours
        teams = self.sudo().search(
            [("company_id", "=", company_id), ("calendar_id", "!=", False)]
        )
        return teams._with_stand_ins().ids

    @api.model
    def _sharing_fields(self):
        return super()._sharing_fields() | {"calendar_id", "closed_team_id"}

    # -- hours --------------------------------------------------------------------

    def _is_open(self, at=None):
        """:param at: aware, or naive UTC; now by default
        :return: bool; without a calendar always True"""
        self.ensure_one()
        at = _aware(at)
        hours = self._hours(at)[self]
        return hours is None or hours.is_open(at)

    def _open_ones(self):
        """:return: those that are open now, in as many queries as one of them"""
        hours, now = self._hours(), fields.Datetime.now()
        return self.filtered(lambda team: not team._is_closed_in(hours, now))

    def _next_opening(self, at=None):
        """:param at: aware, or naive UTC; now by default
        :return: aware, in UTC: ``at`` itself if the team is open then; None if it does
            not open within a year"""
        self.ensure_one()
        at = _aware(at)
        for days in (AHEAD, FAR_AHEAD):
            hours = self._hours(at, days)[self]
            opening = at if hours is None else hours.next_opening(at)
            if opening:
                return opening
        return None

    def _closed_since(self, at=None):
        """:return: aware, in UTC; None if open, or closed for more than a month"""
        self.ensure_one()
        at = _aware(at)
        hours = self._hours(at)[self]
        return hours and hours.closed_since(at)

    def _hours(self, at=None, days=AHEAD):
        """The open periods around a moment, in at most three queries for all teams.

        :param at: aware, or naive UTC; now by default
        :param int days: how far ahead
        :return: by team, ``tools.hours.Hours``; None for one that is always open
        :rtype: dict
        """
        at = _aware(at)
        # sudo: hours of a team are no secret to whoever writes to it, or works in it
        teams = self.sudo()
        fixed = teams.calendar_id.filtered(lambda calendar: not calendar.flexible_hours)
        shifts = fixed._whatsapp_shifts()
        start, end = at - timedelta(days=BEFORE), at + timedelta(days=days)
        off = teams._times_off(fixed, start, end) if fixed else {}
        found = dict.fromkeys(teams)
        for team in teams.filtered(lambda team: team.calendar_id in fixed):
            zone = team.calendar_id.tz
            found[team] = Hours.of_week(
                shifts[team.calendar_id],
                zone,
                start.astimezone(ZoneInfo(zone)).date(),
                BEFORE + days + 1,
                off[team],
            )
        return found

    def _times_off(self, calendars, start, end):
        """Holidays of these teams: without a resource, of the calendar or of all of the
        company. A hook for other ways to have holidays.

        :return: by team, (start, end) of each, aware
        :rtype: dict
        """
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [False, *calendars.ids]),
                ("company_id", "in", [False, *self.company_id.ids]),
                ("date_from", "<=", end.replace(tzinfo=None)),
                ("date_to", ">=", start.replace(tzinfo=None)),
            ],
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        return {
            team: [
                (_aware(leave.date_from), _aware(leave.date_to))
                for leave in leaves
                if leave.calendar_id in (team.calendar_id, calendars.browse())
                and leave.company_id in (team.company_id, team.company_id.browse())
            ]
            for team in self
        }

    # -- standing in --------------------------------------------------------------

    def _with_stand_ins(self):
        """:return: these teams, and all that may stand in for them"""
        teams = self
        while more := teams.closed_team_id - teams:
            teams |= more
        return teams

    def _open_stand_in(self, hours, now):
        """:return: the first open team that stands in for this one, or that one"""
        seen = team = self
        while team := team.closed_team_id - seen:
            if team.active and not team._is_closed_in(hours, now):
                return team
            seen |= team
        return team

    def _is_closed_in(self, hours, at):
        """:param dict hours: of ``_hours``; a team that is not in it is open"""
        own = hours.get(self)
        return own is not None and not own.is_open(_aware(at))

    # -- words --------------------------------------------------------------------

    def _opening_words(self, at=None, lang=None, number=""):
        """When the team is back: "tomorrow at 09:00".

        :param str lang: of the listener; the environment's by default
        :param str number: the customer's (E.164): the city is told if their clock shows
            another time
        :return: "" if it is open, or not known
        """
        self.ensure_one()
        at = _aware(at)
        opening = self._next_opening(at)
        if not opening or opening <= at:
            return ""
        lang = lang or self.env.lang or "en_US"
        # sudo: see _hours
        zone = self.sudo().calendar_id.tz
        moment = in_words(opening, at, zone, lang, number)
        words = self.with_context(lang=lang).env
        time = moment.time
        if moment.city:
            time = words._(
                "%(time)s (%(city)s time)", time=moment.time, city=moment.city
            )
        if moment.day == "today":
            return words._("today at %s", time)
        if moment.day == "tomorrow":
            return words._("tomorrow at %s", time)
        return words._(
            "on %(weekday)s %(date)s at %(time)s",
            weekday=moment.weekday,
            date=moment.date,
            time=time,
        )


def _aware(moment):
    """In UTC; naive ones are, now by default."""
    moment = moment or fields.Datetime.now()
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

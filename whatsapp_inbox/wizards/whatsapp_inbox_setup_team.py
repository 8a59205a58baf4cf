from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.choices import BUTTON_TITLE

#: Days of a week, Monday is 0, as ``resource.calendar.attendance`` has them.
DAYS = {"five": range(5), "six": range(6), "seven": range(7)}


class WhatsappInboxSetupTeam(models.TransientModel):
    """A team of the set-up: its people, hours and words, on one line."""

    _name = "whatsapp.inbox.setup.team"
    _description = "WhatsApp Set-up: Team"
    _order = "sequence, id"

    setup_id = fields.Many2one(
        "whatsapp.inbox.setup", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="setup_id.company_id")
    sequence = fields.Integer(default=10)
    team_id = fields.Many2one("whatsapp.inbox.team", ondelete="cascade")
    calendar_id = fields.Many2one(
        "resource.calendar", readonly=True, help="The schedule made by this set-up."
    )
    has_closed_text = fields.Boolean(
        readonly=True, help="This set-up wrote what the team says when it is closed."
    )
    name = fields.Char(required=True)
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is no agent of the inbox yet becomes one.",
    )
    tz = fields.Selection(
        _tz_get, "Time Zone", required=True, default=lambda self: self._default_tz()
    )
    days = fields.Selection(
        [
            ("always", "Always open"),
            ("five", "Monday to Friday"),
            ("six", "Monday to Saturday"),
            ("seven", "Every day"),
            ("calendar", "As its working schedule says"),
        ],
        "Open",
        default="five",
        required=True,
    )
    hour_from = fields.Float("From", default=9)
    hour_to = fields.Float("To", default=18)
    break_from = fields.Float(help="Empty: no break.")
    break_to = fields.Float(help="Empty: no break.")
    keywords = fields.Char(help="Words of customers who want this team, with commas.")
    lang_id = fields.Many2one("res.lang", "Language")

    @api.model
    def _default_tz(self):
        return self.env.user._whatsapp_tz()

    @api.constrains("days", "hour_from", "hour_to", "break_from", "break_to")
    def _check_hours(self):
        for line in self.filtered(lambda line: line.days in DAYS):
            times = line._hours()
            ordered = [moment for span in times for moment in span]
            if not all(0 <= moment <= 24 for moment in ordered) or ordered != sorted(
                set(ordered)
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a day opens before it closes, and the break is between.",
                        line.name,
                    )
                )

    def _hours(self):
        """:return: (from, to) of each stretch of a day, in hours"""
        self.ensure_one()
        if not self.break_from and not self.break_to:
            return [(self.hour_from, self.hour_to)]
        return [(self.hour_from, self.break_from), (self.break_to, self.hour_to)]

    @api.model
    def _vals_of_team(self, team, account):
        """:return: the line of a team that is there already"""
        calendar = team.calendar_id
        choice = account.choice_ids.filtered(lambda choice: choice.team_id == team)[:1]
        rule = self._rules(account).filtered(lambda rule: rule.team_id == team)[:1]
        return {
            "keywords": choice.keywords or rule.keywords,
            "lang_id": rule.lang_ids[:1].id,
            "team_id": team.id,
            "name": team.name,
            "user_ids": [Command.set(team.member_ids.ids)],
            "days": "calendar" if calendar else "always",
            "tz": calendar.tz or self._default_tz(),
        }

    # -- applying -----------------------------------------------------------------

    def _apply_team(self):
        group = self.env.ref("whatsapp_inbox.group_agent")
        # sudo: administrators of the inbox choose its agents, whoever makes users
        new_agents = self.user_ids.sudo().filtered(
            lambda user: group not in user.all_group_ids
        )
        new_agents.group_ids = [Command.link(group.id)]
        for line in self:
            vals = {"name": line.name, "member_ids": [Command.set(line.user_ids.ids)]}
            if line.team_id:
                line.team_id.write(vals)
            else:
                vals["company_id"] = line.company_id.id
                line.team_id = line.team_id.create(vals)

    def _apply_hours(self):
        """A working schedule for each team; going back and forth changes the same."""
        for line in self.filtered(lambda line: line.days != "calendar"):
            vals = {"name": line.name, "tz": line.tz}
            if line.days == "always":
                line.team_id.calendar_id = False
                continue
            vals["attendance_ids"] = line._attendances()
            # sudo: administrators of the inbox say when it is open, by schedules made
            # here alone: others are of those who keep the company's working times
            if line.calendar_id:
                line.calendar_id.sudo().write(vals)
            else:
                vals["company_id"] = line.company_id.id
                line.calendar_id = line.calendar_id.sudo().create(vals)
            line.team_id.calendar_id = line.calendar_id

    def _apply_closed_text(self, text):
        """What teams with hours say when they are closed; their own text stays."""
        for line in self.filtered("team_id.calendar_id"):
            if line.has_closed_text or not line.team_id.closed_text:
                line.has_closed_text = True
                line.team_id.closed_text = text

    def _attendances(self):
        return [Command.clear()] + [
            Command.create(
                {
                    "name": f"{number + 1}",
                    "dayofweek": str(day),
                    "hour_from": start,
                    "hour_to": end,
                    "day_period": "morning" if end <= 13 else "afternoon",
                }
            )
            for day in DAYS[self.days]
            for number, (start, end) in enumerate(self._hours())
        ]

    def _apply_choice(self, account):
        """The team is a choice of the number's menu."""
        known = account.choice_ids
        for line in self:
            vals = {"keywords": line.keywords, "sequence": line.sequence}
            choice = known.filtered(lambda c, line=line: c.team_id == line.team_id)[:1]
            if choice:
                choice.write(vals)
            else:
                vals.update(
                    account_id=account.id,
                    name=line.name[:BUTTON_TITLE],
                    team_id=line.team_id.id,
                )
                known.create(vals)

    def _apply_rule(self, account, way):
        """Messages with the team's words, or customers of its language, go to it."""
        known = self._rules(account)
        for line in self:
            if way == "keywords" and line.keywords:
                vals = {"keywords": line.keywords}
            elif way == "language" and line.lang_id:
                vals = {"lang_ids": [Command.set(line.lang_id.ids)]}
            else:
                continue
            rule = known.filtered(lambda r, line=line: r.team_id == line.team_id)[:1]
            if rule:
                rule.write(vals)
                continue
            vals.update(
                name=line.name,
                team_id=line.team_id.id,
                company_id=account.company_id.id,
                account_ids=[Command.set(account.ids)],
            )
            known.create(vals)

    @api.model
    def _rules(self, account):
        """The routing rules of this number alone."""
        rules = self.env["whatsapp.inbox.routing.rule"].search(
            [("account_ids", "in", account.ids)]
        )
        return rules.filtered(lambda rule: rule.account_ids == account)

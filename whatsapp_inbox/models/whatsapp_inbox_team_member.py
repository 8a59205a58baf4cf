from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class WhatsappInboxTeamMember(models.Model):
    """An agent in a team: whether they are there today, and how much they take."""

    _name = "whatsapp.inbox.team.member"
    _description = "WhatsApp Team Member"
    _order = "sequence, id"
    _rec_name = "user_id"

    team_id = fields.Many2one(
        "whatsapp.inbox.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        index=True,
        ondelete="cascade",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("whatsapp_inbox.group_agent").id)
        ],
    )
    sequence = fields.Integer(default=10)
    capacity = fields.Integer(
        help="How many open conversations at once, of all teams; 0 for any number."
    )
    off_until = fields.Datetime(
        "Away Until",
        readonly=True,
        help="Left for today: gets no new conversations until then.",
    )
    on_duty = fields.Boolean(compute="_compute_on_duty", search="_search_on_duty")
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        help="Customers who speak one of them come here first. Empty: any.",
    )
    last_assigned_at = fields.Datetime(readonly=True)

    _user_unique = models.UniqueIndex("(team_id, user_id)")
    _capacity_positive = models.Constraint(
        "CHECK(capacity >= 0)", "A capacity cannot be below zero; 0 is any number."
    )

    @api.depends("off_until")
    def _compute_on_duty(self):
        now = fields.Datetime.now()
        for member in self:
            member.on_duty = not member.off_until or member.off_until <= now

    def _search_on_duty(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        now = fields.Datetime.now()
        return ["|", ("off_until", "=", False), ("off_until", "<=", now)]

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.team_id._members_changed()
        return members

    def write(self, vals):
        teams = self.team_id
        result = super().write(vals)
        if not {"user_id", "team_id", "off_until"}.isdisjoint(vals):
            (teams | self.team_id)._members_changed()
        return result

    def unlink(self):
        teams = self.team_id
        result = super().unlink()
        teams._members_changed()
        return result

    # -- duty ---------------------------------------------------------------------

    def action_leave_for_today(self):
        """No new conversations until the next day of the agent's own clock."""
        self._check_own()
        zone = ZoneInfo(self.env.user.tz or "UTC")
        tomorrow = datetime.now(zone).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time.min, zone)
        # sudo: agents say of themselves whether they are there
        self.sudo().off_until = midnight.astimezone(UTC).replace(tzinfo=None)

    def action_join(self):
        """Back again."""
        self._check_own()
        # sudo: see action_leave_for_today
        self.sudo().off_until = False

    def _check_own(self):
        self.check_access("read")
        if self.user_id <= self.env.user:
            return
        self.check_access("write")

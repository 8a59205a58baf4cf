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
    left_at = fields.Datetime(readonly=True, help="When they left for today last.")
    on_duty = fields.Boolean(compute="_compute_on_duty", search="_search_on_duty")
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        help="Customers who speak one of them come here first. Empty: any.",
    )
    last_assigned_at = fields.Datetime(readonly=True)
    open_count = fields.Integer(
        "Open Now",
        compute="_compute_open_count",
        help="Conversations that the agent has in all teams and that are not resolved.",
    )
    is_agent = fields.Boolean(compute="_compute_is_agent", compute_sudo=True)
    is_editable = fields.Boolean(compute="_compute_is_editable")

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

    @api.depends("user_id")
    def _compute_open_count(self):
        # sudo: a number, of conversations that may be another team's
        counts = dict(
            self.env["whatsapp.inbox.conversation"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.user_id.ids), ("state", "!=", "resolved")],
                ["user_id"],
                ["__count"],
            )
        )
        for member in self:
            member.open_count = counts.get(member.user_id, 0)

    @api.depends("user_id.active", "user_id.all_group_ids")
    def _compute_is_agent(self):
        """Whether they answer at all: who is archived keeps the place in the team."""
        for member in self:
            member.is_agent = member.user_id._is_whatsapp_agent()

    @api.depends("team_id.leader_id")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        """For the leader of the team and for supervisors."""
        editable = self._filtered_access("write")
        for member in self:
            member.is_editable = member in editable or not member.id

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.team_id._members_changed()
        members.user_id._whatsapp_teams_changed()
        return members

    def write(self, vals):
        teams, users = self.team_id, self.user_id
        result = super().write(vals)
        if not {"user_id", "team_id"}.isdisjoint(vals):
            self.check_access("write")  # nobody moves agents to a team of others
            (teams | self.team_id)._members_changed()
            (users | self.user_id)._whatsapp_teams_changed()
        elif "off_until" in vals:
            teams._members_changed()
            users._whatsapp_duty_changed()
        if vals.get("off_until"):
            cron = self.env.ref("whatsapp_inbox.ir_cron_duty")
            # sudo: the clock wakes whoever left
            cron.sudo()._trigger(at=self[:1].off_until)
        return result

    def unlink(self):
        teams, users = self.team_id, self.user_id
        result = super().unlink()
        teams._members_changed()
        users._whatsapp_teams_changed()
        return result

    # -- duty ---------------------------------------------------------------------

    def action_leave_for_today(self):
        """No new conversations until the next day of the agent's own clock."""
        self._check_own()
        # sudo: agents say of themselves whether they are there
        for user, members in self.sudo().grouped("user_id").items():
            members.write(
                {
                    "off_until": user._whatsapp_midnight(),
                    "left_at": fields.Datetime.now(),
                }
            )

    def action_join(self):
        """Back again."""
        self._check_own()
        # sudo: see action_leave_for_today
        self.sudo().off_until = False

    @api.model
    def _end_leave(self):
        """The day of those who left is over: they follow their teams again.

        Woken at that time; the interval of the scheduled action is for a lost wake-up,
        and for whom it went wrong with.
        """
        over = self.search([("off_until", "<=", fields.Datetime.now())])
        self.env["whatsapp.inbox.job"]._do_apart(
            over, lambda members: members.write({"off_until": False})
        )

    def _check_own(self):
        self.check_access("read")
        if self.user_id <= self.env.user:
            return
        self.check_access("write")

from odoo import Command, api, fields, models

from ..tools.assignment import Method


class WhatsappInboxTeam(models.Model):
    """Agents who answer together."""

    _name = "whatsapp.inbox.team"
    _description = "WhatsApp Team"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    membership_ids = fields.One2many("whatsapp.inbox.team.member", "team_id")
    member_ids = fields.Many2many(
        "res.users",
        string="Agents",
        compute="_compute_member_ids",
        inverse="_inverse_member_ids",
        search="_search_member_ids",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("whatsapp_inbox.group_agent").id)
        ],
    )
    leader_id = fields.Many2one(
        "res.users", domain="[('id', 'in', member_ids)]", ondelete="set null"
    )
    assignment_method = fields.Selection(
        [
            (Method.MANUAL.value, "Manual: agents take from the queue"),
            (Method.ROUND_ROBIN.value, "Round robin: each in turn"),
            (Method.LEAST_BUSY.value, "Least busy: who has the fewest open"),
        ],
        string="Assignment",
        default=Method.MANUAL.value,
        required=True,
    )

    # -- members ------------------------------------------------------------------

    @api.depends("membership_ids.user_id")
    def _compute_member_ids(self):
        for team in self:
            team.member_ids = team.membership_ids.user_id

    def _inverse_member_ids(self):
        for team in self:
            gone = team.membership_ids.filtered(
                lambda m, team=team: m.user_id not in team.member_ids
            )
            new = team.member_ids - team.membership_ids.user_id
            team.membership_ids = [
                *(Command.delete(member.id) for member in gone),
                *(Command.create({"user_id": user.id}) for user in new),
            ]

    @api.model
    def _search_member_ids(self, operator, value):
        return [("membership_ids.user_id", operator, value)]

    def _members_changed(self):
        """Who follows what nobody owns in these teams is decided again."""
        # sudo: the threads of the team, whoever changes it
        self.env["whatsapp.inbox.conversation"].sudo().search(
            [
                ("team_id", "in", self.ids),
                ("user_id", "=", False),
                ("state", "!=", "resolved"),
            ]
        )._sync_members()

    def write(self, vals):
        result = super().write(vals)
        if "assignment_method" in vals:
            self._members_changed()
        return result

    def _agents(self):
        """:return: active agents of these teams, who may read the team's threads"""
        return self.member_ids.filtered(lambda user: user._is_whatsapp_agent())

    def _followers(self):
        """Who gets the messages of a conversation that nobody owns.

        In a team that shares out its work, nobody: it waits in the queue.
        """
        manual = self.filtered(lambda team: team.assignment_method == Method.MANUAL)
        return manual._agents() & manual.membership_ids.filtered("on_duty").user_id

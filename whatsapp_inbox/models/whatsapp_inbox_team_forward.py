from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError


class WhatsappInboxTeam(models.Model):
    """Whether what customers write to a team goes to an e-mail address as well."""

    _inherit = "whatsapp.inbox.team"

    forward_email = fields.Char(
        "Forward To",
        copy=False,
        readonly=True,
        help="All that customers write to this team is mailed there, with their files. "
        "It leaves this database.",
    )
    may_forward = fields.Boolean(compute="_compute_may_forward")

    @api.depends("leader_id")
    @api.depends_context("uid")
    def _compute_may_forward(self):
        for team in self:
            team.may_forward = self.env.user in team.leader_id or team.has_access(
                "write"
            )

    @api.constrains("forward_email")
    def _check_forward_email(self):
        for team in self.filtered("forward_email"):
            if tools.email_normalize(team.forward_email) != team.forward_email:
                raise ValidationError(
                    self.env._(
                        "%s is not an e-mail address. Write one: sales@example.com",
                        team.forward_email,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("forward_email") for vals in vals_list):
            self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if not {"forward_email", "active"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    @tools.ormcache()
    def _ids_forwarding(self):
        """:return: ids of the teams whose messages are forwarded"""
        # sudo: whoever causes messages to be stored
        teams = self.sudo().search([("forward_email", "!=", False)])
        return frozenset(teams.ids)

    def action_forward(self):
        """The dialog that says what it means, for who leads the team."""
        self.ensure_one()
        self._check_may_forward()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Forward by Mail"),
            "res_model": "whatsapp.inbox.forward.setting",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_team_id": self.id,
                "default_email": self.forward_email,
            },
        }

    def _check_may_forward(self):
        self.check_access("read")
        if not self.may_forward:
            raise AccessError(
                self.env._(
                    "Only the leader of %s and administrators of the inbox may have "
                    "its messages forwarded.",
                    self.name,
                )
            )

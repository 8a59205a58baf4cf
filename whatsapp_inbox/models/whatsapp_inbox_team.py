from odoo import fields, models


class WhatsappInboxTeam(models.Model):
    """Agents who answer together."""

    _name = "whatsapp.inbox.team"
    _description = "WhatsApp Team"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    member_ids = fields.Many2many(
        "res.users",
        "whatsapp_inbox_team_member_rel",
        string="Agents",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("whatsapp_inbox.group_agent").id)
        ],
    )

    def write(self, vals):
        result = super().write(vals)
        if "member_ids" in vals:
            # sudo: the threads of the team, whoever changes it
            self.env["whatsapp.inbox.conversation"].sudo().search(
                [("team_id", "in", self.ids), ("state", "!=", "resolved")]
            )._sync_members()
        return result

    def _agents(self):
        """:return: active agents of these teams, who may read the team's threads"""
        return self.member_ids.filtered(
            lambda user: user.active and user.has_group("whatsapp_inbox.group_agent")
        )

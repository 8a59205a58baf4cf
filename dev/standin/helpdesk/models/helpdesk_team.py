from odoo import fields, models


class HelpdeskTeam(models.Model):
    _name = "helpdesk.team"
    _inherit = ["mail.thread"]
    _description = "Helpdesk Team"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    member_ids = fields.Many2many("res.users")
    auto_assignment = fields.Boolean()
    resource_calendar_id = fields.Many2one(
        "resource.calendar", default=lambda self: self.env.company.resource_calendar_id
    )
    use_rating = fields.Boolean()
    use_sla = fields.Boolean()
    stage_ids = fields.Many2many("helpdesk.stage")

    def _determine_stage(self):
        stages = self.env["helpdesk.stage"]
        return {team: (team.stage_ids or stages.search([]))[:1] for team in self}

    def _determine_user_to_assign(self):
        return {team: team.auto_assignment and team.member_ids[:1] for team in self}

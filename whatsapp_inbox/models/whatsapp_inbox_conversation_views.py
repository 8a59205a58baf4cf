from odoo import api, fields, models


class WhatsappInboxConversation(models.Model):
    """Columns of the kanban, also where nothing is in them yet: one drops there."""

    _inherit = "whatsapp.inbox.conversation"

    state = fields.Selection(readonly=False, group_expand=True)
    team_id = fields.Many2one(group_expand="_expand_teams")
    user_id = fields.Many2one(group_expand="_expand_agents")

    @api.model
    def _expand_teams(self, teams, _domain):
        companies = self.env.companies
        return teams | teams.search([("company_id", "in", companies.ids)])

    @api.model
    def _expand_agents(self, users, _domain):
        """Colleagues of the user's teams; supervisors have all teams."""
        teams = self.env["whatsapp.inbox.team"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        if not self.env.user._is_whatsapp_supervisor():
            teams = teams.filtered(lambda team: self.env.user in team.member_ids)
        return users | teams.member_ids | self.env.user

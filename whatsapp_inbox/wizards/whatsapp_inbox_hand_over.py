from odoo import api, fields, models


class WhatsappInboxHandOver(models.TransientModel):
    """Who has conversations next, and what they have to know: asked from the lists,
    the form and the thread alike."""

    _name = "whatsapp.inbox.hand.over"
    _description = "Hand Over WhatsApp Conversations"

    conversation_ids = fields.Many2many(
        "whatsapp.inbox.conversation",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    to = fields.Selection(
        [("agent", "An agent"), ("team", "A team")], required=True, default="agent"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    team_id = fields.Many2one(
        "whatsapp.inbox.team", domain="[('company_id', '=', company_id)]"
    )
    agent_ids = fields.Many2many(
        "res.users", string="Agents", compute="_compute_agent_ids"
    )
    user_id = fields.Many2one("res.users", "Agent", domain="[('id', 'in', agent_ids)]")
    note = fields.Text(help="A note in the thread. The customer does not see it.")

    @api.depends("conversation_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.conversation_ids.company_id[:1]

    @api.depends("company_id", "team_id", "to")
    def _compute_agent_ids(self):
        for wizard in self:
            # sudo: the companies and groups of colleagues
            if wizard.to == "team":
                wizard.agent_ids = wizard.team_id.sudo()._agents()
            else:
                accounts = wizard.conversation_ids.sudo().account_id
                group = "whatsapp_inbox.group_agent"
                wizard.agent_ids = accounts[:1]._members_of(group)

    @api.onchange("team_id")
    def _onchange_team_id(self):
        self.user_id = self.user_id if self.user_id in self.agent_ids else False

    def action_hand_over(self):
        self.ensure_one()
        conversations = self.conversation_ids
        if self.to == "team":
            arguments = (self.team_id.id, self.user_id.id, self.note)
            return conversations.action_with_undo("transfer", *arguments)
        return conversations.action_with_undo("assign", self.user_id.id, self.note)

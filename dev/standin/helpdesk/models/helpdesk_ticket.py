from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["portal.mixin", "mail.thread.cc", "rating.mixin", "mail.activity.mixin"]
    _description = "Helpdesk Ticket"
    _order = "priority desc, id desc"

    name = fields.Char("Subject", required=True)
    ticket_ref = fields.Char(readonly=True, copy=False)
    active = fields.Boolean(default=True)
    description = fields.Html()
    team_id = fields.Many2one("helpdesk.team", index=True)
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Assigned to", tracking=True)
    partner_id = fields.Many2one("res.partner", "Customer")
    partner_name = fields.Char(compute="_compute_partner", store=True, readonly=False)
    partner_email = fields.Char(compute="_compute_partner", store=True, readonly=False)
    partner_phone = fields.Char(compute="_compute_partner", store=True, readonly=False)
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    stage_id = fields.Many2one("helpdesk.stage", index=True, tracking=True, copy=False)
    tag_ids = fields.Many2many("helpdesk.tag")
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")], default="0"
    )
    sla_deadline = fields.Datetime()
    close_date = fields.Datetime(copy=False)

    @api.depends("partner_id")
    def _compute_partner(self):
        for ticket in self:
            if ticket.partner_id:
                ticket.partner_name = ticket.partner_id.name
                ticket.partner_email = ticket.partner_id.email
                ticket.partner_phone = ticket.partner_id.phone

    @api.depends("name", "ticket_ref")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.name} (#{ticket.ticket_ref})"

    def _compute_access_url(self):
        super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/ticket/{ticket.id}"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        for ticket in tickets:
            team = ticket.team_id
            ticket.ticket_ref = f"{ticket.id:05}"
            if team and not ticket.stage_id:
                ticket.stage_id = team._determine_stage()[team]
            if team and not ticket.user_id:
                ticket.user_id = team._determine_user_to_assign()[team]
        return tickets

    def write(self, vals):
        if "stage_id" in vals:
            closed = self.env["helpdesk.stage"].browse(vals["stage_id"]).fold
            vals = {**vals, "close_date": closed and fields.Datetime.now()}
        return super().write(vals)

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What a customer said about marketing, on any of their numbers."""

    _inherit = "res.partner"

    whatsapp_consent_ids = fields.One2many(
        "whatsapp.inbox.consent",
        "partner_id",
        "Said for All Their Numbers",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_history_ids = fields.Many2many(
        "whatsapp.inbox.consent",
        string="What They Said about Marketing",
        compute="_compute_whatsapp_history_ids",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_marketing_state = fields.Selection(
        lambda self: self.env["whatsapp.inbox.consent"]._fields["state"].selection,
        "Marketing on WhatsApp",
        compute="_compute_whatsapp_history_ids",
        groups="whatsapp_inbox.group_agent",
    )

    @api.depends("whatsapp_consent_ids", "whatsapp_contact_ids.consent_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_whatsapp_history_ids(self):
        Consent = self.env["whatsapp.inbox.consent"]
        said = Domain("partner_id", "in", self.ids)
        said |= Domain("contact_id.partner_id", "in", self.ids)
        rows = Consent.search(said).grouped(
            lambda row: (row.partner_id or row.contact_id.partner_id).id
        )
        for partner in self:
            own = rows.get(partner._origin.id, Consent)
            partner.whatsapp_history_ids = own
            partner.whatsapp_marketing_state = own[:1].state

    def action_record_whatsapp_consent(self):
        """The dialog in which an agent writes down what the customer said."""
        self.ensure_one()
        self.check_access("read")
        return self.env["whatsapp.inbox.consent"]._dialog(self)

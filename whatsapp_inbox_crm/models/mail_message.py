from odoo import api, models
from odoo.fields import Domain

#: Leads that a note may be put on.
TARGETS = 5


class MailMessage(models.Model):
    """Messages are forwarded to leads, and notes are put on those of the customer."""

    _inherit = "mail.message"

    @api.model
    def _whatsapp_forward_models(self):
        return [*super()._whatsapp_forward_models(), "crm.lead"]

    def _whatsapp_note_targets(self):
        targets = super()._whatsapp_note_targets()
        Lead = self.env["crm.lead"]
        if not Lead.has_access("read"):
            return targets
        thread = self.env["discuss.channel"].browse(self.res_id)
        domain = Lead._whatsapp_domain(thread._whatsapp_partner(), thread)
        domain &= Domain("won_status", "=", "pending")
        return [*targets, *Lead.search(domain, order="id desc", limit=TARGETS)]

from odoo import api, models
from odoo.fields import Domain


class WhatsappInboxPlaceholder(models.AbstractModel):
    """Texts that name the customer's newest open lead, of those this user may read."""

    _inherit = "whatsapp.inbox.placeholder"

    @api.model
    def _placeholders(self):
        env, lead = self.env, self.env._("Lead")
        return {
            **super()._placeholders(),
            "lead.name": (env._("Name"), lead, env._("Cacti for the office")),
            "lead.stage": (env._("Stage"), lead, env._("Proposition")),
            "lead.user": (env._("Salesperson"), lead, "Luis Pérez"),
        }

    def _lead(self, conversation, partner):
        leads = self.env["crm.lead"]
        domain = leads._whatsapp_domain(partner, conversation.channel_id)
        pending = Domain("won_status", "=", "pending")
        return leads.search(domain & pending, order="id desc", limit=1)

    def _value_lead_name(self, conversation, partner):
        return self._lead(conversation, partner).name

    def _value_lead_stage(self, conversation, partner):
        lead = self._lead(conversation, partner)
        return lead.type == "opportunity" and lead.stage_id.name

    def _value_lead_user(self, conversation, partner):
        return self._lead(conversation, partner).user_id.name

from odoo import api, models
from odoo.tools import formatLang


class WhatsappInboxTimeline(models.AbstractModel):
    """Leads have their place in the history of the customer, won and lost ones too."""

    _inherit = "whatsapp.inbox.timeline"

    @api.model
    def _sources(self):
        sources = super()._sources()
        if self.env["crm.lead"].has_access("read"):
            sources["lead"] = (self.env._("Leads"), "fa-handshake-o")
        return sources

    @api.model
    def _source_lead(self, people, find):
        leads = find(
            self.env["crm.lead"].with_context(active_test=False),
            [("partner_id", "in", people.ids)],
            "create_date",
        )
        return [
            (lead, lead.create_date, lead.partner_id, self._lead_row(lead))
            for lead in leads
        ]

    @api.model
    def _lead_row(self, lead):
        status = lead._fields["won_status"]._description_selection(self.env)
        kind = lead._fields["type"]._description_selection(self.env)
        if lead.won_status != "pending":
            state = dict(status)[lead.won_status]
        else:
            is_lead = lead.type == "lead"
            state = dict(kind)["lead"] if is_lead else lead.stage_id.name
        amount = lead.expected_revenue and formatLang(
            self.env, lead.expected_revenue, currency_obj=lead.company_currency
        )
        parts = [amount, state, lead.user_id.name]
        return {
            "title": lead.name,
            "text": " · ".join(filter(None, parts)),
            "record": self._record(lead),
        }

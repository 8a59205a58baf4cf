from odoo import api, fields, models
from odoo.fields import Domain

#: Leads that a section shows at once.
SHOWN = 5


class WhatsappInboxPanel(models.AbstractModel):
    """What is on the way to be sold to the customer and their company, of what the
    agent may read: a salesman has their own leads alone."""

    _inherit = "whatsapp.inbox.panel"

    @api.model
    def _sections(self, thread):
        sections = super()._sections(thread)
        Lead = self.env["crm.lead"]
        if Lead.has_access("read") and thread._whatsapp_partner().has_access("read"):
            sections["leads"] = {"title": self.env._("Leads"), "sequence": 50}
        return sections

    @api.model
    def _section_leads(self, thread):
        """:return: ``leads``: open ones, the newest first; ``more``: whether there are
        others; ``stages``: of the sales teams, with ``teams``: whose they are, or none:
        of all; ``can_create``; ``domain``: of all of them, for a list"""
        Lead = self.env["crm.lead"]
        domain = Lead._whatsapp_domain(thread._whatsapp_partner(), thread)
        domain &= Domain("won_status", "=", "pending")
        leads = Lead.search(domain, order="id desc", limit=SHOWN + 1)
        stages = self.env["crm.stage"].search([("is_won", "=", False)]) if leads else ()
        mine = leads._filtered_access("write")
        return {
            "leads": [self._lead_row(lead, lead in mine) for lead in leads[:SHOWN]],
            "more": len(leads) > SHOWN,
            "stages": [
                {"id": stage.id, "name": stage.name, "teams": stage.team_ids.ids}
                for stage in stages
            ],
            "can_create": Lead.has_access("create"),
            "domain": list(domain),
        }

    @api.model
    def _lead_row(self, lead, can_write):
        """What the section says of one lead. A hook; extend with super()."""
        activity = lead.activity_ids.sorted("date_deadline")[:1]
        company = lead.commercial_partner_id or lead.partner_id.commercial_partner_id
        return {
            "id": lead.id,
            "name": lead.name,
            "type": lead.type,
            "team": lead.team_id.id,
            "stage": lead.stage_id.id,
            "stage_name": lead.stage_id.name or "",
            "revenue": lead.expected_revenue,
            "currency": lead.company_currency.id,
            "probability": lead.probability,
            "user": lead.user_id.name or "",
            "who": "" if lead.partner_id == company else lead.partner_id.name or "",
            "activity": bool(activity)
            and {
                "name": activity.summary or activity.activity_type_id.name or "",
                "date": fields.Date.to_string(activity.date_deadline),
                "state": activity.state,
            },
            "can_write": can_write,
        }

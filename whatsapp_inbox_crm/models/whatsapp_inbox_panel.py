from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

#: Leads that a section shows at once.
SHOWN = 5
#: Read at once with the search.
LEAD_FIELDS = (
    "company_id",
    "expected_revenue",
    "name",
    "partner_id",
    "partner_name",
    "probability",
    "stage_id",
    "team_id",
    "type",
    "user_id",
)


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
        found = Lead.search_fetch(domain, LEAD_FIELDS, order="id desc", limit=SHOWN + 1)
        leads = found[:SHOWN]
        mine = leads._filtered_access("write")
        activities = self._next_activities(leads)
        stages = self._stages() if leads else []
        names = {stage["id"]: stage["name"] for stage in stages}
        return {
            "leads": [
                {
                    **self._lead_row(lead, lead in mine),
                    "activity": activities.get(lead.id, False),
                    "stage_name": names.get(lead.stage_id.id)
                    or lead.stage_id.name
                    or "",
                }
                for lead in leads
            ],
            "more": len(found) > SHOWN,
            "stages": stages,
            "can_create": Lead.has_access("create"),
            "domain": list(domain),
        }

    @api.model
    def _stages(self):
        # sudo: a stage is of teams, also of those that one may not read
        stages = self.env["crm.stage"].sudo()
        rows = stages._read_group(
            [("is_won", "=", False)],
            ["sequence", "id", "name", "team_ids"],
            order="sequence, name, id",
        )
        teams = defaultdict(list)  # by id and name, in their order
        for _sequence, stage, name, team in rows:
            teams[stage.id, name] += team.ids
        return [
            {"id": stage, "name": name, "teams": own}
            for (stage, name), own in teams.items()
        ]

    @api.model
    def _next_activities(self, leads):
        """:return: by id of the lead, what is to be done first: name, date, state"""
        # sudo: as mail.activity._search allows it, in one query
        allowed = leads._filtered_access(leads._mail_post_access)
        activities = leads.env["mail.activity"].sudo()
        activities = activities.search_fetch(
            [
                ("res_model", "=", leads._name),
                ("res_id", "in", leads.ids),
                "|",
                ("res_id", "in", allowed.ids),
                ("user_id", "=", self.env.uid),
            ],
            [
                "active",
                "activity_type_id",
                "date_deadline",
                "res_id",
                "summary",
                "user_id",
            ],
            order="date_deadline desc, id desc",
        )
        return {
            activity.res_id: {
                "name": activity.summary or activity.activity_type_id.name or "",
                "date": fields.Date.to_string(activity.date_deadline),
                "state": activity.state,
            }
            for activity in activities  # the first is written last
        }

    @api.model
    def _lead_row(self, lead, can_write):
        """What the section says of one lead, beside its stage and what is to be done
        next, which are read of all at once. A hook; extend with super()."""
        company = lead.commercial_partner_id or lead.partner_id.commercial_partner_id
        return {
            "id": lead.id,
            "name": lead.name,
            "type": lead.type,
            "team": lead.team_id.id,
            "stage": lead.stage_id.id,
            "revenue": lead.expected_revenue,
            "currency": lead.company_currency.id,
            "probability": lead.probability,
            "user": lead.user_id.name or "",
            "who": "" if lead.partner_id == company else lead.partner_id.name or "",
            "can_write": can_write,
        }

"""What the tests of leads share."""

from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

AGENT = "whatsapp_inbox.group_agent"
SALESMAN = f"{AGENT},sales_team.group_sale_salesman"
SELLER = f"{AGENT},sales_team.group_sale_salesman_all_leads"
#: Another customer.
BEA = "34600333444"
AD = {
    "source_type": "ad",
    "source_id": "120",
    "source_url": "https://fb.me/x",
    "headline": "Cacti for offices",
}


class LeadCase(WhatsappCase):
    """Agents who see no leads, their own, and all; a sales team that Sofía leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._create_user("wi_salesman", SALESMAN)
        cls.seller = cls._create_user("wi_seller", SELLER)
        cls.leader = cls._create_user(
            "wi_leader", "sales_team.group_sale_salesman", name="Sofía"
        )
        cls.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", False)
        cls.env["crm.team"].search([]).active = False
        cls.sales = cls.env["crm.team"].create(
            {
                "name": "Pots",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "use_leads": True,
                "use_opportunities": True,
            }
        )

    @classmethod
    def create_partner(cls, name="Ana García", phone="+34 600 111 222", **values):
        values = {"name": name, "phone": phone, **values}
        return cls.env["res.partner"].create(values)

    def make(self, thread, name="", user=None, another=False):
        """:return: the lead, and what the browser is told"""
        told = (
            thread.with_user(user or self.salesman)
            .with_company(self.company)
            .whatsapp_create_lead(name, another)
        )
        conversation = thread.whatsapp_conversation_id
        leads = self.env["crm.lead"].search(
            [("whatsapp_conversation_id", "=", conversation.id)], order="id"
        )
        return leads[-1:], told

    def lead(self, **values):
        values = {
            "name": "Pots",
            "type": "opportunity",
            "company_id": self.company.id,
            "team_id": self.sales.id,
            "user_id": self.seller.id,
            **values,
        }
        return self.env["crm.lead"].create(values)

    def section(self, thread, user):
        return thread.with_user(user).whatsapp_panel_section("leads")

"""Whose a lead is, and what that means for who answers the customer."""

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import person, said
from odoo.addons.whatsapp_inbox.tests.test_routing import RoutingCase
from odoo.addons.whatsapp_inbox.tools.routing import Agent

from .lead_case import LeadCase


@tagged("post_install", "-at_install")
class TestLeadOwner(LeadCase):
    def test_the_salesperson_of_the_customer(self):
        house = self.create_partner("House", False, is_company=True)
        partner = self.create_partner(parent_id=house.id)
        house.user_id = self.seller
        lead, _told = self.make(self.thread(), "Of the company's")
        self.assertEqual(lead.user_id, self.seller)
        partner.user_id = self.leader
        lead, _told = self.make(self.thread(), "Of their own")
        self.assertEqual(lead.user_id, self.leader)

    def test_a_salesperson_who_is_gone(self):
        partner = self.create_partner()
        partner.user_id = self.seller
        self.seller.active = False
        self.assertEqual(self.make(self.thread())[0].user_id, self.leader)

    def test_an_agent_who_sells(self):
        self.sales.member_ids = self.salesman
        lead, told = self.make(self.thread())
        self.assertEqual(lead.user_id, self.salesman)
        self.assertEqual((told["id"], told["is_mine"]), (lead.id, True))

    def test_assigned_by_rules(self):
        """Then it waits for them."""
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        lead, told = self.make(self.thread())
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.team_id, self.sales)
        self.assertEqual((told["id"], told["owner"]), (lead.id, ""))

    def test_the_company_of_the_number(self):
        """Though the agent works for two, and now for the other one."""
        other = self._create_company("Other Garden", "base.es")
        self.salesman.company_ids += other
        thread = self.thread().with_user(self.salesman)
        told = thread.with_context(
            allowed_company_ids=[other.id, self.company.id]
        ).whatsapp_create_lead()
        self.assertTrue(told["new"])
        lead = thread.sudo().whatsapp_conversation_id.lead_ids
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual(lead.team_id, self.sales)

    def test_who_made_it_does_not_follow(self):
        lead, _told = self.make(self.thread())
        self.assertEqual(lead.message_partner_ids, self.leader.partner_id)


@tagged("post_install", "-at_install")
class TestLeadRouting(RoutingCase):
    """Who has the open lead of a customer without a salesperson gets the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule(related="salesperson", agent="salesperson")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ana", "phone": "+34 600 111 222"}
        )

    def lead(self, user, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Pots",
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "user_id": user.id,
                **values,
            }
        )

    def test_the_newest_open_lead(self):
        self.lead(self.agent)
        self.lead(self.colleague)
        self.lead(self.other).action_set_lost()
        self.assertEqual(self.first().user_id, self.colleague)

    def test_the_customers_own_comes_first(self):
        self.partner.user_id = self.other
        self.lead(self.colleague)
        self.assertEqual(self.first().user_id, self.other)

    def test_no_lead(self):
        self.lead(self.colleague).action_set_won()
        self.assertFalse(self.first().user_id)

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        user = self._create_user("wi_far", "base.group_user", other)
        self.lead(user, company_id=other.id)
        self.assertFalse(self.first().user_id)

    def test_of_nobody_we_know(self):
        """By number, and only leads that are of nobody else."""
        self.lead(self.colleague, partner_id=False, phone="+34 600 999 888")
        conversation = self.first("Hi", sender="34600999888")
        conversation.contact_id.partner_id = False
        facts = conversation._facts({})
        self.assertEqual(
            facts[conversation].agents[Agent.SALESPERSON], self.colleague.id
        )

    def test_cost(self):
        """One query for a whole batch, and none where no rule asks."""
        senders = [f"3460099900{n}" for n in range(5)]
        conversations = self.env["whatsapp.inbox.conversation"]
        for sender in senders:
            conversations |= self.receive(
                said("Hi", sender=sender), contacts=[person("Bea", sender)]
            ).conversation_id

        def cost(which):
            which._facts({})
            return self.queries_of(lambda: which._facts({}))

        self.assertEqual(cost(conversations), cost(conversations[:1]))
        with_rule = cost(conversations)
        self.env["whatsapp.inbox.routing.rule"].search([]).active = False
        self.assertLess(cost(conversations), with_rule)

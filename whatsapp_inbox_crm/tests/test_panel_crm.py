"""Leads beside the chat, in the history and in texts, and who may see them."""

import json
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW, said

from .lead_case import LeadCase


@tagged("post_install", "-at_install")
class TestPanelCrm(LeadCase):
    def setUp(self):
        super().setUp()
        self.house = self.create_partner("House", False, is_company=True)
        self.partner = self.create_partner(parent_id=self.house.id)
        self.customer_thread = self.thread()

    def shown(self, user=None, thread=None):
        data = self.section(thread or self.customer_thread, user or self.seller)
        return [row["id"] for row in data["leads"]]

    def test_who_has_no_rights(self):
        self.lead(partner_id=self.partner.id)
        own = self.customer_thread.with_user(self.agent)
        self.assertNotIn("leads", [s["name"] for s in own.whatsapp_panel()])
        self.assertIsNone(self.section(self.customer_thread, self.agent))
        history = own.whatsapp_panel_section("history")
        self.assertNotIn("lead", {row["source"] for row in history["rows"]})
        self.assertNotIn("lead", {f["name"] for f in history["filters"]})
        self.assertEqual(self.fill(self.agent), "[lead.name]")

    def test_what_is_open(self):
        """Of the person and their company; not what is won, lost or of others."""
        mine = self.lead(
            partner_id=self.partner.id, expected_revenue=50, probability=30
        )
        companys = self.lead(partner_id=self.house.id, type="lead")
        self.lead(partner_id=self.partner.id).action_set_lost()
        self.lead(partner_id=self.partner.id).action_set_won()
        self.lead(partner_id=self.create_partner("Bob", False).id)
        data = self.section(self.customer_thread, self.seller)
        lead, opportunity = data["leads"]
        self.assertEqual((lead["id"], opportunity["id"]), (companys.id, mine.id))
        self.assertEqual((lead["type"], opportunity["type"]), ("lead", "opportunity"))
        self.assertEqual(opportunity["revenue"], 50)
        self.assertEqual(opportunity["probability"], 30)
        self.assertEqual(opportunity["user"], self.seller.name)
        self.assertEqual(opportunity["stage_name"], mine.stage_id.name)
        self.assertTrue(opportunity["can_write"] and data["can_create"])
        self.assertIs(opportunity["activity"], False)
        self.assertFalse(data["more"])
        self.assertTrue(json.dumps(data))
        self.assertEqual(self.env["crm.lead"].search(data["domain"]), mine | companys)

    def test_the_next_activity(self):
        lead = self.lead(partner_id=self.partner.id)
        for days, summary in ((3, "Later"), (-1, "Call")):
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                NOW.date() + timedelta(days),
                summary=summary,
                user_id=self.seller.id,
            )
        [row] = self.section(self.customer_thread, self.seller)["leads"]
        self.assertEqual(
            row["activity"], {"name": "Call", "date": "2026-03-01", "state": "overdue"}
        )

    def test_stages(self):
        """Those of the lead's team and of all; a move is a write of its own."""
        lead = self.lead(partner_id=self.partner.id)
        other = self.env["crm.team"].create(
            {"name": "Trees", "company_id": self.company.id}
        )
        stage, foreign = self.env["crm.stage"].create(
            [
                {"name": "Offered", "team_ids": self.sales.ids},
                {"name": "Felled", "team_ids": other.ids},
            ]
        )
        data = self.section(self.customer_thread, self.seller)
        teams = {row["id"]: row["teams"] for row in data["stages"]}
        self.assertEqual(teams[stage.id], self.sales.ids)
        self.assertEqual(teams[foreign.id], other.ids)
        won = self.env["crm.stage"].search([("is_won", "=", True)])
        self.assertFalse(set(won.ids) & set(teams))
        lead.with_user(self.seller).stage_id = stage
        [row] = self.section(self.customer_thread, self.seller)["leads"]
        self.assertEqual(row["stage_name"], "Offered")

    def test_a_salesman_of_their_own(self):
        self.lead(partner_id=self.partner.id)
        own = self.lead(partner_id=self.partner.id, user_id=self.salesman.id)
        self.assertEqual(self.shown(self.salesman), own.ids)
        rows = self.customer_thread.with_user(self.salesman).whatsapp_timeline("lead")
        self.assertEqual([row["id"] for row in rows["rows"]], own.ids)
        own.name = "Mine"
        self.assertEqual(self.fill(self.salesman), "Mine")

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        self.lead(
            partner_id=self.partner.id,
            company_id=other.id,
            team_id=False,
            user_id=False,
        )
        self.assertFalse(self.shown())

    def test_of_nobody_we_know(self):
        """By the number, and what was made in the thread."""
        contact = self.customer_thread.whatsapp_contact_id
        contact.partner_id = False
        by_number = self.lead(phone="+34 600 11 12 22")
        self.lead(phone="+34 600 11 12 22", partner_id=self.house.id)
        made, _told = self.make(self.customer_thread, user=self.seller)
        self.assertEqual(set(self.shown()), {by_number.id, made.id})

    def test_history(self):
        """Also what came of them."""
        lost = self.lead(partner_id=self.partner.id, expected_revenue=50)
        lost.action_set_lost()
        rows = self.customer_thread.with_user(self.seller).whatsapp_timeline("lead")
        [row] = rows["rows"]
        self.assertEqual(row["record"], ["crm.lead", lost.id, lost.name])
        self.assertIn("Lost", row["text"])
        self.assertIn("50", row["text"])

    def fill(self, user, text="{{lead.name}}"):
        conversation = self.customer_thread.whatsapp_conversation_id.with_user(user)
        own = self.env["whatsapp.inbox.placeholder"].with_user(user)
        return own._fill(text, conversation)[0]

    def test_placeholders(self):
        self.assertEqual(self.fill(self.seller), "[lead.name]")
        self.lead(partner_id=self.partner.id)
        lead = self.lead(partner_id=self.partner.id, name="Many pots")
        text = "{{lead.name}}/{{lead.stage}}/{{lead.user}}"
        self.assertEqual(
            self.fill(self.seller, text),
            f"Many pots/{lead.stage_id.name}/{self.seller.name}",
        )

    def test_notes_and_forwards(self):
        lead = self.lead(partner_id=self.partner.id)
        note = self.customer_thread.with_user(self.seller).message_post(
            body="Pays late", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        targets = note.with_user(self.seller).whatsapp_note_targets()
        self.assertIn(("crm.lead", lead.id), [(t["model"], t["id"]) for t in targets])
        note.with_user(self.seller).whatsapp_copy_note("crm.lead", lead.id)
        self.assertIn("Pays late", lead.message_ids[0].body)
        targets = note.with_user(self.agent).whatsapp_note_targets()
        self.assertNotIn("crm.lead", [target["model"] for target in targets])

    def test_queries_of_the_opening(self):
        """Of many leads, of several salesmen, each with something to do: within the
        contract of the panel."""
        users = (self.seller, self.salesman, self.leader)
        for n in range(6):
            lead = self.lead(partner_id=self.partner.id, user_id=users[n % 3].id)
            for user in users:
                lead.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, summary="Call"
                )
        own = self.customer_thread.with_user(self.seller)
        rows = {row["name"]: row.get("data") for row in own.whatsapp_panel({})}
        leads = rows["leads"]["leads"]
        self.assertEqual(
            {lead["user"] for lead in leads}, {user.name for user in users}
        )
        self.assertTrue(all(lead["activity"]["name"] == "Call" for lead in leads))
        self.queries_of(lambda: own.whatsapp_panel({}))
        self.assertLessEqual(self.queries_of(lambda: own.whatsapp_panel({})), 25)

    def test_others_activities(self):
        """Of who may change the lead, as in Odoo; one's own in any case."""
        lead = self.lead(partner_id=self.partner.id)
        lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.leader.id, summary="Call"
        )
        self.env["ir.rule"].create(
            {
                "name": "read only",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "domain_force": [("id", "!=", lead.id)],
                "perm_read": False,
            }
        )

        def shown():
            [row] = self.section(self.customer_thread, self.seller)["leads"]
            self.assertFalse(row["can_write"])
            return row["activity"] and row["activity"]["name"]

        self.assertFalse(shown())
        lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id, summary="Write"
        )
        self.assertEqual(shown(), "Write")

    def test_queries(self):
        """As many with forty leads as with four."""

        def cost():
            self.shown()
            return self.queries_of(self.shown)

        for _n in range(4):
            self.lead(partner_id=self.partner.id)
        few = cost()
        for _n in range(36):
            self.lead(partner_id=self.partner.id)
        self.receive(said("Another"))
        self.assertLessEqual(cost(), few)
        self.assertLessEqual(few, 16)

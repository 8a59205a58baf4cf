"""Tickets beside the chat, in the history, in texts and rules, and who may see them."""

import json
from unittest.mock import patch

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError

from ..common import said


class BesideChatTests:
    def setUp(self):
        super().setUp()
        self.house = self.create_partner("House", False, is_company=True)
        self.partner = self.create_partner(parent_id=self.house.id)
        self.chat = self.thread(said("It is broken"))

    def section(self, user=None):
        own = self.chat.with_user(user or self.helper)
        return own.whatsapp_panel_section("tickets")

    def fill(self, user, text="{{ticket.number}}"):
        conversation = self.chat.whatsapp_conversation_id.with_user(user)
        own = self.env["whatsapp.inbox.placeholder"].with_user(user)
        return own._fill(text, conversation)[0]

    # -- the section ----------------------------------------------------------------

    def test_who_has_no_rights(self):
        """No section, no row of the history, no name in a text."""
        self.ticket("Secret crack", partner_id=self.partner.id, user_id=self.helper.id)
        own = self.chat.with_user(self.outsider)
        self.assertIsNone(self.section(self.outsider))
        history = own.whatsapp_panel_section("history")
        self.assertNotIn("Secret crack", json.dumps(history))
        self.assertEqual(self.fill(self.outsider), "[ticket.number]")

    def test_what_is_open(self):
        """Of the person and their company; not what is closed or of others."""
        mine = self.ticket("Mine", partner_id=self.partner.id, priority="2")
        companys = self.ticket("Company's", partner_id=self.house.id, priority="1")
        closed = self.ticket("Closed", partner_id=self.partner.id)
        closed.stage_id = self.done
        self.ticket("Bob's", partner_id=self.create_partner("Bob", False).id)
        data = self.section()
        self.assertEqual([t["id"] for t in data["tickets"]], [mine.id, companys.id])
        row = data["tickets"][0]
        self.assertEqual(row["number"], mine._role("number"))
        self.assertEqual((row["stage_name"], row["priority"]), ("New", "2"))
        self.assertEqual(row["who"], "Ana García")
        self.assertTrue(row["can_write"] and data["can_create"])
        self.assertFalse(data["more"])
        self.assertTrue(json.dumps(data))
        action = self.chat.with_user(self.helper).whatsapp_view_tickets()
        self.assertEqual(self.Ticket.search(action["domain"]), mine | companys | closed)

    def test_more_than_are_shown(self):
        for _number in range(6):
            self.ticket(partner_id=self.partner.id)
        data = self.section()
        self.assertEqual(len(data["tickets"]), 5)
        self.assertTrue(data["more"])

    def test_what_can_be_changed(self):
        """Stages of its team, people of its team; a change is a write."""
        ticket = self.ticket(partner_id=self.partner.id)
        other = self.create_helpdesk_team("Trees", self.clerk)
        foreign = self.create_stage("Felled", team_ids=other.ids)
        own = self.create_stage("Glued", team_ids=self.helpdesk.ids)
        choices = ticket.with_user(self.helper).whatsapp_choices()
        self.assertIn((own.id, "Glued"), choices["stages"])
        self.assertNotIn(foreign.id, dict(choices["stages"]))
        self.assertCountEqual(
            choices["members"], [(self.helper.id, "Helena"), (self.clerk.id, "Clara")]
        )
        with self.assertRaises(AccessError):
            ticket.with_user(self.outsider).whatsapp_choices()
        ticket.with_user(self.helper).write(
            {"stage_id": own.id, "user_id": self.clerk.id, "priority": "3"}
        )
        [row] = self.section()["tickets"]
        self.assertEqual((row["stage_name"], row["user_name"]), ("Glued", "Clara"))

    def test_queries(self):
        """The section is asked for apart: the panel opens without a query for it."""
        for number in range(7):
            self.ticket(
                partner_id=(self.partner, self.house)[number % 2].id,
                user_id=(self.helper, self.clerk)[number % 2].id,
            )
        own = self.chat.with_user(self.helper)

        def cost(act):
            self.queries_of(act)
            return self.queries_of(act)

        opening = cost(lambda: own.whatsapp_panel({}))
        folded = cost(lambda: own.whatsapp_panel({"tickets": True}))
        self.assertEqual(opening, folded)
        section = cost(lambda: own.whatsapp_panel_section("tickets"))
        self.assertLessEqual(section, 14)

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        team = self.Team.create(
            {"name": "Elsewhere", "company_id": other.id, self.MEMBERS: []}
        )
        self.ticket(partner_id=self.partner.id, team_id=team.id, company_id=other.id)
        self.assertFalse(self.section()["tickets"])

    def test_of_nobody_we_know(self):
        """What was made in the thread is there without a contact, too."""
        self.chat.whatsapp_contact_id.partner_id = False
        talk = self.chat.whatsapp_conversation_id
        ticket = self.ticket(whatsapp_conversation_ids=talk.ids)
        self.assertEqual([t["id"] for t in self.section()["tickets"]], ticket.ids)

    def test_merged_contacts(self):
        """The tickets of who is one person now stand together."""
        other = self.create_partner("Ana G.", False)
        self.ticket(partner_id=other.id)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | other).ids, self.partner
        )
        self.assertEqual(len(self.section()["tickets"]), 1)

    def test_history(self):
        ticket = self.ticket(partner_id=self.partner.id)
        ticket.stage_id = self.done
        own = self.chat.with_user(self.helper)
        [row] = own.whatsapp_timeline("ticket")["rows"]
        self.assertEqual(row["record"], ["helpdesk.ticket", ticket.id])
        self.assertIn("Done", row["text"])
        self.assertIn(ticket._role("number"), row["text"])

    # -- texts and messages ---------------------------------------------------------

    def test_placeholders(self):
        self.assertEqual(self.fill(self.helper), "[ticket.number]")
        self.ticket(partner_id=self.partner.id)
        ticket = self.ticket("Pot", partner_id=self.partner.id, user_id=self.clerk.id)
        text = "{{ticket.title}}/{{ticket.stage}}/{{ticket.agent}}/{{ticket.number}}"
        self.assertEqual(
            self.fill(self.helper, text), f"Pot/New/Clara/{ticket._role('number')}"
        )
        link = self.fill(self.helper, "{{ticket.link}}")
        self.assertIn(ticket.access_url, link)
        self.assertIn(ticket.access_token, link)

    def test_the_link_is_sent(self):
        ticket = self.ticket(partner_id=self.partner.id)
        action = ticket.with_user(self.helper).action_send_whatsapp()
        send = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(send.kind, "portal")
        send.with_user(self.helper).action_send()
        self.assertIn(ticket.access_url, self.texts(self.chat, lines=False)[-1])
        self.run_job("whatsapp.inbox.ticket.copy")
        [note] = ticket.message_ids.filtered(lambda m: ticket.access_url in m.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)

    def test_notes_and_forwards(self):
        ticket = self.ticket(partner_id=self.partner.id)
        note = self.chat.with_user(self.helper).message_post(
            body=Markup("Pays late"),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.assertIn(ticket, note._whatsapp_note_targets())
        self.assertIn("helpdesk.ticket", note._whatsapp_forward_models())

    def test_the_conversations_form(self):
        talk = self.chat.whatsapp_conversation_id
        ticket = self.ticket(whatsapp_conversation_ids=talk.ids)
        own = talk.with_user(self.helper)
        self.assertEqual(own.ticket_count, 1)
        self.assertEqual(own.action_view_tickets()["res_id"], ticket.id)

    # -- rules ------------------------------------------------------------------------

    def rule(self, **values):
        values = {"name": "Has a ticket", "company_id": self.company.id, **values}
        return self.env["whatsapp.inbox.routing.rule"].create(values)

    def again(self):
        """The customer writes again, after all was resolved."""
        self.chat.whatsapp_conversation_id.action_resolve()
        self.account.reopen_hours = 0
        self.receive(said("Any news?"))
        return self.chat.whatsapp_conversation_id

    def test_a_rule_for_who_has_a_ticket(self):
        repairs = self._create_team("Repair desk", self.helper)
        rule = self.rule(related="ticket", team_id=repairs.id)
        self.assertIn("has an open ticket", rule.summary)
        self.assertNotEqual(self.again().team_id, repairs)
        ticket = self.ticket(partner_id=self.partner.id)
        self.assertEqual(self.again().team_id, repairs)
        ticket.stage_id = self.done
        self.assertNotEqual(self.again().team_id, repairs)

    def test_its_agent_gets_it(self):
        self.rule(related="ticket", agent="ticket")
        self.ticket(partner_id=self.partner.id, user_id=self.helper.id)
        talk = self.again()
        self.assertEqual(talk.user_id, self.helper)

    def test_nobody_asks_without_a_rule(self):
        talk = self.chat.whatsapp_conversation_id
        with patch.object(
            self.registry["whatsapp.inbox.conversation"], "_ticket_agents"
        ) as ask:
            talk._facts({talk: []})
        ask.assert_not_called()

    def test_one_query_for_a_batch(self):
        """Whoever asks for tickets asks for those of all who wrote at once."""
        self.rule(related="ticket")
        self.ticket(partner_id=self.partner.id)
        talk = self.chat.whatsapp_conversation_id
        self.receive(*(said("Hi", sender=f"3460044400{n}") for n in range(5)))
        everybody = talk.search([("account_id", "=", self.account.id)])
        self.assertEqual(len(everybody), 6)
        two = self.queries_of(lambda: (talk | everybody[:2])[:2]._ticket_agents())
        self.assertEqual(self.queries_of(lambda: everybody._ticket_agents()), two)
        self.assertEqual(everybody._ticket_agents(), {talk: 0})


class DeadlineTests:
    """Where the product has a deadline; the bridge's case makes one."""

    def test_deadline(self):
        partner = self.create_partner()
        chat = self.thread(said("It is broken"))
        ticket = self.ticket(partner_id=partner.id)
        self.set_deadline(ticket)
        deadline = ticket._role("deadline")
        self.assertTrue(deadline)
        own = chat.with_user(self.helper)
        [row] = own.whatsapp_panel_section("tickets")["tickets"]
        self.assertEqual(row["deadline"], fields.Datetime.to_string(deadline))

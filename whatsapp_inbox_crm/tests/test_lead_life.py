"""Leads, contacts and conversations that are merged, converted and deleted."""

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import message, person, said

from .lead_case import LeadCase


@tagged("post_install", "-at_install")
class TestLeadLife(LeadCase):
    def setUp(self):
        super().setUp()
        self.partner = self.create_partner()
        self.customer_thread = self.thread()

    def links(self, lead):
        return self.env["whatsapp.inbox.document.link"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )

    def thread_of(self, lead, user=None):
        own = lead.with_user(user or self.seller)
        return own._whatsapp_thread()

    def test_form(self):
        """It shows the thread and opens it, for agents."""
        lead, _told = self.make(self.customer_thread)
        own = lead.with_user(self.seller)
        self.assertEqual(own.whatsapp_channel_count, 1)
        action = own.action_open_whatsapp()
        active = f"discuss.channel_{self.customer_thread.id}"
        self.assertEqual(action["params"]["active_id"], active)
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(conversation.with_user(self.seller).lead_count, 1)
        action = conversation.with_user(self.seller).action_view_leads()
        self.assertEqual(action["res_id"], lead.id)
        form = self.env["crm.lead"].get_view(view_type="form")["arch"]
        self.assertIn("action_open_whatsapp", form)
        form = self.env["crm.lead"].with_user(self.leader)
        self.assertNotIn("whatsapp", form.get_view(view_type="form")["arch"])

    def test_of_nobody_we_know(self):
        """By number; and who never wrote is written to."""
        self.customer_thread.whatsapp_contact_id.partner_id = False
        lead = self.lead(phone="+34 600 11 12 22")
        self.assertEqual(self.thread_of(lead), self.customer_thread)
        lead.phone = "+34 600 99 98 88"
        self.assertFalse(self.thread_of(lead))
        action = lead.with_user(self.seller).action_open_whatsapp()
        self.assertEqual(action["context"], {"default_phone": "+34600999888"})

    def test_the_thread_of_another_team(self):
        lead, _told = self.make(self.customer_thread)
        team = self._create_team("Repairs", self.supervisor)
        self.customer_thread.whatsapp_conversation_id.team_id = team
        self.assertFalse(self.thread_of(lead))
        self.assertEqual(lead.with_user(self.seller).whatsapp_channel_count, 0)

    def test_merged_leads(self):
        """The one that is left has come from the conversation, and has its chip."""
        head = self.lead(partner_id=self.partner.id, probability=90)
        made, _told = self.make(self.customer_thread, user=self.seller)
        told_of = self.links(made).message_id
        left = (head | made).with_user(self.seller).merge_opportunity()
        self.assertEqual(left, head)
        self.assertFalse(made.exists())
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(head.whatsapp_conversation_id, conversation)
        self.assertEqual(self.links(head).message_id, told_of)
        [row] = self.section(self.customer_thread, self.seller)["leads"]
        self.assertEqual(row["id"], head.id)

    def test_two_of_one_conversation_merged(self):
        first, _told = self.make(self.customer_thread, user=self.seller)
        second, _told = self.make(self.customer_thread, "Pots", user=self.seller)
        left = (first | second).with_user(self.seller).merge_opportunity()
        self.assertEqual(len(self.links(left)), 1)
        self.assertFalse(self.links((first | second) - left))

    def test_merged_by_who_is_no_agent(self):
        made, _told = self.make(self.customer_thread)
        other = self.lead(user_id=self.leader.id)
        left = (made | other).with_user(self.leader).merge_opportunity()
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(left.whatsapp_conversation_id, conversation)

    def test_converted_with_a_new_contact(self):
        """Where it began is where it is answered."""
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "crm.group_use_lead"
        )
        lead, _told = self.make(self.customer_thread)
        other = self.create_partner("Bob", False)
        lead.with_user(self.seller).convert_opportunity(other)
        self.assertEqual((lead.type, lead.partner_id), ("opportunity", other))
        self.assertEqual(self.thread_of(lead), self.customer_thread)
        shown = self.section(self.customer_thread, self.seller)["leads"]
        self.assertEqual([row["id"] for row in shown], lead.ids)

    def test_merged_contacts(self):
        lead, _told = self.make(self.customer_thread)
        twin = self.create_partner("Ana G.", False)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | twin).ids, twin)
        self.env.invalidate_all()
        self.assertEqual(lead.partner_id, twin)
        self.assertEqual(self.thread_of(lead), self.customer_thread)
        shown = self.section(self.customer_thread, self.seller)["leads"]
        self.assertEqual([row["id"] for row in shown], lead.ids)

    def test_deleted(self):
        lead, _told = self.make(self.customer_thread)
        lead.unlink()
        link = self.env["whatsapp.inbox.document.link"]
        self.assertFalse(link.search([("model", "=", "crm.lead")]))
        self.assertFalse(self.section(self.customer_thread, self.seller)["leads"])
        self.assertTrue(self.make(self.customer_thread)[1]["new"])

    def test_a_thread_that_is_deleted(self):
        lead, _told = self.make(self.customer_thread)
        self.customer_thread.unlink()
        self.assertTrue(lead.exists())
        self.assertFalse(lead.whatsapp_conversation_id)
        self.assertFalse(self.thread_of(lead))

    def test_the_customer_answers(self):
        """A reply to the message with the chip is told of on the lead."""
        lead, _told = self.make(self.customer_thread)
        answer = self.answer(self.customer_thread, user=self.seller)
        self.env["whatsapp.inbox.document.link"]._link(answer.mail_message_id, lead)
        answer.write({"wamid": "wamid.OUT", "state": "sent"})
        reply = said("Five, please", context={"from": "34911", "id": "wamid.OUT"})
        self.receive(reply)
        self.assertIn("Five, please", lead.message_ids[0].body)

    def test_copies_are_of_no_conversation(self):
        lead, _told = self.make(self.customer_thread)
        self.assertFalse(lead.copy().whatsapp_conversation_id)

    def test_two_contacts_of_whatsapp_merged(self):
        """The lead follows its conversation."""
        sender = "34600333444"
        other = self.thread(
            message("text", {"body": "Hi"}, sender=sender),
            contacts=[person("Bea", sender)],
        )
        lead, _told = self.make(other)
        wizard = self.env["whatsapp.inbox.contact.merge"].create(
            {
                "contact_id": self.customer_thread.whatsapp_contact_id.id,
                "other_id": other.whatsapp_contact_id.id,
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertEqual(lead.whatsapp_conversation_id.channel_id, self.customer_thread)

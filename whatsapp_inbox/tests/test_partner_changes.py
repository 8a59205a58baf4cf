from odoo.tests import tagged

from .common import CUSTOMER, person, said
from .test_identity_changes import NEW_PHONE, ChangesCase


@tagged("post_install", "-at_install")
class TestPartnerChanges(ChangesCase):
    """peers 22: changing a customer's number, merging or archiving partners sends to
    the wrong person. Here the address is WhatsApp's, whatever happens in Odoo."""

    def setUp(self):
        super().setUp()
        self.record = self.ana(bsuid=None)
        self.contact = self.record.contact_id
        self.partner = self.contact.partner_id
        self.waiting = self.answer(self.record.channel_id, "Waits")

    def assert_sent_to(self, number=CUSTOMER):
        """What waits and what is written now goes to this number."""
        answer = self.answer(self.record.channel_id, "Now")
        self.send()
        self.assertEqual({self.waiting.state, answer.state}, {"sent"})
        self.assertEqual({p["to"] for p in self.meta.sent}, {f"+{number}"})

    def new_partner(self, **values):
        return self.env["res.partner"].create({"name": "Somebody", **values})

    def merge_partners(self, kept, gone):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept)
        self.env.invalidate_all()

    def test_peers_22_the_number_in_odoo_is_edited(self):
        self.partner.phone = "+34 999 99 99 99"
        self.assert_sent_to()
        self.assertEqual(self.ana(bsuid=None).contact_id, self.contact)

    def test_peers_22_the_customer_is_renamed(self):
        self.partner.name = "Ana of Shop"
        self.assertEqual(self.record.channel_id.name, "Ana of Shop")
        self.assert_sent_to()

    def test_peers_22_the_customer_is_archived(self):
        self.partner.active = False
        self.assert_sent_to()
        again = self.ana(bsuid=None)
        self.assertEqual(again.contact_id, self.contact)
        self.assertEqual(again.contact_id.partner_id, self.partner)

    def test_peers_22_the_customer_is_deleted(self):
        self.partner.unlink()
        self.assert_sent_to()
        self.assertEqual(self.ana(bsuid=None).contact_id.partner_id.name, "Ana")

    def test_peers_22_the_customer_is_merged_into_another(self):
        kept = self.new_partner(phone="+34 911 11 11 11")
        self.merge_partners(kept, self.partner)
        self.assertEqual(self.contact.partner_id, kept)
        self.assertEqual(self.record.conversation_id.partner_id, kept)
        self.assertEqual(self.record.mail_message_id.author_id, kept)
        self.assert_sent_to()

    def test_peers_22_two_customers_with_chats_are_merged(self):
        """One customer, two numbers: each chat goes on with its own."""
        other = self.ana("Other", wa_id=NEW_PHONE, bsuid=None, name="Berta")
        self.merge_partners(other.contact_id.partner_id, self.partner)
        self.assertEqual(self.contact.partner_id, other.contact_id.partner_id)
        self.assertNotEqual(self.contact, other.contact_id)
        self.assert_sent_to()
        self.meta.sent.clear()
        self.answer(other.channel_id, "To the other")
        self.send()
        self.assertEqual(self.meta.sent[0]["to"], f"+{NEW_PHONE}")

    def test_peers_22_the_number_is_given_to_another_customer_in_odoo(self):
        """What is typed in Odoo moves nobody's chat."""
        other = self.ana("Other", wa_id=NEW_PHONE, bsuid=None, name="Berta")
        self.partner.phone = "+34 600 33 34 44"
        self.assertEqual(
            self.ana(wa_id=NEW_PHONE, bsuid=None).contact_id, other.contact_id
        )
        self.assert_sent_to()

    def test_several_numbers_of_one_customer(self):
        other = self.ana("Other", wa_id=NEW_PHONE, bsuid=None)
        other.contact_id.with_user(self.agent).set_partner(self.partner.id)
        self.assertEqual(
            self.partner.with_user(self.agent).whatsapp_contact_ids,
            self.contact | other.contact_id,
        )
        self.assertEqual(self.partner.with_user(self.agent).whatsapp_channel_count, 2)
        action = self.partner.with_user(self.agent).action_open_whatsapp()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.contact_id, self.contact | other.contact_id)
        self.assert_sent_to()

    def test_peers_10_one_number_of_a_company_and_its_person(self):
        """The person writes; the company is one click away."""
        company = self.new_partner(name="Shop", phone="+34 600333444", is_company=True)
        employee = self.new_partner(
            name="Ana at the shop", phone="600 33 34 44", parent_id=company.id
        )
        contact = self.receive(
            said("Hi", sender=NEW_PHONE), contacts=[person("Ana", NEW_PHONE)]
        ).contact_id
        self.assertEqual(contact.partner_id, employee)
        self.assertTrue(contact.partner_ambiguous)
        self.assertEqual(contact.partner_candidate_ids, company | employee)

    def test_the_people_of_a_company(self):
        """A company shows the chats of its people."""
        company = self.new_partner(name="Shop", is_company=True)
        self.partner.parent_id = company
        as_agent = company.with_user(self.agent)
        self.assertEqual(as_agent.whatsapp_channel_count, 1)
        action = as_agent.action_open_whatsapp()
        self.assertEqual(action["tag"], "mail.action_discuss")

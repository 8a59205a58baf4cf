"""A lead that is made in a customer's thread."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store
from odoo.addons.whatsapp_inbox.tests.common import message, person, said

from .lead_case import AD, BEA, LeadCase


@tagged("post_install", "-at_install")
class TestLead(LeadCase):
    def test_of_a_contact(self):
        partner = self.create_partner(lang="en_US")
        thread = self.thread(said("Do you have cacti in pots?"))
        lead, told = self.make(thread)
        self.assertRecordValues(
            lead,
            [
                {
                    "name": "Ana García: Do you have cacti in pots?",
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "contact_name": "Ana García",
                    "phone": "+34 600 111 222",
                    "company_id": self.company.id,
                    "team_id": self.sales.id,
                    "user_id": self.leader.id,
                    "whatsapp_conversation_id": thread.whatsapp_conversation_id.id,
                }
            ],
        )
        self.assertEqual(lead.lang_id.code, "en_US")
        self.assertEqual(partner.phone, "+34 600 111 222")
        self.assertEqual(
            told,
            {
                "id": False,  # the leader's, so not this salesman's to read
                "is_mine": False,
                "name": lead.name,
                "new": True,
                "owner": "Sofía",
                "type": "opportunity",
            },
        )

    def test_of_nobody_we_know(self):
        thread = self.thread(said("Hi"))
        contact = thread.whatsapp_contact_id
        contact.partner_id = False
        lead, _told = self.make(thread)
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.contact_name, "Anita")
        self.assertEqual(lead.phone, "+34 600 11 12 22")
        self.assertEqual(lead.phone_sanitized, contact.phone)
        self.assertEqual(lead.name, "Anita: Hi")

    def test_names(self):
        """What the agent says; else what the customer said first, in brief, without
        what the inbox writes around it; else who it is."""
        self.create_partner()
        thread = self.thread(said("x" * 100, referral=AD))
        self.assertEqual(self.make(thread, "  Many \n pots ")[0].name, "Many pots")
        name = self.make(thread)[0].name
        self.assertEqual(name, f"Ana García: {'x' * 59}…")
        photo = message("image", {"id": "1", "mime_type": "image/jpeg"}, sender=BEA)
        other = self.thread(photo, contacts=[person("Bea", BEA)])
        self.assertEqual(self.make(other)[0].name, "Bea")

    def test_what_was_said_stays_in_the_thread(self):
        """The description leads there, and says nothing of it."""
        thread = self.thread(said("My password is cactus"))
        lead, _told = self.make(thread, "Pots")
        self.assertNotIn("cactus", lead.description)
        self.assertIn(f"discuss.channel_{thread.id}", lead.description)
        self.assertNotIn("cactus", "".join(lead.message_ids.mapped("body")))

    def test_from_an_ad(self):
        thread = self.thread(said("Hi", referral=AD))
        lead, _told = self.make(thread)
        self.assertEqual(lead.source_id.name, "WhatsApp")
        self.assertEqual(lead.medium_id.name, "Ad")
        self.assertEqual(lead.campaign_id.name, "Cacti for offices")
        self.assertTrue(lead.campaign_id.is_auto_campaign)
        self.assertIn("Cacti for offices", lead.description)

    def test_from_the_same_ad_again(self):
        """One campaign; and one with a per cent sign is no other's."""
        campaign = self.env["utm.campaign"].create({"name": "20 euros off"})
        first = self.thread(said("Hi", referral={**AD, "headline": "20% off"}))
        second = self.thread(
            said("Hi", referral={**AD, "headline": "20% off"}, sender=BEA),
            contacts=[person("Bea", BEA)],
        )
        campaigns = self.make(first)[0].campaign_id | self.make(second)[0].campaign_id
        self.assertEqual(campaigns.mapped("name"), ["20% off"])
        self.assertNotEqual(campaigns, campaign)

    def test_by_a_link_and_directly(self):
        link = self.env["whatsapp.inbox.link"].create(
            {"name": "Flyer", "account_id": self.account.id}
        )
        thread = self.thread(said("Hi"))
        direct, _told = self.make(thread)
        self.assertEqual(direct.medium_id, self.env.ref("utm.utm_medium_direct"))
        self.assertFalse(direct.campaign_id)
        thread.whatsapp_conversation_id.link_id = link
        lead, _told = self.make(thread, "By the flyer")
        self.assertEqual(lead.medium_id.name, "Link")
        self.assertEqual(lead.campaign_id.name, "Flyer")

    def test_leads_where_they_are_used(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "crm.group_use_lead"
        )
        lead, told = self.make(self.thread())
        self.assertEqual(lead.type, "lead")
        self.assertEqual(told["type"], "lead")

    def test_several_but_none_twice(self):
        """A second click gets the first one's; another name, or another conversation,
        is another lead, and a lost one is in nobody's way."""
        thread = self.thread()
        first, told = self.make(thread)
        self.assertTrue(told["new"])
        again, told = self.make(thread)
        self.assertEqual(again, first)
        self.assertFalse(told["new"])
        second, told = self.make(thread, "Pots")
        self.assertNotEqual(second, first)
        third, told = self.make(thread, "Pots", another=True)
        self.assertTrue(told["new"])
        third.action_set_lost()
        second.action_set_lost()
        _lead, told = self.make(thread, "Pots")
        self.assertTrue(told["new"])

    def test_the_message_that_began_it(self):
        thread = self.thread(said("Hello"), said("Pots?"))
        lead, _told = self.make(thread)
        link = self.env["whatsapp.inbox.document.link"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )
        self.assertEqual(link.message_id.preview, "Hello")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may_not(self):
        """Agents without sales, agents of another team, sellers without the inbox."""
        thread = self.thread()
        for user in (self.agent, self.leader, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.make(thread, user=user)
        thread.whatsapp_conversation_id.team_id = self._create_team("Repairs")
        with self.assertRaises(AccessError):
            self.make(thread, user=self.salesman)
        self.assertFalse(thread.whatsapp_conversation_id.lead_ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_convert_is_for_who_may_write(self):
        lead = self.lead(type="lead")
        for user in (self.agent, self.salesman):
            with self.subTest(user.login), self.assertRaises(AccessError):
                lead.with_user(user).action_whatsapp_convert()
        lead.with_user(self.seller).action_whatsapp_convert()
        self.assertEqual(lead.type, "opportunity")

    def test_who_never_wrote(self):
        thread = self.thread()
        thread.whatsapp_conversation_id = False
        with self.assertRaises(UserError):
            self.make(thread)

    def test_the_browser_knows_who_may(self):
        def store_of(user):
            store = Store()
            user.with_user(user)._init_store_data(store)
            return store.get_result().get("Store", {})

        self.assertNotIn("whatsapp_lead_type", store_of(self.agent))
        self.assertEqual(store_of(self.salesman)["whatsapp_lead_type"], "opportunity")

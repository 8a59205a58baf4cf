"""Where is my order: answered from the record, after a second proof."""

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW, minutes, person, said

from .shop_case import ShopCase


@tagged("post_install", "-at_install")
class TestService(ShopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_team("People", cls.agent)
        cls.env["whatsapp.inbox.routing.rule"].create(
            {
                "name": "Where",
                "company_id": cls.company.id,
                "keywords": "where",
                "action_service": "order",
                "team_id": cls.people.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.after = 0
        self.customer_thread.whatsapp_conversation_id.action_resolve()
        self.account.reopen_hours = 0
        self.order_ = self.order()
        self.order_.action_confirm()

    def say(self, text, **values):
        self.after += 1
        self.later(minutes(self.after))
        element = said(text, at=NOW + minutes(self.after))
        return self.receive(element, **values).conversation_id

    def answers(self):
        return self.said_to_customer()

    def test_by_the_number_of_the_order(self):
        conversation = self.say("Where is my order?")
        self.assertIn("postal code", self.answers()[-1])
        self.say(self.order_.name.lower())
        self.assertIn(f"Order {self.order_.name} of", self.answers()[-1])
        self.assertEqual(conversation.state, "pending")
        self.assertFalse(conversation.queue_since)

    def test_by_the_postal_code(self):
        self.say("Where is my order?")
        self.say("28001")
        self.assertIn(f"Order {self.order_.name} of", self.answers()[-1])

    def test_only_their_own(self):
        """The same words for an order of somebody else, of another company, a draft,
        and for none at all."""
        stranger = self.env["res.partner"].create({"name": "Other", "zip": "99999"})
        other = self._create_company("Other Garden", "base.es")
        theirs = self.order(partner_id=stranger.id)
        theirs.action_confirm()
        draft = self.order()
        foreign = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": other.id}
        )
        words = set()
        for proof in (theirs.name, draft.name, foreign.name, "S99999", "99999"):
            self.say("Where is my order?")
            conversation = self.say(proof)
            words.add(self.answers()[-1])
            conversation.service_tries = 0
            conversation.action_resolve()
        self.assertEqual(len(words), 1)
        self.assertIn("we find no order of yours", words.pop())

    def test_a_colleague_s_order(self):
        house = self.env["res.partner"].create({"name": "House", "is_company": True})
        colleague = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": house.id, "zip": "08001"}
        )
        self.partner.parent_id = house
        order = self.order(partner_id=colleague.id)
        order.action_confirm()
        self.say(f"Where is {order.name}?")
        self.assertIn(f"Order {order.name} of", self.answers()[-1])

    def test_to_people(self):
        self.say("Where is my order?")
        conversation = self.say("Let me talk to a person")
        self.assertIn("One of us", self.answers()[-1])
        self.assertEqual(conversation.team_id, self.people)
        self.assertTrue(conversation.queue_since)

    def test_whom_nobody_knows(self):
        """Who has no order is asked all the same."""
        contacts = [person("Eva", "34600999888")]
        element = said("Where is my order?", sender="34600999888")
        thread = self.receive(element, contacts=contacts).channel_id
        self.assertIn("postal code", self.texts(thread)[-1])

    def test_in_the_language_of_the_customer(self):
        """The words are the addon's; the order's date is as they write it."""
        self.env["res.lang"]._activate_lang("es_ES")
        self.partner.lang = "es_ES"
        self.say(f"Where is {self.order_.name}?")
        date = self.order_.date_order.strftime("%d/%m/%Y")
        self.assertIn(date, self.answers()[-1])

    def test_tried_by_an_administrator(self):
        """They see that it answers, and not what: it may be nothing for them."""
        Try = self.env["whatsapp.inbox.routing.test"].with_user(self.admin)
        contact = self.customer_thread.whatsapp_contact_id
        for text, words in (
            ("Where is it?", "asked for a proof"),
            (f"Where is {self.order_.name}?", "gets the answer"),
        ):
            for who in (contact.id, False):
                outcome = Try.create(
                    {"account_id": self.account.id, "contact_id": who, "text": text}
                ).outcome
                self.assertNotIn("is confirmed", outcome)
                if who:
                    self.assertIn(words, outcome)
        self.assertFalse(self.said_to_customer())

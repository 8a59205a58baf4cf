from odoo.tests import Form, tagged

from .common import NOW, SecurityCase, minutes, person, reacted, said


@tagged("post_install", "-at_install")
class TestPartnerForm(SecurityCase):
    """What the form of a contact shows of WhatsApp."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team
        manager = cls.env.ref("base.group_partner_manager")
        manager.user_ids += cls.agent | cls.other | cls.employee

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread(said("Hello", wamid="wamid.A"), said("Ana"))
        self.answer(self.customer_thread)
        self.partner = self.customer_thread.whatsapp_contact_id.partner_id

    def counts(self, partner, user=None):
        partner = partner.with_user(user or self.agent)
        names = ("channel", "conversation", "message")
        return [partner[f"whatsapp_{name}_count"] for name in names]

    def test_what_there_is(self):
        self.receive(reacted("👍", "wamid.A", at=NOW + minutes(1)))
        self.assertEqual(self.counts(self.partner), [1, 1, 3])
        conversation = self.customer_thread.whatsapp_conversation_id
        conversation.with_user(self.agent).action_resolve()
        self.account.reopen_hours = 0
        self.later(minutes(99))
        self.receive(said("Again", at=NOW + minutes(99)))
        self.assertEqual(self.counts(self.partner), [1, 2, 4])
        action = self.partner.with_user(self.agent).action_view_whatsapp_conversations()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.channel_id, self.customer_thread)
        self.assertEqual(len(found), 2)

    def test_what_others_may_read(self):
        self.assertEqual(self.counts(self.partner, self.other), [0, 0, 0])
        self.assertEqual(self.counts(self.partner, self.supervisor), [1, 1, 3])

    def test_a_company_has_its_people(self):
        company = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        branch = self.env["res.partner"].create(
            {"name": "Branch", "is_company": True, "parent_id": company.id}
        )
        who = [person("Bea", "34600333444")]
        bea = self.thread(said("Hi", sender="34600333444"), contacts=who)
        bea.whatsapp_contact_id.partner_id.parent_id = branch
        self.partner.parent_id = company
        self.assertEqual(self.counts(company), [2, 2, 4])
        self.assertEqual(self.counts(branch), [1, 1, 1])
        self.assertEqual(self.counts(self.partner), [1, 1, 3])
        action = company.with_user(self.agent).action_view_whatsapp_conversations()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.channel_id, bea | self.customer_thread)

    def test_a_list_costs_as_much_as_a_form(self):
        people = self.env["res.partner"].create(
            [{"name": f"P{i}", "is_company": bool(i % 2)} for i in range(30)]
        )
        mine = self.partner.with_user(self.agent)
        one = self.queries_of(lambda: mine.mapped("whatsapp_message_count"))
        both = (people | self.partner).with_user(self.agent)
        many = self.queries_of(lambda: both.mapped("whatsapp_message_count"))
        self.assertLessEqual(many, one + 1)

    def test_writing_first(self):
        eva = self.env["res.partner"].create({"name": "Eva", "phone": "600 44 55 66"})
        action = eva.with_user(self.agent).action_open_whatsapp()
        self.assertEqual(action["res_model"], "whatsapp.inbox.compose")
        self.assertEqual(action["context"]["default_partner_id"], eva.id)
        action = self.partner.with_user(self.agent).action_open_whatsapp()
        self.assertEqual(
            action["params"]["active_id"], f"discuss.channel_{self.customer_thread.id}"
        )

    def test_numbers_and_names(self):
        contact = self.customer_thread.whatsapp_contact_id
        self.env["whatsapp.inbox.contact.alias"].create(
            {
                "contact_id": contact.id,
                "scope": contact.scope,
                "kind": "phone",
                "value": "+34600999888",
                "former": True,
            }
        )
        contact = contact.with_user(self.agent)
        self.assertEqual(contact.known_as, "+34 600 99 98 88 (before)")
        self.assertEqual(contact.account_ids, self.account)

    def test_the_form(self):
        for user in (self.agent, self.other, self.employee):
            with (
                self.subTest(user=user.login),
                Form(self.partner.with_user(user), "base.view_partner_form") as form,
            ):
                shown = "whatsapp_conversation_count" in form._view["fields"]
                self.assertEqual(shown, user != self.employee, "agents alone")

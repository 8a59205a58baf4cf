from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common import CUSTOMER, WhatsappCase, person, reacted, said


@tagged("post_install", "-at_install")
class TestPartner(WhatsappCase):
    """Who a customer is among the contacts of the company."""

    @classmethod
    def partner(cls, phone, name="Ana García", country=None, **values):
        country = country and cls.env.ref(f"base.{country}").id
        return cls.env["res.partner"].create(
            {"name": name, "phone": phone, "country_id": country, **values}
        )

    def contact_of(self, wa_id, name="Anita", **values):
        contacts = [person(name, wa_id)]
        return self.receive(
            said("Hi", sender=wa_id), contacts=contacts, **values
        ).contact_id

    def test_every_spelling_of_a_number(self):
        """Peers 10.

        {n} differs in each case, so that each has a customer of its own.
        """
        cases = [
            # as stored, country of the partner, as WhatsApp says
            ("+346001112{n}", None, "346001112{n}"),
            ("+34 600 11 12 {n}", None, "346001112{n}"),
            ("34 600 1112{n}", None, "346001112{n}"),
            ("0034 600 1112{n}", None, "346001112{n}"),
            ("600 1112{n}", "es", "346001112{n}"),
            ("600-11-12-{n}", None, "346001112{n}"),  # the country of the company
            ("(600) 1112{n} ext. 7", "es", "346001112{n}"),
            ("0171 23456{n}", "de", "4917123456{n}"),
            ("+55 11 98765-43{n}", None, "551187654 3{n}"),
            ("+55 11 98765-43{n}", None, "551198765 43{n}"),
            ("+55 11 8765-43{n}", None, "551198765 43{n}"),
            ("(11) 98765-43{n}", "br", "551187654 3{n}"),
            ("11 8765-43{n}", "br", "551198765 43{n}"),
            ("+55 11 3456-78{n}", None, "551134567 8{n}"),
            ("(11) 3456-78{n}", "br", "551134567 8{n}"),
            ("+52 55 1234 56{n}", None, "5215512345 6{n}"),
            ("+52 1 55 1234 56{n}", None, "5255123456 {n}"),
            ("55 1234 56{n}", "mx", "5215512345 6{n}"),
            ("+54 9 11 2345-67{n}", None, "5411234567 {n}"),
            ("+54 11 2345-67{n}", None, "54911234567{n}"),
            ("011 15-2345-67{n}", "ar", "54911234567{n}"),
        ]
        for n, (stored, country, wa_id) in enumerate(cases, start=10):
            stored = stored.format(n=n)
            wa_id = wa_id.format(n=n).replace(" ", "")
            with self.subTest(stored=stored, country=country, wa_id=wa_id):
                partner = self.partner(stored, country=country)
                contact = self.contact_of(wa_id)
                self.assertEqual(contact.partner_id, partner)
                self.assertFalse(contact.partner_ambiguous)

    def test_numbers_that_are_others(self):
        cases = [
            ("+351 600 1112{n}", None, "346001112{n}"),
            ("+34 700 1112{n}", None, "346001112{n}"),
            ("600 1112{n}", "fr", "4916001112{n}"),
            ("1112{n}", None, "346001112{n}"),
            # a landline of Brazil has no ninth digit
            ("+55 11 93456-78{n}", None, "551134567 8{n}"),
            ("call after 6", None, "346001112{n}"),
        ]
        for n, (stored, country, wa_id) in enumerate(cases, start=50):
            wa_id = wa_id.format(n=n).replace(" ", "")
            with self.subTest(stored=stored, wa_id=wa_id):
                partner = self.partner(stored.format(n=n), country=country)
                self.assertNotEqual(self.contact_of(wa_id).partner_id, partner)

    def test_spellings_of_whatsapp_are_one_contact(self):
        for first, second in [
            ("551187654321", "5511987654321"),
            ("525512345678", "5215512345678"),
            ("541123456789", "5491123456789"),
        ]:
            with self.subTest(first=first):
                contact = self.contact_of(first)
                self.assertEqual(self.contact_of(second), contact)
                self.assertEqual(len(contact.channel_ids), 1)

    def test_a_changed_number_is_found(self):
        partner = self.partner("+34 911 11 11 11")
        partner.phone = "600 111 222"
        self.assertEqual(self.contact_of(CUSTOMER).partner_id, partner)

    def test_new_partner(self):
        self.env["res.lang"]._activate_lang("es_ES")
        partner = self.contact_of(CUSTOMER).partner_id
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Anita",
                    "phone": "+34 600 11 12 22",
                    "country_id": self.env.ref("base.es").id,
                    "lang": "es_ES",
                    "company_id": False,
                    "is_company": False,
                }
            ],
        )
        self.assertFalse(partner.message_ids.filtered("notified_partner_ids"))

    def test_new_partner_of_a_country_whose_language_is_missing(self):
        partner = self.contact_of("81312345678").partner_id
        self.assertEqual(partner.country_id, self.env.ref("base.jp"))
        self.assertIn(partner.lang, (False, "en_US"))

    def test_name_of_who_has_none(self):
        for n, name in enumerate((None, "", "~", " ")):
            with self.subTest(name=name):
                contact = self.contact_of(f"3460011122{n}", name)
                self.assertFalse(contact.name)
                self.assertEqual(contact.partner_id.name, f"+34 600 11 12 2{n}")

    def test_partners_of_another_company_are_not_looked_at(self):
        other = self._create_company("Other", "base.es")
        foreign = self.partner("+34 600 11 12 22", company_id=other.id)
        contact = self.contact_of(CUSTOMER)
        self.assertNotEqual(contact.partner_id, foreign)
        self.assertNotIn(foreign, contact.partner_candidate_ids)
        self.assertFalse(contact.partner_ambiguous)

    def test_national_number_by_the_country_of_the_account(self):
        """Not of the company that the cron happens to run in."""
        brazil = self._create_company("Jardim", "base.br")
        account = self._create_account("Vendas", "601", company_id=brazil.id)
        partner = self.partner("(11) 98765-4321")
        contact = self.contact_of("5511987654321", account=account)
        self.assertEqual(contact.partner_id, partner)

    def test_archived_partner_is_not_found(self):
        archived = self.partner("+34 600 11 12 22", active=False)
        self.assertNotEqual(self.contact_of(CUSTOMER).partner_id, archived)

    def test_deleted_partner_is_replaced(self):
        contact = self.contact_of(CUSTOMER)
        contact.partner_id.unlink()
        self.assertFalse(contact.partner_id)
        self.assertEqual(self.contact_of(CUSTOMER), contact)
        self.assertEqual(contact.partner_id.name, "Anita")

    def test_whatsapp_name_changes_and_the_partner_stays(self):
        partner = self.partner("+34 600 11 12 22")
        contact = self.contact_of(CUSTOMER, "Anita")
        self.assertEqual(contact.display_name, "Ana García")
        self.contact_of(CUSTOMER, "Ani ✨")
        self.assertEqual(contact.name, "Ani ✨")
        self.assertEqual(partner.name, "Ana García")
        self.contact_of(CUSTOMER, None)
        self.assertEqual(contact.name, "Ani ✨")

    def test_renamed_partner_renames_the_thread(self):
        contact = self.contact_of(CUSTOMER)
        contact.partner_id.name = "Ana García López"
        self.assertEqual(contact.channel_ids.name, "Ana García López")

    # -- two partners -------------------------------------------------------------

    def ambiguous(self):
        first = self.partner("+34 600 11 12 22", "Ana")
        second = self.partner("600111222", "Ana's shop", country="es")
        record = self.receive(said("Hi", "w1"))
        self.receive(reacted("👍", "w1"))
        return record, first, second

    def test_two_partners_are_a_visible_choice(self):
        """Peers 10."""
        record, first, second = self.ambiguous()
        contact = record.contact_id
        self.assertTrue(contact.partner_ambiguous)
        self.assertEqual(contact.partner_candidate_ids, first | second)
        self.assertEqual(contact.partner_id, first)
        store = Store().add(contact.with_user(self.agent).sudo()).get_result()
        values = store["whatsapp.inbox.contact"][0]
        self.assertTrue(values["partner_ambiguous"])
        self.assertEqual(set(values["partner_candidate_ids"]), {first.id, second.id})

    def test_a_person_is_preferred_to_a_contact_of_a_company(self):
        parent = self.partner(False, "Shop", is_company=True)
        child = self.partner("+34 600 11 12 22", "Ana at the shop", parent_id=parent.id)
        person_ = self.partner("+34 600 11 12 22", "Ana")
        contact = self.contact_of(CUSTOMER)
        self.assertEqual(contact.partner_id, person_)
        self.assertEqual(contact.partner_candidate_ids, child | person_)

    def test_the_choice_moves_all_that_the_customer_wrote(self):
        record, first, second = self.ambiguous()
        sent = self.answer(record.channel_id)
        contact = record.contact_id
        with self.captured_bus() as bus:
            contact.with_user(self.agent).set_partner(second.id)
        self.assertEqual(contact.partner_id, second)
        self.assertFalse(contact.partner_ambiguous)
        self.assertEqual(record.mail_message_id.author_id, second)
        self.assertEqual(record.mail_message_id.reaction_ids.partner_id, second)
        self.assertEqual(sent.mail_message_id.author_id, self.agent.partner_id)
        self.assertEqual(record.channel_id.name, "Ana's shop")
        self.assertEqual(record.conversation_id.partner_id, second)
        later = self.receive(said("And later"))
        self.assertEqual(later.mail_message_id.author_id, second)
        self.assertFalse(contact.partner_ambiguous)
        targets = [target for target, kind, _m in bus if kind == "mail.record/insert"]
        self.assertIn(record.channel_id, targets)
        self.assertTrue(first.exists())

    def test_any_partner_may_be_chosen(self):
        record = self.receive(said("Hi"))
        other = self.partner(False, "Somebody")
        record.contact_id.with_user(self.agent).set_partner(other.id)
        self.assertEqual(record.mail_message_id.author_id, other)

    def test_nobody_whom_we_know(self):
        """A contact of their own, with what WhatsApp calls them."""
        record, first, second = self.ambiguous()
        contact = record.contact_id
        contact.with_user(self.agent).set_new_partner()
        own = contact.partner_id
        self.assertNotIn(own, first | second)
        self.assertEqual(own.name, contact.name)
        self.assertEqual(own.phone, "+34 600 11 12 22")
        self.assertEqual(record.mail_message_id.author_id, own)
        self.assertFalse(contact.partner_ambiguous)
        with self.assertRaises(AccessError):
            contact.with_user(self.employee).set_new_partner()

    def test_who_may_choose(self):
        record, _first, second = self.ambiguous()
        other_team = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        record.conversation_id.team_id = self._create_team("Ours", self.agent)
        for user in (self.employee, other_team):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                record.contact_id.with_user(user).set_partner(second.id)
        record.contact_id.with_user(self.admin).set_partner(second.id)
        self.assertEqual(record.contact_id.partner_id, second)

    def test_a_partner_that_is_gone_or_hidden_cannot_be_chosen(self):
        record, first, second = self.ambiguous()
        contact = record.contact_id.with_user(self.agent)
        second.unlink()
        with self.assertRaises(AccessError):
            contact.set_partner(second.id)
        other = self._create_company("Other", "base.es")
        foreign = self.partner(False, "Foreign", company_id=other.id)
        with self.assertRaises(AccessError):
            contact.set_partner(foreign.id)
        self.assertEqual(record.contact_id.partner_id, first)

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common import CUSTOMER, NOW, WhatsappCase, message, person, reacted, said, seconds

BSUID = "ES.13491208655302741918"
PARENT = "ES.ENT.506847293015824"


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
        """{n} differs in each case, so that each has a customer of its own."""
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


@tagged("post_install", "-at_install")
class TestIdentity(WhatsappCase):
    """One WhatsApp user is one contact, by whatever name Meta calls them."""

    def by_bsuid(self, text="Hi", bsuid=BSUID, **values):
        """A message of somebody whose phone Meta does not tell."""
        return said(text, sender=None, from_user_id=bsuid, **values)

    def by_both(self, text="Hi", bsuid=BSUID, **values):
        return said(text, from_user_id=bsuid, **values)

    def aliases(self, contact):
        return {(alias.kind, alias.value) for alias in contact.alias_ids}

    def test_customer_without_a_phone(self):
        contacts = [person("Anita", None, BSUID, "@ana.garcia")]
        record = self.receive(self.by_bsuid("No phone"), contacts=contacts)
        contact = record.contact_id
        self.assertRecordValues(
            contact, [{"name": "Anita", "phone": False, "username": "ana.garcia"}]
        )
        self.assertEqual(self.aliases(contact), {("bsuid", BSUID)})
        self.assertEqual(contact.partner_id.name, "Anita")
        self.assertFalse(contact.partner_id.phone)
        self.assertFalse(contact.partner_ambiguous)
        sent = self.answer(record.channel_id, "Hello")
        self.send()
        self.assertEqual(sent.state, "sent", sent.error_message)
        [payload] = self.meta.sent
        self.assertEqual(payload["recipient"], BSUID)
        self.assertNotIn("to", payload)
        self.assertEqual(payload["recipient_type"], "individual")

    def test_neither_phone_nor_name(self):
        contacts = [person(None, None, BSUID, "ana.garcia")]
        record = self.receive(self.by_bsuid(), contacts=contacts)
        self.assertEqual(record.contact_id.partner_id.name, "@ana.garcia")
        other = self.by_bsuid(bsuid="ES.999")
        record = self.receive(other, contacts=[])
        self.assertEqual(record.contact_id.partner_id.name, "WhatsApp user")

    def test_bsuid_where_the_phone_belongs(self):
        contacts = [person("Anita", BSUID)]
        record = self.receive(said("Hi", sender=BSUID), contacts=contacts)
        self.assertEqual(self.aliases(record.contact_id), {("bsuid", BSUID)})
        self.assertFalse(record.contact_id.phone)
        self.assertEqual(record.contact_id._recipient(), {"recipient": BSUID})

    def test_the_phone_joins_later(self):
        first = self.receive(
            self.by_bsuid(), contacts=[person(wa_id=None, bsuid=BSUID)]
        )
        later = self.receive(self.by_both(), contacts=[person(bsuid=BSUID)])
        contact = first.contact_id
        self.assertEqual(later.contact_id, contact)
        self.assertEqual(later.channel_id, first.channel_id)
        self.assertEqual(contact.phone, "+34600111222")
        self.assertEqual(contact.partner_id.phone, "+34600111222")
        self.assertEqual(self.receive(said("phone only")).contact_id, contact)
        self.assertEqual(contact._recipient(), {"to": "+34600111222"})

    def test_the_phone_joins_and_is_another_partners(self):
        """Two customers may be one: a person decides, nothing is merged."""
        known = self.env["res.partner"].create(
            {"name": "Ana García", "phone": "+34 600 11 12 22"}
        )
        first = self.receive(
            self.by_bsuid(), contacts=[person(wa_id=None, bsuid=BSUID)]
        )
        partner = first.contact_id.partner_id
        self.receive(self.by_both(), contacts=[person(bsuid=BSUID)])
        contact = first.contact_id
        self.assertEqual(contact.partner_id, partner)
        self.assertTrue(contact.partner_ambiguous)
        self.assertIn(known, contact.partner_candidate_ids)

    def test_the_bsuid_joins_later(self):
        first = self.receive(said("phone only"))
        self.receive(self.by_both())
        self.assertEqual(self.receive(self.by_bsuid()).contact_id, first.contact_id)

    def test_all_in_one_batch(self):
        """In any order, and whether the customer was known or not."""
        for known in (False, True):
            for order in ((0, 1, 2), (1, 2, 0), (1, 0, 2)):
                with self.subTest(known=known, order=order):
                    n = f"{int(known)}{''.join(map(str, order))}"
                    phone, bsuid = f"3460012{n}", f"ES.7{n}"
                    if known:
                        self.receive(said("before", sender=phone), contacts=[])
                    kinds = [
                        {"sender": phone},
                        {"sender": phone, "from_user_id": bsuid},
                        {"sender": None, "from_user_id": bsuid},
                    ]
                    elements = [
                        said("Hi", at=NOW + seconds(at), **kinds[kind])
                        for at, kind in enumerate(order)
                    ]
                    records = self.receive(*elements, contacts=[])
                    self.assertEqual(len(records.contact_id), 1)
                    self.assertEqual(len(records.channel_id), 1)

    def test_parent_bsuid(self):
        first = said("Hi", sender=None, from_parent_user_id=PARENT, from_user_id="ES.1")
        second = said(
            "Hi", sender=None, from_parent_user_id=PARENT, from_user_id="ES.2"
        )
        contact = self.receive(first, contacts=[]).contact_id
        self.assertEqual(self.receive(second, contacts=[]).contact_id, contact)
        self.assertIn(("parent_bsuid", PARENT), self.aliases(contact))

    def test_an_alias_is_never_stolen(self):
        """Numbers are recycled: the new owner does not get the old one's thread."""
        old = self.receive(said("I had this number")).contact_id
        new = self.receive(
            self.by_bsuid("I have it now"), contacts=[person("Berta", None, BSUID)]
        ).contact_id
        self.assertNotEqual(new, old)
        record = self.receive(self.by_both("Me again"), contacts=[])
        self.assertEqual(record.contact_id, new)
        self.assertIn(("wa_id", CUSTOMER), self.aliases(old))
        self.assertNotIn(("wa_id", CUSTOMER), self.aliases(new))
        self.assertFalse(new.phone)
        self.assertEqual(new._recipient(), {"recipient": BSUID})
        self.assertEqual(self.receive(said("And I")).contact_id, old)

    def test_usernames_are_no_keys(self):
        contacts = self.env["whatsapp.inbox.contact"]
        for bsuid in ("ES.1", "ES.2"):
            somebody = [person("Ana", None, bsuid, "garden")]
            record = self.receive(self.by_bsuid(bsuid=bsuid), contacts=somebody)
            contacts |= record.contact_id
        self.assertEqual(len(contacts), 2)

    def test_numbers_of_one_portfolio_know_one_contact(self):
        self.account.portfolio_id = "P1"
        support = self._create_account("Support", "502", portfolio_id="P1")
        sales = self.receive(self.by_bsuid(), contacts=[])
        other = self.receive(self.by_bsuid(), contacts=[], account=support)
        self.assertEqual(sales.contact_id, other.contact_id)
        self.assertNotEqual(sales.channel_id, other.channel_id)
        self.assertNotEqual(sales.conversation_id, other.conversation_id)

    def test_the_portfolio_becomes_known(self):
        """Customers keep their threads when an administrator fills it in later."""
        before = self.receive(said("Hi", wamid="wamid.before"))
        self.account.portfolio_id = "5000"
        after = self.receive(said("Again", wamid="wamid.after"))
        self.assertEqual(after.contact_id, before.contact_id)
        self.assertEqual(after.channel_id, before.channel_id)

    def test_the_portfolio_becomes_known_where_the_customer_is_known(self):
        """Two customers are never merged by a change of the configuration."""
        other = self._create_account("Other", "2002", portfolio_id="5000")
        known = self.receive(said("There", wamid="wamid.there"), account=other)
        here = self.receive(said("Here", wamid="wamid.here"))
        self.account.portfolio_id = "5000"
        again = self.receive(said("Again", wamid="wamid.again"))
        self.assertNotEqual(here.contact_id, known.contact_id)
        self.assertEqual(again.contact_id, known.contact_id)
        self.assertEqual(here.contact_id.channel_ids, here.channel_id)

    def test_portfolios_and_companies_know_their_own(self):
        self.account.portfolio_id = "P1"
        company = self._create_company("Other", "base.es")
        stranger = self._create_account("Stranger", "502", portfolio_id="P2")
        sister = self._create_account(
            "Sister", "503", portfolio_id="P1", company_id=company.id
        )
        contacts = self.env["whatsapp.inbox.contact"]
        for account in (self.account, stranger, sister):
            record = self.receive(self.by_bsuid(), contacts=[], account=account)
            contacts |= record.contact_id
        self.assertEqual(len(contacts), 3)
        self.assertEqual(contacts.company_id, self.company | company)

    def test_change_of_number(self):
        """Announced by a system message: the new number is theirs from then on."""
        first = self.receive(said("Hi"))
        system = {
            "type": "user_changed_number",
            "body": "Anita changed from 34600111222 to 34600333444",
            "wa_id": "34600333444",
        }
        self.receive(message("system", system), contacts=[])
        record = self.receive(said("New phone", sender="34600333444"), contacts=[])
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(record.channel_id, first.channel_id)
        self.answer(record.channel_id)
        self.send()
        self.assertEqual(self.meta.sent[-1]["to"], "+34600333444")
        self.assertEqual(first.contact_id.phone, "+34600333444")

    def test_change_to_a_number_that_is_known(self):
        """Whose number it was stays who they are."""
        other = self.receive(said("Mine", sender="34600333444"), contacts=[])
        first = self.receive(said("Hi"))
        system = {"type": "user_changed_number", "body": "", "wa_id": "34600333444"}
        self.receive(message("system", system), contacts=[])
        record = self.receive(said("Who", sender="34600333444"), contacts=[])
        self.assertEqual(record.contact_id, other.contact_id)
        self.assertEqual(first.contact_id.phone, "+34600111222")

    def test_change_of_bsuid(self):
        first = self.receive(self.by_bsuid(), contacts=[])
        system = {
            "type": "user_changed_user_id",
            "body": "",
            "user_id": "ES.2",
            "previous_user_id": BSUID,
        }
        self.receive(message("system", system, sender=None), contacts=[])
        record = self.receive(self.by_bsuid(bsuid="ES.2"), contacts=[])
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(first.contact_id._recipient(), {"recipient": "ES.2"})

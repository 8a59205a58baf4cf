from odoo.tests import tagged

from .common import BSUID, NOW, PARENT, WhatsappCase, person, said, seconds


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
        """Peers 11."""
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
        self.assertEqual(contact._recipient(), {"recipient": BSUID})

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

    def test_usernames_are_no_keys(self):
        contacts = self.env["whatsapp.inbox.contact"]
        for bsuid in ("ES.1", "ES.2"):
            somebody = [person("Ana", None, bsuid, "garden")]
            record = self.receive(self.by_bsuid(bsuid=bsuid), contacts=somebody)
            contacts |= record.contact_id
        self.assertEqual(len(contacts), 2)

    def test_a_username_that_changes_is_told_once(self):
        for username in ("@ana", "ana", "ana.garcia", "ana.garcia"):
            contacts = [person("Ana", None, BSUID, username)]
            record = self.receive(self.by_bsuid(), contacts=contacts)
        self.assertEqual(record.contact_id.username, "ana.garcia")
        self.assertEqual(
            [text for text in self.texts(record.channel_id) if text != "Hi"],
            ["The customer's username is now @ana.garcia; it was @ana."],
        )
        self.assertFalse(self.outgoing(record.channel_id.message_ids))

    def test_linked_portfolios(self):
        """The parent id is one for both, the id to send to is each portfolio's own."""
        self.account.portfolio_id = "P1"
        linked = self._create_account("Linked", "502", portfolio_id="P2")
        contacts = []
        for account, bsuid in ((self.account, "ES.1"), (linked, "ES.2")):
            element = self.by_bsuid(bsuid=bsuid, from_parent_user_id=PARENT)
            record = self.receive(element, contacts=[], account=account)
            contacts.append(record.contact_id)
        self.assertEqual(
            [contact._recipient() for contact in contacts],
            [{"recipient": "ES.1"}, {"recipient": "ES.2"}],
        )

    def test_a_parent_id_of_somebody_else(self):
        """Whose it is, stays; the own id tells who somebody is."""
        for bsuid, parent in (("ES.1", PARENT), ("ES.2", "ES.ENT.2")):
            element = self.by_bsuid(bsuid=bsuid, from_parent_user_id=parent)
            record = self.receive(element, contacts=[])
        odd = self.by_bsuid(bsuid="ES.2", from_parent_user_id=PARENT)
        self.assertEqual(self.receive(odd, contacts=[]).contact_id, record.contact_id)
        self.assertEqual(record.contact_id._recipient(), {"recipient": "ES.2"})

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

from odoo.tests import tagged

from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    change,
    minutes,
    person,
    said,
    unix,
    webhook,
)

BSUID = "ES.13491208655302741918"


@tagged("post_install", "-at_install")
class TestPhonebook(WhatsappCase):
    def sync(self, *names, at=NOW, action="add", account=None):
        """Drain one webhook with these (number or user id, name)."""
        elements = [
            {
                "type": "contact",
                "contact": {"full_name": name, "phone_number": number},
                "action": action,
                "metadata": {"timestamp": unix(at)},
            }
            for number, name in names
        ]
        value = change(
            account or self.account, "smb_app_state_sync", state_sync=elements
        )
        event = self.store(webhook(value), account)
        self.drain()
        self.assertEqual(event.state, "done", event.error)

    def contact(self, name=None, **values):
        contacts = [person(name)]
        return self.receive(said("Hello"), contacts=contacts, **values).contact_id

    def test_who_never_wrote_becomes_nobody(self):
        partners = self.env["res.partner"].search_count([])
        contacts = self.env["whatsapp.inbox.contact"].search_count([])
        self.sync((CUSTOMER, "Ana García"))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.env["whatsapp.inbox.contact"].search_count([]), contacts)
        self.assertEqual(self.account.phonebook_count, 1)
        self.assertTrue(self.account.on_phone_app)

    def test_name_of_who_writes_later(self):
        self.sync((CUSTOMER, "Ana García"))
        contact = self.contact()
        self.assertEqual(contact.display_name, "Ana García")
        self.assertEqual(contact.partner_id.name, "Ana García")
        self.assertEqual(contact.channel_ids.name, "Ana García")

    def test_name_of_who_wrote_before(self):
        contact = self.contact()
        self.assertEqual(contact.partner_id.name, "+34 600 11 12 22")
        self.sync((CUSTOMER, "Ana García"))
        self.assertEqual(contact.partner_id.name, "Ana García")
        self.assertEqual(contact.channel_ids.name, "Ana García")

    def test_whatsapp_s_own_name_comes_first(self):
        self.sync((CUSTOMER, "Ana García"))
        contact = self.contact("Anita")
        self.assertEqual(contact.display_name, "Anita")
        self.assertEqual(contact.partner_id.name, "Anita")

    def test_a_name_that_people_gave_stays(self):
        contact = self.contact()
        contact.partner_id.name = "Ana G., the florist"
        self.sync((CUSTOMER, "Ana García"))
        self.assertEqual(contact.partner_id.name, "Ana G., the florist")
        self.assertEqual(contact.display_name, "Ana G., the florist")

    def test_changed_and_taken_away(self):
        contact = self.contact()
        self.sync((CUSTOMER, "Ana García"))
        self.sync((CUSTOMER, "Ana Gil"), at=NOW + minutes(1))
        self.assertEqual(contact.phonebook_name, "Ana Gil")
        self.sync((CUSTOMER, None), at=NOW + minutes(2), action="remove")
        self.assertFalse(contact.phonebook_name)
        self.assertFalse(self.account.phonebook_count)
        self.assertEqual(contact.partner_id.name, "Ana García", "once given, ours")

    def test_an_older_webhook_that_comes_later(self):
        self.sync((CUSTOMER, "Ana Gil"), at=NOW + minutes(1))
        self.sync((CUSTOMER, "Ana García"))
        self.sync((CUSTOMER, None), action="remove")
        self.assertEqual(self.contact().display_name, "Ana Gil")

    def test_of_a_user_without_a_phone(self):
        self.sync((BSUID, "Ana García"))
        contacts = [person(None, wa_id=None, bsuid=BSUID, username="ana")]
        message = said("Hello", sender=None, from_user_id=BSUID)
        contact = self.receive(message, contacts=contacts).contact_id
        self.assertEqual(contact.display_name, "Ana García")

    def test_switched_off(self):
        self.sync((CUSTOMER, "Ana García"))
        self.account.use_phone_contacts = False
        self.assertFalse(self.account.phonebook_count)
        self.sync((CUSTOMER, "Ana García"))
        self.assertFalse(self.account.phonebook_count)
        self.assertEqual(self.contact().display_name, "+34 600 11 12 22")

    def test_another_company_s_phone(self):
        other = self._create_company("Snow Garden", "base.it")
        account = self._create_account("Other", "601", company_id=other.id)
        self.sync((CUSTOMER, "Ana García"), account=account)
        self.assertEqual(self.contact().display_name, "+34 600 11 12 22")

    def test_a_large_address_book_in_few_statements(self):
        def cost(first, count):
            names = [(f"34611{first + n:06}", f"Name {n}") for n in range(count)]
            began = self.env.cr.sql_log_count
            self.sync(*names)
            return self.env.cr.sql_log_count - began

        cost(0, 1)
        self.assertLess(cost(10_000, 1_000) - cost(1_000, 10), 10)

from odoo.tests import tagged

from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    change,
    failure,
    minutes,
    person,
    said,
    seconds,
    status,
    unix,
    webhook,
)

BSUID = "ES.13491208655302741918"
PHONE = f"+{CUSTOMER}"


@tagged("post_install", "-at_install")
class TestPreferences(WhatsappCase):
    def tell(self, value, at=NOW, contacts=None, **who):
        """A webhook: the customer wants marketing, or not any more."""
        element = {
            **(who or {"wa_id": CUSTOMER}),
            "category": "marketing_messages",
            "value": value,
            "timestamp": int(unix(at)),
        }
        self.store(
            webhook(
                change(
                    self.account,
                    "user_preferences",
                    user_preferences=[element],
                    contacts=contacts or [person()],
                )
            )
        )
        self.drain()
        return self.env["whatsapp.inbox.contact"].search([], order="id desc", limit=1)

    def blacklisted(self, number=PHONE):
        return self.env["phone.blacklist"].search_count([("number", "=", number)])

    def test_stop_and_resume(self):
        thread = self.thread()
        contact = self.tell("stop")
        self.assertEqual(contact, thread.whatsapp_contact_id)
        self.assertTrue(contact.marketing_opt_out)
        self.assertEqual(contact.marketing_at, NOW)
        self.assertEqual(contact.marketing_source, "customer")
        self.assertTrue(self.blacklisted())
        self.assertIn("wants no marketing", self.texts(thread)[-1])
        self.tell("resume", NOW + seconds(9))
        self.assertFalse(contact.marketing_opt_out)
        self.assertFalse(self.blacklisted())
        self.assertIn("wants marketing", self.texts(thread)[-1])

    def test_the_line_stays_here(self):
        thread = self.thread()
        self.tell("stop")
        self.assertFalse(self.outgoing(thread.message_ids))
        line = thread.message_ids.sorted("id")[-1]
        self.assertEqual(line.message_type, "notification")

    def test_the_newest_word_counts(self):
        thread = self.thread()
        contact = self.tell("resume", NOW + minutes(1))
        self.tell("stop", NOW)
        self.assertFalse(contact.marketing_opt_out)
        self.assertFalse(self.blacklisted())
        self.assertEqual(len(thread.message_ids), 1, "nothing changed, nothing is told")

    def test_redelivery(self):
        thread = self.thread()
        for _again in range(3):
            contact = self.tell("stop")
        self.assertTrue(contact.marketing_opt_out)
        self.assertEqual(len(thread.message_ids), 2)

    def test_who_never_wrote(self):
        contact = self.tell("stop")
        self.assertTrue(contact.marketing_opt_out)
        self.assertFalse(contact.channel_ids)

    def test_without_a_phone(self):
        """The list of Odoo knows numbers; it follows once there is one."""
        noa = [person("Noa", None, BSUID)]
        contact = self.tell("stop", contacts=noa, user_id=BSUID)
        self.assertTrue(contact.marketing_opt_out)
        self.assertFalse(contact.phone)
        self.receive(
            said("Hello", from_user_id=BSUID), contacts=[person("Noa", bsuid=BSUID)]
        )
        self.assertEqual(contact.phone, PHONE)
        self.assertTrue(self.blacklisted())

    def test_a_number_that_somebody_else_blacklisted(self):
        self.env["phone.blacklist"].add(PHONE)
        self.tell("stop")
        self.tell("resume", NOW + seconds(9))
        self.assertTrue(self.blacklisted())

    def test_answers_are_not_blocked(self):
        thread = self.thread()
        self.tell("stop")
        record = self.answer(thread)
        self.send()
        self.assertEqual(record.state, "sent")

    def test_refused_when_sent(self):
        thread = self.thread()
        self.meta.refuse(131050, details="User stopped marketing")
        record = self.answer(thread)
        self.send()
        self.assertEqual(record.state, "failed")
        contact = thread.whatsapp_contact_id
        self.assertTrue(contact.marketing_opt_out)
        self.assertEqual(contact.marketing_source, "refused")

    def test_refused_by_status(self):
        thread = self.thread()
        record = self.answer(thread)
        self.send()
        self.receive_statuses(
            status(record.wamid, "failed", NOW + minutes(1), **failure(131050))
        )
        contact = thread.whatsapp_contact_id
        self.assertTrue(contact.marketing_opt_out)
        self.assertEqual(contact.marketing_at, NOW + minutes(1))

    def test_other_failures_say_nothing_of_it(self):
        thread = self.thread()
        record = self.answer(thread)
        self.send()
        self.receive_statuses(status(record.wamid, "failed", **failure(131026)))
        self.assertFalse(thread.whatsapp_contact_id.marketing_opt_out)

    def test_what_it_does_not_know(self):
        contacts = self.env["whatsapp.inbox.contact"].search([])
        self.tell("perhaps")
        self.assertEqual(self.env["whatsapp.inbox.contact"].search([]), contacts)
        unknown = self.account_rows("whatsapp.inbox.unknown")
        self.assertEqual(unknown.name, "user_preferences: perhaps")

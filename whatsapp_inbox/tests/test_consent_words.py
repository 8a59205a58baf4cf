from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CUSTOMER, NOW, WhatsappCase, message, minutes, person, said

STOPPED = "You get no more offers, {name}. Write START to get them again."


@tagged("post_install", "-at_install")
class TestConsentWords(WhatsappCase):
    """What customers write themselves, if the number heeds it."""

    def setUp(self):
        super().setUp()
        self.account.write(
            {"heeds_words": True, "stop_text": STOPPED, "start_text": "Welcome back"}
        )

    def said(self, text, at=NOW):
        return self.receive(said(text, at=at))

    def automatic(self, thread):
        records = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", thread.id), ("auto_kind", "=", "consent")], order="id"
        )
        return records.mapped("mail_message_id.preview")

    def test_off_by_default(self):
        account = self._create_account("Other", "502")
        self.assertFalse(account.heeds_words)
        contact = self.receive(said("STOP"), account=account).contact_id
        self.assertFalse(contact.marketing_state)

    def test_stop_and_start(self):
        record = self.said("Baja!")
        contact, thread = record.contact_id, record.channel_id
        self.assertTrue(contact.marketing_opt_out)
        row = contact.consent_ids
        self.assertEqual((row.source, row.at), ("message", NOW))
        self.assertEqual(row.message_id, record.mail_message_id, "the proof")
        self.assertFalse(row.user_id)
        self.assertTrue(
            self.env["phone.blacklist"].search([("number", "=", f"+{CUSTOMER}")])
        )
        said_back = self.automatic(thread)
        self.assertEqual(
            said_back, ["You get no more offers, Anita. Write START to get them again."]
        )
        self.said("stop", NOW + minutes(1))
        self.assertEqual(self.automatic(thread), said_back, "once")
        self.said("start", NOW + minutes(2))
        self.assertEqual(contact.marketing_state, "opt_in")
        self.assertEqual(self.automatic(thread), [*said_back, "Welcome back"])

    def test_an_answer_is_no_wish(self):
        contact = self.said("Stop the delivery, please").contact_id
        self.assertFalse(contact.consent_ids)

    def test_the_button_of_a_template(self):
        press = message("button", {"text": "Stop", "payload": "x"})
        self.assertTrue(self.receive(press).contact_id.marketing_opt_out)

    def test_words_of_all_languages(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.account.with_context(lang="it_IT").stop_words = "Basta"
        self.assertTrue(self.said("basta").contact_id.marketing_opt_out)
        other = self.receive(
            said("STOP", sender="34600333444"), contacts=[person("B", "34600333444")]
        )
        self.assertTrue(other.contact_id.marketing_opt_out)

    def test_what_an_agent_or_a_group_says_is_no_wish(self):
        record = self.receive(said("STOP", group_id="120363"))
        self.assertFalse(record.contact_id.consent_ids)
        thread = self.thread()
        self.answer(thread, "STOP")
        self.assertFalse(thread.whatsapp_contact_id.consent_ids)

    def test_a_repeated_webhook(self):
        once = said("STOP", wamid="wamid.S")
        contact = self.receive(once).contact_id
        self.receive(once)
        self.assertEqual(len(contact.consent_ids), 1)

    def test_twice_in_a_second(self):
        first = self.receive(said("Stop"), said("STOP"))[0]
        self.assertTrue(first.contact_id.marketing_opt_out)
        self.assertEqual(len(self.automatic(first.channel_id)), 1)

    def test_gaps_of_the_texts(self):
        with self.assertRaisesRegex(ValidationError, "Answer to a Stop"):
            self.account.stop_text = "Bye {nobody}"

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    failure,
    hours,
    person,
    said,
    status,
)

NUMBER = "+34 600 11 12 22"


@tagged("post_install", "-at_install")
class TestTestMessage(WhatsappCase):
    def wizard(self, number=NUMBER, user=None):
        account = self.account.with_user(user or self.admin)
        test = self.env["whatsapp.inbox.test.message"].browse(
            account.action_test_message()["res_id"]
        )
        test.phone = number
        return test.with_user(user or self.admin)

    def test_outside_of_the_window_a_template_goes(self):
        test = self.wizard()
        self.assertFalse(test.window_is_open)
        test.action_send()
        [sent] = self.meta.sent
        self.assertEqual(sent["type"], "template")
        self.assertEqual(sent["template"]["name"], "hello_world")
        self.assertEqual(sent["to"], f"+{CUSTOMER}")
        self.assertEqual(test.state, "accepted")

    def test_inside_of_the_window_a_text_goes(self):
        self.receive(said("Hello", at=NOW))
        test = self.wizard()
        self.assertTrue(test.window_is_open)
        test.action_send()
        [sent] = self.meta.sent
        self.assertEqual(sent["type"], "text")
        self.later(hours(25))
        test = self.wizard()
        self.assertFalse(test.window_is_open)

    def test_without_a_number_no_window_is_open(self):
        """Not even while a customer who hides the phone has one open."""
        self.receive(
            said("Hi", sender=None, from_user_id="ES.1"),
            contacts=[person("Noa", wa_id=None, bsuid="ES.1")],
        )
        self.assertFalse(self.wizard(number="").window_is_open)

    def test_what_became_of_it(self):
        test = self.wizard()
        test.action_send()
        test.action_look()
        self.assertIn("Nothing was told yet", test.answer)
        self.receive_statuses(status(test.wamid, "sent"))
        test.action_look()
        self.assertEqual(test.state, "accepted")
        self.receive_statuses(status(test.wamid, "delivered"))
        test.action_look()
        self.assertEqual(test.state, "arrived")

    def test_a_failure_later(self):
        test = self.wizard()
        test.action_send()
        self.receive_statuses(
            status(test.wamid, "failed", **failure(131026, "Not on WhatsApp"))
        )
        test.action_look()
        self.assertEqual(
            (test.state, test.answer), ("failed", "Not on WhatsApp (131026)")
        )

    def test_metas_words(self):
        self.meta.refuse(131030, details="Recipient is not in the allowed list")
        test = self.wizard()
        test.action_send()
        self.assertEqual(test.state, "failed")
        self.assertIn("not in the allowed list", test.answer)
        test.action_send()
        self.assertEqual(test.state, "accepted", "and again, once it is corrected")

    def test_no_number(self):
        for number in (False, "", "hello", "600111222x"):
            with self.subTest(number=number), self.assertRaises(UserError):
                self.wizard(number).action_send()
        self.assertFalse(self.meta.sent)

    def test_only_administrators(self):
        for user in (self.agent, self.supervisor, self.employee):
            with self.assertRaises(AccessError):
                self.wizard(user=user)

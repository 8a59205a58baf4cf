"""The button below a quotation."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW
from odoo.addons.whatsapp_inbox.tests.test_tap import tapped

from .event_case import EventCase


@tagged("post_install", "-at_install")
class TestConfirm(EventCase):
    def setUp(self):
        super().setUp()
        self.company.whatsapp_quotation_confirm = True
        self.company.whatsapp_order_active = False

    def sent(self, **values):
        """A quotation of which the customer was told; and the id of its button."""
        order = self.order(**values)
        order.action_quotation_sent()
        self.tell()
        mail = self.told(order, "quotation").mail_message_id
        content = self.outgoing(mail).payload["interactive"]
        [button] = content["action"]["buttons"]
        self.assertEqual(button["reply"]["title"], "Confirm")
        return order, button["reply"]["id"]

    def answer_to(self, order):
        return self.said_to_customer()[-1]

    def activities(self, order):
        return order.activity_ids.mapped(lambda a: (a.user_id, a.summary))

    def test_confirmed(self):
        order, button = self.sent()
        self.receive(tapped(button))
        self.assertEqual(order.state, "sale")
        self.assertIn(f"{order.name} of", self.answer_to(order))
        self.assertIn("Confirmed by Ana with the button", self.chatter(order))
        self.assertFalse(order.activity_ids)
        # once more: told so, and nothing else happens
        self.receive(tapped(button))
        self.assertIn("confirmed already", self.answer_to(order))
        self.assertEqual(self.chatter(order).count("Confirmed by Ana"), 1)

    def test_the_event_says_it(self):
        """Not twice, if confirmed orders are told of."""
        self.company.whatsapp_order_active = True
        order, button = self.sent()
        self.receive(tapped(button))
        self.tell()
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(self.said_to_customer()), 2)

    def handed_over(self, order, words):
        self.assertNotEqual(order.state, "sale")
        self.assertIn(words, self.answer_to(order))
        self.assertEqual(
            self.activities(order), [(self.seller, "Wanted to confirm on WhatsApp")]
        )

    def test_it_has_to_be_signed(self):
        order, button = self.sent(require_signature=True)
        self.receive(tapped(button))
        self.handed_over(order, f"/my/orders/{order.id}?access_token=")
        self.receive(tapped(button))
        self.assertEqual(len(order.activity_ids), 1)

    def test_what_a_customer_calls_themselves(self):
        """Is text, in the salesperson's activity as well."""
        order, button = self.sent(require_signature=True)
        self.partner.name = 'Ana <a href="https://example.com">Invoice</a>'
        self.receive(tapped(button))
        note = order.activity_ids.note
        self.assertIn("&lt;a href", note)
        self.assertNotIn("<a", note)

    def test_it_has_to_be_paid(self):
        order, button = self.sent(require_payment=True, prepayment_percent=1)
        self.receive(tapped(button))
        self.handed_over(order, "/my/orders/")

    def test_it_has_expired(self):
        order, button = self.sent(validity_date=NOW.date())
        self.later(timedelta(days=2))
        self.receive(tapped(button, at=NOW + timedelta(days=2)))
        self.handed_over(order, "has expired")

    def test_it_has_changed(self):
        order, button = self.sent()
        order.order_line = [
            Command.create({"product_id": self.pot.id, "product_uom_qty": 1})
        ]
        self.receive(tapped(button))
        self.handed_over(order, "has changed")

    def test_it_was_cancelled(self):
        order, button = self.sent()
        order.action_cancel()
        self.receive(tapped(button))
        self.handed_over(order, "not valid any more")

    def test_who_is_not_the_customer(self):
        order, button = self.sent()
        order.partner_id = self.env["res.partner"].create({"name": "Other"})
        self.receive(tapped(button))
        self.assertEqual(order.state, "sent")
        told = self.texts(self.customer_thread)
        self.assertTrue([text for text in told if "somebody else" in text])

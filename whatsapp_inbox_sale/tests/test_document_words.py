"""Placeholders about orders and invoices, and documents of the composer's menu."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.whatsapp_inbox.tests.common import NOW

from .document_case import DocumentCase

NAMES = (
    "order.name",
    "order.state",
    "order.date",
    "order.amount",
    "order.portal_link",
    "invoice.name",
    "invoice.amount_due",
    "invoice.payment_link",
)


@tagged("post_install", "-at_install")
class TestDocumentWords(DocumentCase):
    def values(self, user, names=NAMES):
        conversation = self.customer_thread.whatsapp_conversation_id
        Placeholder = self.env["whatsapp.inbox.placeholder"].with_user(user)
        return Placeholder._values(conversation.with_user(user), names)

    def test_the_last_order_and_the_oldest_open_invoice(self):
        old, new = self.order(), self.order(count=3)
        self.order()._action_cancel()
        old.date_order = NOW - timedelta(days=9)
        new.date_order = NOW - timedelta(days=1)
        first, second = self.invoice(), self.invoice()
        first.invoice_date_due = NOW.date() + timedelta(days=3)
        second.invoice_date_due = NOW.date()
        values = self.values(self.seller)
        self.assertEqual(values["order.name"], new.name)
        self.assertEqual(values["order.state"], "Quotation")
        self.assertEqual(values["order.date"], "03/01/2026")
        self.assertIn("30.00", values["order.amount"])
        self.assertIn(f"/my/orders/{new.id}?", values["order.portal_link"])
        self.assertEqual(values["invoice.name"], second.name)
        self.assertIn("20.00", values["invoice.amount_due"])
        self.assertIn(f"/my/invoices/{second.id}?", values["invoice.payment_link"])

    def test_what_there_is_not_is_a_gap(self):
        """Nothing bought yet, and nothing that one may read."""
        empty = dict.fromkeys(NAMES, "")
        self.assertEqual(self.values(self.seller), empty)
        self.order()
        self.invoice()
        for user in (self.agent, self.salesman):
            with self.subTest(user=user.login):
                self.assertEqual(self.values(user), empty)
        text, gaps = (
            self.env["whatsapp.inbox.placeholder"]
            .with_user(self.agent)
            ._fill(
                "Order {{order.name}}", self.customer_thread.whatsapp_conversation_id
            )
        )
        self.assertEqual(gaps, ["order.name"])
        self.assertEqual(text, "Order [order.name]")

    def test_each_has_its_method(self):
        Placeholder = self.env["whatsapp.inbox.placeholder"]
        self.assertLessEqual(set(NAMES), set(Placeholder._placeholders()))
        for name in NAMES:
            self.assertTrue(hasattr(Placeholder, f"_value_{name.replace('.', '_')}"))

    # -- the composer's menu ------------------------------------------------------

    def documents(self, user, term=""):
        found = self.customer_thread.with_user(user).whatsapp_documents(term)
        return [one["key"] for one in found]

    def test_what_is_offered(self):
        order, move = self.order(), self.invoice()
        self.invoice(post=False)
        self.order()._action_cancel()
        keys = {f"sale.order,{order.id}", f"account.move,{move.id}"}
        self.assertEqual(set(self.documents(self.seller)), keys)
        self.assertEqual(
            self.documents(self.seller, order.name), [f"sale.order,{order.id}"]
        )
        for user in (self.agent, self.salesman):
            self.assertEqual(self.documents(user), [])

    def test_one_is_taken_and_sent(self):
        """The order knows, as if it had been sent from its form."""
        order = self.order()
        thread = self.customer_thread.with_user(self.seller)
        thread = thread.with_context(force_report_rendering=True)
        taken = thread.whatsapp_take_document(f"sale.order,{order.id}")
        file = self.env["ir.attachment"].browse(taken["id"])
        self.assertTrue(file.raw.startswith(b"%PDF-"))
        self.assertEqual(order.state, "draft", "it is in the composer still")
        self.answer(thread, "Here", user=self.seller, attachment_ids=file.ids)
        self.send()
        self.assertEqual(self.meta.sent[-1]["document"]["caption"], "Here")
        self.assertEqual(order.state, "sent")
        self.assertEqual(len(self.env["whatsapp.inbox.document.link"]._of(order)), 1)
        self.assertIn(file.name, order.message_ids[0].body)
        self.assertFalse(file.copy().whatsapp_document, "a copy is no order")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not_take(self):
        order = self.order()
        for user in (self.agent, self.salesman, self.outsider):
            thread = self.customer_thread.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                thread.whatsapp_take_document(f"sale.order,{order.id}")
        thread = self.customer_thread.with_user(self.seller)
        stranger = self.env["res.partner"].create({"name": "Eva"})
        other = self.order(partner=stranger)
        for key in (f"sale.order,{other.id}", "sale.order,0", "res.users,2"):
            with self.subTest(key=key), self.assertRaises(UserError):
                thread.whatsapp_take_document(key)

"""Quotations made beside the chat, and who may make them."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW

from .sale_case import SaleCase

VIEW = "whatsapp_inbox_sale.sale_order_view_form_chat"


@tagged("post_install", "-at_install")
class TestQuotation(SaleCase):
    def quote(self, user=None, **lines):
        """What the dialog does: a form of the view, with the context that it is given.

        :param lines: quantity by name of a product of this case
        """
        thread = self.customer_thread.with_user(user or self.salesman)
        props = thread.whatsapp_quotation()
        self.assertEqual(props["viewId"], self.env.ref(VIEW).id)
        order = thread.env["sale.order"].with_context(**props["context"])
        form = Form(order, VIEW)
        for name, count in lines.items():
            with form.order_line.new() as line:
                line.product_template_id = getattr(self, name).product_tmpl_id
                line.product_id = getattr(self, name)
                line.product_uom_qty = count
        return form

    def notes(self, order):
        """What was said of the chat in the chatter, the oldest first."""
        notes = order.message_ids.filtered(lambda m: "chat" in (m.body or ""))
        self.assertEqual(notes.subtype_id, self.env.ref("mail.mt_note"))
        return notes.sorted("id")

    def test_terms_of_the_customer(self):
        """Their price list and payment terms, the company of the number."""
        self.price_lists()
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 20,
                        }
                    )
                ],
            }
        )
        term = self.env["account.payment.term"].create({"name": "In a month"})
        own = self.partner.with_company(self.company)
        own.specific_property_product_pricelist = pricelist
        own.property_payment_term_id = term
        order = self.quote(cactus=2, pot=1).save()
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.company_id, self.company)
        self.assertEqual(order.user_id, self.salesman)
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(order.payment_term_id, term)
        paid = [line.price_reduce_taxexcl for line in order.order_line]
        self.assertEqual(paid, [8, 4])

    def test_told_on_the_document(self):
        order = self.quote(cactus=2).save()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        notes = self.notes(order)
        self.assertEqual(len(notes), 2)
        for note, text in zip(notes, ("Made in", "Confirmed in"), strict=True):
            self.assertIn(text, note.body)
            self.assertIn(f'data-oe-id="{self.customer_thread.id}"', note.body)
            self.assertEqual(note.author_id, self.salesman.partner_id)

    def test_sent_and_shown_from_the_dialog(self):
        """Into the very chat beside which it is open."""
        order = self.quote(cactus=2).save()
        file = ("quotation.pdf", b"%PDF-1.4")
        Order = self.registry["sale.order"]
        with patch.object(Order, "_whatsapp_file", lambda _order: file):
            action = order.action_whatsapp_send_here()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.channel_id, self.customer_thread)
        action = order.order_line.action_whatsapp_product()
        self.assertEqual(
            action["params"],
            {"channel_id": self.customer_thread.id, "product_id": self.cactus.id},
        )

    def test_a_thread_one_may_not_read(self):
        """Whatever a context says: no name of its customer in the chatter."""
        other = self._create_team("Repairs", self.supervisor)
        self.customer_thread.whatsapp_conversation_id.team_id = other
        for channel_id in (self.customer_thread.id, "x", 10**8):
            context = {"whatsapp_channel_id": channel_id}
            order = self.env["sale.order"].with_user(self.salesman)
            made = order.with_context(**context).create({"partner_id": self.partner.id})
            self.assertNotIn("WhatsApp", "".join(made.message_ids.mapped("body")))

    def test_customer_of_a_colleague(self):
        """Who sees their own orders alone does not lose what they have just made."""
        self.partner.user_id = self.seller
        order = self.quote(cactus=1).save()
        self.assertEqual(order.user_id, self.salesman)
        self.assertEqual(self.quote(self.seller, pot=1).save().user_id, self.seller)

    def test_no_rights(self):
        """In words, and for each of the methods."""
        order = self.order()
        thread = self.customer_thread.with_user(self.agent)
        for method, *arguments in (
            ("whatsapp_quotation",),
            ("whatsapp_quotation", order.id),
            ("whatsapp_order_again",),
            ("whatsapp_confirm_quotation", order.id),
            ("whatsapp_cancel_quotation", order.id),
            ("whatsapp_restore_quotation", order.id, "draft"),
            ("whatsapp_products",),
            ("whatsapp_product", self.cactus.id),
            ("whatsapp_preview", {"type": "product", "product_id": self.cactus.id}),
            ("whatsapp_send", {"type": "product", "product_id": self.cactus.id}, "x"),
        ):
            with (
                self.subTest(method),
                self.assertRaisesRegex(AccessError, "no rights in Sales"),
            ):
                getattr(thread, method)(*arguments)
        self.assertEqual(order.state, "draft")

    def test_orders_of_others(self):
        """Of a colleague, of another customer: not there for who may not see them."""
        stranger = self.env["res.partner"].create({"name": "Eve"})
        theirs = self.order(user=self.seller)
        elsewhere = self.order(user=self.salesman, partner=stranger)
        thread = self.customer_thread.with_user(self.salesman)
        for order in (theirs, elsewhere):
            for method in ("confirm", "cancel"):
                with self.assertRaisesRegex(UserError, "no order of this customer"):
                    getattr(thread, f"whatsapp_{method}_quotation")(order.id)
            with self.assertRaisesRegex(UserError, "no order of this customer"):
                thread.whatsapp_order_again(order.id)
        self.assertEqual({theirs.state, elsewhere.state}, {"draft"})

    def test_another_company(self):
        """A number of a company that the user does not work for."""
        other = self._create_company("Other Garden", "base.es")
        self.account.company_id = other
        thread = self.customer_thread.with_user(self.salesman)
        with self.assertRaises(AccessError):
            thread.whatsapp_quotation()

    def test_nobody_known(self):
        self.customer_thread.whatsapp_contact_id.partner_id = False
        thread = self.customer_thread.with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "who the customer is"):
            thread.whatsapp_quotation()

    def test_cancel_and_undo(self):
        thread = self.customer_thread.with_user(self.salesman)
        for state in ("draft", "sent"):
            order = self.order(user=self.salesman)
            order.state = state
            self.assertEqual(thread.whatsapp_cancel_quotation(order.id), state)
            self.assertEqual(order.state, "cancel")
            self.assertIn("Cancelled in", self.notes(order).body)
            thread.whatsapp_restore_quotation(order.id, state)
            self.assertEqual(order.state, state)

    def test_confirmed_meanwhile(self):
        order = self.order(user=self.salesman)
        thread = self.customer_thread.with_user(self.salesman)
        thread.whatsapp_confirm_quotation(order.id)
        self.assertEqual(order.state, "sale")
        for method in ("quotation", "confirm_quotation", "cancel_quotation"):
            with self.assertRaisesRegex(UserError, "changed meanwhile: Sales Order"):
                getattr(thread, f"whatsapp_{method}")(order.id)

    def test_order_again(self):
        """The last one, at today's prices; what is not sold any more is named."""
        old = self.order(self.pot, user=self.salesman)
        last = self.order(count=3, user=self.salesman)
        last.order_line.copy({"order_id": last.id, "product_id": self.pot.id})
        (old | last).action_confirm()
        old.date_order = NOW - timedelta(days=3)
        self.cactus.list_price = 12
        self.pot.active = False
        thread = self.customer_thread.with_user(self.salesman)
        answer = thread.whatsapp_order_again()
        self.assertEqual(answer["missing"], ["Pot"])
        copy = self.env["sale.order"].browse(answer["id"])
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.user_id, self.salesman)
        [line] = copy.order_line
        self.assertEqual((line.product_id, line.price_unit), (self.cactus, 12))
        self.assertEqual(line.product_uom_qty, 3)
        bodies = "".join(copy.message_ids.mapped("body"))
        self.assertIn("Not sold any more: Pot", bodies)
        with self.assertRaisesRegex(UserError, "sold any more: Pot"):
            thread.whatsapp_order_again(old.id)

    def test_a_combination_again(self):
        """Its parts are with it, at the price of the combination today, as long as they
        can be chosen."""
        one, two = self.env["product.combo"].create(
            [
                {
                    "name": product.name,
                    "combo_item_ids": [Command.create({"product_id": product.id})],
                }
                for product in (self.cactus, self.pot)
            ]
        )
        two.combo_item_ids.extra_price = 1
        bundle = self.env["product.product"].create(
            {
                "name": "Bundle",
                "type": "combo",
                "list_price": 12,
                "combo_ids": [Command.set((one | two).ids)],
                "taxes_id": [Command.clear()],
            }
        )
        order = self.order(bundle, count=2, user=self.salesman)
        order.order_line = [
            Command.create(
                {
                    "product_id": item.product_id.id,
                    "product_uom_qty": 2,
                    "combo_item_id": item.id,
                    "linked_line_id": order.order_line.id,
                }
            )
            for item in (one | two).combo_item_ids
        ]
        order.action_confirm()
        self.assertEqual(order.amount_untaxed, 26)
        bundle.list_price = 15
        thread = self.customer_thread.with_user(self.salesman)
        answer = thread.whatsapp_order_again()
        self.assertFalse(answer["missing"])
        copy = self.env["sale.order"].browse(answer["id"])
        main, cactus, pot = copy.order_line
        self.assertEqual(main.product_id, bundle)
        self.assertEqual((cactus | pot).linked_line_id, main)
        self.assertEqual((cactus | pot).combo_item_id, (one | two).combo_item_ids)
        self.assertEqual(copy.order_line.mapped("product_uom_qty"), [2, 2, 2])
        self.assertEqual(copy.amount_untaxed, 32)
        again = self.env["sale.order"].browse(
            thread.whatsapp_order_again(copy.id)["id"]
        )
        self.assertEqual(again.amount_untaxed, 32)
        self.assertEqual(again.order_line[1:].linked_line_id, again.order_line[0])

        two.combo_item_ids.product_id = self.pot.copy()
        with self.assertRaisesRegex(UserError, "sold any more: Bundle.$"):
            thread.whatsapp_order_again(order.id)

    def test_nothing_to_order_again(self):
        thread = self.customer_thread.with_user(self.salesman)
        self.order(user=self.salesman)  # a quotation alone is no order
        with self.assertRaisesRegex(UserError, "ordered nothing yet"):
            thread.whatsapp_order_again()

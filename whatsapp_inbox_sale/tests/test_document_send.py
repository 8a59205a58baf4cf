"""Orders and invoices are sent from their form, with rights, windows and templates."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.whatsapp_inbox.tests.common import hours, person, said

from .document_case import DocumentCase

HEADER = {
    "type": "HEADER",
    "format": "DOCUMENT",
    "example": {"header_handle": ["https://example.com/a.pdf"]},
}


@tagged("post_install", "-at_install")
class TestDocumentSend(DocumentCase):
    def wizard(self, record, user=None, **values):
        """:return: what a button of the form opens"""
        own = record.with_user(user or self.seller)
        own = own.with_context(force_report_rendering=True)
        action = own.action_send_whatsapp(**values)
        return own.env[action["res_model"]].browse(action["res_id"])

    def template(self, name="quotation", text="Su presupuesto", **values):
        return self.env["whatsapp.inbox.template"].create(
            {
                "name": name,
                "waba_id": "1001",
                "company_id": self.company.id,
                "lang_code": "es",
                "category": "utility",
                "body": text,
                "components": [HEADER, {"type": "BODY", "text": text}],
                "status": "approved",
                **values,
            }
        )

    # -- in the window ------------------------------------------------------------

    def test_a_quotation(self):
        """A PDF that is one, with its caption; and Odoo knows that it was sent."""
        order = self.order()
        wizard = self.wizard(order)
        self.assertEqual(wizard.filename, f"Quotation {order.name}.pdf")
        self.assertTrue(wizard.size)
        self.assertTrue(wizard.window_open)
        self.assertEqual(wizard.channel_id, self.customer_thread)
        wizard.text = "As *promised*"
        wizard.action_send()
        self.send()
        sent = self.meta.sent[-1]
        self.assertEqual(sent["type"], "document")
        self.assertEqual(sent["document"]["filename"], wizard.filename)
        self.assertEqual(sent["document"]["caption"], "As *promised*")
        file = self.customer_thread.message_ids[0].attachment_ids
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertTrue(file.raw.startswith(b"%PDF-"))
        self.assertGreater(len(file.raw), 5000)
        self.assertEqual(order.state, "sent")
        note = order.message_ids[0]
        self.assertIn(f"Sent by WhatsApp: {wizard.filename}", note.body)
        self.assertEqual(note.author_id, self.seller.partner_id)

    def test_a_confirmed_order_stays_confirmed(self):
        order = self.order()
        order.action_confirm()
        wizard = self.wizard(order)
        self.assertEqual(wizard.filename, f"Order {order.name}.pdf")
        wizard.action_send()
        self.assertEqual(order.state, "sale")

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.partner.lang = "es_ES"
        order = self.order()
        with_words = order.with_user(self.seller)._whatsapp_text("portal")
        self.assertIn("/my/orders/", with_words)
        self.assertEqual(order.with_user(self.seller)._whatsapp_lang(), "es_ES")

    def test_an_invoice(self):
        """The file is Odoo's own: made once and kept; then the invoice is sent."""
        move = self.invoice()
        self.assertFalse(move.is_move_sent)
        wizard = self.wizard(move)
        self.assertFalse(move.invoice_pdf_report_id, "looking is not sending")
        wizard.action_send()
        self.assertTrue(move.is_move_sent)
        file = self.customer_thread.message_ids[0].attachment_ids
        self.assertEqual(file.raw, move.invoice_pdf_report_id.raw)
        self.assertTrue(file.raw.startswith(b"%PDF-"))
        again = self.wizard(move)
        self.assertEqual(again.filename, move.invoice_pdf_report_id.name)

    def test_a_draft_invoice(self):
        with self.assertRaisesRegex(UserError, "posted"):
            self.wizard(self.invoice(post=False))

    def test_a_cancelled_order(self):
        order = self.order()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, order.name):
            self.wizard(order)

    # -- links --------------------------------------------------------------------

    def test_the_portal(self):
        order = self.order()
        wizard = self.wizard(order, kind="portal")
        self.assertFalse(wizard.size, "no file was made")
        self.assertFalse(wizard.can_choose)
        wizard.action_send()
        self.send()
        text = self.meta.sent[-1]["text"]["body"]
        self.assertIn(f"Quotation {order.name}: ", text)
        self.assertIn(f"/my/orders/{order.id}?access_token={order.access_token}", text)
        self.assertEqual(order.state, "draft")

    def test_what_is_to_pay(self):
        order = self.order(count=3)
        wizard = self.wizard(order, kind="payment")
        self.assertIn("30.00", wizard.text)
        self.assertIn("payment_amount=30.0", wizard.text)
        wizard.action_send()
        self.assertIn("Payment link", order.message_ids[0].body)
        move = self.invoice()
        wizard = self.wizard(move, kind="payment")
        self.assertIn(f"/my/invoices/{move.id}?", wizard.text)
        self.assertIn("payment_token=", wizard.text)

    def test_nothing_to_pay(self):
        with self.assertRaisesRegex(UserError, "paid"):
            self.wizard(self.order(count=0), kind="payment")

    # -- out of the window --------------------------------------------------------

    def test_a_template(self):
        """Its header is the file, its variables are about this very order."""
        template = self.template(text="Hola {{1}}, su presupuesto {{2}}.")
        values = {"template_id": template.id, "component": "body"}
        variables = template.variable_ids
        self.assertEqual(len(variables), 2, values)
        variables.filtered(lambda v: v.key == "1").placeholder = "customer.name"
        variables.filtered(lambda v: v.key == "2").placeholder = "order.name"
        order = self.order()
        self.order()  # the last one
        self.later(hours(25))
        wizard = self.wizard(order)
        self.assertFalse(wizard.window_open)
        self.assertEqual(wizard.template_id, template)
        self.assertEqual(wizard.line_ids.mapped("value"), ["Ana", order.name])
        wizard.action_send()
        self.send()
        sent = self.meta.sent[-1]
        self.assertEqual(sent["type"], "template")
        header, body = sent["template"]["components"]
        [parameter] = header["parameters"]
        self.assertEqual(parameter["document"]["filename"], wizard.filename)
        self.assertEqual([p["text"] for p in body["parameters"]], ["Ana", order.name])
        self.assertEqual(order.state, "sent")
        self.assertIn("Sent by WhatsApp", order.message_ids[0].body)

    def test_no_template(self):
        self.template(name="plain", components=[{"type": "BODY", "text": "Hola"}])
        order = self.order()
        self.later(hours(25))
        wizard = self.wizard(order)
        self.assertFalse(wizard.template_ids)
        self.assertIn("no approved template whose header is a document", wizard.refusal)
        self.assertIn(self.admin.name, wizard.refusal)
        with self.assertRaises(UserError):
            wizard.action_send()
        self.assertEqual(order.state, "draft")

    def test_who_never_wrote(self):
        """By the number of the partner; the thread is there afterwards."""
        template = self.template()
        partner = self.env["res.partner"].create(
            {"name": "Eva", "phone": "+34 600 333 444"}
        )
        order = self.order(partner=partner)
        wizard = self.wizard(order)
        self.assertFalse(wizard.channel_id)
        self.assertEqual(wizard.account_id, self.account)
        self.assertEqual(wizard.phone, "+34 600 333 444")
        self.assertEqual(wizard.template_id, template)
        wizard.action_send()
        self.send()
        self.assertEqual(self.meta.sent[-1]["to"], "+34600333444")
        thread = order.with_user(self.seller)._whatsapp_thread()
        self.assertEqual(thread.whatsapp_contact_id.partner_id, partner)

    def test_the_number_is_no_number(self):
        self.template()
        partner = self.env["res.partner"].create({"name": "Eva", "phone": "12"})
        with self.assertRaises(UserError):
            self.wizard(self.order(partner=partner)).action_send()

    # -- the form -----------------------------------------------------------------

    def test_the_form(self):
        order = self.order()
        wizard = self.wizard(order)
        with Form(wizard) as form:
            form.text = "Hi"
            form.kind = "portal"
            self.assertIn("/my/orders/", form.text)
        with Form(order.with_user(self.seller)) as form:
            self.assertEqual(form.whatsapp_status, "1 new")

    def test_of_several_threads(self):
        """The customer's own before their colleague's."""
        house = self.env["res.partner"].create({"name": "House", "is_company": True})
        self.partner.parent_id = house
        bob = self.env["res.partner"].create(
            {"name": "Bob", "phone": "+34 600 555 666", "parent_id": house.id}
        )
        number = "34600555666"
        other = self.thread(said("Hi", sender=number), contacts=[person("Bob", number)])
        self.assertEqual(other.whatsapp_contact_id.partner_id, bob)
        for partner, first, count in (
            (self.partner, self.customer_thread, 1),
            (bob, other, 1),
            (house, other, 2),
        ):
            order = self.order(partner=partner).with_user(self.seller)
            self.assertEqual(order._whatsapp_thread(), first)
            self.assertEqual(order.whatsapp_channel_count, count)
        # an agent may send what is their company's into either chat
        wizard = self.wizard(
            self.order(partner=bob), channel_id=self.customer_thread.id
        )
        self.assertEqual(wizard.channel_id, self.customer_thread)

    def test_another_customers_chat(self):
        stranger = self.env["res.partner"].create({"name": "Eva"})
        order = self.order(partner=stranger)
        with self.assertRaisesRegex(UserError, "Eva"):
            self.wizard(order, channel_id=self.customer_thread.id)

    # -- rights -------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        order, move = self.order(), self.invoice()
        for user in (self.agent, self.outsider, self.employee):
            for record in (order, move):
                for method in ("action_open_whatsapp", "action_send_whatsapp"):
                    name = f"{user.login} {record._name}.{method}"
                    with self.subTest(name), self.assertRaises(AccessError):
                        getattr(record.with_user(user), method)()
        with self.assertRaises(AccessError):
            order.with_user(self.salesman).action_send_whatsapp()
        own = self.order(user=self.salesman)
        self.wizard(own, user=self.salesman).action_send()
        self.assertEqual(own.state, "sent")

    def test_an_invoice_by_the_lowest(self):
        """A salesman who may only read their own invoices."""
        move = self.invoice(user=self.salesman)
        self.wizard(move, user=self.salesman).action_send()
        self.assertTrue(move.is_move_sent)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_wizard_of_ones_own_making(self):
        """RPC may create the wizard as it likes: the document decides."""
        order = self.order()
        for model, user in (
            ("sale.order", self.agent),
            ("res.users", self.seller),
            ("nonsense", self.seller),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env["whatsapp.inbox.document.send"].with_user(user).create(
                    {
                        "model": model,
                        "res_id": order.id,
                        "account_id": self.account.id,
                        "channel_id": self.customer_thread.id,
                    }
                ).action_send()

    def test_the_buttons(self):
        """Who is no agent does not see them, and reads no status."""
        for model in ("sale.order", "account.move"):
            for user, seen in ((self.seller, True), (self.outsider, False)):
                arch = self.env[model].with_user(user).get_view(view_type="form")
                with self.subTest(model=model, user=user.login):
                    for name in ("action_send_whatsapp", "action_open_whatsapp"):
                        self.assertEqual(f'name="{name}"' in arch["arch"], seen)

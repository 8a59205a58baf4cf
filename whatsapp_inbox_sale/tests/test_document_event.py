"""Customers are told what happens to their documents."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import failure, hours, said, status
from odoo.addons.whatsapp_inbox.tests.template_case import (
    TemplateCase,
    at_meta,
    body,
)

from .event_case import EventCase

LOG = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_row_job"


@tagged("post_install", "-at_install")
class TestDocumentEvent(EventCase):
    def test_a_quotation_and_its_order(self):
        order = self.order()
        order.with_user(self.seller).action_quotation_sent()
        self.assertFalse(self.said_to_customer())  # not before the commit
        self.tell()
        [quotation] = self.said_to_customer()
        self.assertIn(order.name, quotation)
        self.assertIn(f"/my/orders/{order.id}?access_token=", quotation)
        self.assertIn("Hello Ana", quotation)
        order.with_user(self.seller).action_confirm()
        self.tell()
        self.assertIn("confirmed", self.said_to_customer()[1])
        self.assertIn("The customer was told on WhatsApp", self.chatter(order))
        links = self.env["whatsapp.inbox.document.link"]._of(order)
        self.assertEqual(len(links), 2)

    def test_it_asks_nobody_to_answer(self):
        """The conversation is as it was; the answer comes to it."""
        self.answer(self.customer_thread)
        conversation = self.customer_thread.whatsapp_conversation_id
        conversation.action_resolve()
        self.order().action_quotation_sent()
        self.tell()
        self.assertEqual(conversation.state, "resolved")
        self.assertEqual(len(self.said_to_customer()), 2)
        self.receive(said("Thanks"))
        self.assertEqual(conversation.state, "open")

    def test_an_answer_names_the_document(self):
        order = self.order()
        order.action_quotation_sent()
        self.tell()
        self.send()
        wamid = self.outgoing(self.told(order, "quotation").mail_message_id).wamid
        self.receive(said("Too dear", context={"id": wamid}))
        self.assertIn("Too dear", self.chatter(order))

    def test_several_at_once(self):
        """None is left out, though the customer wrote nothing between."""
        for _n in range(12):
            self.order().action_confirm()
        self.tell()
        self.assertEqual(len(self.said_to_customer()), 12)
        self.assertFalse(
            self.customer_thread.whatsapp_conversation_id.auto_paused_until
        )

    def test_once(self):
        order = self.order()
        for _n in range(2):
            order.action_quotation_sent()
            order.state = "draft"
        order.state = "sent"
        self.tell()
        self.tell()
        self.assertEqual(len(self.said_to_customer()), 1)

    def test_what_is_not_so_any_more(self):
        order = self.order()
        order.action_quotation_sent()
        order.action_confirm()
        self.tell()
        self.assertEqual(self.told(order, "quotation").state, "skipped")
        self.assertEqual(len(self.said_to_customer()), 1)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.partner.lang = "es_ES"
        self.company.whatsapp_order_text = "Hi {name}"
        self.company.with_context(lang="es_ES").whatsapp_order_text = "Hola {name}"
        self.order().action_confirm()
        self.tell()
        self.assertEqual(self.said_to_customer(), ["Hola Ana"])

    def test_switched_off(self):
        self.company.whatsapp_order_active = False
        order = self.order()
        order.action_confirm()
        self.tell()
        self.assertFalse(self.told(order, "order"))

    # -- to whom ---------------------------------------------------------------------

    def test_nobody_on_whatsapp(self):
        """No line on each of their documents."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        order = self.order(partner_id=stranger.id)
        order.action_confirm()
        before = self.chatter(order)
        self.tell()
        self.assertEqual(self.chatter(order), before)
        self.assertFalse(self.said_to_customer())

    def test_not_others_of_the_company(self):
        house = self.env["res.partner"].create({"name": "House", "is_company": True})
        boss = self.env["res.partner"].create({"name": "Boss", "parent_id": house.id})
        self.partner.parent_id = house
        self.order(partner_id=boss.id).action_confirm()
        self.tell()
        self.assertFalse(self.said_to_customer())

    def test_the_number_of_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        other.whatsapp_order_active = True
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": other.id}
        )
        order.write({"state": "sale"})
        self.tell()
        self.assertEqual(self.told(order, "order").state, "skipped")
        self.assertFalse(self.said_to_customer())

    def test_news_are_no_marketing(self):
        self.want_no_marketing()
        self.order().action_confirm()
        self.tell()
        self.assertEqual(len(self.said_to_customer()), 1)

    def test_many_at_once(self):
        """An import or a batch tells nobody."""
        orders = self.env["sale.order"].union(*(self.order() for _n in range(21)))
        orders.write({"state": "sent"})
        self.order().with_context(import_file=True).action_quotation_sent()
        self.tell()
        self.assertFalse(self.said_to_customer())

    def test_sent_by_hand_just_now(self):
        """Who got the quotation in the chat is not told that it was sent."""
        order = self.order()
        mine = order.with_user(self.seller)
        thread = self.customer_thread.with_user(self.seller)
        mine._whatsapp_post(thread, "Here it is")
        mine._whatsapp_mark_sent()
        self.assertEqual(order.state, "sent")
        self.tell()
        self.assertEqual(self.said_to_customer(), ["Here it is"])

    # -- what cannot be sent ---------------------------------------------------------

    def test_the_window_is_closed(self):
        self.later(hours(30))
        order = self.order()
        order.with_user(self.seller).action_confirm()
        self.tell()
        self.assertEqual(order.state, "sale")
        self.assertFalse(self.said_to_customer())
        self.assertIn("no template is chosen", self.chatter(order))

    def test_a_fault(self):
        """It costs the news alone."""
        first, second = self.order(), self.order()
        Conversation = self.registry["whatsapp.inbox.conversation"]
        with (
            patch.object(Conversation, "_say_auto", side_effect=ValueError("oops")),
            self.assertLogs(LOG, "ERROR"),
        ):
            first.action_confirm()
            self.tell()
        self.assertEqual(first.state, "sale")
        self.assertRecordValues(
            self.told(first, "order"), [{"state": "failed", "error": "ValueError"}]
        )
        second.action_confirm()
        self.tell()
        self.assertEqual(len(self.said_to_customer()), 1)

    def test_refused_later(self):
        """By WhatsApp, after it was sent; told on the document, once."""
        order = self.order()
        order.action_confirm()
        self.tell()
        self.send()
        event = self.told(order, "order")
        wamid = self.outgoing(event.mail_message_id).wamid
        for _n in range(2):
            self.receive_statuses(
                status(wamid, "failed", **failure(131026, "Not on WhatsApp"))
            )
        self.assertEqual(event.state, "failed")
        self.assertEqual(self.chatter(order).count("Not told on WhatsApp"), 1)
        self.assertIn("Not on WhatsApp", self.chatter(order))

    def test_too_late(self):
        """The number was stopped until the window had closed."""
        order = self.order()
        order.action_confirm()
        self.tell()
        self.later(hours(30))
        self.send()
        self.assertFalse(self.meta.sent)
        self.assertIn("too late", self.chatter(order))

    # -- invoices --------------------------------------------------------------------

    def test_an_invoice_and_its_payment(self):
        invoice = self.invoice()
        invoice.action_post()
        self.tell()
        [text] = self.said_to_customer()
        self.assertIn(invoice.name, text)
        self.assertIn("Please pay it until", text)
        self.assertIn(f"/my/invoices/{invoice.id}?access_token=", text)
        self.pay(invoice)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.tell()
        self.assertIn("Your payment", self.said_to_customer()[1])

    def test_a_refund_is_no_news(self):
        self.invoice(move_type="out_refund").action_post()
        self.tell()
        self.assertFalse(self.said_to_customer())


@tagged("post_install", "-at_install")
class TestEventTemplate(EventCase, TemplateCase):
    """Outside of 24 hours."""

    def test_the_chosen_template(self):
        template = self.sync(
            at_meta(
                name="confirmed",
                language="en",
                components=[
                    body("Order {{1}} of {{2}}. Yours, {{3}}.", "a", "b", "c"),
                    {
                        "type": "BUTTONS",
                        "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}],
                    },
                ],
            )
        )
        bound = ("order.name", "order.amount", "company.name")
        for row, name in zip(template.variable_ids, bound, strict=True):
            row.placeholder = name
        self.company.whatsapp_quotation_template_id = template
        self.company.whatsapp_quotation_confirm = True
        self.later(hours(30))
        order = self.order()
        order.with_user(self.seller).action_quotation_sent()
        self.tell()
        mail = self.told(order, "quotation").mail_message_id
        self.assertIn(f"Order {order.name} of", mail.body)
        self.assertIn("Yours, Desert Garden", mail.body)
        self.assertEqual(self.outgoing(mail).auto_kind, "event")
        self.send()
        [sent] = self.meta.sent
        self.assertEqual(sent["type"], "template")
        button = sent["template"]["components"][-1]["parameters"][0]["payload"]
        self.assertTrue(button.startswith(f"wi:confirm_order:sale.order:{order.id}:"))

    def test_it_is_about_this_document(self):
        """Not about the customer's last; a named variable may be a fact's name."""
        template = self.sync(
            at_meta(
                name="named",
                language="en",
                parameter_format="NAMED",
                components=[
                    {
                        "type": "BODY",
                        "text": "{{document}} of {{amount}} is there.",
                        "example": {
                            "body_text_named_params": [
                                {"param_name": "document", "example": "S1"},
                                {"param_name": "amount", "example": "1"},
                            ]
                        },
                    }
                ],
            )
        )
        template.variable_ids.filtered(
            lambda row: row.key == "amount"
        ).placeholder = "order.amount"
        self.company.whatsapp_order_template_id = template
        self.later(hours(30))
        order = self.order(count=7)
        self.order(count=9, date_order="2026-09-09 10:00:00")
        order.action_confirm()
        self.tell()
        mail = self.told(order, "order").mail_message_id
        self.assertIn(order.name, mail.body)
        self.assertIn("70.00", mail.body)

    def test_a_gap(self):
        template = self.sync(
            at_meta(name="gap", language="en", components=[body("Hi {{1}}.", "a")])
        )
        self.company.whatsapp_order_template_id = template
        self.later(hours(30))
        order = self.order()
        order.action_confirm()
        self.tell()
        self.assertIn("Not told on WhatsApp", self.chatter(order))

    def test_a_template_for_marketing(self):
        self.want_no_marketing()
        self.company.whatsapp_order_template_id = self.sync(
            at_meta(
                name="offer",
                language="en",
                category="MARKETING",
                components=[body("Your order is confirmed.")],
            )
        )
        self.later(hours(30))
        order = self.order()
        order.action_confirm()
        self.tell()
        self.assertFalse(self.said_to_customer())
        self.assertIn("wants no marketing", self.chatter(order))

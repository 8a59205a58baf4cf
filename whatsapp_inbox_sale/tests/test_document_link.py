"""A message of the thread and the document that it is about."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store
from odoo.addons.whatsapp_inbox.tests.common import (
    NOW,
    change,
    hours,
    minutes,
    said,
    webhook,
)

from .document_case import DocumentCase


@tagged("post_install", "-at_install")
class TestDocumentLink(DocumentCase):
    def documents(self, message, user):
        """:return: what a browser of this user gets of the message"""
        store = Store().add(message.with_user(user).sudo())
        [data] = [
            row for row in store.get_result()["mail.message"] if row["id"] == message.id
        ]
        return data["whatsapp_documents"]

    def links(self, order):
        return self.env["whatsapp.inbox.document.link"]._of(order)

    def notes(self, order):
        """Those of ours, the newest first."""
        note = self.env.ref("mail.mt_note")
        own = order.message_ids.filtered(lambda m: "o_message_redirect" in m.body)
        self.assertEqual(own.subtype_id, note if own else note.browse())
        return own

    def wamid(self, message):
        self.send()
        return self.outgoing(message)[0].wamid

    # -- posting ------------------------------------------------------------------

    def test_both_sides(self):
        """The customer has the text; the order says so, with a way to the message."""
        order = self.order()
        message = self.post(order, body="Your *order*")
        self.send()
        self.assertEqual(self.meta.sent[-1]["text"]["body"], "Your *order*")
        [link] = self.links(order)
        self.assertEqual(link.message_id, message)
        self.assertEqual(link.channel_id, self.customer_thread)
        [note] = self.notes(order)
        self.assertEqual(note.author_id, self.seller.partner_id)
        self.assertIn("Sent by WhatsApp", note.body)
        shown = note.with_user(self.seller).linked_message_ids
        self.assertEqual(shown, message)

    def test_a_note_in_other_words(self):
        order = self.order()
        self.post(order, body="Pay here", note="Payment link <sent>")
        self.assertIn("Payment link &lt;sent&gt;", self.notes(order).body)

    def test_with_files(self):
        order = self.order()
        message = self.post(order, attachments=[("a.pdf", b"%PDF-1.4 a")])
        self.send()
        self.assertEqual(self.meta.sent[-1]["document"]["filename"], "a.pdf")
        self.assertEqual(message.attachment_ids.raw, b"%PDF-1.4 a")
        own = self.attach("b.pdf", b"%PDF-1.4 b", user=self.seller)
        message = self.post(order, attachments=own)
        self.assertEqual(message.attachment_ids, own)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        """Without rights for the document, or for the thread."""
        order = self.order()
        for user in (self.agent, self.salesman, self.outsider, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.post(order, user=user, body="Hi")
        self.assertFalse(self.links(order))
        self.assertFalse(self.notes(order))

    def test_out_of_the_window(self):
        order = self.order()
        self.later(hours(25))
        with self.assertRaises(UserError):
            self.post(order, body="Hi")
        self.assertFalse(self.links(order))

    # -- reading ------------------------------------------------------------------

    def test_names_are_for_who_reads_the_document(self):
        order = self.order()
        message = self.post(order, body="Hi")
        row = {"model": "sale.order", "id": order.id, "name": order.display_name}
        self.assertEqual(self.documents(message, self.seller), [row])
        for user in (self.agent, self.salesman, self.supervisor):
            with self.subTest(user=user.login):
                self.assertEqual(self.documents(message, user), [])
                self.assertEqual(message.with_user(user).whatsapp_documents(), [])
        for user in (self.outsider, self.employee):
            with self.assertRaises(AccessError):
                message.with_user(user).whatsapp_documents()

    def test_the_bus_has_no_names(self):
        """What is sent to all of a thread has neither name nor id of the order."""
        order = self.order()
        with self.captured_bus() as sent:
            message = self.post(order, body="Hi")
        of_thread = [
            str(content)
            for _target, _kind, content in sent
            if f"'id': {message.id}," in str(content)
        ]
        self.assertTrue(any("whatsapp_link_id" in one for one in of_thread))
        for content in of_thread:
            self.assertNotIn(order.name, content)
            self.assertNotIn("sale.order", content)

    def test_another_team(self):
        """Links are read as the messages are."""
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        order = self.order()
        self.post(order, body="Hi")
        links = self.links(order).sudo(False)
        self.assertTrue(links.with_user(self.agent).has_access("read"))
        self.customer_thread.sudo().write(
            {"whatsapp_team_id": self._create_team("Ours", self.agent).id}
        )
        self.assertTrue(links.with_user(self.agent).has_access("read"))
        self.assertFalse(links.with_user(other).has_access("read"))
        self.assertFalse(links.with_user(self.outsider).has_access("read"))
        self.assertFalse(links.with_user(self.agent).has_access("write"))

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        self.partner.company_id = False
        order = self.order(company=other)
        self.assertFalse(order.with_user(self.seller).has_access("read"))
        muted = mute_logger("odoo.addons.base.models.ir_rule")
        with muted, self.assertRaises(AccessError):
            self.post(order, body="Hi")
        both = self.seller
        both.company_ids |= other
        order = order.with_user(both).with_context(
            allowed_company_ids=(self.company | other).ids
        )
        self.assertFalse(order._whatsapp_thread(), "of another company's number")

    # -- deleting -----------------------------------------------------------------

    def test_the_document_is_deleted(self):
        order, other = self.order(), self.order()
        message = self.post(order, body="Hi")
        self.env["whatsapp.inbox.document.link"]._link(message, other)
        order.unlink()
        self.assertTrue(message.exists())
        self.assertEqual(
            [d["id"] for d in self.documents(message, self.seller)], [other.id]
        )

    def test_the_message_is_deleted(self):
        order = self.order()
        message = self.post(order, body="Hi")
        message.sudo().unlink()
        self.assertFalse(self.links(order))
        self.assertEqual(len(self.notes(order)), 1)
        self.assertFalse(self.notes(order).with_user(self.seller).linked_message_ids)

    def test_the_document_vanished(self):
        """Deleted by SQL, or with its addon."""
        order = self.order()
        message = self.post(order, body="Hi")
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_document_link SET res_id = 0 WHERE message_id = %s",
            [message.id],
        )
        self.env["whatsapp.inbox.document.link"]._link(message, self.partner)
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_document_link SET model = 'gone'"
            " WHERE model = 'res.partner'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.documents(message, self.seller), [])

    def test_once(self):
        order = self.order()
        message = self.post(order, body="Hi")
        link = self.env["whatsapp.inbox.document.link"]
        self.assertFalse(link._link(message, order))
        self.assertEqual(len(self.links(order)), 1)

    # -- answers ------------------------------------------------------------------

    def test_the_customer_answers(self):
        order = self.order()
        message = self.post(order, body="Is this right?")
        reply = said("Yes, <b>do it</b>", context={"id": self.wamid(message)})
        answer = self.receive(reply).mail_message_id
        note = self.notes(order)[0]
        self.assertIn("Ana answered: “Yes, &lt;b&gt;do it&lt;/b&gt;”", note.body)
        self.assertEqual(note.author_id, self.partner)
        self.assertEqual(note.with_user(self.seller).linked_message_ids, answer)
        self.assertEqual(len(self.documents(answer, self.seller)), 1)
        # an answer to the answer is about the order as well
        own = said("Please", context={"id": reply["id"]})
        self.receive(own)
        self.assertEqual(len(self.notes(order)), 3)
        # and Meta's second delivery is nothing new
        self.receive(own)
        self.assertEqual(len(self.notes(order)), 3)

    def test_other_messages_are_not_answers(self):
        order = self.order()
        message = self.post(order, body="Hi")
        self.wamid(message)
        plain = self.answer(self.customer_thread, "Something else")
        self.send()
        self.receive(said("Hello again"), said("?", context={"id": plain.wamid}))
        self.assertEqual(len(self.notes(order)), 1)

    def test_a_document_that_refuses(self):
        """The customer's message is there, whatever the document's addon does."""
        order = self.order()
        reply = said("Yes", context={"id": self.wamid(self.post(order, body="Hi"))})
        with (
            patch.object(type(order), "_whatsapp_answered", side_effect=ValueError),
            self.assertLogs("odoo.addons.whatsapp_inbox", "ERROR") as logs,
        ):
            self.receive(reply)
        self.assertNotIn("Yes", str(logs.output))
        self.assertIn("Yes", self.texts(self.customer_thread))

    def test_cost_of_answers(self):
        """Nothing without replies, one query for a batch of them."""
        plain = self.answer(self.customer_thread, "Something else")
        self.send()

        def cost(quoted, count=5):
            elements = [
                said("Hi", at=NOW + minutes(1), **quoted) for _n in range(count)
            ]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        def without(act):
            link = type(self.env["whatsapp.inbox.document.link"])
            with patch.object(link, "_note_answers"):
                return act()

        quoted = {"context": {"id": plain.wamid}}
        cost({}), cost(quoted)
        self.assertEqual(cost({}), without(lambda: cost({})))
        self.assertEqual(cost(quoted), without(lambda: cost(quoted)) + 1)
        many = cost(quoted, 30)
        self.assertEqual(many, without(lambda: cost(quoted, 30)) + 1)

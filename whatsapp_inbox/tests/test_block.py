"""Customers who are blocked: by agents, and outside of Odoo."""

import json
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BSUID, CUSTOMER, NOW, WhatsappCase, hours, person, said
from .fake_meta import response

EDGE = "501/block_users"
OTHER = "34600999888"


class BlockCase(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.asked = []
        self.failure = None
        self.listed = []
        self.meta.edges[EDGE] = self.block_users
        self.customer_thread = self.thread()
        self.own = self.customer_thread.with_user(self.agent)

    def block_users(self, request):
        """Meta's endpoint: one page of the list, or one user."""
        if request.method == "GET":
            return response(200, {"data": self.listed, "paging": {}})
        body = json.loads(request.body)
        self.asked.append((request.method, body["block_users"]))
        if not self.failure:
            return response(200, {"messaging_product": "whatsapp", "block_users": {}})
        code, words = self.failure
        user = {
            "input": CUSTOMER,
            "errors": [
                {"message": words, "code": code, "error_data": {"details": words}}
            ],
        }
        error = {"code": 139100, "message": "(#139100) Failed to block/unblock users"}
        lists = {"failed_users": [user]}
        return response(400, {"block_users": lists, "error": error})


@tagged("post_install", "-at_install")
class TestBlock(BlockCase):
    def test_block_and_unblock(self):
        """WhatsApp is told, the thread says who did it, and browsers know."""
        with self.captured_bus() as bus:
            self.own.whatsapp_block()
        self.assertEqual(self.asked, [("POST", [{"user": f"+{CUSTOMER}"}])])
        self.assertEqual(self.own.whatsapp_blocked_at, NOW)
        self.assertEqual(self.own.whatsapp_blocked_by_id, self.agent)
        told = [
            row["whatsapp_blocked_at"]
            for _target, kind, content in bus
            if kind == "mail.record/insert"
            for row in content.get("discuss.channel", [])
            if "whatsapp_blocked_at" in row
        ]
        self.assertTrue(told and told[-1])
        data = self.own.whatsapp_panel_section("customer")
        self.assertEqual(data["blocked"]["by"], self.agent.name)
        self.own.whatsapp_unblock()
        self.assertEqual(self.asked[1:], [("DELETE", [{"user": f"+{CUSTOMER}"}])])
        self.assertFalse(
            self.own.whatsapp_blocked_at or self.own.whatsapp_blocked_by_id
        )
        lines = self.texts(self.customer_thread)[-2:]
        self.assertEqual(
            lines,
            [
                f"{self.agent.name} blocked this customer.",
                f"{self.agent.name} unblocked this customer.",
            ],
        )

    def test_twice(self):
        """A colleague was faster: WhatsApp is asked once, and it is told once."""
        self.own.whatsapp_block()
        self.customer_thread.with_user(self.supervisor).whatsapp_block()
        self.assertEqual(len(self.asked), 1)
        self.assertEqual(self.own.whatsapp_blocked_by_id, self.agent)

    def test_who_has_no_number(self):
        thread = self.thread(
            said("Hi", sender=None, from_user_id=BSUID),
            contacts=[person("Bea", None, bsuid=BSUID)],
        )
        thread.with_user(self.agent).whatsapp_block()
        self.assertEqual(self.asked, [("POST", [{"user_id": BSUID}])])

    def test_refusals(self):
        """In words; nothing changes."""
        for code, said_by_meta, words in (
            (131047, "Re-engagement required", "24 hours"),
            (139101, "Block list limit reached", "64,000"),
            (139102, "Concurrent update", "Try again"),
            (139103, "Internal error of theirs", "Internal error of theirs"),
        ):
            self.failure = (code, said_by_meta)
            with self.subTest(code), self.assertRaisesRegex(UserError, words):
                self.own.whatsapp_block()
            self.assertFalse(self.own.whatsapp_blocked_at)

    def test_nothing_leaves(self):
        """Neither answers of agents nor texts of the inbox; notes stay possible."""
        self.own.whatsapp_block()
        with self.assertRaisesRegex(UserError, "blocked"):
            self.answer(self.customer_thread)
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertIn("blocked", conversation._auto_refusal("greeting"))
        self.own.message_post(
            body="Spam", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.own.whatsapp_unblock()
        self.assertTrue(self.answer(self.customer_thread))

    def test_who_may(self):
        team = self._create_team("Repairs", self.supervisor)
        self.customer_thread.whatsapp_conversation_id.team_id = team
        for user in (self.agent, self.employee):
            for act in ("whatsapp_block", "whatsapp_unblock"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(self.customer_thread.with_user(user), act)()
        with self.assertRaises(AccessError):
            self.customer_thread.with_user(self.supervisor).write(
                {"whatsapp_blocked_at": NOW}
            )
        self.assertFalse(self.asked)

    def test_contact(self):
        contact = self.customer_thread.whatsapp_contact_id.with_user(self.agent)
        contact.action_block()
        self.assertTrue(contact.blocked)
        contact.action_unblock()
        self.assertFalse(contact.blocked)
        self.assertEqual([method for method, _user in self.asked], ["POST", "DELETE"])


@tagged("post_install", "-at_install")
class TestBlockedElsewhere(BlockCase):
    def test_sync(self):
        """Whom others blocked and unblocked; strangers on the list are nobody's."""
        other = self.thread(
            said("Hi", sender=OTHER), contacts=[person("Bea", wa_id=OTHER)]
        )
        self.own.whatsapp_block()
        self.later(hours(1))
        self.listed = [{"wa_id": OTHER}, {"wa_id": "4915112345678"}, {"odd": 1}]
        self.account.with_user(self.admin).action_sync_blocked()
        self.assertFalse(self.own.whatsapp_blocked_at)
        self.assertEqual(other.whatsapp_blocked_at, NOW + timedelta(hours=1))
        self.assertFalse(other.whatsapp_blocked_by_id)
        self.assertIn("unblocked outside", self.texts(self.customer_thread)[-1])
        self.assertIn("blocked outside", self.texts(other)[-1])
        lines = len(self.texts(other))
        self.account.with_user(self.admin).action_sync_blocked()
        self.assertEqual(len(self.texts(other)), lines)

    def test_meta_does_not_tell(self):
        """Nobody is unblocked by it, and other numbers are asked."""
        self.own.whatsapp_block()
        self.later(hours(1))
        self.meta.edges[EDGE] = lambda _request: response(
            500, {"error": {"code": 2, "message": "Down"}}
        )
        with self.assertRaisesRegex(UserError, "Sales"):
            self.account.with_user(self.admin).action_sync_blocked()
        self.account._sync_blocked_daily()
        self.assertTrue(self.own.whatsapp_blocked_at)
        with self.assertRaises(AccessError):
            self.account.with_user(self.agent).action_sync_blocked()

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import NOW, WhatsappCase, hours, said


@tagged("post_install", "-at_install")
class TestDiscussOverHttp(WhatsappCase, HttpCase):
    """The routes that Discuss calls, as an agent's browser calls them."""

    def setUp(self):
        super().setUp()
        self.record = self.receive(said("Hi", "w1"))
        self.customer_thread = self.record.channel_id
        self.authenticate(self.agent.login, self.agent.login)

    def test_agent_opens_discuss(self):
        page = self.url_open("/odoo/discuss").text
        self.assertIn('"has_whatsapp_inbox_access": true', page)
        data = self.make_jsonrpc_request(
            "/mail/data", {"fetch_params": ["init_messaging", "channels_as_member"]}
        )
        channels = {channel["id"]: channel for channel in data["discuss.channel"]}
        channel = channels[self.customer_thread.id]
        self.assertEqual(channel["whatsapp_account_id"], self.account.id)
        [member] = [
            member
            for member in data["discuss.channel.member"]
            if member.get("channel_id", {}).get("id") == self.customer_thread.id
            and "message_unread_counter" in member
        ]
        self.assertEqual(member["message_unread_counter"], 1)

    def test_agent_reads_and_the_customer_sees_it(self):
        data = self.make_jsonrpc_request(
            "/discuss/channel/messages", {"channel_id": self.customer_thread.id}
        )
        self.assertEqual(data["messages"], self.record.mail_message_id.ids)
        self.make_jsonrpc_request(
            "/discuss/channel/mark_as_read",
            {
                "channel_id": self.customer_thread.id,
                "last_message_id": self.record.mail_message_id.id,
            },
        )
        self.make_jsonrpc_request(
            "/discuss/channel/notify_typing",
            {"channel_id": self.customer_thread.id, "is_typing": True},
        )
        self.send()
        self.assertEqual(self.meta.receipts[-1]["message_id"], "w1")

    def test_agent_reacts(self):
        self.make_jsonrpc_request(
            "/mail/message/reaction",
            {
                "message_id": self.record.mail_message_id.id,
                "content": "👍",
                "action": "add",
            },
        )
        self.send()
        self.assertEqual(self.meta.sent[0]["reaction"]["emoji"], "👍")

    def test_agent_uploads_and_sends_a_file(self):
        answer = self.url_open(
            "/mail/attachment/upload",
            data={
                "thread_id": self.customer_thread.id,
                "thread_model": "discuss.channel",
                "is_pending": True,
                "csrf_token": http.Request.csrf_token(self),
            },
            files={"ufile": ("offer.pdf", b"%PDF-1.4 offer", "application/pdf")},
        )
        attachment = answer.json()["data"]["attachment_id"]
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": self.customer_thread.id,
                "post_data": {
                    "body": "<p>The <b>offer</b></p>",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    "attachment_ids": [attachment],
                    "parent_id": self.record.mail_message_id.id,
                },
            },
        )
        self.send()
        [payload] = self.meta.sent
        self.assertEqual(payload["document"]["caption"], "The *offer*")
        self.assertEqual(payload["document"]["filename"], "offer.pdf")
        self.assertEqual(payload["context"], {"message_id": "w1"})
        self.assertEqual(self.meta.uploads[0][2], b"%PDF-1.4 offer")

    def test_a_closed_window_is_said_in_words(self):
        self.record.conversation_id.window_expires_at = NOW - hours(1)
        with mute_logger("odoo.http"):
            answer = self.opener.post(
                f"{self.base_url()}/mail/message/post",
                json={
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "thread_model": "discuss.channel",
                        "thread_id": self.customer_thread.id,
                        "post_data": {
                            "body": "Hello",
                            "message_type": "comment",
                            "subtype_xmlid": "mail.mt_comment",
                        },
                    },
                },
            )
        error = answer.json()["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.UserError")
        self.assertIn("24-hour window", error["message"])

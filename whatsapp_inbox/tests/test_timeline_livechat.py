"""Live chats of a customer in their history: where ``im_livechat`` is installed."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import WhatsappCase


@tagged("post_install", "-at_install")
class TestTimelineLivechat(WhatsappCase, HttpCase):
    def setUp(self):
        super().setUp()
        if "im_livechat.channel" not in self.env:
            self.skipTest("im_livechat is not installed")

    def test_a_chat_of_the_customer(self):
        """They are logged in and ask for a chat; agents who may read live chats have it
        in the history, once, and others have not."""
        portal = new_test_user(
            self.env, "wi_customer", "base.group_portal", password="wi_customer_1"
        )
        portal.partner_id.phone = "+34 600 111 222"
        thread = self.thread()
        self.assertEqual(thread.whatsapp_contact_id.partner_id, portal.partner_id)
        groups = "whatsapp_inbox.group_agent,im_livechat.im_livechat_group_user"
        operator = self._create_user("wi_operator", groups)
        thread.whatsapp_team_id.member_ids += operator
        site = self.env["im_livechat.channel"].create(
            {"name": "Shop", "user_ids": [Command.set(operator.ids)]}
        )

        def available(channels):
            for channel in channels:
                channel.available_operator_ids = channel.user_ids

        self.patch(type(site), "_compute_available_operator_ids", available)
        self.authenticate("wi_customer", "wi_customer_1")
        asked = {"channel_id": site.id}
        data = self.make_jsonrpc_request("/im_livechat/get_session", asked)
        chat = self.env["discuss.channel"].browse(data["channel_id"])
        self.assertEqual(chat.channel_type, "livechat")

        [row] = thread.with_user(operator).whatsapp_timeline("livechat")["rows"]
        self.assertEqual((row["thread"], row["title"]), (chat.id, chat.name))
        self.assertEqual(row["who"], "", "it is the customer's own")
        own = thread.with_user(self.agent)
        self.assertFalse(own.whatsapp_timeline("livechat")["rows"])

import json

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import PIXEL, SecurityCase, message, said

WORDS = "The customer's own words"
QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.sql_db")


class ForeignCase(SecurityCase, HttpCase):
    """A thread of another team, and who has no business in it."""

    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.meta.media["m"] = ("image/png", PIXEL)
        picture = message("image", {"id": "m", "caption": WORDS})
        self.record = self.receive(said(WORDS), picture)[0]
        self.run_job("whatsapp.inbox.media")
        self.foreign = self.record.channel_id
        self.mail = self.record.mail_message_id
        self.attachment = self.foreign.message_ids.attachment_ids
        self.assertTrue(self.attachment)
        self.before = self.state()

    def state(self):
        """What a stranger must not change."""
        self.env.invalidate_all()
        thread = self.foreign
        return {
            "messages": sorted(thread.message_ids.ids),
            "bodies": [str(m.body) for m in thread.message_ids.sorted("id")],
            "members": sorted(thread.channel_member_ids.partner_id.ids),
            "guests": sorted(thread.channel_member_ids.guest_id.ids),
            "followers": sorted(thread.message_follower_ids.partner_id.ids),
            "name": thread.name,
            "description": thread.description,
            "pinned": thread.message_ids.filtered("pinned_at").ids,
            "reactions": len(thread.message_ids.reaction_ids),
            "children": thread.sub_channel_ids.ids,
            "calls": thread.rtc_session_ids.ids,
            "tokens": self.attachment.mapped("access_token"),
            "files": self.attachment.exists().ids,
            "queue": self.env["whatsapp.inbox.message"].search_count(
                [("direction", "=", "outbound")]
            ),
            "receipts": self.env["whatsapp.inbox.receipt"].search_count([]),
        }

    def strangers(self):
        return (self.other, self.employee, self.portal, None)

    def enter(self, user):
        if user:
            self.authenticate(user.login, user.login)
        else:
            self.logout()
            self.opener.cookies.clear()

    def assert_nothing(self, answer):
        """Nothing was told and nothing was changed."""
        self.assertNotIn(WORDS, answer)
        self.assertNotIn("own words", answer)
        self.assertEqual(self.state(), self.before)


@tagged("post_install", "-at_install")
class TestForeignRoutes(ForeignCase):
    """Peers 9: each address of Discuss, as agents of another team, colleagues who are
    no agents, customers of the portal and the public."""

    def calls(self):
        thread, mail = self.foreign.id, self.mail.id
        here = {"thread_model": "discuss.channel", "thread_id": thread}
        record = {"res_model": "discuss.channel", "res_id": thread}
        channel = {"channel_id": thread}
        post = {"body": "Hi", "message_type": "comment"}
        post["subtype_xmlid"] = "mail.mt_comment"
        asked = ["messages", "attachments", "followers", "activities"]
        fetched = [
            ["discuss.channel", [thread]],
            ["mail.thread", {**here, "request_list": asked}],
            "channels_as_member",
            "init_messaging",
        ]
        return [
            *(("/mail/data", {"fetch_params": [wish]}) for wish in fetched),
            *(("/mail/action", {"fetch_params": [wish]}) for wish in fetched),
            ("/discuss/channel/members", {**channel, "known_member_ids": []}),
            ("/discuss/channel/messages", channel),
            (
                "/discuss/channel/messages",
                {**channel, "fetch_params": {"search_term": "own"}},
            ),
            ("/discuss/channel/pinned_messages", channel),
            ("/discuss/channel/mark_as_read", {**channel, "last_message_id": mail}),
            (
                "/discuss/channel/set_new_message_separator",
                {**channel, "message_id": mail},
            ),
            ("/discuss/channel/notify_typing", {**channel, "is_typing": True}),
            ("/discuss/channel/attachments", channel),
            ("/discuss/channel/join", channel),
            ("/discuss/channel/update_avatar", {**channel, "data": ""}),
            ("/discuss/channel/ping", channel),
            (
                "/discuss/channel/sub_channel/create",
                {"parent_channel_id": thread, "from_message_id": mail},
            ),
            ("/discuss/channel/sub_channel/fetch", {"parent_channel_id": thread}),
            ("/discuss/channel/sub_channel/delete", {"sub_channel_id": thread}),
            ("/discuss/search", {"term": self.foreign.name}),
            ("/discuss/settings/mute", {**channel, "minutes": 5}),
            (
                "/discuss/settings/custom_notifications",
                {**channel, "custom_notifications": "all"},
            ),
            ("/mail/rtc/channel/join_call", channel),
            ("/mail/rtc/channel/leave_call", channel),
            ("/mail/rtc/channel/cancel_call_invitation", channel),
            ("/mail/thread/messages", here),
            ("/mail/thread/recipients", here),
            ("/mail/thread/subscribe", {**record, "partner_ids": [self.spy()]}),
            ("/mail/thread/unsubscribe", {**record, "partner_ids": [self.spy()]}),
            ("/mail/message/post", {**here, "post_data": post}),
            (
                "/mail/message/post",
                {**here, "post_data": {"body": "note", "message_type": "comment"}},
            ),
            (
                "/mail/message/update_content",
                {"message_id": mail, "update_data": {"body": "Changed"}},
            ),
            (
                "/mail/message/reaction",
                {"message_id": mail, "content": "👍", "action": "add"},
            ),
            ("/mail/link_preview", {"message_id": mail}),
            ("/mail/message/translate", {"message_id": mail}),
            ("/mail/attachment/delete", {"attachment_id": self.attachment[0].id}),
            (
                "/mail/attachment/delete",
                {"attachment_id": self.attachment[0].id, "access_token": "1"},
            ),
            ("/mail/inbox/messages", {}),
            ("/mail/history/messages", {}),
            ("/mail/starred/messages", {}),
        ]

    def spy(self):
        return self.other.partner_id.id

    def test_json(self):
        for user in self.strangers():
            self.enter(user)
            for route, params in self.calls():
                who = user.login if user else "nobody"
                with self.subTest(route=route, user=who), mute_logger(*QUIET):
                    try:
                        answer = self.make_jsonrpc_request(route, params)
                    except JsonRpcException as refused:
                        answer = str(refused)
                    self.assert_nothing(json.dumps(answer))

    def test_pages_and_files(self):
        thread, mail, file = self.foreign.id, self.mail.id, self.attachment[0]
        uuid = self.foreign.uuid
        for user in self.strangers():
            self.enter(user)
            for url in (
                f"/discuss/channel/{thread}",
                f"/chat/{thread}/{uuid}",
                f"/chat/{thread}/guess",
                f"/mail/view?model=discuss.channel&res_id={thread}",
                f"/mail/view?model=discuss.channel&res_id={thread}&access_token=1",
                f"/mail/message/{mail}",
                f"/web/content/{file.id}",
                f"/web/content/{file.id}?access_token=guess",
                f"/web/content/{file.id}?access_token=",
                f"/web/content/ir.attachment/{file.id}/raw",
                f"/web/image/{file.id}",
                f"/web/image/{file.id}?access_token=False",
                f"/web/content?model=ir.attachment&id={file.id}&field=datas",
                f"/web/content/{file.checksum}",
                f"/web/image/whatsapp.inbox.message/{self.record.id}/payload",
            ):
                who = user.login if user else "nobody"
                with self.subTest(url=url, user=who), mute_logger(*QUIET):
                    answer = self.url_open(url)
                    self.assertNotEqual(answer.content, PIXEL)
                    self.assertNotIn(PIXEL[:30], answer.content)
                    self.assert_nothing(answer.text)
            answer = self.url_open(
                "/mail/attachment/zip",
                data={"file_ids": f"[{file.id}]", "zip_name": "x"},
                method="POST",
            )
            self.assertNotIn(PIXEL[:30], answer.content)


@tagged("post_install", "-at_install")
class TestForeignRecords(ForeignCase):
    """Peers 9: the same by RPC on the models, with all that Odoo lets users call."""

    def rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def calls(self, user):
        thread, mail = self.foreign.ids, self.mail.ids
        partner = user.partner_id.id
        file = self.attachment.ids
        return [
            ("discuss.channel", "read", thread, ["name", "message_ids"]),
            ("discuss.channel", "web_read", thread, {"message_ids": {"fields": {}}}),
            ("discuss.channel", "search_read", [["id", "in", thread]], ["name"]),
            ("discuss.channel", "add_members", thread, [partner]),
            ("discuss.channel", "channel_join", thread),
            ("discuss.channel", "channel_pin", thread, True),
            ("discuss.channel", "channel_rename", thread, "Mine"),
            ("discuss.channel", "channel_change_description", thread, "Mine"),
            ("discuss.channel", "channel_set_custom_name", thread, "Mine"),
            ("discuss.channel", "set_message_pin", thread, mail[0], True),
            ("discuss.channel", "invite_by_email", thread, ["spy@example.com"]),
            ("discuss.channel", "get_mention_suggestions", "a"),
            ("discuss.channel", "execute_command_who", thread),
            ("discuss.channel", "execute_command_leave", thread),
            ("discuss.channel", "message_subscribe", thread, [partner]),
            ("discuss.channel", "write", thread, {"name": "Mine"}),
            ("discuss.channel", "write", thread, {"group_public_id": False}),
            ("discuss.channel", "unlink", thread),
            ("discuss.channel", "copy", thread),
            ("discuss.channel", "export_data", thread, ["message_ids/body"]),
            (
                "discuss.channel",
                "create",
                [{"name": "x", "parent_channel_id": thread[0]}],
            ),
            (
                "discuss.channel.member",
                "create",
                [{"channel_id": thread[0], "partner_id": partner}],
            ),
            ("discuss.channel.rtc.session", "create", [{"channel_id": thread[0]}]),
            ("mail.message", "read", mail, ["body"]),
            ("mail.message", "search_read", [["id", "in", mail]], ["body"]),
            ("mail.message", "search_read", [["body", "ilike", "own words"]], ["body"]),
            ("mail.message", "formatted_read_group", [], ["body"], ["__count"]),
            ("mail.message", "toggle_message_starred", mail),
            ("mail.message", "mark_all_as_read"),
            ("mail.message", "write", mail, {"body": "Changed"}),
            ("mail.message", "write", mail, {"res_id": 1}),
            ("mail.message", "unlink", mail),
            ("mail.message", "copy", mail),
            ("mail.message", "export_data", mail, ["body"]),
            (
                "mail.message",
                "create",
                [
                    {
                        "model": "discuss.channel",
                        "res_id": thread[0],
                        "body": "Hi",
                        "message_type": "comment",
                    }
                ],
            ),
            ("mail.message", "create", [{"body": "x", "parent_id": mail[0]}]),
            (
                "mail.message.reaction",
                "create",
                [{"message_id": mail[0], "content": "👍", "partner_id": partner}],
            ),
            (
                "mail.followers",
                "create",
                [
                    {
                        "res_model": "discuss.channel",
                        "res_id": thread[0],
                        "partner_id": partner,
                    }
                ],
            ),
            (
                "mail.compose.message",
                "create",
                [{"model": "discuss.channel", "res_ids": str(thread), "body": "Hi"}],
            ),
            (
                "mail.scheduled.message",
                "create",
                [
                    {
                        "model": "discuss.channel",
                        "res_id": thread[0],
                        "author_id": partner,
                        "body": "Hi",
                        "scheduled_date": "2026-03-02 11:00:00",
                    }
                ],
            ),
            ("ir.attachment", "read", file, ["name", "datas"]),
            ("ir.attachment", "search_read", [["id", "in", file]], ["name"]),
            ("ir.attachment", "generate_access_token", file),
            ("ir.attachment", "write", file, {"public": True}),
            ("ir.attachment", "write", file, {"res_model": False, "res_id": 0}),
            ("ir.attachment", "copy", file),
            ("ir.attachment", "unlink", file),
            ("whatsapp.inbox.message", "read", self.record.ids, ["payload"]),
            ("whatsapp.inbox.message", "search_read", []),
            ("whatsapp.inbox.conversation", "search_read", []),
            (
                "whatsapp.inbox.conversation",
                "action_resolve",
                self.record.conversation_id.ids,
            ),
            (
                "whatsapp.inbox.conversation",
                "write",
                self.record.conversation_id.ids,
                {"user_id": user.id},
            ),
            ("mail.message", "whatsapp_resend", mail),
            ("mail.message", "whatsapp_mark_sent", mail),
            ("mail.message", "whatsapp_retry_media", mail),
        ]

    def test_models(self):
        for user in (self.other, self.employee, self.portal):
            self.enter(user)
            for model, method, *args in self.calls(user):
                with (
                    self.subTest(model=model, method=method, user=user.login),
                    mute_logger(*QUIET),
                ):
                    try:
                        answer = self.rpc(model, method, *args)
                    except JsonRpcException as refused:
                        answer = str(refused)
                    self.assert_nothing(json.dumps(answer, default=str))
        self.assertEqual(self.record.conversation_id.state, "open")
        self.assertFalse(self.record.conversation_id.user_id)

    def test_a_reply_quotes_nothing_of_another_thread(self):
        """The quoted message is shown with the reply."""
        other = self.env["discuss.channel"].with_user(self.other)
        group = other._create_group(partners_to=self.employee.partner_id.ids)
        self.enter(self.other)
        with mute_logger(*QUIET):
            try:
                answer = self.make_jsonrpc_request(
                    "/mail/message/post",
                    {
                        "thread_model": "discuss.channel",
                        "thread_id": group.id,
                        "post_data": {
                            "body": "Look",
                            "message_type": "comment",
                            "parent_id": self.mail.id,
                            "attachment_ids": self.attachment.ids,
                        },
                    },
                )
            except JsonRpcException as refused:
                answer = str(refused)
        self.assert_nothing(json.dumps(answer))
        self.assertFalse(self.attachment.filtered(lambda a: a.res_id == group.id))

    def test_agents_see_what_is_theirs(self):
        """The checks above would pass on a thread that nobody sees."""
        self.enter(self.agent)
        answer = self.make_jsonrpc_request(
            "/discuss/channel/messages", {"channel_id": self.foreign.id}
        )
        self.assertIn("own words", json.dumps(answer))
        self.assertEqual(
            self.url_open(f"/web/content/{self.attachment[0].id}").content, PIXEL
        )

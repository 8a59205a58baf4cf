from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import (
    SecurityCase,
    said,
)


@tagged("post_install", "-at_install")
class TestRights(SecurityCase):
    """What each group may do."""

    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.record = self.receive(said("Hi"))
        self.customer_thread = self.record.channel_id

    def test_agents_configure_nothing(self):
        records = [
            self.account,
            self.team,
            self.env["whatsapp.inbox.tag"].create({"name": "Order"}),
            self.record,
            self.record.contact_id,
            self.record.contact_id.alias_ids[:1],
            self.record.conversation_id,
        ]
        for record in records:
            mine = record.with_user(self.agent)
            with self.subTest(model=record._name):
                self.assertTrue(mine.has_access("read"))
                # of a conversation they change what is theirs to decide: test_owner
                if record != self.record.conversation_id:
                    self.assertFalse(mine.has_access("write"))
                self.assertFalse(mine.has_access("unlink"))
        for model in [
            "whatsapp.inbox.account",
            "whatsapp.inbox.team",
            "whatsapp.inbox.tag",
            "whatsapp.inbox.contact",
            "whatsapp.inbox.contact.alias",
            "whatsapp.inbox.conversation",
            "whatsapp.inbox.message",
            "whatsapp.inbox.webhook.event",
            "whatsapp.inbox.status",
            "whatsapp.inbox.receipt",
            "whatsapp.inbox.connection.test",
        ]:
            with self.subTest(model=model):
                for user in (self.agent, self.employee, self.portal, self.public):
                    records = self.env[model].with_user(user)
                    self.assertFalse(records.has_access("create"), user.login)

    def test_who_is_no_agent_reads_nothing(self):
        for model in self.env.registry:
            if not model.startswith("whatsapp.inbox."):
                continue
            if self.env[model]._abstract:
                continue
            for user in (self.employee, self.portal, self.public):
                with self.subTest(model=model, user=user.login):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_supervisors_manage_conversations_only(self):
        conversation = self.record.conversation_id.with_user(self.supervisor)
        conversation.write({"team_id": self.other_team.id, "priority": "2"})
        self.assertEqual(conversation.team_id, self.other_team)
        for records in (self.account, self.team, self.record, self.record.contact_id):
            with self.subTest(model=records._name):
                self.assertFalse(records.with_user(self.supervisor).has_access("write"))
        with self.assertRaises(AccessError):
            conversation.unlink()

    def test_jobs_are_not_callable(self):
        """What begins with an underscore is not RPC; nothing else of ours sends."""
        for model in (
            "whatsapp.inbox.inbound",
            "whatsapp.inbox.outbox",
            "whatsapp.inbox.media",
            "whatsapp.inbox.job",
        ):
            own = {
                name
                for cls in type(self.env[model]).__mro__
                if cls.__module__.startswith("odoo.addons.whatsapp_inbox")
                for name in vars(cls)
                if callable(getattr(cls, name, None)) and not name.startswith("_")
            }
            self.assertFalse(own, model)

    def test_a_member_who_is_no_agent_does_not_answer(self):
        self.customer_thread._add_members(users=self.employee)
        with self.assertRaises(AccessError):
            self.answer(self.customer_thread, user=self.employee)
        with self.assertRaises(AccessError):
            self.react(self.record.mail_message_id, "👍", self.employee)

    def test_sudo_makes_no_agent(self):
        """The controllers post by sudo()."""
        with self.assertRaises(AccessError):
            self.customer_thread.with_user(self.employee).sudo().message_post(
                body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
            )

    def test_nobody_writes_as_the_customer(self):
        """Core's ``message_post`` takes an author from whoever calls it by RPC."""
        customer = self.record.contact_id.partner_id
        forged = {
            "author_id": customer.id,
            "email_from": "ana@example.com",
            "date": "2020-01-01 00:00:00",
            "record_name": "Another customer",
        }
        sent = self.answer(self.customer_thread, **forged)
        note = self.customer_thread.with_user(self.agent).message_post(
            body="I confirm", message_type="comment", **forged
        )
        for mail in (sent.mail_message_id, note):
            self.assertEqual(mail.author_id, self.agent.partner_id)
            self.assertGreater(mail.date.year, 2020)
            self.assertNotEqual(mail.record_name, "Another customer")

    def test_an_agent_of_another_team_does_not_answer(self):
        with self.assertRaises(AccessError):
            self.answer(self.customer_thread, user=self.other)

    def test_members_are_colleagues(self):
        guest = self.env["mail.guest"].create({"name": "Guest"})
        with self.assertRaises(ValidationError):
            self.customer_thread._add_members(guests=guest)
        for partner in (
            self.portal.partner_id,
            self.record.contact_id.partner_id,
        ):
            refused = self.assertRaises(ValidationError)
            with self.subTest(partner=partner.name), refused:
                self.customer_thread._add_members(partners=partner)

    def test_the_customer_is_no_member(self):
        customer = self.record.contact_id.partner_id
        self.assertNotIn(customer, self.customer_thread.channel_member_ids.partner_id)

    def test_actions_on_messages(self):
        self.meta.refuse(131026)
        sent = self.answer(self.customer_thread)
        self.send()
        self.customer_thread._add_members(users=self.employee)
        for name in (
            "whatsapp_resend",
            "whatsapp_mark_sent",
            "whatsapp_retry_media",
        ):
            for user in (self.employee, self.other, self.portal, self.public):
                with self.subTest(action=name, user=user.login):
                    mail = sent.mail_message_id.with_user(user)
                    with self.assertRaises(UserError):
                        getattr(mail, name)()
        self.assertFalse(sent.superseded)
        sent.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.assertTrue(sent.superseded)

    def test_thread_settings_are_not_for_agents(self):
        """A thread is not moved to another customer, number or team by a member."""
        company = self._create_company("Other", "base.es")
        number = self._create_account("Other", "777", company_id=company.id)
        thread = self.customer_thread.with_user(self.agent)
        for values in (
            {"whatsapp_account_id": number.id},
            {"whatsapp_contact_id": False},
            {"whatsapp_team_id": self.other_team.id},
            {"whatsapp_conversation_id": False},
            {"channel_type": "group"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                thread.write(values)

    def test_nobody_makes_a_thread_by_hand(self):
        """It would let an agent write to any customer, or read along."""
        values = {
            "name": "Forged",
            "channel_type": "whatsapp_inbox",
            "whatsapp_account_id": self.account.id,
            "whatsapp_contact_id": self.record.contact_id.id,
        }
        self.account.team_id = self.other_team
        for user in (self.agent, self.employee):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.env["discuss.channel"].with_user(user).create(values)

    def test_messages_are_neither_edited_nor_deleted(self):
        sent = self.answer(self.customer_thread).mail_message_id
        received = self.record.mail_message_id
        thread = self.customer_thread.with_user(self.agent).sudo()
        for mail in (sent, received):
            for body in ("Changed", ""):
                with self.subTest(mail=mail, body=body), self.assertRaises(UserError):
                    thread._message_update_content(
                        mail.sudo(), body=body, attachment_ids=[]
                    )
            self.customer_thread._add_members(users=self.supervisor)
            for user in (self.agent, self.supervisor):
                with self.subTest(mail=mail, user=user.login):
                    with self.assertRaises(UserError):
                        mail.with_user(user).unlink()
                    with self.assertRaises(UserError):
                        mail.with_user(user).write({"body": "Changed"})


@tagged("post_install", "-at_install")
class TestRpc(SecurityCase, HttpCase):
    """The same over HTTP, where a browser's user stands."""

    def call(self, user, model, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )

    def test_secrets(self):
        for user in (self.agent, self.supervisor, self.employee, self.portal):
            for method, args in [
                ("read", [self.account.ids, ["access_token"]]),
                ("search_read", [[], ["app_secret"]]),
                ("search_count", [[["verify_token", "=like", "t%"]]]),
                ("web_search_read", [[], {"webhook_key": {}}]),
                ("formatted_read_group", [[], ["access_token"], ["__count"]]),
                ("_webhook_credentials", []),
                ("_api", [self.account.ids]),
            ]:
                refused = self.assertRaises(JsonRpcException)
                with self.subTest(user=user.login, method=method), refused:
                    self.call(user, "whatsapp.inbox.account", method, *args)

    def test_account_made_over_rpc_works_at_once(self):
        """No wizard is the only way in."""
        [account_id] = self.call(
            self.admin,
            "whatsapp.inbox.account",
            "create",
            [
                {
                    "name": "By RPC",
                    "phone_number_id": " 888 ",
                    "waba_id": "1001",
                    "access_token": "TOKEN-888",
                    "app_secret": "secret",
                    "verify_token": "verify",
                    "api_url": "https://meta.example.com/",
                }
            ],
        )
        account = self.env["whatsapp.inbox.account"].browse(account_id)
        self.assertEqual(account.state, "connected")
        self.assertEqual(account.company_id, self.company)
        thread = self.thread(account=account)
        self.answer(thread)
        self.send()
        self.assertEqual(len(self.meta.sent), 1)
        self.assertIn(("POST", "888/messages", {}), self.meta.calls)

    def test_thread_of_another_team(self):
        self.account.team_id = self.other_team
        thread = self.thread()
        self.authenticate(self.agent.login, self.agent.login)
        with mute_logger("odoo.http"):
            for route, params in [
                ("/discuss/channel/messages", {"channel_id": thread.id}),
                (
                    "/mail/message/post",
                    {
                        "thread_model": "discuss.channel",
                        "thread_id": thread.id,
                        "post_data": {
                            "body": "Hi",
                            "message_type": "comment",
                            "subtype_xmlid": "mail.mt_comment",
                        },
                    },
                ),
                (
                    "/discuss/channel/members",
                    {"channel_id": thread.id, "known_member_ids": []},
                ),
            ]:
                with self.subTest(route=route), self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(route, params)
        self.assertEqual(self.texts(thread), ["Hello"])

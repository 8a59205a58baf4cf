from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.mail.tools.discuss import Store

from .common import PIXEL, WhatsappCase, change, message, said, webhook

SECRETS = ("access_token", "app_secret", "verify_token", "webhook_key", "webhook_url")
VALUES = ("TOKEN-501", "the app secret", "the verify token")


class SecurityCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "wi_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.other = cls._create_user("wi_other", "whatsapp_inbox.group_agent")
        cls.team = cls._create_team("Ours", cls.agent)
        cls.other_team = cls._create_team("Theirs", cls.other)


@tagged("post_install", "-at_install")
class TestSecrets(SecurityCase):
    """Nobody reads a secret but who configures."""

    def strangers(self):
        return (self.agent, self.supervisor, self.employee, self.portal, self.public)

    def test_read(self):
        for user in self.strangers():
            account = self.account.with_user(user)
            for name in SECRETS:
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        account.read([name])
                    account.invalidate_recordset()
                    with self.assertRaises(AccessError):
                        account[name]  # pylint: disable=pointless-statement

    def test_administrators_read_them(self):
        self.assertEqual(self.account.with_user(self.admin).app_secret, VALUES[1])

    def test_read_all_leaves_them_out(self):
        values = self.account.with_user(self.agent).read()[0]
        self.assertFalse(values.keys() & set(SECRETS))
        for secret in VALUES:
            self.assertNotIn(secret, str(values))

    def test_search_and_group(self):
        """Nor guess it letter by letter."""
        for user in self.strangers():
            model = self.env["whatsapp.inbox.account"].with_user(user)
            for name in ("access_token", "app_secret", "verify_token", "webhook_key"):
                with self.subTest(user=user.login, field=name):
                    for domain in (
                        [(name, "=like", "T%")],
                        [("company_id", "=", self.company.id), (name, "!=", False)],
                    ):
                        with self.assertRaises(AccessError):
                            model.search(domain)
                        with self.assertRaises(AccessError):
                            model.search_count(domain)
                    with self.assertRaises(AccessError):
                        model.formatted_read_group([], [name], ["__count"])
                    with self.assertRaises(AccessError):
                        model.formatted_read_group([], [], [f"{name}:array_agg"])
                    with self.assertRaises(AccessError):
                        model.search([], order=name)

    def test_through_related_records(self):
        record = self.receive(said("Hi"))
        for model, path in [
            ("discuss.channel", "whatsapp_account_id"),
            ("whatsapp.inbox.conversation", "account_id"),
            ("whatsapp.inbox.message", "account_id"),
        ]:
            with self.subTest(model=model):
                records = self.env[model].with_user(self.agent)
                with self.assertRaises(AccessError):
                    records.search([(f"{path}.app_secret", "=like", "the%")])
                one = records.search([(path, "=", self.account.id)], limit=1)
                self.assertTrue(one)
                with self.assertRaises(AccessError):
                    one.mapped(f"{path}.access_token")
        self.assertTrue(record)

    def test_export(self):
        self.env.ref("base.group_allow_export").write(
            {"user_ids": [(4, self.agent.id), (4, self.supervisor.id)]}
        )
        self.receive(said("Hi"))
        thread = (
            self.env["discuss.channel"]
            .with_user(self.agent)
            .search([("whatsapp_account_id", "=", self.account.id)])
        )
        account = self.account.with_user(self.agent)
        for records, name in [
            (account, "access_token"),
            (thread, "whatsapp_account_id/app_secret"),
        ]:
            with self.subTest(name=name), self.assertRaises(AccessError):
                records.export_data([name])

    def test_copy_does_not_carry_them(self):
        copy = self.account.with_user(self.admin).copy({"phone_number_id": "999"})
        self.assertFalse(copy.access_token)
        self.assertFalse(copy.app_secret)
        self.assertNotEqual(copy.verify_token, self.account.verify_token)
        self.assertNotEqual(copy.webhook_key, self.account.webhook_key)
        self.assertEqual(copy.state, "draft")

    def test_web_read_and_onchange(self):
        account = self.account.with_user(self.agent)
        with self.assertRaises(AccessError):
            account.web_read({"access_token": {}})
        with self.assertRaises(AccessError):
            self.env["whatsapp.inbox.account"].with_user(self.agent).onchange(
                {}, [], {"access_token": {}}
            )
        fields_ = self.env["whatsapp.inbox.account"].with_user(self.agent).fields_get()
        self.assertFalse(fields_.keys() & set(SECRETS))

    def test_chatter_does_not_tell(self):
        account = self.account.with_user(self.admin)
        account.write({"access_token": "NEWTOKEN", "app_secret": "a new secret"})
        account.phone_number_id = "777"
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.account.message_ids
        told = "".join(messages.mapped("body")) + str(
            messages.tracking_value_ids.read(["old_value_char", "new_value_char"])
        )
        self.assertIn("777", told)
        for secret in (*VALUES, "NEWTOKEN", "a new secret"):
            self.assertNotIn(secret, told)

    def test_connection_test_is_for_administrators(self):
        test = self.env["whatsapp.inbox.connection.test"].create(
            {"account_id": self.account.id}
        )
        for user in self.strangers():
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    test.with_user(user).read(["line_ids"])
                with self.assertRaises(AccessError):
                    self.account.with_user(user).action_test_connection()
                with self.assertRaises(AccessError):
                    self.account.with_user(user).action_subscribe()
        self.assertFalse(self.meta.calls)

    def test_the_store_does_not_tell(self):
        thread = self.thread()
        data = str(Store().add(thread.with_user(self.agent)).get_result())
        for secret in VALUES:
            self.assertNotIn(secret, data)

    def test_logs_do_not_tell(self):
        """Neither secrets, nor numbers in full, nor what customers say."""
        self.meta.refuse(190, 401, "Error validating access token TOKEN-501")
        with self.assertLogs("odoo.addons.whatsapp_inbox", "DEBUG") as logs:
            thread = self.thread(said("I have a rash"))
            self.answer(thread, "See a doctor")
            with mute_logger("odoo.addons.mail.models.mail_mail"):
                self.send()
            self.store(webhook(change(self.account, messages=[said("Odd"), None])))
            self.drain()
            self.receive(field="account_alerts")
        text = "\n".join(logs.output)
        for private in (*VALUES, "rash", "doctor", "34600111222", "Odd"):
            self.assertNotIn(private, text)

    def test_event_bodies_are_for_administrators(self):
        event = self.store(webhook(change(self.account, messages=[said("Hi")])))
        for user in (self.agent, self.supervisor, self.employee, self.portal):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    event.with_user(user).read(["body"])
                with self.assertRaises(AccessError):
                    event.with_user(user).action_retry()
        self.assertIn("Hi", event.with_user(self.admin).body)
        with self.assertRaises(AccessError):
            event.with_user(self.admin).body = "{}"
        with self.assertRaises(AccessError):
            event.with_user(self.admin).create({"account_id": self.account.id})


@tagged("post_install", "-at_install")
class TestVisibility(SecurityCase):
    """Agents see their teams' threads; so does the bus."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team

    def setUp(self):
        super().setUp()
        self.record = self.receive(said("Hi"))
        self.customer_thread = self.record.channel_id

    def sees(self, user):
        """Which of the records of the thread ``user`` finds."""
        found = []
        for records in (
            self.customer_thread,
            self.record.conversation_id,
            self.record,
            self.record.mail_message_id,
        ):
            model = records.with_user(user).browse()
            try:
                found.append(bool(model.search([("id", "in", records.ids)])))
            except AccessError:
                found.append(False)
            self.assertEqual(records.with_user(user).has_access("read"), found[-1])
        return found

    def listens(self, user):
        """Whether the bus gives ``user`` the thread, asked for or not."""
        websocket = self.env["ir.websocket"].with_user(user)
        asked = [f"discuss.channel_{self.customer_thread.id}"]
        answers = set()
        for wish in (asked, []):
            with MockRequest(websocket.env) as request:
                request.session.uid = user.id
                channels = websocket._build_bus_channel_list(wish)
            targets = [
                channel[0] if isinstance(channel, tuple) else channel
                for channel in channels
            ]
            threads = [t for t in targets if isinstance(t, models.BaseModel)]
            answers.add(self.customer_thread in threads)
        return answers

    def test_team(self):
        self.assertEqual(self.sees(self.agent), [True] * 4)
        self.assertEqual(self.listens(self.agent), {True})

    def test_another_team(self):
        self.assertEqual(self.sees(self.other), [False] * 4)
        self.assertEqual(self.listens(self.other), {False})

    def test_who_is_no_agent(self):
        for user in (self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                self.assertEqual(self.sees(user), [False] * 4)
                self.assertEqual(self.listens(user), {False})

    def test_supervisor(self):
        self.assertEqual(self.sees(self.supervisor), [True] * 4)
        self.assertIn(True, self.listens(self.supervisor))

    def test_supervisor_of_another_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_supervisor", company
        )
        admin = self._create_user("wi_admin2", "whatsapp_inbox.group_admin", company)
        for user in (stranger, admin):
            with self.subTest(user=user.login):
                self.assertEqual(self.sees(user), [False] * 4)
                self.assertEqual(self.listens(user), {False})

    def test_no_team_is_for_the_agents_of_the_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_agent", company
        )
        self.record.conversation_id.team_id = False
        self.assertEqual(self.sees(self.other), [True] * 4)
        self.assertIn(True, self.listens(self.other))
        self.assertEqual(self.sees(stranger), [False] * 4)
        self.assertEqual(self.listens(stranger), {False})
        self.assertEqual(self.sees(self.employee), [False] * 4)

    def test_change_of_team(self):
        self.record.conversation_id.team_id = self.other_team
        self.assertEqual(self.sees(self.agent), [False] * 4)
        self.assertEqual(self.listens(self.agent), {False})
        self.assertEqual(self.sees(self.other), [True] * 4)
        self.assertEqual(self.listens(self.other), {True})

    def test_who_left_the_team(self):
        self.team.member_ids = self.other
        self.assertEqual(self.sees(self.agent), [False] * 4)
        self.assertEqual(self.listens(self.agent), {False})

    def test_who_is_no_agent_any_more(self):
        self.agent.write({"group_ids": [(3, self.agent_group().id)]})
        self.assertFalse(any(self.sees(self.agent)[1:3]))
        with self.assertRaises(AccessError):
            self.answer(self.customer_thread, user=self.agent)

    def agent_group(self):
        return self.env.ref("whatsapp_inbox.group_agent")

    def test_owner_and_joined(self):
        """Who owns or joined a conversation sees it, whatever the team."""
        self.customer_thread._add_members(users=self.other)
        self.assertEqual(self.sees(self.other), [True] * 4)
        self.assertEqual(self.listens(self.other), {True})

    def test_contacts_and_aliases_of_another_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_admin", company
        )
        contact = self.record.contact_id
        for records in (contact, contact.alias_ids, self.account, self.team):
            with self.subTest(model=records._name):
                found = records.with_user(stranger).search([("id", "in", records.ids)])
                self.assertFalse(found)
                self.assertTrue(records.with_user(self.admin).search([]) & records)

    def test_attachments(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        self.run_job("whatsapp.inbox.media")
        attachment = record.attachment_id
        self.assertTrue(attachment.with_user(self.agent).has_access("read"))
        for user in (self.other, self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                self.assertFalse(attachment.with_user(user).has_access("read"))

    def test_bus_of_new_messages(self):
        """What is sent goes to the thread, which others cannot listen to."""
        with self.captured_bus() as bus:
            self.receive(said("A secret"))
        targets = [target for target, _kind, content in bus if "secret" in str(content)]
        self.assertTrue(targets)
        for target in targets:
            channel = target[0] if isinstance(target, tuple) else target
            self.assertIn(
                channel, (self.customer_thread, self.agent, self.agent.partner_id)
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
                for operation in ("write", "unlink"):
                    self.assertFalse(mine.has_access(operation), operation)
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

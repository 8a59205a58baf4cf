from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from .common import (
    SecurityCase,
    change,
    said,
    webhook,
)

SECRETS = ("access_token", "app_secret", "verify_token", "webhook_key", "webhook_url")
VALUES = ("TOKEN-501", "the app secret", "the verify token")


@tagged("post_install", "-at_install")
class TestSecrets(SecurityCase):
    """Peers 1: Nobody reads a secret but who configures."""

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

    def test_templates_do_not_tell(self):
        """Texts with expressions are rendered with the rights of who writes them."""
        self.env.ref("mail.group_mail_template_editor").write(
            {"user_ids": [(4, self.agent.id), (4, self.supervisor.id)]}
        )
        for user in (self.agent, self.supervisor, self.employee):
            for name in SECRETS:
                template = f"{{{{ object.{name} }}}}"
                refused = self.assertRaises(UserError)
                with self.subTest(user=user.login, field=name), refused:
                    rendered = (
                        self.env["mail.render.mixin"]
                        .with_user(user)
                        ._render_template(
                            template, "whatsapp.inbox.account", self.account.ids
                        )
                    )
                    self.fail(str(rendered)[:3])

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

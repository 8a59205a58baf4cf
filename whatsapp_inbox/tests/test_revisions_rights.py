from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import PIXEL, SecurityCase, message, said
from .test_revisions import deleted, edited

SECRET = "Swordfish"


class OldTextCase(SecurityCase):
    """A text, a caption and a file that a customer has taken back."""

    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.meta.media["m1"] = ("image/png", PIXEL)
        content = {"id": "m1", "mime_type": "image/png", "caption": SECRET}
        self.records = self.receive(
            said(SECRET, "w1"),
            said(f"Also {SECRET}", "w2"),
            message("image", content, "p1"),
            message("order", {"text": SECRET, "product_items": [{}]}, "o1"),
        )
        self.thread_ = self.records.channel_id
        self.run_job("whatsapp.inbox.media")
        self.file = self.records[2].attachment_id
        self.receive(edited("w1", "New"), deleted("w2"), deleted("p1"), deleted("o1"))
        self.revisions = self.records.revision_ids


@tagged("post_install", "-at_install")
class TestOldText(OldTextCase):
    def test_who_reads_it(self):
        for user in (self.supervisor, self.admin):
            bodies = self.revisions.with_user(user).mapped("body")
            self.assertIn(SECRET, str(bodies), user.login)
            file = self.file.with_user(user)
            self.assertEqual(file.raw, PIXEL)
            versions = self.records[0].mail_message_id.with_user(user)
            [first, second] = versions.whatsapp_versions()
            self.assertEqual((first["kind"], second["kind"]), ("original", "edit"))
            self.assertIn(SECRET, first["body"])
            self.assertIn("New", second["body"])

    def test_who_does_not(self):
        mail = self.records.mail_message_id
        for user in (self.agent, self.other, self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.revisions.with_user(user).read(["body"])
                with self.assertRaises(AccessError):
                    self.revisions.with_user(user).search([("body", "like", SECRET)])
                with self.assertRaises(AccessError):
                    mail[:1].with_user(user).whatsapp_versions()
                with self.assertRaises(AccessError):
                    self.file.with_user(user).read(["name", "raw"])
        with self.assertRaises(AccessError):
            self.records.with_user(self.agent).mapped("revision_ids.body")

    def test_supervisors_of_another_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_supervisor", company
        )
        with self.assertRaises(AccessError):
            self.revisions.with_user(stranger).read(["body"])
        with self.assertRaises(AccessError):
            self.file.with_user(stranger).read(["raw"])

    def test_nobody_writes_it(self):
        for user in (self.agent, self.supervisor, self.admin):
            revisions = self.revisions.with_user(user)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(revisions.has_access(operation), operation)

    def test_nothing_that_agents_read_has_it(self):
        """Every field of every record of theirs that a version could be left in."""
        mail = self.records.mail_message_id
        for records in (
            self.env["mail.message"].search([("res_id", "=", self.thread_.id)]),
            self.env["whatsapp.inbox.message"].search([]),
            self.env["whatsapp.inbox.conversation"].search([]),
            self.thread_,
            self.env["ir.attachment"].search([("id", "in", mail.attachment_ids.ids)]),
        ):
            own = records.with_user(self.agent)
            with self.subTest(model=records._name):
                names = [name for name in own.fields_get() if own._fields[name]]
                self.assertNotIn(SECRET, str(own.read(names)))
        agent_files = self.env["ir.attachment"].with_user(self.agent)
        self.assertFalse(agent_files.search([("id", "=", self.file.id)]))
        found = self.env["mail.message"].with_user(self.agent)
        self.assertFalse(found.search([("body", "like", SECRET)]))


@tagged("post_install", "-at_install")
class TestOldTextOverHttp(OldTextCase, HttpCase):
    """Where a browser's user stands."""

    def call(self, user, model, method, *args):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {}},
            )

    def test_rpc(self):
        model = "whatsapp.inbox.message.revision"
        for user in (self.agent, self.employee, self.portal):
            for call in (
                (model, "search_read", [], ["body"]),
                (model, "read", self.revisions.ids, ["body"]),
                (model, "web_search_read", [], {"body": {}}),
                (model, "formatted_read_group", [], ["body"], ["__count"]),
                ("mail.message", "whatsapp_versions", self.records.mail_message_id.ids),
                ("ir.attachment", "read", self.file.ids, ["raw"]),
                ("mail.message", "_versions_of", []),
            ):
                refused = self.assertRaises(JsonRpcException)
                with self.subTest(user=user.login, call=call[:2]), refused:
                    self.call(user, *call)
        versions = self.call(
            self.supervisor,
            "mail.message",
            "whatsapp_versions",
            self.records[0].mail_message_id.ids,
        )
        self.assertIn(SECRET, versions[0]["body"])

    def test_the_thread_and_the_file(self):
        self.authenticate(self.agent.login, self.agent.login)
        answer = self.make_jsonrpc_request(
            "/discuss/channel/messages", {"channel_id": self.thread_.id}
        )
        self.assertNotIn(SECRET, str(answer))
        self.assertIn("deleted this message", str(answer))
        self.assertEqual(self.url_open(f"/web/content/{self.file.id}").status_code, 404)
        self.authenticate(self.supervisor.login, self.supervisor.login)
        file = self.url_open(f"/web/content/{self.file.id}")
        self.assertEqual(file.content, PIXEL)

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open

from .common import TwoTeamsCase


@tagged("post_install", "-at_install")
class TestCanned(TwoTeamsCase):
    """Who has which canned replies, and what they may say (peers 15)."""

    def create_reply(self, source="hello", user=None, **values):
        canned = self.env["mail.canned.response"].with_user(user or self.agent)
        values.setdefault("substitution", "Hello")
        return canned.create({"source": source, **values})

    def readers(self, reply):
        users = self.agent | self.colleague | self.other | self.supervisor
        users |= self.employee
        return users.filtered(
            lambda user: reply.with_user(user)._filtered_access("read")
        )

    def editors(self, reply):
        users = self.agent | self.colleague | self.other | self.supervisor | self.admin
        return users.filtered(
            lambda user: reply.with_user(user)._filtered_access("write")
        )

    # -- who ----------------------------------------------------------------------

    def test_personal(self):
        reply = self.create_reply()
        self.assertEqual(reply.whatsapp_scope, "personal")
        self.assertFalse(reply.is_shared)
        self.assertEqual(self.readers(reply), self.agent)
        self.assertEqual(self.editors(reply), self.agent)

    def test_of_a_team(self):
        reply = self.create_reply(whatsapp_team_ids=self.team.ids)
        self.assertEqual(reply.whatsapp_scope, "team")
        self.assertTrue(reply.is_shared)
        self.assertFalse(reply.group_ids)
        self.assertEqual(
            self.readers(reply), self.agent | self.colleague | self.supervisor
        )
        self.assertEqual(self.editors(reply), self.agent | self.supervisor | self.admin)
        self.team.leader_id = self.colleague
        self.assertIn(self.colleague, self.editors(reply))

    def test_of_everyone(self):
        reply = self.create_reply(whatsapp_scope="everyone")
        self.assertEqual(reply.group_ids, self.env.ref("whatsapp_inbox.group_agent"))
        self.assertTrue(reply.is_shared)
        self.assertEqual(
            self.readers(reply),
            self.agent | self.colleague | self.other | self.supervisor,
        )
        self.assertEqual(self.editors(reply), self.agent | self.admin)

    def test_scope_and_sharing_follow_each_other(self):
        reply = self.create_reply()
        everyone = self.env.ref("base.group_user")
        reply.group_ids = everyone
        self.assertEqual(reply.whatsapp_scope, "everyone")
        self.assertEqual(self.readers(reply).mapped("login").count("wi_employee"), 1)
        reply.group_ids = False
        self.assertEqual(reply.whatsapp_scope, "personal")
        reply.write({"whatsapp_scope": "team", "whatsapp_team_ids": self.team.ids})
        self.assertTrue(reply.is_shared)
        reply.whatsapp_scope = "everyone"
        self.assertFalse(reply.whatsapp_team_ids)
        self.assertTrue(reply.group_ids)
        reply.whatsapp_scope = "personal"
        self.assertFalse(reply.group_ids)
        self.assertFalse(reply.is_shared)

    def test_a_team_has_to_be_chosen_by_who_is_in_it(self):
        with self.assertRaisesRegex(ValidationError, "Choose the teams"):
            self.create_reply(whatsapp_scope="team")
        with self.assertRaisesRegex(AccessError, "Billing"):
            self.create_reply(whatsapp_team_ids=self.other_team.ids)
        reply = self.create_reply(
            user=self.supervisor, whatsapp_team_ids=self.other_team.ids
        )
        self.assertEqual(self.readers(reply), self.other | self.supervisor)

    def test_of_another_company(self):
        other = self._create_company("Elsewhere", "base.fr")
        stranger = self._create_user("wi_fr", "whatsapp_inbox.group_agent", other)
        reply = self.create_reply(whatsapp_scope="everyone")
        self.assertTrue(reply.with_user(stranger)._filtered_access("read"))
        with self.captured_bus() as bus:
            reply.whatsapp_company_id = self.company
        self.assertFalse(reply.with_user(stranger)._filtered_access("read"))
        targets = [target for target, *_ in bus]
        self.assertIn(self.agent.partner_id, targets)
        self.assertNotIn(self.env.ref("whatsapp_inbox.group_agent"), targets)

    def test_the_form(self):
        view = "whatsapp_inbox.mail_canned_response_view_form"
        with Form(self.env["mail.canned.response"].with_user(self.agent), view) as form:
            form.source = "hello"
            form.substitution = "Hello {{customer.first_name}}"
            form.whatsapp_button_titles = "Yes\nNo"
            self.assertIn("Hello Ana", form.whatsapp_preview)
            self.assertIn(">Yes</div>", form.whatsapp_preview)
            form.whatsapp_scope = "team"
            form.whatsapp_team_ids.add(self.team)
        reply = form.record
        self.assertEqual(reply.whatsapp_scope, "team")
        with Form(reply, view) as form:
            form.whatsapp_scope = "everyone"
            self.assertTrue(form.group_ids)
        self.assertFalse(reply.whatsapp_team_ids)

    def test_who_has_no_inbox(self):
        """Odoo's own feature, for everybody else."""
        reply = self.create_reply(user=self.employee, substitution="{{ x }} [a.b]")
        self.assertEqual(reply.whatsapp_scope, "personal")
        reply.write({"substitution": "{{ y }}", "group_ids": False})
        sharing = self.create_reply(
            user=self.employee, group_ids=self.env.ref("base.group_user").ids
        )
        self.assertEqual(sharing.whatsapp_scope, "everyone")
        with Form(sharing, "mail.mail_canned_response_view_form") as form:
            form.substitution = "Bye"
        sharing.unlink()

    # -- what ---------------------------------------------------------------------

    def test_wrong_placeholders_are_named(self):
        with self.assertRaisesRegex(
            ValidationError, r"{{customer\.nmae}}.*agent\.name"
        ):
            self.create_reply(substitution="Hello {{customer.nmae}}")
        reply = self.create_reply(
            substitution="{{agent.name}} {x} {{customer.name|you}}"
        )
        with self.assertRaisesRegex(ValidationError, "{{"):
            reply.substitution = "Hello {{customer.name"

    def test_buttons(self):
        for titles, problem in (
            ("a\nb\nc\nd", "at most 3"),
            ("x" * 21, "20 characters"),
            ("Yes\n\n Yes ", "same title"),
        ):
            with (
                self.subTest(titles=titles),
                self.assertRaisesRegex(ValidationError, problem),
            ):
                self.create_reply(whatsapp_button_titles=titles)
        reply = self.create_reply(whatsapp_button_titles="\n Yes \n\nNo\n")
        self.assertEqual(reply._whatsapp_buttons(), ["Yes", "No"])

    def test_preview_is_safe(self):
        reply = self.create_reply(
            substitution="<script>x</script> *{{customer.name}}*",
            whatsapp_button_titles="<b>Yes",
        )
        preview = reply.whatsapp_preview
        self.assertIn("&lt;script&gt;", preview)
        self.assertIn("<strong>Ana García</strong>", preview)
        self.assertIn("&lt;b&gt;Yes", preview)

    # -- files --------------------------------------------------------------------

    def test_files_go_with_it(self):
        file = self.env["ir.attachment"].with_user(self.agent)
        file = file.create(
            {"name": "a.txt", "raw": b"a", "res_model": "mail.canned.response"}
        )
        reply = self.create_reply(
            whatsapp_attachment_ids=file.ids, whatsapp_team_ids=self.team.ids
        )
        self.assertEqual(reply.whatsapp_attachment_ids, file)
        self.assertEqual(file.with_user(self.colleague).raw, b"a")
        with self.assertRaises(AccessError):
            file.with_user(self.other).check_access("read")
        picked = reply.with_user(self.colleague).whatsapp_pick()
        copy = self.env["ir.attachment"].browse(picked["ids"])
        self.assertEqual(copy.raw, b"a")
        self.assertNotEqual(copy, file)
        self.assertEqual(copy.create_uid, self.colleague)
        self.assertEqual(picked["store_data"]["ir.attachment"][0]["name"], "a.txt")
        with self.assertRaises(AccessError):
            reply.with_user(self.other).whatsapp_pick()
        reply.unlink()
        self.assertFalse(file.exists())
        self.assertTrue(copy.exists())

    def test_files_of_others_are_copied_or_refused(self):
        partner = self.env["res.partner"].create({"name": "Owner"})
        owned = self.env["ir.attachment"].create(
            {"name": "b", "raw": b"b", "res_model": "res.partner", "res_id": partner.id}
        )
        reply = self.create_reply(whatsapp_attachment_ids=owned.ids)
        self.assertNotEqual(reply.whatsapp_attachment_ids, owned)
        self.assertEqual(reply.whatsapp_attachment_ids.raw, b"b")
        self.assertEqual(owned.res_id, partner.id)
        secret = self.env["ir.attachment"].create(
            {
                "name": "c",
                "raw": b"c",
                "res_model": "whatsapp.inbox.webhook.event",
                "res_id": self.env["whatsapp.inbox.webhook.event"].search([])[:1].id,
            }
        )
        with self.assertRaises(AccessError):
            self.create_reply(whatsapp_attachment_ids=secret.ids)

    # -- from a message -------------------------------------------------------------

    def test_save_a_sent_message(self):
        file = self.attach("a.txt", b"a")
        mail = self.customer_thread.with_user(self.agent).message_post(
            body="*Which* one?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=file.ids,
            whatsapp_buttons=["This", "That"],
        )
        action = mail.with_user(self.colleague).whatsapp_save_as_canned()
        model = self.env["mail.canned.response"].with_user(self.colleague)
        reply = model.with_context(**action["context"]).create({"source": "which"})
        self.assertEqual(reply.substitution, "*Which* one?")
        self.assertEqual(reply._whatsapp_buttons(), ["This", "That"])
        self.assertEqual(reply.whatsapp_attachment_ids.raw, b"a")
        self.assertNotEqual(reply.whatsapp_attachment_ids, file)
        self.assertEqual(file.res_model, "discuss.channel")
        with self.assertRaises(AccessError):
            mail.with_user(self.other).whatsapp_save_as_canned()
        note = self.env["res.partner"].create({"name": "x"}).message_post(body="x")
        with self.assertRaises(UserError):
            note.with_user(self.agent).whatsapp_save_as_canned()

    # -- import -------------------------------------------------------------------

    def test_import_of_the_sample(self):
        [template] = self.env["mail.canned.response"].get_import_templates()
        path = template["template"].removeprefix("/whatsapp_inbox/")
        with file_open(f"whatsapp_inbox/{path}", "rb") as sample:
            content = sample.read()
        wizard = self.env["base_import.import"].with_user(self.agent)
        wizard = wizard.create(
            {
                "res_model": "mail.canned.response",
                "file": content,
                "file_type": "text/csv",
                "file_name": "canned_replies.csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        header = content.decode().splitlines()[0].split(",")
        result = wizard.execute_import(header, header, options)
        self.assertFalse([m for m in result["messages"] if m["type"] == "error"])
        replies = self.env["mail.canned.response"].browse(result["ids"])
        self.assertEqual(replies[2]._whatsapp_buttons()[2], "Another day")
        self.assertEqual(replies[0].whatsapp_lang, "en_US")

    def test_an_agent_puts_it_in_a_folder(self):
        folder = self.env["whatsapp.inbox.canned.folder"].with_user(self.agent)
        reply = self.create_reply(
            whatsapp_folder_id=folder.create({"name": "Delivery"}).id
        )
        with self.assertRaises(AccessError):
            reply.whatsapp_folder_id.name = "Payment"

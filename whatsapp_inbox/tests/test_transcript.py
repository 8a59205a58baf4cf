"""What was said in a chat, as a paper or by mail."""

import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..wizards import whatsapp_inbox_transcript as transcript_file
from .common import NOW, PIXEL, OutboxCase, hours, minutes, said

SECRET = "She pays late"


@tagged("post_install", "-at_install")
class TestTranscript(OutboxCase):
    def setUp(self):
        super().setUp()
        self.agent.write({"tz": "Europe/Madrid", "email": "agent@example.com"})
        self.customer = self.customer_thread.whatsapp_contact_id.partner_id
        self.customer.email = "anita@example.com"

    def note(self, body=SECRET):
        return self.customer_thread.with_user(self.agent).message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_note"
        )

    def transcript(self, user=None, **values):
        model = self.env["whatsapp.inbox.transcript"].with_user(user or self.agent)
        return model.create({"channel_id": self.customer_thread.id, **values})

    def paper(self, transcript):
        report = self.env["ir.actions.report"].with_user(transcript.env.user)
        content, _kind = report._render_qweb_html(
            "whatsapp_inbox.whatsapp_inbox_transcript", transcript.ids
        )
        return content.decode()

    def test_what_is_on_it(self):
        with freeze_time(NOW + minutes(1)):
            self.post("Hello *Ana*", attachment_ids=self.attach("a.png", PIXEL).ids)
        self.receive(said("<script>alert(1)</script>", at=NOW + minutes(2)))
        file = self.attach("offer.pdf", b"%PDF-1.4", "application/pdf")
        self.post(attachment_ids=file.ids)
        self.note()
        self.customer_thread._whatsapp_post_line("It rained", NOW + minutes(3))
        paper = self.paper(self.transcript())
        for text in ("Anita", "+34600111222", self.agent.name, "Europe/Madrid"):
            self.assertIn(text, paper)
        self.assertIn("<strong>Ana</strong>", paper)
        self.assertIn("11:00", paper)  # ten o'clock in UTC
        self.assertIn("&lt;script&gt;", paper)
        self.assertNotIn("<script>alert", paper)
        self.assertIn("data:image/jpg;base64", paper)
        self.assertIn("[offer.pdf]", paper)
        for inside in (SECRET, "It rained"):
            self.assertNotIn(inside, paper)
        paper = self.paper(self.transcript(with_notes=True, with_events=True))
        for inside in (SECRET, "It rained", "only for colleagues"):
            self.assertIn(inside, paper)

    def test_the_paper_is_upright(self):
        """Odoo's is not, unless one says so."""
        paper = self.env.ref("whatsapp_inbox.whatsapp_inbox_transcript_paper")
        self.assertEqual(paper.orientation, "Portrait")

    def test_between_two_times(self):
        self.receive(said("Late", at=NOW + hours(2)))
        paper = self.paper(self.transcript(date_from=NOW + hours(1)))
        self.assertIn("Late", paper)
        self.assertNotIn("Hello", paper)
        paper = self.paper(self.transcript(date_to=NOW + hours(1)))
        self.assertNotIn("Late", paper)

    def test_of_a_conversation(self):
        conversation = self.customer_thread.whatsapp_conversation_id
        model = self.env["whatsapp.inbox.transcript"].with_user(self.agent)
        context = {"active_model": conversation._name, "active_ids": conversation.ids}
        created = model.with_context(**context).create({})
        self.assertEqual(created.channel_id, self.customer_thread)
        self.assertIn("Hello", self.paper(created))
        context["active_ids"] = []
        with self.assertRaises(UserError):
            model.with_context(**context).create({})

    def test_a_long_one_is_told(self):
        for number in range(4):
            self.receive(said(f"Line {number}"))
        self.patch(transcript_file, "MAX_MESSAGES", 3)
        self.patch(transcript_file, "BATCH", 2)
        paper = self.paper(self.transcript())
        self.assertEqual(re.findall(r"Line \d", paper), ["Line 1", "Line 2", "Line 3"])
        self.assertIn("are here", paper)

    def test_cost_grows_by_batches(self):
        """Four times the messages in one batch are no more queries."""
        transcript = self.transcript()
        one = self.queries_of(lambda: list(transcript._lines()))
        for number in range(4):
            self.receive(said(f"Line {number}"))
        self.assertLessEqual(self.queries_of(lambda: list(transcript._lines())), one)

    def pdf(self):
        """wkhtmltopdf is not everywhere where tests are."""
        Report = type(self.env["ir.actions.report"])
        render = patch.object(
            Report, "_render_qweb_pdf", lambda *args, **values: (b"%PDF-1.4", "pdf")
        )
        state = patch.object(Report, "get_wkhtmltopdf_state", lambda self: "ok")
        return render, state

    def test_by_mail(self):
        render, state = self.pdf()
        with render, state:
            action = self.transcript().action_mail()
        context = action["context"]
        self.assertEqual(context["default_model"], "whatsapp.inbox.conversation")
        file = self.env["ir.attachment"].browse(context["default_attachment_ids"])
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertIn("Anita", file.name)

    def test_with_notes_to_colleagues_alone(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "wi_portal",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        twin = self._create_user(
            "wi_twin", "base.group_user", email="Anita@Example.com"
        )
        render, state = self.pdf()
        with render, state:
            for users in (portal, twin, portal.browse()):
                with self.subTest(users.login), self.assertRaises(UserError):
                    self.transcript(with_notes=True, user_ids=users.ids).action_mail()
            self.transcript(with_notes=True, user_ids=self.supervisor.ids).action_mail()
        told = self.env["mail.message"].search(
            [("message_type", "=", "user_notification")], order="id desc", limit=1
        )
        self.assertEqual(told.notified_partner_ids, self.supervisor.partner_id)
        self.assertEqual(told.attachment_ids.mimetype, "application/pdf")
        # nor does the customer's thread have it
        self.assertFalse(self.customer_thread._whatsapp_files())
        self.send()
        self.assertFalse(self.meta.sent)

    def test_no_program_for_pdf(self):
        Report = type(self.env["ir.actions.report"])
        with (
            patch.object(Report, "get_wkhtmltopdf_state", lambda self: "install"),
            self.assertRaisesRegex(UserError, "wkhtmltopdf"),
        ):
            self.transcript().action_mail()

    def test_rights(self):
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.customer_thread.whatsapp_team_id = self._create_team("Ours", self.agent)
        for user in (other, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.paper(self.transcript(user))
        with self.assertRaises(AccessError):
            self.paper(self.transcript().with_user(other))

import contextlib
from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_forward
from .common import PIXEL, TwoTeamsCase, message, minutes, said, seconds


class ForwardCase(TwoTeamsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.forward_email = "archive@example.com"

    def setUp(self):
        super().setUp()
        self.env["whatsapp.inbox.forward"].search([]).unlink()

    def mails(self, after=None):
        if after:
            self.later(after)
        self.env["whatsapp.inbox.forward"]._job_step()
        return self.env["mail.mail"].search(
            [("email_to", "=", "archive@example.com")], order="id"
        )


@tagged("post_install", "-at_install")
class TestForward(ForwardCase):
    """What customers write to a team, by mail to an address."""

    def test_a_burst_is_one_mail(self):
        for number in range(3):
            self.receive(said(f"Line {number}"))
        self.assertFalse(self.mails(seconds(20)))
        mail = self.mails(seconds(31))
        self.assertEqual(len(mail), 1)
        self.assertIn("Anita", mail.subject)
        self.assertIn(str(self.conversation.id), mail.subject)
        for number in range(3):
            self.assertIn(f"Line {number}", mail.body_html)
        self.assertIn(f"discuss.channel_{self.customer_thread.id}", mail.body_html)
        self.assertEqual(self.mails(minutes(10)), mail, "and no second one")

    def test_who_writes_on_and_on(self):
        self.receive(said("1"))
        self.later(minutes(2) + seconds(50))
        self.receive(said("2"))
        self.assertEqual(len(self.mails(minutes(3))), 1)

    def test_many_messages_are_several_mails(self):
        self.patch(whatsapp_inbox_forward, "MESSAGES", 4)
        self.receive(*(said(str(number)) for number in range(9)))
        self.assertEqual(len(self.mails(minutes(1))), 3)

    def test_hostile_text(self):
        self.receive(said("<script>alert(1)</script>"))
        self.assertNotIn("<script", self.mails(minutes(1)).body_html)

    def test_files(self):
        media = {"id": "m1", "mime_type": "image/png"}
        record = self.receive(message("image", media))
        self.assertFalse(self.mails(minutes(1)), "waits for the file")
        file = self.env["ir.attachment"].create(
            {
                "name": "garden.png",
                "raw": PIXEL,
                "res_model": "discuss.channel",
                "res_id": self.customer_thread.id,
            }
        )
        record.write({"media_state": False, "attachment_id": file.id})
        mail = self.mails(minutes(2))
        self.assertEqual(mail.attachment_ids, file)
        mail.unlink()
        self.assertTrue(file.exists())

    def test_large_files_are_named(self):
        self.patch(whatsapp_inbox_forward, "FILE_BYTES", 10)
        record = self.receive(said("See"))
        file = self.env["ir.attachment"].create({"name": "film.mp4", "raw": PIXEL})
        record.attachment_id = file
        mail = self.mails(minutes(1))
        self.assertFalse(mail.attachment_ids)
        self.assertIn("film.mp4", mail.body_html)

    def test_files_that_never_come(self):
        self.receive(message("image", {"id": "m1", "mime_type": "image/png"}))
        self.assertFalse(self.mails(minutes(14)))
        self.assertTrue(self.mails(minutes(15)))

    def test_the_team_of_the_message(self):
        self.receive(said("For the shop"))
        self.conversation.team_id = self.other_team
        self.receive(said("For billing"))
        mail = self.mails(minutes(1))
        self.assertIn("For the shop", mail.body_html)
        self.assertNotIn("For billing", mail.body_html)

    def test_answers_and_notes_are_not_forwarded(self):
        self.answer(self.customer_thread)
        self.assertFalse(self.mails(minutes(1)))

    def test_switched_off_meanwhile(self):
        self.receive(said("Hello"))
        self.team.forward_email = False
        self.assertFalse(self.mails(minutes(1)))
        self.assertFalse(self.env["whatsapp.inbox.forward"].search([]))

    def test_what_is_answered_to_the_mail_stays_out(self):
        self.receive(said("Hello"))
        mail = self.mails(minutes(1))
        self.assertIn("auto-generated", mail.headers)
        self.assertFalse(mail.model or mail.res_id)
        answer = EmailMessage()
        answer["From"] = "archive@example.com"
        answer["To"] = mail.reply_to
        answer["Subject"] = f"Re: {mail.subject}"
        answer["Message-Id"] = "<answer@example.com>"
        answer["In-Reply-To"] = answer["References"] = mail.message_id
        answer.set_content("We pay it tomorrow")
        before = self.customer_thread.message_ids
        sent = self.env["whatsapp.inbox.message"].search_count([])
        with (
            mute_logger("odoo.addons.mail.models.mail_thread"),
            contextlib.suppress(ValueError),  # there is no place for it
        ):
            self.env["mail.thread"].message_process(False, answer.as_bytes())
        self.assertEqual(self.customer_thread.message_ids, before)
        self.assertEqual(self.env["whatsapp.inbox.message"].search_count([]), sent)

    def test_costs_no_query_where_nobody_forwards(self):
        self.team.forward_email = False
        record = self.receive(said("Hello"))
        Forward = self.env["whatsapp.inbox.forward"]
        Forward._note(record)
        with self.assertQueryCount(0):
            Forward._note(record)


@tagged("post_install", "-at_install")
class TestForwardRefused(ForwardCase):
    """A mail server that does not take it."""

    def refuse(self):
        self.receive(said("Hello"))
        mail = self.mails(minutes(1))
        error = "The mail server is away"
        mail.write({"state": "exception", "failure_reason": error})
        return mail

    def line(self):
        self.env.flush_all()
        [number] = [
            number
            for number in self.env["whatsapp.inbox.diagnosis"]
            .with_user(self.admin)
            .overview()["numbers"]
            if number["id"] == self.account.id
        ]
        lines = [line for line in number["lines"] if line["key"] == "forward"]
        return lines and lines[0]

    def test_told_and_tried_again(self):
        self.assertFalse(self.line())
        mail = self.refuse()
        line = self.line()
        self.assertEqual(line["state"], "failed")
        self.assertIn("Shop", line["detail"])
        self.assertIn("The mail server is away", line["detail"])
        self.mails(minutes(2))
        with patch.object(whatsapp_inbox_forward, "AGAIN", -minutes(10**7)):
            self.mails(minutes(20))
        self.assertEqual(mail.state, "outgoing")
        self.assertFalse(self.line())

    def test_a_person_tries_again(self):
        mail = self.refuse()
        self.env["whatsapp.inbox.diagnosis"].with_user(self.admin).act(
            "forward_again", self.account.id
        )
        self.assertEqual(mail.state, "outgoing")

    def test_the_row_goes_with_the_mail(self):
        mail = self.refuse()
        self.assertTrue(self.env["whatsapp.inbox.forward"].search([]))
        mail.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.env["whatsapp.inbox.forward"].search([]))


@tagged("post_install", "-at_install")
class TestForwardSetting(ForwardCase):
    """Who may have a team's messages leave the database."""

    def choose(self, user, email, team=None):
        team = (team or self.team).with_user(user)
        context = team.action_forward()["context"]
        setting = self.env["whatsapp.inbox.forward.setting"].with_user(user)
        setting.with_context(**context).create({"email": email}).action_save()

    def test_administrators_and_leaders(self):
        self.choose(self.admin, " Archive <A@Example.com> ")
        self.assertEqual(self.team.forward_email, "a@example.com")
        self.team.leader_id = self.agent
        self.choose(self.agent, "")
        self.assertFalse(self.team.forward_email)

    def test_nobody_else(self):
        self.other_team.leader_id = self.agent
        for user in (self.agent, self.colleague, self.supervisor):
            with self.assertRaises(AccessError):
                self.choose(user, "mine@example.com")
        setting = self.env["whatsapp.inbox.forward.setting"].with_user(self.agent)
        setting = setting.create({"team_id": self.team.id, "email": "m@example.com"})
        with self.assertRaises(AccessError):
            setting.action_save()

    def test_no_address(self):
        for wrong in ("archive", "a@example.com, b@example.com"):
            with self.assertRaises(UserError):
                self.choose(self.admin, wrong)
        with self.assertRaises(ValidationError):
            self.team.forward_email = "not an address"

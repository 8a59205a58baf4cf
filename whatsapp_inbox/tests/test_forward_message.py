"""Messages given on: to another customer, to a record, by mail."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.mail import html_to_inner_content

from ..models import mail_message_forward
from .common import NOW, PIXEL, OutboxCase, hours, message, person, said

OTHER = "34600999888"


@tagged("post_install", "-at_install")
class TestForwardMessage(OutboxCase):
    def setUp(self):
        super().setUp()
        self.other = self.receive(
            said("Hi", sender=OTHER), contacts=[person("Bea", OTHER)]
        ).channel_id

    def forward(self, mail, thread=None, user=None):
        mail.with_user(user or self.agent).whatsapp_forward((thread or self.other).id)

    def sent_to_other(self):
        return [
            element for element in self.meta.sent if element["to"].lstrip("+") == OTHER
        ]

    def test_to_another_customer(self):
        mail = self.receive(said("See *this*\n- one")).mail_message_id
        file = self.attach("a.png", PIXEL)
        answer = self.post("Photo", attachment_ids=file.ids).mail_message_id
        self.send()
        self.forward(mail + answer)
        self.send()
        text, photo = self.sent_to_other()
        self.assertEqual(text["text"]["body"], "See *this*\n- one")
        self.assertEqual(photo["image"]["caption"], "Photo")
        for body in self.other.message_ids[:2].mapped("body"):
            self.assertNotIn("Anita", body)
        self.assertEqual(answer.attachment_ids.res_id, self.customer_thread.id)

    def test_without_what_the_inbox_writes_around(self):
        thread = self.customer_thread.with_user(self.agent)
        mail = thread.message_post(
            body="Does it fit?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            whatsapp_buttons=["Yes", "No"],
        )
        self.assertEqual(mail._whatsapp_forward_text(), "Does it fit?")
        referral = {"source_url": "https://fb.me/x", "headline": "Pots"}
        mail = self.receive(said("I saw it", referral=referral)).mail_message_id
        self.assertEqual(mail._whatsapp_forward_text(), "I saw it")

    def test_of_a_group_without_the_writer(self):
        mail = self.receive(said("Who *pays*?", group_id="G1")).mail_message_id
        self.assertIn("Anita", mail.body)
        self.assertEqual(mail._whatsapp_forward_text(), "Who *pays*?")

    def test_closed_window(self):
        mail = self.receive(said("See", at=NOW + hours(30))).mail_message_id
        self.later(hours(30))
        (target,) = self.targets(mail, "bea")
        self.assertIn("closed", target["refusal"])
        with self.assertRaisesRegex(UserError, "closed"):
            self.forward(mail)

    def targets(self, mail, term="", user=None):
        return mail.with_user(user or self.agent).whatsapp_forward_threads(term)

    def test_targets(self):
        mail = self.post().mail_message_id
        (target,) = self.targets(mail)
        self.assertEqual((target["id"], target["refusal"]), (self.other.id, ""))
        self.assertTrue(self.targets(mail, "600 999"))
        self.assertFalse(self.targets(mail, "nobody"))
        self.assertFalse(self.targets(mail, "Anita"))  # the thread itself

    def test_only_what_one_may(self):
        mail = self.post().mail_message_id
        stranger = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.other.whatsapp_team_id = self._create_team("Theirs", stranger)
        self.other._whatsapp_dismiss_members(self.other.channel_member_ids)
        self.assertFalse(self.targets(mail))
        with self.assertRaises(AccessError):
            self.forward(mail)
        self.customer_thread.whatsapp_team_id = self._create_team("Ours", self.agent)
        for user in (stranger, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.forward(mail, user=user)
        self.send()
        self.assertFalse(self.sent_to_other())

    def test_not_what_is_not_here(self):
        media = {"id": "M9", "mime_type": "image/png"}
        mail = self.receive(message("image", media)).mail_message_id
        with self.assertRaisesRegex(UserError, "not here"):
            self.forward(mail)
        line = self.customer_thread._whatsapp_post_line("It rained", NOW)
        with self.assertRaises(UserError):
            self.forward(line)
        with self.assertRaises(UserError):
            self.forward(self.post().mail_message_id, self.customer_thread)

    def test_to_a_record(self):
        self.agent.group_ids += self.env.ref("base.group_partner_manager")
        note = self.customer_thread.with_user(self.agent).message_post(
            body="She pays late",
            attachment_ids=self.attach("a.png", PIXEL).ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        record = self.env["res.partner"].create({"name": "Nursery"})
        models = [row["model"] for row in note.whatsapp_forward_models()]
        self.assertEqual(models[0], "res.partner")
        self.assertNotIn("discuss.channel", models)
        found = note.with_user(self.agent).whatsapp_forward_records(
            "res.partner", "Nurse"
        )
        self.assertEqual([row["id"] for row in found], record.ids)
        note.with_user(self.agent).whatsapp_forward_to_record("res.partner", record.id)
        logged = record.message_ids[0]
        self.assertEqual(logged.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(len(logged.attachment_ids), 1)
        text = html_to_inner_content(logged.body)
        self.assertIn(f"Forwarded from {self.agent.name}", text)
        self.assertIn("She pays late", text)

    def test_to_a_record_one_may_not_write(self):
        mail = self.post().mail_message_id.with_user(self.agent)
        record = self.env["res.partner"].create({"name": "Nursery"})
        ways = {
            "a contact": ("res.partner", record.id),
            "a chat": ("discuss.channel", self.other.id),
            "no chatter": ("res.country", 1),
            "nothing": ("no.such.model", 1),
        }
        for name, (model, record_id) in ways.items():
            with self.subTest(name), self.assertRaises(AccessError):
                mail.whatsapp_forward_to_record(model, record_id)

    def test_by_mail(self):
        self.agent.email = "agent@example.com"
        mail = self.receive(said("See *this*")).mail_message_id.with_user(self.agent)
        action = mail.whatsapp_forward_by_mail()
        composer = self.env["mail.compose.message"].with_user(self.agent)
        partner = self.env["res.partner"].create(
            {"name": "Press", "email": "press@example.com"}
        )
        context = {**action["context"], "default_partner_ids": partner.ids}
        _mails, posted = composer.with_context(**context).create({})._action_send_mail()
        self.assertIn("<strong>this</strong>", posted.body)
        self.assertEqual(posted.notified_partner_ids, partner)
        self.assertEqual(posted.model, "whatsapp.inbox.conversation")
        self.send()
        self.assertFalse(self.meta.sent)

    def test_one_chat_at_a_time(self):
        mine = self.post().mail_message_id
        theirs = self.answer(self.other).mail_message_id
        with self.assertRaises(UserError):
            (mine + theirs).with_user(self.agent).whatsapp_forward(self.other.id)

    def test_several_in_their_order(self):
        mails = [self.post(text).mail_message_id for text in ("One", "Two", "Three")]
        # chosen in another order
        self.forward(mails[2] + mails[0] + mails[1])
        self.send()
        texts = [element["text"]["body"] for element in self.sent_to_other()]
        self.assertEqual(texts, ["One", "Two", "Three"])

    def test_all_or_none(self):
        mail = self.post().mail_message_id
        line = self.customer_thread._whatsapp_post_line("It rained", NOW)
        with self.assertRaises(UserError):
            self.forward(mail + line)
        with (
            patch.object(mail_message_forward, "MAX_FORWARDED", 1),
            self.assertRaisesRegex(UserError, "2 messages"),
        ):
            self.forward(mail + self.post().mail_message_id)
        self.send()
        self.assertFalse(self.sent_to_other())

"""Peers 8: whatever is done with a note, and whoever answers one, it stays here."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_notes import NOTE, SECRET, NotesCase


@tagged("post_install", "-at_install")
class TestWaysOfANote(NotesCase):
    def note(self, **values):
        return self.customer_thread.with_user(self.agent).message_post(
            body=SECRET, message_type="comment", subtype_xmlid=NOTE, **values
        )

    def post(self, **values):
        thread = self.customer_thread.with_user(self.agent)
        return thread.message_post(body=SECRET, **values)

    def test_ways_of_a_note(self):
        """Peers 8: whatever happens to a note, and whoever posts from one."""
        note = self.note()
        thread = self.customer_thread
        file = self.attach("risk.pdf", b"%PDF-1.4")
        colleague = self._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        team = self._create_team("Ours", colleague)
        ways = {
            "answered": lambda: self.note(parent_id=note.id),
            "answered without a kind": lambda: self.post(
                message_type="comment", parent_id=note.id
            ),
            "a reaction": lambda: self.react(note, "👍"),
            "a reaction taken back": lambda: self.react(note, "👍", action="remove"),
            "edited": lambda: thread._message_update_content(
                note.sudo(), body=f"{SECRET}!"
            ),
            "a file added": lambda: thread._message_update_content(
                note.sudo(), body=SECRET, attachment_ids=file.ids
            ),
            "a file alone": lambda: thread.with_user(self.agent).message_post(
                attachment_ids=self.attach("late.txt", b"late").ids,
                message_type="comment",
                subtype_xmlid=NOTE,
            ),
            "a colleague": lambda: self.note(partner_ids=colleague.partner_id.ids),
            "a team": lambda: self.note(whatsapp_team_ids=team.ids),
            "everyone": lambda: self.note(special_mentions=["everyone"]),
            "from a composer": lambda: self.note(whatsapp_seen_message_id=0),
            "a draft": lambda: thread.with_user(self.agent).whatsapp_save_draft(
                SECRET, True
            ),
            "the customer's notes": lambda: note.with_user(
                self.agent
            ).whatsapp_copy_note(
                "res.partner", thread.whatsapp_contact_id.partner_id.id
            ),
            "sent again": lambda: note.with_user(self.agent).whatsapp_resend(),
            "starred": lambda: note.with_user(self.agent).toggle_message_starred(),
            "deleted": lambda: thread._message_update_content(
                note.sudo(), body="", attachment_ids=[]
            ),
        }
        for name, act in ways.items():
            with self.subTest(name):
                act()
                self.assertStaysHere()
        self.assertFalse(self.meta.uploads)

    def test_answer_by_mail_to_a_notification(self):
        """Who was mentioned answers the mail that told them."""
        self.agent.email, self.supervisor.email = "a@example.com", "b@example.com"
        self.supervisor.notification_type = "email"
        note = self.note(partner_ids=self.supervisor.partner_id.ids).sudo()
        self.assertTrue(note.notification_ids)
        mail = (
            "From: b@example.com\nTo: catchall@example.com\nSubject: Re\n"
            f"Message-ID: <answer@example.com>\nIn-Reply-To: {note.message_id}\n"
            f"References: {note.message_id}\nContent-Type: text/plain\n\n{SECRET} too"
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(False, mail)
        self.assertStaysHere()

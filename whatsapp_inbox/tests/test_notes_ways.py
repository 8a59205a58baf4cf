"""Peers 8: whatever is done with a note, and whoever answers one, it stays here."""

import json

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW, hours, person, said
from .test_notes import COMMENT, NOTE, SECRET, NotesCase

PLACE = {"type": "location", "latitude": 40.4, "longitude": -3.7, "name": SECRET}
LIST = {
    "type": "list",
    "button": "Choose",
    "sections": [{"title": "", "rows": [{"title": "She pays"}]}],
}


@tagged("post_install", "-at_install")
class TestWaysOfANote(NotesCase):
    def note(self, **values):
        return self.customer_thread.with_user(self.agent).message_post(
            body=SECRET, message_type="comment", subtype_xmlid=NOTE, **values
        )

    def refused(self, act, *args):
        with self.assertRaisesRegex(UserError, "never sent to a customer"):
            act(*args)

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
        other = self.receive(
            said("Hi", sender="34600999888"), contacts=[person("Bea", "34600999888")]
        ).channel_id
        self.supervisor.group_ids += self.env.ref("base.group_partner_manager")
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
            "a list": lambda: self.note(whatsapp_content=LIST),
            "a place": lambda: self.note(whatsapp_content=PLACE),
            "buttons": lambda: self.note(whatsapp_buttons=["Yes", "No"]),
            "from a composer": lambda: self.note(whatsapp_seen_message_id=0),
            "a draft": lambda: thread.with_user(self.agent).whatsapp_save_draft(
                SECRET, True
            ),
            "the customer's notes": lambda: note.with_user(
                self.agent
            ).whatsapp_copy_note(
                "res.partner", thread.whatsapp_contact_id.partner_id.id
            ),
            "logged on a record": lambda: note.with_user(
                self.supervisor
            ).whatsapp_forward_to_record(
                "res.partner", thread.whatsapp_contact_id.partner_id.id
            ),
            "forwarded": lambda: self.refused(
                note.with_user(self.agent).whatsapp_forward, other.id
            ),
            "forwarded by mail": lambda: self.refused(
                note.with_user(self.agent).whatsapp_forward_by_mail
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

    def test_scheduled_notes(self):
        """However it is scheduled, changed and sent: what is a note stays one."""
        thread = self.customer_thread.with_user(self.agent)
        comment = self.env.ref("mail.mt_comment").id
        ways = {
            "its time comes": {},
            "with a list": {"post_values": {"whatsapp_content": LIST}},
            "with a place": {"post_values": {"whatsapp_content": PLACE}},
            "with a file": {"attachment_ids": self.attach("a.pdf", b"%PDF-1.4").ids},
            "as a comment": {
                "post_values": {"subtype_id": comment, "subtype_xmlid": COMMENT}
            },
        }
        scheduled = self.env["mail.scheduled.message"].with_user(self.agent)
        for name, values in ways.items():
            with self.subTest(name):
                thread.whatsapp_schedule(
                    SECRET, "2026-03-02 11:00:00", is_note=True, **values
                )
                parameters = json.dumps({"subtype_id": comment})
                one = scheduled.search([])
                one.write({"notification_parameters": parameters})
                one.whatsapp_reschedule("2026-03-02 10:30:00", f"{SECRET}!", True)
                if name == "with a list":
                    one.post_message()
                with freeze_time(NOW + hours(1)):
                    scheduled.sudo()._post_messages_cron()
                self.assertFalse(one.exists())
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

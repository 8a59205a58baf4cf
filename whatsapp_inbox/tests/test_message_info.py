"""What is told of one message, and its text to copy."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import NOW, PIXEL, OutboxCase, failure, minutes, said, seconds, status


@tagged("post_install", "-at_install")
class TestMessageInfo(OutboxCase):
    def sections(self, mail, user=None):
        return mail.with_user(user or self.agent).whatsapp_info()

    def rows(self, section):
        return {row["label"]: row.get("at") or row["text"] for row in section["rows"]}

    def test_times_of_an_answer(self):
        part = self.post()
        self.send()
        pricing = {"billable": False, "category": "service", "type": "regular"}
        self.receive_statuses(
            status(part.wamid, "read", NOW + minutes(3)),
            status(part.wamid, "delivered", NOW + minutes(2), pricing=pricing),
            status(part.wamid, "sent", NOW + minutes(1)),
        )
        written, section = self.sections(part.mail_message_id)
        self.assertEqual(self.rows(written)["By"], self.agent.name)
        self.assertEqual(section["title"], "text · Read")
        rows = self.rows(section)
        self.assertEqual(rows["Queued"][:10], str(part.create_date)[:10])
        self.assertEqual(rows["Given to WhatsApp"], "2026-03-02 10:00:00")
        self.assertEqual(rows["Sent"], "2026-03-02 10:01:00")
        self.assertEqual(rows["Delivered"], "2026-03-02 10:02:00")
        self.assertEqual(rows["Read"], "2026-03-02 10:03:00")
        self.assertEqual(rows["Price"], "Free (service)")
        self.assertNotIn("Attempts", rows)

    def test_failed_and_sent_again(self):
        part = self.post()
        self.send()
        late = NOW + seconds(30)
        self.receive_statuses(status(part.wamid, "failed", late, **failure(131026)))
        part.mail_message_id.with_user(self.agent).whatsapp_resend()
        _written, first, again = self.sections(part.mail_message_id)
        self.assertIn("Meta's own words", first["error"])
        self.assertIn("sent again", first["title"])
        self.assertEqual(self.rows(first)["Failed"], "2026-03-02 10:00:30")
        self.assertEqual(self.rows(first)["Error"], "131026")
        self.assertFalse(again["error"])

    def test_delivered_after_all_is_no_failure(self):
        part = self.post()
        self.send()
        self.receive_statuses(status(part.wamid, "failed", **failure(131026)))
        self.receive_statuses(status(part.wamid, "delivered", NOW + minutes(1)))
        self.assertFalse(part.failed_at)
        self.assertNotIn("Failed", self.rows(self.sections(part.mail_message_id)[1]))

    def test_what_a_customer_wrote(self):
        with freeze_time(NOW + minutes(5)):
            part = self.receive(said("Hi *there*", "wamid.HI", at=NOW))
        _written, section = self.sections(part.mail_message_id)
        rows = self.rows(section)
        self.assertEqual(rows["Received by WhatsApp"], "2026-03-02 10:00:00")
        self.assertNotIn("WhatsApp ID", rows)
        section = self.sections(part.mail_message_id, self.admin)[1]
        self.assertEqual(self.rows(section)["WhatsApp ID"], "wamid.HI")

    def test_a_note_goes_nowhere(self):
        note = self.customer_thread.with_user(self.agent).message_post(
            body="Late", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        (section,) = self.sections(note)
        self.assertIn("No", self.rows(section)["Sent to WhatsApp"])

    def test_text_to_copy(self):
        part = self.receive(said("Hi *there*\n- one & two"))
        text = part.mail_message_id.with_user(self.agent).whatsapp_text()
        self.assertEqual(text, "Hi *there*\n- one & two")

    def test_text_of_several_to_copy(self):
        mail = self.receive(said("Hi *there*")).mail_message_id
        photo = self.attach("a.png", PIXEL)
        answer = self.post("Hello", attachment_ids=photo.ids).mail_message_id
        first, second, file = (
            (answer + mail).with_user(self.agent).whatsapp_text().splitlines()
        )
        self.assertRegex(first, r"^\[3.2.26, 10:00.AM\] Anita: Hi \*there\*$")
        self.assertIn(f"] {self.agent.name}: Hello", second)
        self.assertEqual(file, "a.png")

    def test_rights(self):
        part = self.post()
        other = self._create_user("wi_other", "whatsapp_inbox.group_agent")
        self.customer_thread.whatsapp_team_id = self._create_team("Ours", self.agent)
        for user in (other, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.sections(part.mail_message_id, user)
        outside = self.employee.partner_id.message_post(body="Hello")
        with self.assertRaises(UserError):
            outside.with_user(self.agent).whatsapp_info()

from odoo import fields
from odoo.tests import tagged

from .common import NOW, minutes, said
from .test_notifications import RingCase


@tagged("post_install", "-at_install")
class TestAway(RingCase):
    """A mail to who is away while a customer waits."""

    def setUp(self):
        super().setUp()
        self.agent.email = "agent@example.com"
        self.colleague.email = "colleague@example.com"
        self.agent.whatsapp_away_minutes = 10
        self.be_there(self.agent, NOW)
        self.env["mail.mail"].sudo().search([]).unlink()

    def be_there(self, user, at):
        user.presence_ids.unlink()
        self.env["mail.presence"].create({"user_id": user.id, "last_presence": at})

    def mails(self, after=None):
        if after:
            self.later(after)
        self.env["whatsapp.inbox.away"]._job_step()
        mails = self.env["mail.mail"].search([], order="id")
        found = [(mail.email_to, mail) for mail in mails]
        return found

    def addresses(self, after=None):
        return [address for address, _mail in self.mails(after)]

    def test_one_mail_for_many_messages(self):
        self.receive(said("And?"), said("Hello??"))
        self.assertEqual(self.addresses(minutes(9)), [])
        self.assertEqual(self.addresses(minutes(10)), ["agent@example.com"])
        self.receive(said("Still there?", at=NOW + minutes(11)))
        self.assertEqual(self.addresses(minutes(30)), ["agent@example.com"])

    def test_what_it_says(self):
        self.receive(said("my card is 4111"))
        [(_address, mail)] = self.mails(minutes(11))
        self.assertNotIn("Anita", mail.subject)
        self.assertNotIn("4111", mail.subject + mail.body_html)
        self.assertIn("Anita", mail.body_html)
        self.assertIn(f"discuss.channel_{self.customer_thread.id}", mail.body_html)
        self.assertIn("auto-generated", mail.headers)
        self.assertFalse(mail.model)

    def test_waits_again(self):
        self.assertEqual(len(self.mails(minutes(11))), 1)
        self.answer(self.customer_thread, user=self.agent)
        self.receive(said("Thanks, and?", at=NOW + minutes(20)))
        self.assertEqual(len(self.mails(minutes(29))), 1)
        self.assertEqual(len(self.mails(minutes(31))), 2)

    def test_not_away(self):
        self.be_there(self.agent, NOW + minutes(5))
        self.assertEqual(self.addresses(minutes(12)), [])
        self.assertEqual(self.addresses(minutes(15)), ["agent@example.com"])

    def test_seen(self):
        members = self.customer_thread.channel_member_ids
        member = members.filtered(lambda m: m.partner_id == self.agent.partner_id)
        last = self.customer_thread.message_ids.sorted("id")[-1]
        member.with_user(self.agent)._set_last_seen_message(last)
        self.assertEqual(self.addresses(minutes(11)), [])

    def test_answered_or_resolved(self):
        self.answer(self.customer_thread, user=self.colleague)
        self.assertEqual(self.addresses(minutes(11)), [])
        self.receive(said("More", at=NOW + minutes(12)))
        self.conversation.with_user(self.colleague).action_resolve()
        self.assertEqual(self.addresses(minutes(40)), [])

    def test_never(self):
        for values, of in (
            ({"whatsapp_away_minutes": 0}, self.agent),
            ({"whatsapp_away_minutes": 10, "whatsapp_ring_queue": False}, self.agent),
            ({"whatsapp_ring_queue": True, "whatsapp_hours_only": True}, self.agent),
            (
                {"whatsapp_hours_only": False, "manual_im_status": "busy"},
                self.agent,
            ),
            ({"manual_im_status": False, "active": False}, self.agent),
        ):
            with self.subTest(values=values):
                of.write(values)
                self.assertEqual(self.addresses(minutes(11)), [])

    def test_muted(self):
        members = self.customer_thread.channel_member_ids
        member = members.filtered(lambda m: m.partner_id == self.agent.partner_id)
        member.mute_until_dt = fields.Datetime.now() + minutes(1000)
        self.assertEqual(self.addresses(minutes(11)), [])

    def test_rights_are_asked_when_it_is_sent(self):
        self.customer_thread._add_members(users=self.employee)
        self.employee.whatsapp_away_minutes = 1
        self.assertEqual(self.addresses(minutes(11)), ["agent@example.com"])

    def test_another_team(self):
        self.other.whatsapp_away_minutes = 1
        self.assertEqual(self.addresses(minutes(11)), ["agent@example.com"])

    def test_claimed_once(self):
        self.later(minutes(11))
        away = self.env["whatsapp.inbox.away"]
        self.env.flush_all()
        self.assertTrue(away._claim(self.conversation, self.agent))
        self.assertFalse(away._claim(self.conversation, self.agent))

    def test_forgotten_when_answered(self):
        self.mails(minutes(11))
        row = self.env["whatsapp.inbox.away"].search([])
        self.later(minutes(60 * 24 * 3650))
        row._gc_answered()
        self.assertTrue(row.exists(), "the customer waits still")
        self.conversation.action_resolve()
        row._gc_answered()
        self.assertFalse(row.exists())

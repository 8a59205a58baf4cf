import json
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NOW, TwoTeamsCase, minutes, said, seconds


class RingCase(TwoTeamsCase):
    """Two agents of a team whose browsers wish to be woken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("public", "private"):
            key = f"mail.web_push_vapid_{name}_key"
            cls.env["ir.config_parameter"].set_param(key, "k")
        cls.devices = cls.env["mail.push.device"].create(
            [
                {
                    "endpoint": f"https://push.example.com/{user.id}",
                    "keys": json.dumps({"p256dh": "x", "auth": "y"}),
                    "partner_id": user.partner_id.id,
                }
                for user in (cls.agent, cls.colleague)
            ]
        )
        # a working day of the agent's that is over at NOW (11:00 in Madrid)
        calendar = cls._create_calendar({day: [(7, 9)] for day in range(7)})
        cls.env["resource.resource"].create(
            {
                "name": "Agent",
                "user_id": cls.agent.id,
                "company_id": cls.company.id,
                "calendar_id": calendar.id,
                "tz": "Europe/Madrid",
            }
        )

    def setUp(self):
        super().setUp()
        self.later(minutes(1))
        self.forget()

    def forget(self):
        self.env["mail.push"].sudo().search([]).unlink()

    def pushed(self):
        """:return: the users whose browsers are woken, once for each time"""
        pushes = self.env["mail.push"].sudo().search([], order="id")
        users = [push.mail_push_device_id.partner_id.user_ids for push in pushes]
        self.forget()
        return users

    def hear(self, *texts, at=None):
        self.receive(*(said(text, at=at or NOW) for text in texts or ["Hello?"]))

    def note(self, user, *mentioned):
        self.customer_thread.with_user(user).message_post(
            body="Look",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=[u.partner_id.id for u in mentioned],
        )


@tagged("post_install", "-at_install")
class TestPush(RingCase):
    """Who is woken by what, and how often."""

    def test_the_queue_is_for_all_who_follow_it(self):
        self.hear()
        self.assertCountEqual(self.pushed(), [self.agent, self.colleague])
        self.agent.whatsapp_ring_queue = False
        self.later(minutes(2))
        self.hear()
        self.assertEqual(self.pushed(), [self.colleague])

    def test_mine_and_those_of_colleagues(self):
        self.conversation.user_id = self.agent
        self.customer_thread._add_members(users=self.colleague)
        self.forget()
        self.hear()
        self.assertCountEqual(self.pushed(), [self.agent, self.colleague])
        self.colleague.whatsapp_ring_followed = False
        self.later(minutes(2))
        self.hear()
        self.assertEqual(self.pushed(), [self.agent])
        self.agent.whatsapp_ring_mine = False
        self.later(minutes(3))
        self.hear()
        self.assertEqual(self.pushed(), [])

    def test_answers_of_colleagues_are_silent(self):
        self.answer(self.customer_thread)
        self.assertEqual(self.pushed(), [])

    def test_mentions(self):
        self.note(self.agent)
        self.assertEqual(self.pushed(), [])
        self.note(self.agent, self.colleague)
        self.assertEqual(self.pushed(), [self.colleague])
        self.colleague.whatsapp_ring_mentions = False
        self.note(self.agent, self.colleague)
        self.assertEqual(self.pushed(), [])

    def test_an_album_is_one_notification(self):
        """Peers 14: ten photos are ten webhooks, in parallel."""
        for _photo in range(10):
            self.hear("photo")
        self.assertEqual(len(self.pushed()), 2, "one for each agent")
        self.later(minutes(1) + seconds(9))
        self.hear("and")
        self.assertEqual(self.pushed(), [])
        self.later(minutes(1) + seconds(10))
        self.hear("are you there?")
        self.assertEqual(len(self.pushed()), 2)

    def test_two_customers_are_two_notifications(self):
        self.receive(
            said("Hello"),
            said("Hi", sender="34600999888"),
        )
        self.assertEqual(len(self.pushed()), 4)

    def test_the_payload(self):
        self.hear()
        push = self.env["mail.push"].sudo().search([], limit=1)
        payload = json.loads(push.payload)
        self.assertEqual(payload["title"], self.customer_thread.name)
        tag = f"whatsapp_inbox_{self.customer_thread.id}"
        self.assertEqual(payload["options"]["tag"], tag)

    def test_muted_is_muted(self):
        members = self.customer_thread.channel_member_ids
        member = members.filtered(lambda m: m.partner_id == self.agent.partner_id)
        member.mute_until_dt = NOW + timedelta(days=1)
        self.colleague.manual_im_status = "busy"
        self.hear()
        self.assertEqual(self.pushed(), [])

    def test_without_push(self):
        self.agent.whatsapp_push = False
        self.hear()
        self.assertEqual(self.pushed(), [self.colleague])

    def test_only_in_working_hours(self):
        self.agent.whatsapp_hours_only = True
        self.colleague.whatsapp_hours_only = True  # has no hours: always
        self.hear()
        self.assertEqual(self.pushed(), [self.colleague])
        self.assertTrue(
            self.env["res.users"].with_user(self.agent).whatsapp_is_off_hours()
        )
        self.later(-minutes(180))  # 08:00 in Madrid
        self.hear()
        self.assertCountEqual(self.pushed(), [self.agent, self.colleague])

    def test_who_gets_it_is_told(self):
        """The job gave it to somebody who did not follow it when it was written."""
        self.other_team.assignment_method = "least_busy"
        self.conversation.team_id = self.other_team
        self.devices[0].partner_id = self.other.partner_id
        self.hear()
        self.assertEqual(self.pushed(), [])
        self.conversation.with_context(whatsapp_auto=True).user_id = self.other
        self.assertEqual(self.pushed(), [self.other])

    def test_a_missed_call_rings(self):
        self.customer_thread._whatsapp_post_line("Missed call", NOW, push=True)
        self.assertCountEqual(self.pushed(), [self.agent, self.colleague])

    def test_cost(self):
        """What is pushed costs no more for fifty messages than for ten."""

        def cost(count):
            self.forget()
            self.later(minutes(2 + count))
            elements = [said("Hi", at=NOW + minutes(1)) for _n in range(count)]
            return self.queries_of(lambda: self.receive(*elements))

        cost(1)
        self.assertLess((cost(50) - cost(10)) / 40, 4)


@tagged("post_install", "-at_install")
class TestPreferences(RingCase):
    """Each agent's own, and nobody else's."""

    def test_written_by_the_agent(self):
        own = self.agent.with_user(self.agent)
        self.assertTrue(own.whatsapp_sound)
        self.assertTrue(own.whatsapp_is_agent)
        own.write({"whatsapp_sound": False, "whatsapp_away_minutes": 5})
        self.assertFalse(self.agent.res_users_settings_ids.whatsapp_sound)
        self.assertEqual(self.agent.res_users_settings_ids.whatsapp_away_minutes, 5)
        self.assertTrue(own.whatsapp_ring_mine)
        self.assertTrue(self.colleague.whatsapp_sound)

    def test_told_to_the_browser(self):
        with self.captured_bus() as bus:
            self.agent.whatsapp_ring_queue = False
        [content] = [c for _target, kind, c in bus if kind == "res.users.settings"]
        self.assertIs(content["whatsapp_ring_queue"], False)

    def test_not_those_of_others(self):
        with self.assertRaises(AccessError):
            self.colleague.with_user(self.agent).whatsapp_sound = False

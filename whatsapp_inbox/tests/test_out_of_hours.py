"""Customers who write while their team is closed."""

from unittest.mock import patch

from odoo.tests import Form, tagged

from .common import NOW, hours, minutes, said
from .test_team_hours import HoursCase

#: Monday evening: the shop is closed until Tuesday at nine.
EVENING = hours(10)


class OutOfHoursCase(HoursCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.closed_text = "Hello {name}! We are back {opening}."
        cls.account.team_id = cls.team
        cls.night = cls._create_team("Night", cls.supervisor)

    def wrote(self, delta, text="Hello", **values):
        """A customer writes so long after ten in the morning (UTC)."""
        self.later(delta)
        thread = self.thread(said(text, at=NOW + delta, **values))
        return thread.whatsapp_conversation_id

    def told(self, conversation):
        """The automatic texts of a thread, oldest first."""
        found = self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "=", conversation.channel_id.id),
                ("auto_kind", "=", "closed"),
            ],
            order="id",
        )
        return [message.payload["text"]["body"] for message in found]


@tagged("post_install", "-at_install")
class TestClosed(OutOfHoursCase):
    def test_within_the_hours(self):
        conversation = self.wrote(hours(0))
        self.assertFalse(self.told(conversation))
        self.assertFalse(conversation.out_of_hours)

    def test_once_in_a_closed_period(self):
        """Peers 12."""
        conversation = self.wrote(EVENING)
        self.assertEqual(
            self.told(conversation),
            ["Hello Anita! We are back tomorrow at 9:00\u202fAM."],
        )
        self.assertTrue(conversation.out_of_hours)
        self.wrote(EVENING + minutes(5), "Anybody?")
        self.wrote(EVENING + hours(8), "Good morning")
        self.assertEqual(len(self.told(conversation)), 1)
        # open, and closed again
        self.wrote(hours(23), "And now?")
        self.wrote(EVENING + hours(24), "Still nobody?")
        self.assertEqual(len(self.told(conversation)), 2)

    def test_the_tester_knows_who_was_told(self):
        conversation = self.wrote(EVENING)
        form = Form(self.env["whatsapp.inbox.routing.test"].with_user(self.admin))
        form.account_id = self.account
        form.at = NOW + EVENING + minutes(5)
        self.assertIn("We are back", form.outcome)
        form.contact_id = conversation.contact_id
        self.assertNotIn("We are back", form.outcome)
        self.assertIn("was told already when", form.outcome)
        form.at = NOW + EVENING + hours(24)
        self.assertIn("We are back", form.outcome)

    def test_once_although_the_conversation_is_another(self):
        self.account.reopen_hours = 0
        conversation = self.wrote(EVENING)
        conversation.action_resolve()
        other = self.wrote(EVENING + minutes(30))
        self.assertNotEqual(conversation, other)
        self.assertEqual(len(self.told(other)), 1)
        self.assertTrue(other.out_of_hours)

    def test_a_text_that_did_not_leave_was_not_told(self):
        conversation = self.wrote(EVENING)
        self.env["whatsapp.inbox.message"].search(
            [("auto_kind", "=", "closed")]
        )._withdraw()
        self.wrote(EVENING + minutes(5))
        self.assertEqual(len(self.told(conversation)), 2)

    def test_an_agent_works_late(self):
        conversation = self.wrote(EVENING)
        self.answer(conversation.channel_id, user=self.agent)
        self.assertFalse(conversation.out_of_hours)
        conversation.channel_id.message_ids.filtered(
            "whatsapp_automatic"
        ).sudo().unlink()
        self.wrote(EVENING + minutes(2), "Thanks")
        self.assertFalse(self.told(conversation))

    def test_the_mark_goes_with_the_answer(self):
        for done in ("answer", "resolve"):
            conversation = self.wrote(EVENING)
            self.assertTrue(conversation.out_of_hours)
            if done == "answer":
                self.answer(conversation.channel_id)
            else:
                conversation.action_resolve()
            self.assertFalse(conversation.out_of_hours)

    def test_first_in_the_queue_at_opening(self):
        late = self.wrote(EVENING)
        early = self.receive(
            said("Earlier", at=NOW, sender="34600999888"), contacts=[]
        ).conversation_id
        urgent = self.receive(
            said("Urgent", at=NOW, sender="34600999777"), contacts=[]
        ).conversation_id
        early.out_of_hours = False
        urgent.write({"out_of_hours": False, "priority": "2"})
        self.assertLess(early.queue_since, late.queue_since)
        places = [c._place_in_queue() for c in (urgent, late, early)]
        self.assertEqual(places, ["1", "2", "3"])

    def test_a_team_without_calendar(self):
        self.team.calendar_id = False
        conversation = self.wrote(EVENING)
        self.assertFalse(self.told(conversation))
        self.assertFalse(conversation.out_of_hours)

    def test_no_text(self):
        self.team.closed_text = False
        self.assertTrue(self.wrote(EVENING).out_of_hours)

    def test_again_changes_nothing(self):
        conversation = self.wrote(EVENING)
        before = len(conversation.channel_id.message_ids)
        conversation._apply_hours()
        self.assertEqual(len(conversation.channel_id.message_ids), before)

    def test_the_hook_is_called_once(self):
        with patch.object(
            type(self.env["whatsapp.inbox.conversation"]),
            "_after_hours",
            autospec=True,
        ) as after:
            conversation = self.wrote(EVENING)
            self.wrote(EVENING + minutes(1))
        [call] = after.call_args_list
        self.assertEqual(call.args[0], conversation)

    def test_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.team.with_context(lang="it_IT").closed_text = "Torniamo {opening}."
        conversation = self.wrote(hours(-24 + 9))
        conversation.partner_id.lang = "it_IT"
        self.wrote(EVENING + hours(24 * 5 - 1), "Ciao")
        self.assertIn("lunedì 9 marzo", self.told(conversation)[-1])

    def test_queries(self):
        """A team that is open, or always so, costs little."""
        conversations = self.wrote(hours(0))
        self.env.flush_all()
        self.env.invalidate_all()
        conversations.mapped("team_id.name")
        conversations.mapped("account_id.name")
        with self.assertQueryCount(5):
            conversations._apply_hours()


@tagged("post_install", "-at_install")
class TestStandIn(OutOfHoursCase):
    def test_an_open_team_stands_in(self):
        self.team.closed_team_id = self.night
        conversation = self.wrote(EVENING)
        self.assertEqual(conversation.team_id, self.night)
        self.assertFalse(self.told(conversation))
        self.assertFalse(conversation.out_of_hours)
        event = conversation.event_ids[:1]
        self.assertEqual((event.kind, event.reason), ("moved", "Shop is closed."))
        self.assertFalse(event.user_id)

    def test_by_way_of_another(self):
        closed = self._create_team("Closed", calendar_id=self.shop.id)
        self.team.closed_team_id = closed
        closed.closed_team_id = self.night
        self.assertEqual(self.wrote(EVENING).team_id, self.night)

    def test_a_circle_of_closed_teams(self):
        closed = self._create_team("Closed", calendar_id=self.shop.id)
        self.team.closed_team_id = closed
        closed.closed_team_id = self.team
        conversation = self.wrote(EVENING)
        self.assertEqual(conversation.team_id, self.team)
        self.assertEqual(len(self.told(conversation)), 1)

    def test_an_archived_one_does_not(self):
        self.team.closed_team_id = self.night
        self.night.active = False
        self.assertEqual(self.wrote(EVENING).team_id, self.team)

    def test_who_has_an_agent_keeps_them(self):
        self.team.closed_team_id = self.night
        conversation = self.wrote(hours(0))
        conversation.user_id = self.agent
        self.wrote(EVENING)
        self.assertEqual(conversation.team_id, self.team)
        self.assertEqual(len(self.told(conversation)), 1)


@tagged("post_install", "-at_install")
class TestWaitingWords(OutOfHoursCase):
    def test_the_median_of_the_last_day(self):
        conversations = self.env["whatsapp.inbox.conversation"]
        for number in range(3):
            sender = f"3460011100{number}"
            conversations |= self.receive(
                said("Hi", sender=sender), contacts=[]
            ).conversation_id
            self.assertEqual(self.team._waiting_words(), "")
            conversations[number].first_response_at = NOW + minutes(7 * (number + 1))
            conversations.flush_recordset()
            self.env.cr.execute(
                "UPDATE whatsapp_inbox_conversation SET create_date = %s"
                " WHERE id IN %s",
                (NOW, conversations._ids),
            )
        self.assertEqual(self.team._waiting_words(), "15 minutes")
        self.team.waiting_text = "About {waiting}."
        conversations[0]._tell_customer()
        told = self.env["whatsapp.inbox.message"].search(
            [("auto_kind", "=", "waiting")]
        )
        self.assertEqual(told.payload["text"]["body"], "About 15 minutes.")
        self.env["res.lang"]._activate_lang("es_ES")
        spanish = self.team.with_context(lang="es_ES")
        self.assertEqual(spanish._waiting_words(), "15 minutos")
        self.later(hours(48))
        self.assertEqual(self.team._waiting_words(), "")

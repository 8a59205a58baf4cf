import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import (
    CUSTOMER,
    NOW,
    SecurityCase,
    hours,
    message,
    minutes,
    person,
    said,
    seconds,
    status,
    unix,
)
from .fake_meta import response


class OwnerCase(SecurityCase):
    """A number that other apps answer too."""

    def standby(self, *messages, **value):
        """Receive messages of which we only get a copy."""
        value = {"contacts": [person()], "messages": list(messages), **value}
        self.receive(field="standby", standby=value)
        return self.env["whatsapp.inbox.message"].search(
            [("wamid", "in", [element["id"] for element in messages])]
        )

    def handover(self, kind, at=NOW, previous="ai_agent", new="escalation", **details):
        roles = {"previous_owner_role": previous, "new_owner_role": new, **details}
        self.receive(
            field="messaging_handovers",
            type=kind,
            timestamp=unix(at),
            sender={"phone_number": f"+{CUSTOMER}"},
            recipient={"phone_number_id": self.account.phone_number_id},
            **{kind: roles},
        )

    def taken_away(self, at=NOW, role="marketing"):
        self.handover("control_taken", at, previous="escalation", new=role)

    def handed_to_us(self, at=NOW, **details):
        self.handover("control_passed", at, **details)

    def owner(self, thread=None):
        return (thread or self.customer_thread).whatsapp_owner_id

    @property
    def customer_thread(self):
        return self.env["discuss.channel"].search(
            [("whatsapp_contact_id.phone", "=", f"+{CUSTOMER}")]
        )

    def control(self, answer=None):
        """Have Meta answer ``thread_control``.

        :return: the bodies of the calls
        """
        calls = []

        def edge(request):
            calls.append(json.loads(request.body))
            code, content = answer or (200, {"messaging_product": "whatsapp"})
            return response(code, content)

        self.meta.edges[f"{self.account.phone_number_id}/thread_control"] = edge
        return calls


@tagged("post_install", "-at_install")
class TestStandby(OwnerCase):
    """Another app answers: shown, and nobody is asked."""

    def test_of_a_new_customer(self):
        self.account.team_id = self.team
        record = self.standby(said("Hello robot"))
        thread = record.channel_id
        self.assertEqual(self.texts(thread), ["Hello robot"])
        self.assertTrue(thread.whatsapp_owner_id._is_other())
        conversation = record.conversation_id
        self.assertEqual(conversation.state, "pending")
        self.assertFalse(conversation.waiting_since)
        self.assertTrue(conversation._window_is_open())
        self.assertEqual(conversation.answered_by, "Another app")
        self.assertFalse(thread.channel_member_ids)

    def test_in_a_thread_that_agents_have_open(self):
        self.account.team_id = self.team
        thread = self.thread(said("Hello", at=NOW - minutes(5)))
        self.answer(thread)
        member = thread.channel_member_ids.filtered(
            lambda m: m.partner_id == self.agent.partner_id
        )
        member._mark_as_read(thread.message_ids[0].id)
        with self.captured_bus() as bus:
            self.standby(said("Hello robot"))
        [sent] = [content for _t, kind, content in bus if kind.endswith("new_message")]
        self.assertTrue(sent["silent"])
        member.invalidate_recordset()
        self.assertFalse(member.message_unread_counter)
        conversation = thread.whatsapp_conversation_id
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.state, "pending")
        self.assertIn("whatsapp.inbox.thread.owner", str(bus))

    def test_what_was_unread_stays_unread(self):
        self.account.team_id = self.team
        thread = self.thread(said("Hello", at=NOW - minutes(5)))
        self.standby(said("Hello robot"))
        self.assertEqual(thread.channel_member_ids.message_unread_counter, 2)
        waiting = thread.whatsapp_conversation_id.waiting_since
        self.assertEqual(waiting, NOW - minutes(5), "that one was for us")

    def test_nothing_is_sent_for_it(self):
        thread = self.thread(said("Hello", at=NOW - minutes(5)))
        self.standby(said("Hello robot"))
        member = thread.channel_member_ids[:1]
        member._mark_as_read(thread.message_ids[0].id)
        member._notify_typing(True)
        self.send()
        self.assertFalse(self.meta.receipts)

    def test_media_and_reactions(self):
        record = self.standby(message("image", {"id": "m1"}, "p1"))
        self.assertEqual(record.media_state, "pending")
        content = {"message_id": "p1", "emoji": "👍"}
        self.standby(message("reaction", content))
        self.assertEqual(record.mail_message_id.reaction_ids.content, "👍")

    def test_told_again_and_then_to_us(self):
        """The same message by both fields is one message."""
        self.standby(said("Hello", "w1"))
        self.standby(said("Hello", "w1"))
        self.receive(said("Hello", "w1"))
        self.assertEqual(self.texts(self.customer_thread), ["Hello"])

    def test_what_the_other_app_answers(self):
        self.standby(said("Hello robot", at=NOW - seconds(9)))
        echo = {
            "id": "wamid.R",
            "timestamp": unix(NOW),
            "message": {"to": CUSTOMER, "type": "text", "text": {"body": "Beep *up*"}},
        }
        for _time in range(2):
            self.receive(field="standby", standby={"message_echoes": [echo]})
        self.assertEqual(self.texts(self.customer_thread), ["Hello robot", "Beep up"])
        record = self.transport("wamid.R")
        self.assertEqual((record.direction, record.state), ("outbound", "sent"))
        self.assertFalse(record.mail_message_id.author_id)
        read = status("wamid.R", "read")
        self.receive(field="standby", standby={"statuses": [read]})
        self.assertEqual(record.state, "read")
        self.send()
        self.assertFalse(self.meta.sent, "it was sent by the other app")

    def test_it_lapses(self):
        """After 24 hours without the customer nobody owns the thread."""
        self.standby(said("Hello robot"))
        owner = self.owner()
        self.later(hours(24) - seconds(1))
        self.assertTrue(owner._is_other())
        self.later(hours(24))
        self.assertFalse(owner._is_other())

    def test_edits_on_standby(self):
        record = self.standby(said("First", "w1"))
        inner = {"type": "text", "text": {"body": "Second"}}
        content = {"original_message_id": "w1", "message": inner}
        self.standby(message("edit", content))
        self.assertIn("Second", record.mail_message_id.body)


@tagged("post_install", "-at_install")
class TestHandovers(OwnerCase):
    def test_a_customer_is_handed_to_us(self):
        """It asks for an answer, with what the other app tells."""
        self.account.team_id = self.team
        self.standby(said("I want a human", at=NOW - minutes(1)))
        context = {"type": "summary", "summary": {"text": "Wants <b>money</b> back"}}
        self.handed_to_us(conversation_context=context)
        owner, thread = self.owner(), self.customer_thread
        self.assertEqual(owner.holder, "us")
        conversation = thread.whatsapp_conversation_id
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW)
        self.assertFalse(conversation.answered_by)
        self.assertEqual(thread.channel_member_ids.partner_id, self.agent.partner_id)
        line = thread.message_ids[0]
        self.assertEqual(line.message_type, "notification")
        self.assertIn("Meta's Business Agent handed this conversation", line.body)
        self.assertIn("Wants &lt;b&gt;money", line.body)

    def test_of_a_customer_we_never_heard_of(self):
        """Where standby is not granted, the handover is the first we hear."""
        self.handed_to_us()
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertTrue(conversation._window_is_open())
        self.answer(self.customer_thread)

    def test_it_is_taken_from_us(self):
        thread = self.thread(said("Hello", at=NOW - minutes(5)))
        self.taken_away()
        self.assertTrue(self.owner()._is_other())
        self.assertEqual(self.owner().role, "marketing")
        self.assertEqual(
            thread.whatsapp_conversation_id.answered_by, "The marketing app"
        )
        self.assertIn("The marketing app took this", thread.message_ids[0].body)
        self.standby(said("Hello", at=NOW + seconds(1)))
        self.assertEqual(self.owner().role, "marketing", "standby names no app")

    def test_any_order_and_again(self):
        """The newest counts; each is told once."""
        self.handed_to_us(NOW + minutes(2))
        self.taken_away(NOW + minutes(1))
        self.standby(said("Late", at=NOW + minutes(1)))
        self.handed_to_us(NOW + minutes(2))
        self.assertEqual(self.owner().holder, "us")
        lines = self.customer_thread.message_ids.filtered(
            lambda mail: mail.message_type == "notification"
        )
        self.assertEqual(len(lines), 1)
        self.taken_away(NOW + minutes(3), "ai_agent")
        self.assertEqual(self.owner().role, "ai_agent")

    def test_of_one_second(self):
        """A handover says more than the field by which a message came."""
        self.standby(said("Human, please"))
        self.handed_to_us()
        self.assertEqual(self.owner().holder, "us")
        self.standby(said("Same second"))
        self.assertEqual(self.owner().holder, "us")

    def test_an_ordinary_message_is_for_us(self):
        self.account.team_id = self.team
        self.standby(said("Hello robot", at=NOW - minutes(1)))
        record = self.receive(said("Hello human"))
        self.assertEqual(self.owner().holder, "us")
        self.assertEqual(record.conversation_id.waiting_since, NOW)
        self.assertEqual(
            record.channel_id.channel_member_ids.partner_id, self.agent.partner_id
        )

    def test_an_old_message_changes_no_owner(self):
        self.standby(said("Hello robot"))
        self.receive(said("Late", at=NOW - minutes(9)))
        self.assertTrue(self.owner()._is_other())

    def test_numbers_that_are_not_shared(self):
        """They cost nothing and have no record."""
        thread = self.thread()
        self.assertFalse(thread.whatsapp_owner_id)

    def test_unknown_kinds_are_noted(self):
        self.receive(field="messaging_handovers", type="control_shared")
        self.assertFalse(self.env["whatsapp.inbox.thread.owner"].search([]))

    def test_a_missed_call_while_another_app_answers(self):
        self.standby(said("Hello robot"))
        element = {
            "id": "wacid.A",
            "from": CUSTOMER,
            "event": "terminate",
            "direction": "USER_INITIATED",
            "timestamp": unix(NOW + minutes(1)),
        }
        self.receive(field="calls", calls=[element])
        self.assertFalse(self.customer_thread.whatsapp_conversation_id.waiting_since)


@tagged("post_install", "-at_install")
class TestTakeOver(OwnerCase):
    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.standby(said("Hello robot", at=NOW - minutes(1)))

    def test_take_and_give_back(self):
        calls = self.control()
        owner = self.owner().with_user(self.agent)
        owner.action_take()
        expected = {"messaging_product": "whatsapp", "to": f"+{CUSTOMER}"}
        self.assertEqual(calls, [{**expected, "action": "take"}])
        self.assertEqual(owner.holder, "us")
        thread = self.customer_thread
        self.assertIn("took this conversation over", thread.message_ids[0].body)
        self.assertIn(self.agent.partner_id, thread.channel_member_ids.partner_id)
        self.assertFalse(thread.whatsapp_conversation_id.waiting_since)
        owner.action_release()
        self.assertEqual(calls[1], {**expected, "action": "release"})
        self.assertFalse(owner.holder)

    def test_only_the_escalation_partner_takes(self):
        error = {"code": 2494191, "message": "Thread take not permitted"}
        self.control((400, {"error": error}))
        owner = self.owner().with_user(self.agent)
        with self.assertRaisesRegex(UserError, "escalation partner.*2494191"):
            owner.action_take()
        self.assertTrue(owner._is_other())

    def test_other_errors_are_told_in_metas_words(self):
        error = {"code": 131000, "error_data": {"details": "Something went wrong"}}
        self.control((500, {"error": error}))
        with self.assertRaisesRegex(UserError, "Something went wrong"):
            self.owner().with_user(self.agent).action_take()
        with self.assertRaisesRegex(UserError, "Something went wrong"):
            self.owner().with_user(self.agent).action_release()

    def test_an_answer_takes_over(self):
        """Allowed while another app answers; accepted, the thread is ours."""
        thread = self.customer_thread
        self.answer(thread)
        self.assertTrue(self.owner()._is_other(), "not before WhatsApp accepts it")
        self.send()
        self.assertEqual(self.owner().holder, "us")

    def test_a_refused_answer_does_not(self):
        self.meta.refuse(131005)
        self.answer(self.customer_thread)
        self.send()
        self.assertTrue(self.owner()._is_other())

    def test_who_may(self):
        calls = self.control()
        for user in (self.other, self.employee, self.portal, self.public):
            owner = self.owner().with_user(user)
            for action in ("action_take", "action_release"):
                refused = self.assertRaises(AccessError)
                with self.subTest(user=user.login, action=action), refused:
                    getattr(owner, action)()
        self.customer_thread._add_members(users=self.employee)
        with self.assertRaises(AccessError):
            self.owner().with_user(self.employee).action_take()
        self.assertFalse(calls)
        for user in (self.agent, self.admin):
            self.assertFalse(self.owner().with_user(user).has_access("write"))

from odoo.tests import tagged
from odoo.tools.mail import html_to_inner_content

from .common import (
    CUSTOMER,
    NOW,
    SecurityCase,
    hours,
    minutes,
    person,
    seconds,
    unix,
)


def call(event, at=NOW, wacid="wacid.A", sender=CUSTOMER, **values):
    """One element of ``calls``: a customer calls us."""
    return {
        "id": wacid,
        "from": sender,
        "to": "34911234567",
        "event": event,
        "direction": "USER_INITIATED",
        "timestamp": unix(at),
        **values,
    }


def answered(duration, at=NOW, **values):
    """The end of a call of so many seconds."""
    start = unix(at - seconds(duration))
    return call(
        "terminate",
        at,
        start_time=start,
        end_time=unix(at),
        duration=duration,
        status="COMPLETED",
        **values,
    )


def ours(element):
    """The same call, made by us."""
    swapped = {"from": element["to"], "to": element["from"]}
    return {**element, **swapped, "direction": "BUSINESS_INITIATED"}


class CallCase(SecurityCase):
    def calls(self, *elements, **value):
        """Receive these elements of ``calls``.

        :return: all calls there are
        """
        value.setdefault("contacts", [person()])
        self.receive(field="calls", calls=list(elements), **value)
        return self.env["whatsapp.inbox.call"].search([])

    def line(self, record):
        return html_to_inner_content(record.mail_message_id.body)


@tagged("post_install", "-at_install")
class TestCallLine(CallCase):
    """One line a call, which says what became of it."""

    def test_a_missed_call(self):
        record = self.calls(call("connect", NOW - seconds(40)))
        self.assertIn("The customer calls", self.line(record))
        mail = record.mail_message_id
        self.assertEqual(self.calls(call("terminate", status="FAILED")), record)
        self.assertEqual(record.mail_message_id, mail)
        self.assertIn("Missed call from the customer", self.line(record))
        self.assertEqual(mail.message_type, "notification")
        self.assertEqual(record.channel_id.message_ids, mail)
        self.assertEqual(record.started_at, NOW - seconds(40))

    def test_an_answered_call(self):
        record = self.calls(call("connect", NOW - seconds(200)), answered(185))
        self.assertEqual(record.result, "ended")
        self.assertIn("Call from the customer · 0:03:05", self.line(record))

    def test_calls_of_ours(self):
        word = {"type": "call", "recipient_id": CUSTOMER, "timestamp": unix(NOW)}
        states = [
            {**word, "id": "wacid.A", "status": status}
            for status in ("RINGING", "REJECTED")
        ]
        record = self.calls(ours(call("connect")))
        self.assertIn("We call the customer", self.line(record))
        self.calls(statuses=states)
        self.calls(ours(call("terminate", status="FAILED")))
        self.assertIn("The customer declined our call", self.line(record))
        record = self.calls(ours(answered(65, wacid="wacid.B")))[0]
        self.assertIn("Call to the customer · 0:01:05", self.line(record))
        self.calls(ours(call("terminate", wacid="wacid.C")))
        self.assertIn(
            "did not take our call", str(record.channel_id.message_ids[0].body)
        )
        self.assertFalse(record.conversation_id.waiting_since)

    def test_any_order_and_again(self):
        """The end first, then what came before; each of it twice."""
        for element in (answered(10), call("connect"), answered(10), call("connect")):
            record = self.calls(element)
        self.assertEqual((record.result, record.duration), ("ended", 10))
        self.assertEqual(len(record.channel_id.message_ids), 1)

    def test_who_called(self):
        """The thread of the same customer, phone or not."""
        thread = self.thread(contacts=[person(bsuid="ES.1")])
        element = call("connect", sender=None, from_user_id="ES.1")
        record = self.calls(element, contacts=[person(None, None, "ES.1")])
        self.assertEqual(record.channel_id, thread)

    def test_odd_calls_are_left_alone(self):
        """None of them is an error, and none hides its neighbour."""
        odd = [{}, {"id": "wacid.X"}, call("terminate", sender=None, wacid="wacid.Y")]
        odd += [call("recorded", wacid="wacid.Z"), "x", None]
        record = self.calls(*odd, call("terminate"))
        self.assertEqual(record.wacid, "wacid.A")
        self.receive(field="calls", calls=[], errors=[{"code": 138000}])

    def test_open_browsers_are_told(self):
        self.calls(call("connect"))
        with self.captured_bus() as bus:
            self.calls(call("terminate"))
        [values] = [
            content["mail.message"][0]
            for _target, kind, content in bus
            if kind == "mail.record/insert" and "mail.message" in content
        ]
        self.assertIn("Missed call", str(values["body"]))


@tagged("post_install", "-at_install")
class TestCallsAndWork(CallCase):
    """A missed call asks for an answer; any call of the customer opens the window."""

    def test_a_missed_call_waits_for_us(self):
        self.account.team_id = self.team
        conversation = self.calls(call("terminate")).conversation_id
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW)
        self.assertEqual(conversation.window_expires_at, NOW + hours(24))
        self.assertTrue(conversation._window_is_open())
        members = conversation.channel_id.channel_member_ids
        self.assertEqual(members.partner_id, self.agent.partner_id)
        self.answer(conversation.channel_id)
        self.assertFalse(conversation.waiting_since)

    def test_a_missed_call_reopens(self):
        thread = self.thread()
        conversation = thread.whatsapp_conversation_id
        conversation.action_resolve()
        self.later(hours(1))
        self.calls(call("terminate", NOW + hours(1)))
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW + hours(1))

    def test_told_again_it_does_not_wait_again(self):
        conversation = self.calls(call("terminate")).conversation_id
        self.answer(conversation.channel_id)
        self.calls(call("terminate"))
        self.assertFalse(conversation.waiting_since)

    def test_an_answered_call_opens_the_window_alone(self):
        conversation = self.calls(answered(60)).conversation_id
        self.assertEqual(conversation.window_expires_at, NOW - seconds(60) + hours(24))
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.state, "pending")
        self.assertFalse(conversation.channel_id.channel_member_ids)
        self.answer(conversation.channel_id)

    def test_our_call_opens_it_if_the_customer_takes_it(self):
        record = self.calls(ours(call("terminate")))
        self.assertFalse(record.conversation_id.window_expires_at)
        self.calls(ours(answered(5, NOW + minutes(5), wacid="wacid.B")))
        self.assertTrue(record.conversation_id.window_expires_at)

    def test_rights(self):
        self.account.team_id = self.team
        record = self.calls(call("terminate"))
        for user, may in (
            (self.agent, True),
            (self.supervisor, True),
            (self.other, False),
            (self.employee, False),
            (self.portal, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(record.with_user(user).has_access("read"), may)
                self.assertFalse(record.with_user(user).has_access("write"))

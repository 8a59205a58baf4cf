from datetime import timedelta

from ..test_tap import tapped
from .closing_case import ClosingCase


class ClosingTests(ClosingCase):
    """Customers are asked whether it was solved."""

    def test_the_question(self):
        ticket, buttons = self.closed()
        [text] = self.said()
        number = ticket._role("number")
        self.assertEqual(text, f"Your ticket {number} is closed.\nWas it solved?")
        self.assertEqual(list(buttons), ["Yes", "No"])

    def test_one_message_with_the_stage(self):
        self.done.whatsapp_active = True
        self.done.whatsapp_text = "We have mended it, {name}."
        self.closed()
        self.assertEqual(self.said(), ["We have mended it, Ana.\nWas it solved?"])

    def test_nothing_is_asked(self):
        self.helpdesk.whatsapp_ask_solved = False
        ticket = self.chat_ticket()
        self.move(ticket, self.done)
        self.tell()
        self.assertFalse(self.said())

    def test_from_one_closed_stage_to_another(self):
        ticket, _buttons = self.closed()
        self.move(ticket, self.create_stage("Filed", 20, closed=True))
        self.tell()
        self.assertEqual(len(self.said()), 1)

    def test_no_opens_it_again(self):
        ticket, buttons = self.closed()
        self.tap(buttons["No"])
        self.assertEqual(ticket.stage_id, self.doing)
        self.assertIn("is open again", self.said()[-1])
        self.assertIn("It was not solved", self.chatter(ticket))
        self.assertEqual(ticket.activity_ids.user_id, self.clerk)
        # a second tap finds it open
        self.tap(buttons["No"])
        self.assertEqual(len(ticket.activity_ids), 1)
        self.assertIn("is open, and we", self.said()[-1])

    def test_the_stage_it_had_is_gone(self):
        ticket, buttons = self.closed()
        self.doing.active = False
        self.tap(buttons["No"])
        self.assertEqual(ticket.stage_id, self.new)

    def test_asked_again_when_closed_again(self):
        ticket, buttons = self.closed()
        self.tap(buttons["No"])
        self.move(ticket, self.done)
        self.tell()
        self.assertEqual(list(self.buttons()), ["Yes", "No"])
        self.assertEqual(self.told(ticket, "closed_2").state, "done")

    def test_yes(self):
        ticket, buttons = self.closed()
        self.tap(buttons["Yes"])
        self.assertEqual(ticket.stage_id, self.done)
        self.assertIn("glad to hear", self.said()[-1])
        self.assertIn("It was solved.", self.chatter(ticket))

    def test_it_is_final(self):
        self.helpdesk.whatsapp_final_days = 2
        ticket, buttons = self.closed()
        self.tap(buttons["No"], timedelta(days=7))
        self.assertEqual(ticket.stage_id, self.done)
        self.assertIn("we open a new one", self.said()[-1])

    def test_never_final(self):
        self.helpdesk.whatsapp_final_days = 0
        ticket, buttons = self.closed()
        self.tap(buttons["No"], timedelta(days=400))
        self.assertEqual(ticket.stage_id, self.doing)

    # -- whose it is ----------------------------------------------------------------

    def test_a_button_of_somebody_else(self):
        ticket, buttons = self.closed()
        self.receive(tapped(buttons["No"], sender="34600777888"))
        self.assertEqual(ticket.stage_id, self.done)

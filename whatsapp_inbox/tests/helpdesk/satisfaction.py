from datetime import timedelta

from .closing_case import ClosingCase


class SatisfactionTests(ClosingCase):
    """Customers are asked how satisfied they are."""

    def test_satisfaction_after_yes(self):
        self.helpdesk.whatsapp_ask_rating = True
        ticket, buttons = self.closed()
        self.tap(buttons["Yes"])
        faces = self.buttons()
        self.assertEqual(len(faces), 3)
        self.tap(faces["😞 Dissatisfied"])
        self.assertIn("Thank you for your answer", self.said()[-1])
        if ticket._role_field("rating"):
            self.assertEqual(self.grades(ticket), [1])
        else:
            self.assertIn("Satisfaction: 1 of 5", self.chatter(ticket))

    def test_satisfaction_may_be_changed(self):
        """Until it is final; one rating all the same."""
        self.helpdesk.whatsapp_ask_solved = False
        self.helpdesk.whatsapp_ask_rating = True
        ticket, faces = self.closed()
        if not ticket._role_field("rating"):
            self.skipTest("This helpdesk has no ratings")
        self.tap(faces["😐 Okay"])
        self.tap(faces["😀 Satisfied"], timedelta(hours=2))
        self.assertEqual(self.grades(ticket), [5])
        self.tap(faces["😞 Dissatisfied"], timedelta(days=9))
        self.assertEqual(self.grades(ticket), [5])

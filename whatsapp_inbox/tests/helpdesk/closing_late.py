from ..common import NOW, hours
from ..template_case import at_meta, body
from ..test_tap import tapped
from .closing_case import ClosingCase


class ClosingLateTests(ClosingCase):
    """The question goes more than 24 hours after the customer's last message."""

    def setUp(self):
        super().setUp()
        self.later(hours(30))

    def offer(self, *titles):
        """The stage has a template with these quick replies."""
        components = [body("Your ticket is closed.")]
        if titles:
            replies = [{"type": "QUICK_REPLY", "text": title} for title in titles]
            components.append({"type": "BUTTONS", "buttons": replies})
        self.done.whatsapp_template_id = self.sync(
            at_meta(name="closed", language="en", components=components)
        )

    def payloads(self):
        """What the quick replies of the last template give back."""
        components = self.sent()[-1].payload["template"]["components"]
        return [
            component["parameters"][0]["payload"]
            for component in components
            if component["type"] == "button"
        ]

    def replied(self, payload):
        self.receive(tapped(payload, "button", "No", at=NOW + hours(30)))

    def close(self):
        ticket = self.chat_ticket(user_id=self.clerk.id)
        self.move(ticket, self.doing)
        self.move(ticket, self.done)
        self.tell()
        return ticket

    def test_quick_replies_answer_it(self):
        """In their order, whatever they are called."""
        self.offer("Sí", "No", "Visit us")
        ticket = self.close()
        yes, no = self.payloads()
        self.assertTrue(yes.startswith(f"wi:ticket_solved:helpdesk.ticket:{ticket.id}"))
        self.replied(no)
        self.assertEqual(ticket.stage_id, self.doing)
        self.assertIn("is open again", self.said()[-1])
        self.assertNotIn("without buttons", self.chatter(ticket))

    def test_satisfaction(self):
        self.helpdesk.whatsapp_ask_solved = False
        self.helpdesk.whatsapp_ask_rating = True
        self.offer("Good", "Okay", "Bad")
        self.close()
        self.assertEqual(
            [payload.split(":")[1] for payload in self.payloads()],
            ["ticket_happy", "ticket_neutral", "ticket_unhappy"],
        )

    def test_too_few_quick_replies(self):
        """Half of the answers would be no question: it is told, and no more."""
        for titles in ((), ("Yes",)):
            with self.subTest(titles):
                self.offer(*titles)
                ticket = self.close()
                self.assertEqual(self.told(ticket, "closed_1").state, "done")
                self.assertFalse(self.payloads())
                self.assertIn("in this order: Yes, No.", self.chatter(ticket))

    def test_no_template(self):
        ticket = self.close()
        self.assertFalse(self.sent())
        self.assertIn("no template is chosen", self.chatter(ticket))
        self.assertEqual(self.told(ticket, "closed_1").state, "failed")

    def test_they_write_before_it_is_closed_again(self):
        """The window is open then: no template."""
        self.offer("Yes", "No")
        ticket = self.close()
        self.replied(self.payloads()[1])
        self.move(ticket, self.done)
        self.tell()
        self.assertEqual(list(self.buttons()), ["Yes", "No"])

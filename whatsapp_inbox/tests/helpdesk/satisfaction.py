from datetime import timedelta
from unittest.mock import patch

from odoo.tools import mute_logger

from ...tools import helpdesk
from ..common import NOW, change, hours, message, minutes, said, webhook
from ..test_tap import tapped
from .closing_case import ClosingCase

WHY = "You <b>forgot</b> the saucer & me"
WHAT = "What could we do better?"


class SatisfactionTests(ClosingCase):
    """How satisfied customers are, and what would be better."""

    def setUp(self):
        super().setUp()
        self.helpdesk.whatsapp_ask_solved = False
        self.helpdesk.whatsapp_ask_rating = True

    def without_ratings(self):
        """As if the product had none."""
        self.enterContext(patch.dict(helpdesk.TICKET, rating=()))

    def unhappy(self):
        ticket, faces = self.closed()
        self.tap(faces["😞 Dissatisfied"])
        return ticket, faces

    def says(self, text, after):
        self.later(after)
        [sent] = self.receive(said(text, at=NOW + after))
        return sent

    def ratings(self, ticket):
        domain = [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        return self.env["rating.rating"].search(domain)

    def grades(self, ticket):
        return self.ratings(ticket).mapped("rating")

    def test_after_yes(self):
        self.helpdesk.whatsapp_ask_solved = True
        ticket, buttons = self.closed()
        self.tap(buttons["Yes"])
        faces = self.buttons()
        self.assertEqual(len(faces), 3)
        self.tap(faces["😐 Okay"])
        self.assertEqual(self.said()[-1], "Thank you for your answer, Ana!")
        self.assertEqual(self.grades(ticket), [3])

    def test_it_may_be_changed(self):
        """Until it is final; one rating all the same."""
        ticket, faces = self.closed()
        self.tap(faces["😐 Okay"])
        self.tap(faces["😀 Satisfied"], timedelta(hours=2))
        self.assertEqual(self.grades(ticket), [5])
        self.tap(faces["😞 Dissatisfied"], timedelta(days=9))
        self.assertEqual(self.grades(ticket), [5])

    def test_without_ratings(self):
        """A note for each answer, in the language of the company."""
        self.without_ratings()
        self.env["res.lang"]._activate_lang("es_ES")
        self.company.partner_id.lang = "es_ES"
        ticket, faces = self.closed()
        self.tap(faces["😞 Dissatisfied"])
        note = ticket.message_ids[0]
        self.assertIn("Satisfacción: 1 de 5", note.body)
        self.assertEqual(note.author_id, self.partner)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.tap(faces["😀 Satisfied"], minutes(1))
        self.assertIn("Satisfacción: 5 de 5", ticket.message_ids[0].body)
        self.assertIn("Satisfacción: 1 de 5", self.chatter(ticket))
        self.assertFalse(self.ratings(ticket))
        # the customer's own language is another
        self.assertIn("Thank you for your answer, Ana!", self.said()[-1])

    # -- what would be better -------------------------------------------------------

    def test_what_would_be_better(self):
        """It is with the rating, and a message as any."""
        ticket, faces = self.unhappy()
        self.assertEqual(self.said()[-1], f"Thank you for your answer, Ana! {WHAT}")
        self.assertFalse(self.ratings(ticket).feedback)
        self.conversation.action_resolve()
        sent = self.says(WHY, hours(2))
        rating = self.ratings(ticket)
        self.assertEqual((rating.rating, rating.feedback), (1, WHY))
        self.assertIn("the saucer &amp; me", rating.message_id.body)
        self.assertNotIn("<b>", rating.message_id.body)
        self.assertIn("the saucer", sent.mail_message_id.body)
        self.assertEqual(sent.conversation_id.state, "open")
        self.assertTrue(sent.conversation_id.waiting_since)
        self.assertEqual(ticket.stage_id, self.done)
        # the next one is no part of it, and another face takes nothing of it
        self.says("My plant died", hours(3))
        self.tap(faces["😐 Okay"], hours(4))
        self.assertEqual((rating.rating, rating.feedback), (3, WHY))
        self.assertEqual(len(self.ratings(ticket)), 1)

    def test_who_is_satisfied_is_not_asked(self):
        ticket, faces = self.closed()
        self.tap(faces["😞 Dissatisfied"])
        self.tap(faces["😀 Satisfied"], minutes(1))
        self.assertNotIn(WHAT, self.said()[-1])
        self.says("Thanks", minutes(2))
        self.assertFalse(self.ratings(ticket).feedback)

    def test_words_are_awaited_for_a_day(self):
        for after, kept in ((hours(24), WHY), (hours(24) + minutes(1), False)):
            with self.subTest(after):
                self.later(timedelta())
                ticket, _faces = self.unhappy()
                self.says(WHY, after)
                self.assertEqual(self.ratings(ticket).feedback, kept)

    def test_words_about_an_open_ticket(self):
        """They go on with it."""
        ticket, _faces = self.unhappy()
        self.move(ticket, self.doing)
        self.says(WHY, minutes(1))
        self.assertFalse(self.ratings(ticket).feedback)
        self.move(ticket, self.done)
        self.says(WHY, minutes(2))
        self.assertFalse(self.ratings(ticket).feedback)

    def test_in_one_batch(self):
        """What was written before the tap is none; a photo waits for words."""
        ticket, faces = self.closed()
        photo = message("image", {"id": "1", "mime_type": "image/png"})
        self.store(
            webhook(
                change(
                    self.account,
                    messages=[
                        said("Well"),
                        tapped(faces["😞 Dissatisfied"]),
                        photo,
                        said("This"),
                        said("And that"),
                    ],
                )
            )
        )
        self.drain()
        self.assertEqual(self.ratings(ticket).feedback, "This")

    def test_a_refused_tap_awaits_nothing(self):
        ticket, faces = self.closed()
        self.tap(faces["😞 Dissatisfied"], timedelta(days=9))
        self.assertNotIn(WHAT, self.said()[-1])
        self.says(WHY, timedelta(days=9) + minutes(1))
        self.assertFalse(self.ratings(ticket))

    def test_words_without_ratings(self):
        self.without_ratings()
        ticket, _faces = self.unhappy()
        sent = self.says(WHY, minutes(1))
        note = ticket.message_ids[0]
        self.assertIn("What could be better: You &lt;b&gt;forgot", note.body)
        self.assertIn(f'data-oe-id="{sent.mail_message_id.id}"', note.body)
        self.assertEqual(note.author_id, self.partner)
        before = len(ticket.message_ids)
        self.says("My plant died", minutes(2))
        self.assertEqual(len(ticket.message_ids), before)

    def test_a_fault_loses_no_message(self):
        ticket, _faces = self.unhappy()
        Ticket = type(ticket)
        with (
            patch.object(Ticket, "_whatsapp_keep_feedback", side_effect=ValueError),
            mute_logger("odoo.addons.whatsapp_inbox.models.whatsapp_inbox_tap"),
        ):
            sent = self.says(WHY, minutes(1))
        self.assertIn("the saucer", sent.mail_message_id.body)
        self.assertFalse(self.ratings(ticket).feedback)

    def test_words_are_forgotten(self):
        ticket, _faces = self.unhappy()
        self.says(WHY, minutes(1))
        rating = self.ratings(ticket)
        ticket._whatsapp_forget(self.customer_thread)
        self.assertEqual((rating.rating, rating.feedback), (1, False))
        self.assertNotIn("saucer", self.chatter(ticket))

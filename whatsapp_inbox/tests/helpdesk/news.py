from ..common import NOW, hours, said
from .news_case import EVENT, NewsCase


class NewsTests(NewsCase):
    """Customers are told the number of their ticket and its stages."""

    def setUp(self):
        super().setUp()
        self.doing.whatsapp_active = True

    def open(self, **values):
        """A ticket that a chat has just become."""
        ticket = self.chat_ticket(**values)
        self.env[EVENT]._note("opened", ticket)
        self.tell()
        return ticket

    def test_its_number(self):
        ticket = self.open()
        [text] = self.said()
        self.assertIn(f"Your ticket {ticket._role('number')} is open", text)
        self.assertIn("Broken pot", text)
        self.assertIn(f"/my/ticket/{ticket.id}?access_token=", text)
        self.run_job("whatsapp.inbox.ticket.copy")
        self.assertIn("Show the message", self.chatter(ticket))

    def test_its_number_in_the_words_of_the_team(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.partner.lang = "es_ES"
        self.helpdesk.whatsapp_opened_text = "Hi {name}, {ticket}"
        spanish = self.helpdesk.with_context(lang="es_ES")
        spanish.whatsapp_opened_text = "Hola {name}: {ticket}, {title}"
        ticket = self.open()
        self.assertEqual(
            self.said(), [f"Hola Ana: {ticket._role('number')}, Broken pot"]
        )

    def test_switched_off(self):
        self.helpdesk.whatsapp_opened_active = False
        ticket = self.open()
        self.assertFalse(self.told(ticket, "opened"))
        self.assertFalse(self.said())

    def test_a_stage(self):
        """Once, and by whom has no right in the inbox."""
        ticket = self.chat_ticket()
        self.move(ticket, self.doing)
        self.assertFalse(self.said())  # not before the commit
        self.tell()
        [text] = self.said()
        self.assertEqual(text, f"Your ticket {ticket._role('number')} is now: Doing")
        for stage in (self.new, self.doing):
            self.move(ticket, stage)
            self.tell()
        self.assertEqual(len(self.said()), 1)

    def test_the_words_of_the_stage(self):
        self.doing.whatsapp_text = "{agent} works at {title}. See {link}"
        ticket = self.chat_ticket(user_id=self.clerk.id)
        self.move(ticket, self.doing)
        self.tell()
        [text] = self.said()
        self.assertIn("Clara works at Broken pot.", text)
        self.assertIn(f"/my/ticket/{ticket.id}?access_token=", text)

    def test_nobody_works_at_it(self):
        """A sentence of which a fact is not known is left out."""
        self.doing.whatsapp_text = "We know. {agent} works at it."
        ticket = self.chat_ticket(user_id=False)
        self.move(ticket, self.doing)
        self.tell()
        self.assertEqual(self.said(), ["We know."])

    def test_it_has_moved_on(self):
        ticket = self.chat_ticket()
        self.move(ticket, self.doing)
        self.move(ticket, self.done)
        self.tell()
        self.assertFalse(self.said())
        event = self.told(ticket, f"stage_{self.doing.id}")
        self.assertEqual(event.state, "skipped")

    def test_one_message_for_a_new_ticket(self):
        """Its number, not its stage as well."""
        self.new.whatsapp_active = True
        ticket = self.open()
        [text] = self.said()
        self.assertIn("is open", text)
        self.later(hours(1))
        self.move(ticket, self.doing)
        self.tell()
        self.assertEqual(len(self.said()), 2)

    def test_a_new_ticket_of_which_nothing_was_told(self):
        self.new.whatsapp_active = True
        self.chat_ticket()
        self.tell()
        [text] = self.said()
        self.assertIn("is now: New", text)

    def test_in_the_thread_it_came_from(self):
        """Not in the one with the latest message."""
        ticket = self.chat_ticket()
        other = self._create_account("Other", "2002")
        self.later(hours(1))
        self.receive(said("Hello", at=NOW + hours(1)), account=other)
        self.move(ticket, self.doing)
        self.tell()
        self.assertEqual(len(self.said()), 1)

    def test_nobody_on_whatsapp(self):
        """No line on each of their tickets."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        ticket = self.ticket(partner_id=stranger.id)
        self.move(ticket, self.doing)
        before = self.chatter(ticket)
        self.tell()
        self.assertEqual(self.chatter(ticket), before)

    def test_the_window_is_closed(self):
        self.later(hours(30))
        ticket = self.chat_ticket()
        self.move(ticket, self.doing)
        self.tell()
        self.assertFalse(self.said())
        self.assertIn("no template is chosen", self.chatter(ticket))

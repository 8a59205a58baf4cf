from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError

from ...models.whatsapp_inbox_conversation_life import HOLD
from ..common import NOW, PIXEL, message, minutes, person, said

REQUEST = "whatsapp.inbox.ticket.request"
BEA = "34600333444"


class ByItselfTests:
    """Rules and the settings of teams make tickets."""

    def job(self):
        self.run_job(REQUEST)

    def tickets(self, thread):
        conversations = self.env["whatsapp.inbox.conversation"].search(
            [("channel_id", "=", thread.id)]
        )
        return self.Ticket.search(
            [("whatsapp_conversation_ids", "in", conversations.ids)], order="id desc"
        )

    def requests(self, thread):
        return self.env[REQUEST].search(
            [("conversation_id.channel_id", "=", thread.id)], order="id"
        )

    def state(self, thread):
        return [(row.reason, row.state) for row in self.requests(thread)]

    def rule(self, **values):
        return self.env["whatsapp.inbox.routing.rule"].create(
            {"name": "Repairs", "company_id": self.company.id, **values}
        )

    # -- new conversations ---------------------------------------------------------

    def test_each_new_conversation(self):
        """Of this team, once, with all that was said by then."""
        self.inbox_team.ticket_new = True
        thread = self.thread(said("My pot is broken"))
        self.receive(said("Help"))
        self.assertFalse(self.tickets(thread))
        self.job()
        ticket = self.tickets(thread)
        self.assertEqual(ticket.name, "My pot is broken")
        self.assertEqual(ticket.team_id, self.helpdesk)
        self.assertFalse(ticket.user_id)
        self.assertIn("Help", ticket.description)
        self.receive(said("More"))
        self.job()
        self.assertEqual(self.tickets(thread), ticket)
        self.assertEqual(self.state(thread), [("new", "done")])

    def test_not_where_nobody_wants_it(self):
        thread = self.thread()
        thread.whatsapp_conversation_id.action_resolve()
        self.assertFalse(self.requests(thread))

    def test_it_comes_to_the_team(self):
        """By hand; not what a customer never wrote."""
        other = self._create_team("Other", self.helper)
        self.account.team_id = other
        self.inbox_team.ticket_new = True
        thread = self.thread()
        self.assertFalse(self.requests(thread))
        conversation = thread.whatsapp_conversation_id
        conversation.team_id = self.inbox_team
        self.assertEqual(self.state(thread), [("new", "pending")])
        self.requests(thread).unlink()
        conversation.write({"team_id": other.id, "window_expires_at": False})
        conversation.team_id = self.inbox_team
        self.assertFalse(self.requests(thread))

    def test_none_beside_an_open_one(self):
        self.inbox_team.ticket_new = True
        thread = self.thread()
        thread.with_user(self.helper).whatsapp_create_ticket("Mine")
        self.job()
        self.assertEqual(self.tickets(thread).name, "Mine")
        self.assertEqual(self.state(thread), [("new", "skipped")])

    def test_the_menu_asks_first(self):
        """Whose it is is not known before."""
        self.inbox_team.ticket_new = True
        thread = self.thread()
        thread.whatsapp_conversation_id.routing_state = "asking"
        self.job()
        self.assertFalse(self.tickets(thread))
        thread.whatsapp_conversation_id.routing_state = "done"
        self.later(minutes(2))
        self.job()
        self.assertTrue(self.tickets(thread))

    def test_a_helpdesk_that_refuses(self):
        """The message is there, and the thread says why there is no ticket."""
        self.inbox_team.ticket_new = True
        thread = self.thread(said("Hi"))
        with patch.object(
            type(self.Ticket), "create", side_effect=UserError("Closed on Mondays.")
        ):
            self.job()
        self.assertEqual(self.state(thread), [("new", "failed")])
        self.assertIn("No ticket was made: Closed on Mondays.", self.texts(thread))

    # -- while closed --------------------------------------------------------------

    def test_while_closed(self):
        self.inbox_team.write(
            {
                "ticket_after_hours": True,
                "calendar_id": self._create_calendar({0: [(20, 21)]}).id,
            }
        )
        thread = self.thread(said("Anybody?"))
        self.job()
        self.assertEqual(self.state(thread), [("closed", "done")])
        self.assertEqual(self.tickets(thread).name, "Anybody?")

    def test_while_open(self):
        self.inbox_team.ticket_after_hours = True
        self.assertFalse(self.requests(self.thread()))

    # -- waiting -------------------------------------------------------------------

    def test_unanswered(self):
        self.helpdesk_hours(False)
        self.inbox_team.ticket_unanswered_minutes = 30
        thread = self.thread()
        answered = self.thread(said("Hi", sender=BEA), contacts=[person("Bea", BEA)])
        self.answer(answered, user=self.helper)
        self.later(minutes(29))
        self.job()
        self.assertFalse(self.tickets(thread))
        self.later(minutes(30))
        self.job()
        self.assertEqual(self.state(thread), [("unanswered", "done")])
        self.assertTrue(self.tickets(thread))
        self.assertFalse(self.tickets(answered))
        self.job()
        self.assertEqual(len(self.tickets(thread)), 1)

    def test_unanswered_counts_working_hours(self):
        """NOW is 11:00 in Madrid; the helpdesk works until 11:10, and on Tuesday."""
        week = {0: [(8, 11 + 1 / 6)], 1: [(8, 12)]}
        self.helpdesk_hours(self._create_calendar(week))
        self.inbox_team.ticket_unanswered_minutes = 30
        thread = self.thread()
        self.later(minutes(600))
        self.job()
        self.assertFalse(self.tickets(thread))
        self.later(timedelta(days=1) - minutes(3 * 60 - 19))
        self.job()
        self.assertFalse(self.tickets(thread))
        self.later(timedelta(days=1) - minutes(3 * 60 - 21))
        self.job()
        self.assertTrue(self.tickets(thread))

    def test_unanswered_on_a_holiday_of_others(self):
        self.helpdesk_hours(self._create_calendar({0: [(8, 18)]}))
        self.day_off(NOW.date(), self.env["res.company"].create({"name": "Other"}))
        self.inbox_team.ticket_unanswered_minutes = 30
        thread = self.thread()
        self.later(minutes(30))
        self.job()
        self.assertTrue(self.tickets(thread))

    # -- resolved ------------------------------------------------------------------

    def test_on_resolve(self):
        self.inbox_team.ticket_resolved = True
        thread = self.thread()
        thread.whatsapp_conversation_id.with_user(self.helper).action_resolve()
        self.job()
        self.assertFalse(self.tickets(thread), "it may be undone")
        self.later(HOLD)
        self.job()
        self.assertTrue(self.tickets(thread))

    def test_resolve_undone(self):
        self.inbox_team.ticket_resolved = True
        thread = self.thread()
        conversation = thread.whatsapp_conversation_id
        conversation.action_resolve()
        conversation.action_reopen()
        self.later(HOLD)
        self.job()
        self.assertFalse(self.tickets(thread))
        conversation.action_resolve()
        self.later(HOLD + HOLD)
        self.job()
        self.assertTrue(self.tickets(thread))

    def test_resolved_with_a_ticket(self):
        """A closed one is one, too."""
        self.inbox_team.ticket_resolved = True
        thread = self.thread()
        thread.with_user(self.helper).whatsapp_create_ticket()
        self.tickets(thread).stage_id = self.done
        thread.whatsapp_conversation_id.action_resolve()
        self.later(HOLD)
        self.job()
        self.assertEqual(len(self.tickets(thread)), 1)
        self.assertEqual(self.state(thread), [("resolved", "skipped")])

    # -- rules ---------------------------------------------------------------------

    def test_by_rule(self):
        rule = self.rule(keywords="broken", make_ticket=True)
        self.assertIn("make a ticket", rule.summary)
        thread = self.thread(said("It is broken"))
        other = self.thread(said("Hi", sender=BEA), contacts=[person("Bea", BEA)])
        self.job()
        self.assertTrue(self.tickets(thread))
        self.assertFalse(self.tickets(other))
        events = self.env["whatsapp.inbox.conversation.event"].search(
            [("conversation_id", "=", thread.whatsapp_conversation_id.id)]
        )
        self.assertIn("Rule: Repairs. A ticket is made.", events.mapped("reason"))

    def test_a_rule_that_only_makes_tickets_does_something(self):
        self.rule(make_ticket=True, final=False)
        with self.assertRaises(ValidationError):
            self.rule(final=False)

    # -- one ticket over several conversations -------------------------------------

    def test_who_writes_again(self):
        """…while the ticket is open, writes about it."""
        self.account.reopen_hours = 0
        self.inbox_team.ticket_new = True
        thread = self.thread()
        self.job()
        ticket = self.tickets(thread)
        first = thread.whatsapp_conversation_id
        first.action_resolve()
        self.receive(said("Me again"))
        second = thread.whatsapp_conversation_id
        self.assertNotEqual(second, first)
        self.assertEqual(ticket.whatsapp_conversation_ids, first | second)
        self.job()
        self.assertEqual(self.tickets(thread), ticket)
        second.action_resolve()
        ticket.stage_id = self.done
        self.receive(said("Something else"))
        self.assertEqual(ticket.whatsapp_conversation_ids, first | second)
        self.job()
        self.assertEqual(len(self.tickets(thread)), 2)

    # -- files ---------------------------------------------------------------------

    def test_a_photo_that_comes_later(self):
        """The ticket of its conversation gets it, and no other."""
        thread = self.thread(message("image", {"id": "1", "mime_type": "image/png"}))
        photo = thread.whatsapp_conversation_id.message_ids
        own = thread.with_user(self.helper)
        own.whatsapp_create_ticket("First")
        own.whatsapp_create_ticket("Second")
        second, first = self.tickets(thread)
        fetch = self.fetched(PIXEL)
        self.env["whatsapp.inbox.media"]._attach(photo, fetch)
        self.assertEqual(self.files(first).mapped("raw"), [PIXEL])
        self.assertFalse(self.files(second))

    def fetched(self, content):
        """What ``_attach`` reads of a file that was fetched."""

        class Fetch:
            mime_type = "image/png"

        Fetch.content = content
        return Fetch

    def files(self, ticket):
        return self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )

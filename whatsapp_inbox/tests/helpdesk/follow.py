from ..common import said
from ..test_tap import tapped
from .news_case import NewsCase


class FollowTests(NewsCase):
    """Conversations and tickets end together, if the team wants it."""

    def setUp(self):
        super().setUp()
        self.conversation.user_id = self.helper
        self.answer(self.customer_thread, user=self.helper)

    def resolve(self):
        return self.conversation.with_user(self.helper).action_with_undo("resolve")

    def test_each_by_itself(self):
        ticket, other = self.chat_ticket(), self.chat_ticket(name="Other")
        self.move(ticket, self.done)
        self.move(other, self.done)
        self.assertEqual(self.conversation.state, "pending")
        self.move(ticket, self.new)
        self.resolve()
        self.assertEqual(ticket.stage_id, self.new)

    def test_the_ticket_follows(self):
        """Though who resolves sees no tickets."""
        self.helpdesk.whatsapp_follow = "ticket"
        ticket = self.chat_ticket()
        self.conversation.user_id = self.outsider
        self.conversation.with_user(self.outsider).action_resolve()
        self.assertEqual(ticket.stage_id, self.done)
        self.assertEqual(self.conversation.state, "resolved")

    def test_it_is_talked_of_elsewhere(self):
        self.helpdesk.whatsapp_follow = "ticket"
        ticket = self.chat_ticket()
        other = self.thread(said("Me too", sender="34600777888"))
        ticket.whatsapp_conversation_ids += other.whatsapp_conversation_id
        self.resolve()
        self.assertEqual(ticket.stage_id, self.new)
        other.whatsapp_conversation_id.action_resolve()
        self.assertEqual(ticket.stage_id, self.done)

    def test_undone(self):
        self.helpdesk.whatsapp_follow = "ticket"
        ticket, closed = self.chat_ticket(), self.chat_ticket(name="Closed before")
        self.move(ticket, self.doing)
        self.move(closed, self.done)
        done = self.resolve()
        self.assertEqual(ticket.stage_id, self.done)
        events = self.env["whatsapp.inbox.conversation.event"]
        events.with_user(self.helper).browse(done["params"]["undo"]).action_undo()
        self.assertEqual(ticket.stage_id, self.doing)
        self.assertEqual(closed.stage_id, self.done)
        self.assertEqual(self.conversation.state, "pending")

    def test_the_conversation_follows_the_last_ticket(self):
        """Closed by whom has no right in the inbox."""
        self.helpdesk.whatsapp_follow = "conversation"
        first, last = self.chat_ticket(), self.chat_ticket(name="Other")
        self.move(first, self.done)
        self.assertEqual(self.conversation.state, "pending")
        self.move(last, self.done)
        self.assertEqual(self.conversation.state, "resolved")

    def test_not_while_the_customer_waits(self):
        self.helpdesk.whatsapp_follow = "conversation"
        ticket = self.chat_ticket()
        self.receive(said("And the other one?"))
        self.move(ticket, self.done)
        self.assertEqual(self.conversation.state, "open")

    def test_both(self):
        self.helpdesk.whatsapp_follow = "both"
        ticket, other = self.chat_ticket(), self.chat_ticket(name="Other")
        self.resolve()
        self.assertEqual((ticket + other).stage_id, self.done)

    def test_a_tap_asks_for_no_answer(self):
        """Who taps "Yes" is not in the queue again, if the chat follows its ticket."""
        self.helpdesk.whatsapp_follow = "both"
        self.helpdesk.whatsapp_ask_solved = True
        ticket = self.chat_ticket()
        self.move(ticket, self.done)
        self.tell()
        self.receive(tapped(self.buttons()["Yes"]))
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(conversation.state, "resolved")
        self.receive(said("By the way: thank you"))
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(conversation.state, "open")

    def test_a_no_does(self):
        self.helpdesk.whatsapp_follow = "both"
        self.helpdesk.whatsapp_ask_solved = True
        ticket = self.chat_ticket()
        self.move(ticket, self.done)
        self.tell()
        self.receive(tapped(self.buttons()["No"]))
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(conversation.state, "open")
        self.assertEqual(ticket.stage_id, self.new)

    def test_the_queries_of_resolving(self):
        """One more, where there is no ticket."""

        def cost(conversation):
            return self.queries_of(
                lambda: conversation.with_user(self.helper).action_resolve()
            )

        cost(self.conversation)
        self.conversation.action_reopen()
        whole = cost(self.conversation)
        self.conversation.action_reopen()
        self.patch(
            self.registry["whatsapp.inbox.conversation"],
            "_close_tickets",
            lambda _self: None,
        )
        self.assertEqual(whole, cost(self.conversation) + 1)

from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

from ..common import NOW, hours, minutes, said
from .mirror_case import MirrorCase

LATER = NOW + hours(1)


class AnsweringTests(MirrorCase):
    """Who writes in a ticket's chatter writes in the customer's thread."""

    def from_ticket(self, ticket, user, body="We look at it"):
        thread = self.thread_of_ana.with_context(whatsapp_ticket_id=ticket.id)
        return self.answer(thread, body, user=user)

    def test_an_answer_from_a_ticket_of_the_same_customer(self):
        """A ticket that came by mail has the customer's answers from then on."""
        by_mail = self.ticket("Invoice?", partner_id=self.partner.id)
        sent = self.from_ticket(by_mail, self.helper)
        self.assertEqual(sent.state, "queued")
        self.assertEqual(by_mail.whatsapp_conversation_ids, self.talk)
        [copy] = self.copies(by_mail)
        self.assertEqual(self.words(copy)[0], "We look at it")
        self.assertFalse(self.copies(), "it is about the other one")
        documents = sent.mail_message_id.with_user(self.helper).whatsapp_documents()
        self.assertEqual([document["id"] for document in documents], by_mail.ids)
        self.receive(said("Thanks", at=NOW + minutes(1)))
        self.assertEqual(len(self.copies(by_mail)), 2)

    def test_who_may_answer_from_a_ticket(self):
        with self.assertRaises(AccessError):
            self.from_ticket(self.talk_ticket, self.clerk)
        with self.assertRaises(AccessError):
            self.from_ticket(self.talk_ticket, self.outsider)
        foreign = self.ticket(partner_id=self.create_partner("Bea", "+34600333444").id)
        with self.assertRaises(UserError):
            self.from_ticket(foreign, self.helper)
        self.assertFalse(self.outgoing(self.thread_of_ana.message_ids))

    def test_what_the_chatter_offers(self):
        offered = self.offered(self.talk_ticket, self.helper)
        self.assertEqual(offered, self.thread_of_ana.ids)
        self.assertIsNone(self.offered(self.talk_ticket, self.clerk))
        no_contact = self.ticket(whatsapp_conversation_ids=self.talk.ids)
        self.assertEqual(self.offered(no_contact, self.helper), self.thread_of_ana.ids)
        nobody = self.ticket()
        self.assertEqual(self.offered(nobody, self.helper), [])

    def offered(self, ticket, user):
        store = Store()
        store.add(
            ticket.with_user(user).sudo(),
            [],
            as_thread=True,
            request_list=["whatsapp_threads"],
        )
        for one in store.get_result()["mail.thread"]:
            if one["model"] == ticket._name and "whatsapp_threads" in one:
                return [thread["id"] for thread in one["whatsapp_threads"]]
        return None

    def test_the_button_opens_the_thread_beside(self):
        action = self.talk_ticket.with_user(self.helper).action_open_whatsapp()
        self.assertEqual(action["tag"], "whatsapp_inbox_open_chat")
        self.assertEqual(action["params"], {"channel_id": self.thread_of_ana.id})

    def test_placeholders_speak_of_this_ticket(self):
        """Of two open ones that in whose chatter one writes, not the newest."""
        self.ticket("Invoice?", partner_id=self.partner.id)
        Placeholder = self.env["whatsapp.inbox.placeholder"].with_context(
            whatsapp_ticket_id=self.talk_ticket.id
        )
        for user, title in (
            (self.helper, self.talk_ticket.name),
            (self.outsider, "[ticket.title]"),
        ):
            own = Placeholder.with_user(user)
            text, _gaps = own._fill("{{ticket.title}}", self.talk)
            self.assertEqual(text, title)

    # -- later ----------------------------------------------------------------------

    def schedule(self, ticket, user, text="We look at it tomorrow", **values):
        thread = self.thread_of_ana.with_user(user).with_company(self.company)
        thread.with_context(whatsapp_ticket_id=ticket.id).whatsapp_schedule(
            text, LATER, **values
        )
        return self.env["mail.scheduled.message"].search([], order="id desc", limit=1)

    def post_scheduled(self):
        self.later(hours(2))
        self.env["mail.scheduled.message"]._post_messages_cron()

    def test_what_is_sent_later_is_about_the_ticket(self):
        by_mail = self.ticket("Invoice?", partner_id=self.partner.id)
        self.schedule(by_mail, self.helper)
        self.post_scheduled()
        [copy] = self.copies(by_mail)
        self.assertEqual(self.words(copy)[0], "We look at it tomorrow")
        self.assertEqual(by_mail.whatsapp_conversation_ids, self.talk)
        self.assertFalse(self.copies(), "it is about the other one")

    def test_a_note_later_is_the_thread_s_alone(self):
        self.schedule(self.talk_ticket, self.helper, "She pays late", is_note=True)
        self.post_scheduled()
        self.assertIn("She pays late", self.thread_of_ana.message_ids[0].body)
        self.assertFalse(self.rows)

    def test_sent_later_though_the_ticket_is_gone(self):
        self.schedule(self.talk_ticket, self.helper)
        self.talk_ticket.unlink()
        self.post_scheduled()
        sent = self.outgoing(self.thread_of_ana.message_ids[0])
        self.assertEqual(sent.state, "queued")

    def test_later_as_well_only_of_ones_own_tickets(self):
        with self.assertRaises(AccessError):
            self.schedule(self.talk_ticket, self.outsider)
        scheduled = self.schedule(self.talk_ticket, self.helper)
        groups = self.env.ref(self.HELPDESK_USER) | self.env.ref(self.HELPDESK_OWN)
        self.helper.group_ids -= groups
        self.post_scheduled()
        self.assertTrue(scheduled.whatsapp_problem)
        self.assertFalse(self.rows)

    # -- one ticket, two customers ----------------------------------------------------

    def test_a_ticket_over_two_customers_answers_both(self):
        thread = self.thread(said("Mine, too", sender="34600333444"))
        bea = self.create_partner("Bea", "+34600333444")
        thread.whatsapp_contact_id.partner_id = bea
        talk = thread.whatsapp_conversation_id
        talk.user_id = self.helper
        self.talk_ticket.whatsapp_conversation_ids |= talk
        offered = self.offered(self.talk_ticket, self.helper)
        self.assertCountEqual(offered, (thread | self.thread_of_ana).ids)
        sent = self.answer(
            thread.with_context(whatsapp_ticket_id=self.talk_ticket.id),
            "A new one for you, too",
            user=self.helper,
        )
        self.assertEqual(sent.channel_id, thread)
        [copy] = self.copies()
        self.assertEqual(self.words(copy)[0], "A new one for you, too")

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..common import NOW, PIXEL, change, message, minutes, said, status, webhook
from ..test_revisions import deleted, edited
from .mirror_case import MirrorCase

NOTE, COMMENT = "mail.mt_note", "mail.mt_comment"


class MirrorTests(MirrorCase):
    """What is said on WhatsApp is shown on the open tickets of the thread."""

    # -- what is shown --------------------------------------------------------------

    def test_an_answer_of_the_customer(self):
        [before] = self.rows.mapped("state") or [None]
        self.assertIsNone(before, "said before there was a ticket")
        self.receive(said("It leaks", wamid="leak", at=NOW + minutes(3)))
        [copy] = self.copies()
        self.assertEqual(self.words(copy), ("It leaks", ""))
        self.assertEqual(copy.author_id, self.partner)
        self.assertEqual(copy.subtype_id, self.env.ref(NOTE))
        self.assertEqual(copy.date, NOW + minutes(3))
        original = self.transport("leak").mail_message_id
        for named in (
            f'data-oe-model="mail.message" data-oe-id="{original.id}"',
            f'data-oe-model="discuss.channel" data-oe-id="{self.thread_of_ana.id}"',
        ):
            self.assertIn(named, copy.body)
        self.assertEqual(self.rows.state, "done")

    def test_an_answer_of_ours(self):
        self.answer(self.thread_of_ana, "We look at it", user=self.helper)
        [copy] = self.copies()
        self.assertEqual(self.words(copy), ("We look at it", ""))
        self.assertEqual(copy.author_id, self.helper.partner_id)
        self.assertFalse(copy.notified_partner_ids)

    def test_notes_lines_and_reactions_are_not_shown(self):
        note = {"body": "She pays late", "subtype_xmlid": NOTE}
        mine = self.thread_of_ana.with_user(self.helper)
        mine.message_post(message_type="comment", **note)
        self.thread_of_ana._whatsapp_post_line("A line", NOW)
        mail = self.transport("hello").mail_message_id
        self.react(mail, "👍", user=self.helper)
        self.talk.action_resolve()
        self.assertFalse(self.rows)

    def test_customer_without_a_contact(self):
        """Whom nobody has made a contact of: a group, an old message."""
        for kind in ("inbox", "email"):
            with self.subTest(kind):
                self.clerk.notification_type = kind
                original = self.receive(said(kind, at=NOW + minutes(1))).mail_message_id
                self.env.cr.execute(
                    "UPDATE mail_message SET author_id = NULL, email_from = 'Bea'"
                    " WHERE id = %s",
                    (original.id,),
                )
                self.env.invalidate_all()
                copy = self.copies()[-1]
                self.assertFalse(copy.author_id)
                self.assertIn("Bea", copy.email_from)
                told = copy.notification_ids
                self.assertEqual(told.res_partner_id, self.clerk.partner_id)
                self.assertNotEqual(told.notification_status, "exception")

    def test_closed_tickets_and_other_threads_have_nothing_new(self):
        other = self.thread(said("Hi", sender="34600999888"), contacts=[])
        closed = self.ticket(
            whatsapp_conversation_ids=self.talk.ids, stage_id=self.done.id
        )
        foreign = self.ticket(
            whatsapp_conversation_ids=other.whatsapp_conversation_id.ids
        )
        self.receive(said("It leaks", at=NOW + minutes(1)))
        self.assertEqual(len(self.copies()), 1)
        self.assertFalse(self.copies(closed) | self.copies(foreign))

    def test_a_later_conversation_of_the_thread(self):
        self.talk.action_resolve()
        self.receive(said("Again", at=NOW + minutes(1)))
        self.assertEqual([self.words(c)[0] for c in self.copies()], ["Again"])

    def test_once_however_often_the_job_runs(self):
        self.receive(said("It leaks", at=NOW + minutes(1)))
        self.copies()
        self.assertEqual(len(self.copies()), 1)
        self.assertEqual(
            len(self.talk_ticket.message_ids.filtered(lambda m: "It leaks" in m.body)),
            1,
        )

    # -- for which ticket -----------------------------------------------------------

    def test_all_open_tickets_of_the_thread(self):
        second = self.ticket("Wrong pot", whatsapp_conversation_ids=self.talk.ids)
        self.receive(said("It leaks", at=NOW + minutes(1)))
        self.assertEqual(len(self.copies()), 1)
        self.assertEqual(len(self.copies(second)), 1)

    def test_what_is_about_one_ticket_is_for_this_one(self):
        second = self.ticket("Wrong pot", whatsapp_conversation_ids=self.talk.ids)
        sent = self.answer(
            self.thread_of_ana.with_context(whatsapp_ticket_id=second.id),
            "About the wrong one",
            user=self.helper,
        )
        self.send()
        self.receive(said("Thank you", at=NOW + minutes(1), context={"id": sent.wamid}))
        self.assertFalse(self.copies())
        shown = [self.words(copy)[0] for copy in self.copies(second)]
        self.assertEqual(shown, ["About the wrong one", "Thank you"])

    def test_an_answer_to_what_a_closed_ticket_said_is_for_it(self):
        sent = self.answer(
            self.thread_of_ana.with_context(whatsapp_ticket_id=self.talk_ticket.id),
            "It is mended",
            user=self.helper,
        )
        self.send()
        self.talk_ticket.stage_id = self.done
        self.receive(said("No!", at=NOW + minutes(1), context={"id": sent.wamid}))
        shown = [self.words(copy)[0] for copy in self.copies()]
        self.assertEqual(shown, ["It is mended", "No!"])
        notes = self.talk_ticket.message_ids.filtered(lambda m: "No!" in m.body)
        self.assertEqual(len(notes), 1, "the copy alone")

    # -- files, edits, failures -----------------------------------------------------

    def photo(self, wamid="photo"):
        self.meta.media["media1"] = ("image/png", PIXEL)
        element = {"id": "media1", "mime_type": "image/png", "caption": "Look"}
        return self.receive(message("image", element, wamid, at=NOW + minutes(1)))

    def test_a_photo_comes_later(self):
        self.photo()
        [copy] = self.copies()
        self.assertFalse(copy.attachment_ids)
        told = len(copy.notification_ids)
        self.run_job("whatsapp.inbox.media")
        self.assertEqual(self.copies(), copy, "the same note")
        self.assertEqual(self.words(copy), ("Look", ""))
        [file] = copy.attachment_ids
        self.assertEqual(
            (file.res_model, file.res_id), ("helpdesk.ticket", self.talk_ticket.id)
        )
        self.assertEqual(file.raw, PIXEL)
        where = [
            ("res_model", "=", "helpdesk.ticket"),
            ("res_id", "=", self.talk_ticket.id),
        ]
        self.assertEqual(self.env["ir.attachment"].search(where), file, "once")
        self.assertNotEqual(file, self.transport("photo").attachment_id)
        self.assertEqual(len(copy.notification_ids), told, "told once")

    def test_edited_and_deleted(self):
        self.receive(said("It leeks", wamid="leak", at=NOW + minutes(1)))
        [copy] = self.copies()
        self.receive(edited("leak", "It leaks", at=NOW + minutes(2)))
        self.assertEqual(self.copies(), copy)
        self.assertEqual(self.words(copy), ("It leaks", "edited"))
        self.receive(deleted("leak", at=NOW + minutes(3)))
        self.assertEqual(self.copies(), copy)
        self.assertNotIn("leaks", copy.body)

    def test_a_deleted_photo_is_gone_from_the_ticket(self):
        self.photo()
        self.run_job("whatsapp.inbox.media")
        [copy] = self.copies()
        file = copy.attachment_ids
        self.receive(deleted("photo", at=NOW + minutes(3)))
        self.copies()
        self.assertFalse(copy.attachment_ids)
        self.assertFalse(file.exists())

    def test_what_did_not_get_there(self):
        sent = self.answer(self.thread_of_ana, "We come", user=self.helper)
        self.send()
        self.copies()
        self.receive_statuses(status(sent.wamid, "failed", errors=[{"code": 131026}]))
        [copy] = self.copies()
        self.assertEqual(self.words(copy), ("We come", "did not get there"))
        sent.mail_message_id.with_user(self.helper).whatsapp_resend()
        self.assertEqual(self.copies(), copy)
        self.assertEqual(self.words(copy), ("We come", ""))

    def test_what_was_taken_back(self):
        sent = self.answer(self.thread_of_ana, "We come", user=self.helper)
        sent.mail_message_id.with_user(self.helper).whatsapp_withdraw()
        [copy] = self.copies()
        self.assertEqual(self.words(copy)[1], "was not sent")

    # -- who is told, who reads -------------------------------------------------------

    def test_the_assignee_is_told_once(self):
        self.receive(said("It leaks", at=NOW + minutes(1)))
        [copy] = self.copies()
        self.assertEqual(copy.notified_partner_ids, self.clerk.partner_id)
        self.assertNotIn(self.partner, self.talk_ticket.message_partner_ids)

    def test_a_member_of_the_thread_is_told_there_alone(self):
        self.talk_ticket.user_id = self.helper
        self.assertIn(
            self.helper.partner_id, self.thread_of_ana.channel_member_ids.partner_id
        )
        self.receive(said("It leaks", at=NOW + minutes(1)))
        [copy] = self.copies()
        self.assertFalse(copy.notified_partner_ids)

    def test_the_customer_is_never_told_of_a_copy(self):
        """Even as a follower of the ticket: they have it on the phone."""
        self.talk_ticket.message_subscribe(self.partner.ids)
        self.partner.email = "ana@example.com"
        self.answer(self.thread_of_ana, "We come", user=self.helper)
        self.receive(said("It leaks", at=NOW + minutes(1)))
        for copy in self.copies():
            self.assertNotIn(self.partner, copy.notified_partner_ids)
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.partner.ids)]
        )
        self.assertFalse(mails)
        portal = new_test_user(
            self.env, "wi_ana", "base.group_portal", partner_id=self.partner.id
        )
        for copy in self.copies().with_user(portal):
            with self.assertRaises(AccessError):
                copy.read(["body"])

    def test_a_colleague_without_the_inbox_reads_the_copies_alone(self):
        self.photo()
        self.run_job("whatsapp.inbox.media")
        [copy] = self.copies().with_user(self.clerk)
        self.assertIn("Look", copy.body)
        self.assertEqual(copy.attachment_ids.raw, PIXEL)
        with self.assertRaises(AccessError):
            self.transport("photo").mail_message_id.with_user(self.clerk).read(["body"])
        with self.assertRaises(AccessError):
            self.thread_of_ana.with_user(self.clerk).read(["name"])
        ticket = self.talk_ticket.with_user(self.clerk)
        with self.assertRaises(AccessError):
            ticket.read(["whatsapp_status"])
        with self.assertRaises(AccessError):
            ticket.action_open_whatsapp()

    # -- nothing of the ticket reaches the customer ---------------------------------

    def test_nothing_that_is_posted_on_a_ticket_leaves(self):
        before = self.env["whatsapp.inbox.message"].search_count([])
        ticket = self.talk_ticket.with_user(self.helper)
        inside = ticket.with_context(whatsapp_ticket_id=ticket.id)
        for record, post in (
            (ticket, {"message_type": "comment", "subtype_xmlid": NOTE}),
            (ticket, {"message_type": "comment", "subtype_xmlid": COMMENT}),
            (inside, {"message_type": "comment", "subtype_xmlid": COMMENT}),
            (ticket, {"message_type": "email", "subtype_xmlid": COMMENT}),
        ):
            record.message_post(**{"body": "Never for the customer", **post})
        ticket.message_notify(body="You", partner_ids=self.clerk.partner_id.ids)
        ticket._message_log(body="A log")
        ticket.activity_schedule("mail.mail_activity_data_todo").action_feedback("Done")
        ticket.stage_id = self.doing
        self.env.flush_all()
        copied = self.rows
        self.assertEqual(self.env["whatsapp.inbox.message"].search_count([]), before)
        self.assertFalse(copied)

    # -- live -----------------------------------------------------------------------

    def test_open_chatters_are_told(self):
        self.receive(said("It leaks", at=NOW + minutes(1)))
        with self.captured_bus() as told:
            self.copies()
        told = [(t, c) for t, k, c in told if k == "whatsapp_inbox.ticket_copy"]
        where = {
            "ticket_id": self.talk_ticket.id,
            "message_id": self.rows.copy_id.id,
        }
        self.assertIn((self.thread_of_ana, where), told)
        self.assertEqual(len(told), 2, "the thread and the assignee")

    # -- costs, failures, the end -----------------------------------------------------

    def test_cost_without_tickets(self):
        """One query a batch, whatever it holds."""
        self.talk_ticket.stage_id = self.done
        self.receive(said("warm", at=NOW + minutes(1)))
        Copy = type(self.env["whatsapp.inbox.ticket.copy"])

        def cost(count):
            elements = [said("Hi", at=NOW + minutes(2)) for _n in range(count)]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        cost(1)
        for count in (1, 10):
            with_it = cost(count)
            with patch.object(Copy, "_note", lambda *args: None):
                without = cost(count)
            self.assertLessEqual(with_it - without, 1)

    def test_cost_with_a_ticket(self):
        def cost(count):
            elements = [said("Hi", at=NOW + minutes(2)) for _n in range(count)]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        cost(1)
        self.assertLess((cost(50) - cost(10)) / 40, 1.5)
        self.assertEqual(len(self.rows), 61)

    def test_a_copy_that_fails_costs_nothing_else(self):
        self.receive(said("It leaks", at=NOW + minutes(1)))
        Copy = type(self.env["whatsapp.inbox.ticket.copy"])
        with (
            patch.object(Copy, "_post", side_effect=ValueError),
            mute_logger("odoo.addons.whatsapp_inbox.models.whatsapp_inbox_row_job"),
        ):
            self.assertFalse(self.copies())
        self.assertEqual(self.rows.state, "failed")
        self.assertIn("could not be shown", self.talk_ticket.message_ids[0].body)

    def test_a_deleted_ticket_leaves_nothing(self):
        self.receive(said("It leaks", at=NOW + minutes(1)))
        self.copies()
        self.receive(said("Hello?", at=NOW + minutes(2)))
        self.talk_ticket.unlink()
        self.assertFalse(self.rows)
        self.run_job("whatsapp.inbox.ticket.copy")

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_history
from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    change,
    minutes,
    reacted,
    said,
    status,
    webhook,
)

BUSINESS = "34911234567"
LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_history"


class HistoryCase(WhatsappCase):
    """What the phone app's history is, and how it comes."""

    def old(self, text, minutes_ago, wamid=None, word="READ", **values):
        """One message of the history, the customer's unless ``sender`` is ours."""
        element = said(text, wamid, at=NOW - minutes(minutes_ago), **values)
        return {**element, "history_context": {"status": word}}

    def ours(self, text, minutes_ago, wamid=None, **values):
        return self.old(text, minutes_ago, wamid, sender=BUSINESS, **values)

    def post_history(self, *elements, threads=None, progress=100, chunk_order=1):
        """Drain one webhook with a thread of these messages, or with ``threads``
        (messages by customer).

        :return: the parts that were put down
        """
        threads = threads or {CUSTOMER: elements}
        part = {
            "metadata": {"phase": 0, "chunk_order": chunk_order, "progress": progress},
            "threads": [
                {"id": customer, "messages": list(messages)}
                for customer, messages in threads.items()
            ],
        }
        return self.post_value(history=[part])

    def post_value(self, **value):
        before = self.env["whatsapp.inbox.history"].search([])
        event = self.store(webhook(change(self.account, "history", **value)))
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        return self.env["whatsapp.inbox.history"].search([]) - before

    def import_all(self):
        self.run_job("whatsapp.inbox.history")

    def import_history(self, *elements, **values):
        part = self.post_history(*elements, **values)
        self.import_all()
        return part

    def customer_thread(self):
        return self.env["discuss.channel"].search(
            [("whatsapp_account_id", "=", self.account.id)]
        )


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    # -- in its place ---------------------------------------------------------------

    def test_both_sides_as_they_were(self):
        part = self.import_history(
            self.old("Are you open?", 30), self.ours("*Yes*", 20, "wamid.Y")
        )
        thread = self.customer_thread()
        self.assertEqual(self.texts(thread), ["Are you open?", "Yes"])
        question, answer = thread.message_ids.sorted("id")
        self.assertEqual(question.author_id, thread.whatsapp_contact_id.partner_id)
        self.assertEqual(question.date, NOW - minutes(30))
        self.assertFalse(answer.author_id)
        self.assertEqual(
            (answer.whatsapp_direction, answer.whatsapp_state), ("outbound", "read")
        )
        self.assertIn("<strong>Yes</strong>", answer.body)
        self.assertEqual((part.state, part.imported_count), ("done", 2))
        self.assertFalse(part.content)

    def test_above_what_came_before_it_was_imported(self):
        """Discuss sorts by id: as it asks for a page, and as it goes up from one."""
        thread = self.thread(said("Live"))
        self.import_history(self.old("One", 90), self.ours("Two", 80))
        self.receive(said("Live too", at=NOW + minutes(1)))
        self.assertEqual(self.texts(thread), ["One", "Two", "Live", "Live too"])
        fetch = self.env["mail.message"].with_user(self.agent)._message_fetch
        newest = fetch(None, thread=thread, limit=3)["messages"]
        self.assertEqual(
            newest.mapped("preview"), ["Live too", "Live", "Two"], "newest first"
        )
        older = fetch(None, thread=thread, before=newest[-1].id)["messages"]
        self.assertEqual(older.mapped("preview"), ["One"])
        newer = fetch(None, thread=thread, after=older.id)["messages"]
        self.assertEqual(newer.mapped("preview"), ["Live too", "Live", "Two"])
        around = fetch(None, thread=thread, around=newest[-1].id)["messages"]
        self.assertEqual(len(around), 4)
        self.assertEqual(thread._get_last_messages(), newest[0])

    def test_parts_in_any_order(self):
        self.import_history(self.old("Three", 10), self.old("Four", 5))
        self.import_history(self.old("One", 30), self.old("Two", 20), chunk_order=2)
        thread = self.customer_thread()
        self.assertEqual(self.texts(thread), ["One", "Two", "Three", "Four"])

    # -- nobody is told -------------------------------------------------------------

    def test_nobody_is_told(self):
        live = self.thread(said("Live", at=NOW))
        conversation = live.whatsapp_conversation_id
        before = conversation.read()
        member = live.channel_member_ids.filtered(
            lambda m: m.partner_id == self.agent.partner_id
        )
        with self.captured_bus() as bus:
            self.import_history(
                threads={
                    CUSTOMER: [self.old("One", 5), self.ours("Two", 4)],
                    "34600999888": [self.old("Hi", 3, sender="34600999888")],
                }
            )
        kinds = {kind for _target, kind, _content in bus}
        self.assertNotIn("discuss.channel/new_message", kinds)
        self.assertNotIn("discuss.channel/joined", kinds)
        self.assertEqual(member.message_unread_counter, 1)
        self.assertEqual(conversation.read(), before)
        other = self.customer_thread() - live
        self.assertFalse(other.whatsapp_conversation_id)
        self.assertFalse(other.channel_member_ids)
        own = [("account_id", "=", self.account.id)]
        self.assertEqual(self.env["whatsapp.inbox.conversation"].search_count(own), 1)

    def test_nothing_unread_when_the_customer_comes_back(self):
        self.import_history(self.old("One", 90), self.old("Two", 80))
        thread = self.thread(said("I am back"))
        member = thread.channel_member_ids[:1]
        self.assertGreaterEqual(member.new_message_separator, 0)
        self.assertEqual(member.message_unread_counter, 1)
        member._set_new_message_separator(thread.message_ids.sorted("id")[0].id + 1)
        self.assertEqual(member.message_unread_counter, 1)

    def test_nothing_is_sent(self):
        self.import_history(self.ours("One", 90, word="ERROR"), self.old("Two", 80))
        thread = self.thread()
        failed = thread.message_ids.sorted("id")[0]
        self.assertEqual(failed.whatsapp_state, "failed")
        failed.with_user(self.agent).whatsapp_resend()
        thread.with_user(self.agent).self_member_id._mark_as_read(0)
        self.send()
        self.assertFalse(self.meta.sent + self.meta.receipts)

    # -- once -------------------------------------------------------------------------

    def test_once_whatever_meta_repeats(self):
        live = self.thread(said("Live", "wamid.L"))
        elements = [self.old("One", 90, "wamid.1"), self.old("Live", 0, "wamid.L")]
        self.import_history(*elements)
        again = self.import_history(*elements)
        self.receive(said("One", "wamid.1"))
        self.assertEqual(self.texts(live), ["One", "Live"])
        self.assertEqual((again.state, again.imported_count), ("done", 0))

    def test_a_step_at_a_time(self):
        self.patch(whatsapp_inbox_history, "STEP", 3)
        part = self.post_history(*(self.old(str(n), 90 - n) for n in range(8)))
        History = self.env["whatsapp.inbox.history"]
        self.assertEqual(History._job_step(), (3, 1))
        self.assertEqual((part.position, part.imported_count), (3, 3))
        self.assertEqual(part.state, "pending")
        self.import_all()
        self.assertEqual((part.position, part.state), (8, "done"))
        self.assertEqual(self.texts(self.customer_thread()), list("01234567"))

    def test_live_messages_go_first(self):
        self.patch(whatsapp_inbox_history, "STEP", 3)
        part = self.post_history(*(self.old(str(n), 90 - n) for n in range(8)))
        self.store(webhook(change(self.account, messages=[said("Live")])))
        self.import_all()
        self.assertEqual(part.position, 3, "one step, then way is given")
        self.drain()
        self.import_all()
        self.assertEqual(part.state, "done")

    # -- what belongs to a message ----------------------------------------------------

    def test_quotes_of_parts_that_come_later(self):
        quote = {"context": {"id": "wamid.1"}}
        self.import_history(self.ours("To one", 10, "wamid.2", **quote))
        answer = self.transport("wamid.2")
        self.assertFalse(answer.mail_message_id.parent_id)
        self.import_history(self.old("One", 90, "wamid.1"), chunk_order=2)
        question = self.transport("wamid.1").mail_message_id
        self.assertEqual(answer.mail_message_id.parent_id, question)
        self.assertFalse(answer.quoted_wamid)

    def test_reactions(self):
        old = {"history_context": {"status": "READ"}}
        self.import_history(
            self.old("One", 90, "wamid.1"),
            {**reacted("❤️", "wamid.1", sender=BUSINESS, at=NOW - minutes(80)), **old},
            {**reacted("👍", "wamid.2", at=NOW - minutes(70)), **old},
        )
        self.import_history(self.ours("Two", 85, "wamid.2"))
        first = self.transport("wamid.1").mail_message_id
        second = self.transport("wamid.2").mail_message_id
        self.assertEqual(first.reaction_ids.partner_id, self.company.partner_id)
        self.assertEqual(second.reaction_ids.content, "👍")

    def test_statuses_that_came_before(self):
        self.receive_statuses(status("wamid.1", "read"))
        self.import_history(self.ours("One", 90, "wamid.1", word="SENT"))
        self.assertEqual(self.transport("wamid.1").state, "read")

    def placeholder(self, wamid, **values):
        element = {**self.old("", 90, wamid, **values), "type": "media_placeholder"}
        element.pop("text")
        return element

    def file(self, wamid, sender=CUSTOMER):
        self.meta.media["m1"] = ("image/png", b"not looked at")
        image = {"id": "m1", "mime_type": "image/png", "caption": "Look"}
        element = {**self.old("", 90, wamid, sender=sender), "type": "image"}
        return {**element, "image": image}

    def test_a_file_after_its_message(self):
        self.import_history(self.placeholder("wamid.1"))
        message = self.transport("wamid.1")
        self.assertIn("not imported", message.mail_message_id.body)
        self.assertFalse(message.media_state)
        self.post_value(messages=[self.file("wamid.1")])
        self.import_all()
        self.assertEqual(
            (message.message_type, message.media_state), ("image", "pending")
        )
        self.run_job("whatsapp.inbox.media")
        self.assertTrue(message.mail_message_id.attachment_ids)
        self.assertIn("Look", message.mail_message_id.body)

    def test_a_file_of_ours_before_its_message(self):
        """Meta does not tell whom it went to: it waits for what does."""
        part = self.post_value(messages=[self.file("wamid.1", sender=BUSINESS)])
        self.import_all()
        self.assertEqual(part.state, "done")
        self.assertFalse(self.transport("wamid.1"))
        self.import_history(self.placeholder("wamid.1", sender=BUSINESS))
        message = self.transport("wamid.1")
        self.assertEqual(
            (message.message_type, message.media_state), ("image", "pending")
        )
        waiting = self.env["whatsapp.inbox.history"].search([("state", "!=", "done")])
        self.assertFalse(waiting)

    # -- trouble ----------------------------------------------------------------------

    def test_refused(self):
        error = {"code": 2593109, "title": "History sync is turned off"}
        part = self.post_value(history=[{"errors": [error]}])
        self.assertEqual(part.state, "refused")
        self.assertIn("2593109", part.error)

    @mute_logger(LOGGER)
    def test_the_message_at_fault_alone_is_missing(self):
        render = type(self.env["whatsapp.inbox.bubble"])._render

        def fail(bubble, update):
            if update.text == "poison":
                raise TypeError("no")
            return render(bubble, update)

        self.patch(type(self.env["whatsapp.inbox.bubble"]), "_render", fail)
        part = self.import_history(
            self.old("One", 90), self.old("poison", 80, "wamid.P"), self.old("Two", 70)
        )
        self.assertEqual(self.texts(self.customer_thread()), ["One", "Two"])
        self.assertEqual((part.state, part.imported_count), ("failed", 2))
        self.assertIn("TypeError: no", part.error)
        self.patch(type(self.env["whatsapp.inbox.bubble"]), "_render", render)
        part.with_user(self.admin).action_retry()
        self.import_all()
        self.assertEqual(part.state, "done")
        self.assertEqual(self.texts(self.customer_thread()), ["One", "poison", "Two"])

    def test_one_without_an_id_is_told_to_the_administrator(self):
        lost = self.old("Lost", 90)
        lost.pop("id")
        part = self.import_history(lost, self.old("Two", 80))
        self.assertEqual(self.texts(self.customer_thread()), ["Two"])
        self.assertEqual(part.state, "failed")
        self.assertIn("no usable id", part.error)

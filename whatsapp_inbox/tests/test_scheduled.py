"""Scheduled answers and notes: ``mail.scheduled.message`` in a customer's thread."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import NOW, PIXEL, TwoTeamsCase, hours, message, minutes, said


class ScheduledCase(TwoTeamsCase):
    def setUp(self):
        super().setUp()
        self.mine = self.customer_thread.with_user(self.agent)

    def schedule(self, body="<p>Your <b>order</b> is ready</p>", user=None, **values):
        user = user or self.agent
        values = {
            "author_id": user.partner_id.id,
            "body": body,
            "model": "discuss.channel",
            "res_id": self.customer_thread.id,
            "scheduled_date": NOW + hours(1),
            **values,
        }
        return self.env["mail.scheduled.message"].with_user(user).create(values)

    def run_cron(self, delta=None):
        self.later(delta or hours(2))
        self.env["mail.scheduled.message"]._post_messages_cron()
        self.send()

    def waiting(self):
        domain = [("res_id", "=", self.customer_thread.id)]
        return self.env["mail.scheduled.message"].search(domain)

    def told(self, user):
        """What this user was told last."""
        domain = [("partner_ids", "in", user.partner_id.ids)]
        mail = self.env["mail.message"].search(domain, limit=1)
        return html2plaintext(mail.body)


@tagged("post_install", "-at_install")
class TestScheduled(ScheduledCase):
    def test_it_is_sent_when_its_time_comes(self):
        attachment = self.attach("a.png", PIXEL)
        self.schedule(attachment_ids=attachment.ids)
        self.env["mail.scheduled.message"]._post_messages_cron()
        self.send()
        self.assertFalse(self.meta.sent)
        self.run_cron()
        [payload] = self.meta.sent
        self.assertEqual(payload["image"]["caption"], "Your *order* is ready")
        record = self.customer_thread.message_ids[0]
        self.assertEqual(record.author_id, self.agent.partner_id)
        self.assertEqual(record.sudo().whatsapp_message_ids.state, "sent")
        self.assertFalse(self.waiting())

    def test_what_else_was_asked_for_is_kept(self):
        parameters = json.dumps({"message_type": "notification", "reply_to": "a@b.c"})
        scheduled = self.schedule(notification_parameters=parameters)
        self.assertEqual(
            json.loads(scheduled.notification_parameters),
            {"message_type": "comment", "reply_to": "a@b.c"},
        )
        scheduled.write({"notification_parameters": parameters})
        self.run_cron()
        self.assertEqual(len(self.meta.sent), 1)

    def test_buttons_and_the_quoted_message_go_with_it(self):
        hello = self.customer_thread.message_ids[0]
        self.mine.whatsapp_schedule(
            "Which?",
            "2026-03-02 11:00:00",
            post_values={
                "parent_id": hello.id,
                "whatsapp_content": {"type": "buttons", "buttons": ["Yes", "No"]},
                "author_id": self.supervisor.partner_id.id,
            },
        )
        self.run_cron()
        [payload] = self.meta.sent
        self.assertEqual(payload["interactive"]["type"], "button")
        self.assertEqual(
            payload["context"], {"message_id": hello.sudo().whatsapp_message_ids.wamid}
        )
        mail = self.customer_thread.message_ids[0]
        self.assertEqual(mail.author_id, self.agent.partner_id)

    def test_a_note_stays_a_note(self):
        self.schedule(is_note=True)
        self.run_cron()
        self.assertFalse(self.meta.sent)
        note = self.customer_thread.message_ids[0]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.message_type, "comment")

    def test_other_records_are_cores(self):
        channel = self.env["discuss.channel"].with_user(self.agent)
        channel = channel._create_channel(name="Lunch", group_id=None)
        scheduled = self.schedule(res_id=channel.id)
        self.assertFalse(scheduled.notification_parameters)
        self.run_cron()
        self.assertFalse(scheduled.exists())

    # -- refused at once ----------------------------------------------------------

    def test_what_could_never_be_sent(self):
        at = "2026-03-02 11:00:00"
        many = {"whatsapp_content": {"type": "buttons", "buttons": list("abcd")}}
        for words, act in [
            ("Fill in", lambda: self.mine.whatsapp_schedule("[customer.name]", at)),
            ("nothing to send", lambda: self.mine.whatsapp_schedule(" ", at)),
            (
                "still to come",
                lambda: self.mine.whatsapp_schedule("Hi", "2026-03-02 10:00:00"),
            ),
            (
                "at most 3",
                lambda: self.mine.whatsapp_schedule("Hi", at, post_values=many),
            ),
        ]:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                act()
        scheduled = self.schedule()
        with self.assertRaisesRegex(UserError, "Fill in"):
            scheduled.whatsapp_reschedule(at, "Hello [customer.name]")
        # a note may say what it likes
        self.mine.whatsapp_schedule("[customer.name]", at, is_note=True)

    def test_strangers_cannot(self):
        for user in (self.employee, self.other):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                self.schedule(user=user)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                self.customer_thread.with_user(user).whatsapp_schedule(
                    "Hi", "2026-03-02 11:00:00"
                )

    # -- not sent -----------------------------------------------------------------

    def test_the_window_is_asked_when_its_time_comes(self):
        """It is kept with its files and the reason; author and owner are told."""
        self.conversation.user_id = self.colleague
        attachment = self.attach("offer.pdf", b"%PDF-1.4")
        scheduled = self.schedule(
            attachment_ids=attachment.ids, scheduled_date=NOW + hours(30)
        )
        before = self.customer_thread.message_ids
        self.run_cron(hours(31))
        self.assertFalse(self.meta.sent)
        self.assertEqual(self.customer_thread.message_ids, before)
        self.assertIn("24-hour window", scheduled.whatsapp_problem)
        self.assertEqual(scheduled.attachment_ids, attachment)
        for user in (self.agent, self.colleague):
            text = self.told(user)
            for words in ("24-hour window", "order", "is ready", "another time"):
                self.assertIn(words, text)
        self.env["mail.scheduled.message"]._post_messages_cron()
        self.assertEqual(
            scheduled.exists().whatsapp_problem, self.waiting().whatsapp_problem
        )

    def test_it_is_sent_once_the_customer_has_written_again(self):
        scheduled = self.schedule(scheduled_date=NOW + hours(30))
        self.run_cron(hours(31))
        self.receive(said("Hi", at=NOW + hours(31)))
        scheduled.whatsapp_reschedule("2026-03-03 18:00:00", "It is *here*")
        self.assertFalse(scheduled.whatsapp_problem)
        self.run_cron(hours(33))
        self.assertEqual(self.meta.sent[0]["text"]["body"], "It is *here*")

    def test_sent_by_hand_it_says_at_once_why_not(self):
        scheduled = self.schedule(scheduled_date=NOW + hours(30))
        self.later(hours(25))
        with self.assertRaisesRegex(UserError, "24-hour window"):
            scheduled.post_message()
        self.assertTrue(scheduled.exists())

    def test_not_if_the_customer_writes(self):
        kept = self.schedule("Still there?", whatsapp_unless_written=True)
        self.schedule("It leaves tomorrow")
        self.receive(
            message("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
            said("Yes", at=NOW + minutes(5)),
        )
        self.run_cron()
        self.assertEqual(
            [payload["text"]["body"] for payload in self.meta.sent],
            ["It leaves tomorrow"],
        )
        self.assertIn("has written", kept.whatsapp_problem)
        self.assertIn("has written", self.told(self.agent))
        kept.post_message()
        self.send()
        self.assertEqual(self.meta.sent[-1]["text"]["body"], "Still there?")

    def test_nobody_wrote(self):
        self.schedule("Still there?", whatsapp_unless_written=True)
        self.answer(self.customer_thread, "One moment", self.colleague)
        self.run_cron()
        self.assertEqual(self.meta.sent[-1]["text"]["body"], "Still there?")

    def test_the_author_left(self):
        scheduled = self.schedule()
        self.conversation.user_id = self.colleague
        self.agent.active = False
        self.run_cron()
        self.assertFalse(self.meta.sent)
        self.assertIn("any more", scheduled.whatsapp_problem)
        self.assertIn("any more", self.told(self.colleague))

    def test_the_author_works_elsewhere_now(self):
        scheduled = self.schedule()
        self.conversation.write({"team_id": self.other_team.id, "user_id": False})
        self.team.member_ids -= self.agent
        self.customer_thread.channel_member_ids.filtered(
            lambda m: m.partner_id == self.agent.partner_id
        ).unlink()
        self.run_cron()
        self.assertFalse(self.meta.sent)
        self.assertTrue(scheduled.sudo().whatsapp_problem)

    def test_a_fault_keeps_no_other_waiting(self):
        Channel = type(self.env["discuss.channel"])
        post = Channel.message_post

        def fail(thread, **values):
            if "broken" in values["body"]:
                raise ValueError
            return post(thread, **values)

        broken = self.schedule("broken")
        self.schedule("fine")
        self.patch(Channel, "message_post", fail)
        logger = "odoo.addons.whatsapp_inbox.models.mail_scheduled_message"
        with mute_logger(logger):
            self.run_cron()
        self.assertTrue(broken.whatsapp_problem)
        self.assertEqual([p["text"]["body"] for p in self.meta.sent], ["fine"])

    # -- what became of the conversation ------------------------------------------

    def test_a_resolved_conversation_is_opened_as_by_any_answer(self):
        self.schedule()
        self.conversation.write({"state": "resolved"})
        self.run_cron()
        self.assertEqual(len(self.meta.sent), 1)
        self.assertNotEqual(self.conversation.state, "resolved")

    def test_who_owns_it_meanwhile_keeps_it(self):
        self.schedule()
        self.conversation.user_id = self.colleague
        self.run_cron()
        self.assertEqual(len(self.meta.sent), 1)
        self.assertEqual(self.conversation.user_id, self.colleague)

    def test_several_companies(self):
        branch = self._create_company("Jardim", "base.pt")
        account = self._create_account("Vendas", "601", company_id=branch.id)
        self.agent.company_ids += branch
        thread = self.thread(account=account)
        thread.with_user(self.agent).with_context(
            allowed_company_ids=(self.company | branch).ids
        ).whatsapp_schedule("Olá", "2026-03-02 11:00:00")
        self.run_cron()
        self.assertEqual(self.meta.sent[-1]["text"]["body"], "Olá")

    # -- colleagues ---------------------------------------------------------------

    def test_a_colleague_may_cancel_and_nothing_else(self):
        scheduled = self.schedule()
        theirs = scheduled.with_user(self.colleague)
        for act in (
            lambda: theirs.write({"body": "Bye"}),
            lambda: theirs.whatsapp_reschedule("2026-03-02 12:00:00"),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                act()
        with self.assertRaises(UserError):
            theirs.post_message()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            scheduled.with_user(self.other).whatsapp_cancel()
        theirs.whatsapp_cancel()
        self.assertFalse(scheduled.exists())
        self.assertIn(self.colleague.name, self.told(self.agent))

    def test_nobody_writes_as_another(self):
        scheduled = self.schedule(author_id=self.supervisor.partner_id.id)
        self.assertEqual(scheduled.author_id, self.agent.partner_id)

    def test_browsers_of_the_thread_see_it_come_and_go(self):
        with self.captured_bus() as bus:
            self.mine.whatsapp_schedule(
                "It is *here*", "2026-03-02 11:00:00", unless_written=True
            )
            scheduled = self.waiting()
            self.mine.env.invalidate_all()
        [values] = [
            content["mail.scheduled.message"][-1]
            for _target, kind, content in bus
            if kind == "mail.record/insert" and "mail.scheduled.message" in content
        ][-1:]
        self.assertEqual(values["whatsapp_text"], "It is *here*")
        self.assertTrue(values["whatsapp_unless_written"])
        shown = self.customer_thread.with_user(self.colleague).whatsapp_look("opened")
        [thread] = shown["mail.thread"]
        self.assertEqual(thread["scheduledMessages"], [("ADD", scheduled.ids)])
        with self.captured_bus() as bus:
            scheduled.with_user(self.colleague).whatsapp_cancel()
        self.assertIn("_DELETE", str(bus))

    def test_it_ends_the_draft(self):
        self.mine.whatsapp_save_draft("It is here", False)
        draft = self.env["whatsapp.inbox.draft"].search([])
        self.mine.whatsapp_schedule("It is here", "2026-03-02 11:00:00")
        self.assertFalse(draft.active)

    # -- times --------------------------------------------------------------------

    def test_times_that_are_offered(self):
        """NOW is a Monday; Madrid is an hour ahead."""
        self.agent.tz = "Europe/Madrid"
        times = self.mine.whatsapp_schedule_times()
        self.assertEqual(
            times,
            [
                {"key": "hour", "at": "2026-03-02 11:00:00"},
                {"key": "opening", "at": "2026-03-03 08:00:00"},
                {"key": "monday", "at": "2026-03-09 08:00:00"},
            ],
        )
        # closed on Tuesdays, from ten on Mondays
        self.team.calendar_id = self._create_calendar({0: [(10, 18)], 2: [(8, 12)]})
        times = {t["key"]: t["at"] for t in self.mine.whatsapp_schedule_times()}
        self.assertEqual(times["opening"], "2026-03-04 07:00:00")
        self.assertEqual(times["monday"], "2026-03-09 09:00:00")

"""Two agents at one thread: drafts, answers at the same time, who is there."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..exceptions import AnsweredMeanwhile
from .common import TwoTeamsCase, hours, said, seconds
from .test_identity_changes import NEW_BSUID, NEW_PHONE, ChangesCase

NOTE, COMMENT = "mail.mt_note", "mail.mt_comment"


class DeskCase(TwoTeamsCase):
    def as_user(self, user):
        return self.customer_thread.with_user(user)

    def save(self, text, user=None, is_note=False):
        self.as_user(user or self.agent).whatsapp_save_draft(text, is_note)

    def drafts(self, user=None):
        """(author, text) of what ``user`` is shown when they open the thread."""
        data = self.as_user(user or self.colleague).whatsapp_look("opened")
        names = {u["id"]: u for u in data.get("res.users", [])}
        return [
            (names[draft["user_id"]]["id"], draft["body"])
            for draft in data.get("whatsapp.inbox.draft", [])
        ]

    def draft(self, user=None):
        drafts = self.env["whatsapp.inbox.draft"].with_context(active_test=False)
        domain = [("user_id", "=", (user or self.agent).id)]
        return drafts.search([("channel_id", "=", self.customer_thread.id), *domain])

    def post(self, user=None, subtype=COMMENT, seen=0, **values):
        return self.as_user(user or self.agent).message_post(
            body="Hello Ana",
            message_type="comment",
            subtype_xmlid=subtype,
            whatsapp_seen_message_id=seen,
            **values,
        )


@tagged("post_install", "-at_install")
class TestDrafts(DeskCase):
    def test_seen_by_the_next_one(self):
        self.save("Good mor")
        self.save("Good morning")
        self.save("She pays late", is_note=True)
        texts = {text for _author, text in self.drafts()}
        self.assertEqual(texts, {"Good morning", "She pays late"})
        self.assertEqual(len(self.draft()), 2)
        self.save("")
        self.assertEqual([text for _a, text in self.drafts()], ["She pays late"])

    def test_live_over_the_bus_of_the_thread_alone(self):
        with self.captured_bus() as bus:
            self.save("Good morning")
        self.assertEqual({target for target, *_rest in bus}, {self.customer_thread})

    def test_only_who_reads_the_thread(self):
        self.save("Good morning")
        draft = self.draft()
        self.assertEqual(draft.with_user(self.colleague).body, "Good morning")
        self.assertEqual(draft.with_user(self.supervisor).body, "Good morning")
        for user in (self.other, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    draft.with_user(user).read(["body"])
                thread = self.as_user(user)
                for call in (
                    lambda t=thread: t.whatsapp_look("opened"),
                    lambda t=thread: t.whatsapp_save_draft("x", False),
                    lambda t=thread: t.whatsapp_end_draft(draft.id),
                    lambda t=thread: t.whatsapp_restore_draft(draft.id),
                ):
                    self.assertRaises(AccessError, call)
        # nobody writes in the name of another, by no way
        for call in (
            lambda: draft.with_user(self.colleague).write({"body": "x"}),
            lambda: draft.with_user(self.agent).unlink(),
            lambda: draft.with_user(self.agent).create({"body": "x"}),
        ):
            self.assertRaises(AccessError, call)

    def test_goes_with_what_is_sent(self):
        self.save("Good morning")
        self.save("She pays late", is_note=True)
        self.post()
        self.assertEqual([text for _a, text in self.drafts()], ["She pays late"])
        self.post(subtype=NOTE)
        self.assertFalse(self.drafts())
        self.assertFalse(any(self.draft().mapped("body")))

    def test_a_program_that_posts_leaves_the_draft(self):
        self.save("Good morning")
        self.answer(self.customer_thread)
        self.assertTrue(self.drafts())

    def test_continued_once(self):
        self.save("Good morning")
        draft = self.draft()
        text = self.as_user(self.colleague).whatsapp_end_draft(draft.id)
        self.assertEqual(text, "Good morning")
        with self.assertRaises(UserError):
            self.as_user(self.supervisor).whatsapp_end_draft(draft.id)
        # its author is told who has it, and nobody else is shown it
        self.assertEqual(self.draft().ended_by_id, self.colleague)
        self.assertTrue(self.drafts(self.agent))
        self.assertFalse(self.drafts(self.supervisor))
        # who types on has a draft again
        self.save("Good morning Ana")
        self.assertFalse(draft.ended_by_id)
        self.assertTrue(self.drafts())

    def test_discarded_and_brought_back(self):
        self.save("Good morning")
        draft = self.draft()
        self.as_user(self.colleague).whatsapp_end_draft(draft.id)
        with self.assertRaises(UserError):
            self.as_user(self.supervisor).whatsapp_restore_draft(draft.id)
        self.as_user(self.colleague).whatsapp_restore_draft(draft.id)
        self.assertEqual([text for _a, text in self.drafts()], ["Good morning"])
        self.as_user(self.colleague).whatsapp_end_draft(draft.id)
        self.as_user(self.agent).whatsapp_restore_draft(draft.id)
        self.assertTrue(self.drafts())

    def test_who_is_gone(self):
        """What an archived colleague began is there to go on with."""
        self.save("Good morning")
        self.save("Hello", user=self.colleague)
        self.agent.active = False
        self.assertEqual(len(self.drafts()), 2)
        draft = self.draft()
        self.agent.unlink()
        self.assertFalse(draft.exists())

    def age(self, delta):
        drafts = self.draft() | self.draft(self.colleague)
        drafts.flush_recordset()
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_draft SET write_date = %s WHERE id IN %s",
            (fields.Datetime.now() - delta, drafts._ids),
        )

    def test_vacuum(self):
        Draft = self.env["whatsapp.inbox.draft"]
        self.save("Old")
        self.save("Ended", user=self.colleague)
        self.as_user(self.supervisor).whatsapp_end_draft(self.draft(self.colleague).id)
        Draft._gc_drafts()
        self.assertTrue(self.draft() and self.draft(self.colleague))
        self.age(hours(25))
        Draft._gc_drafts()
        self.assertTrue(self.draft())
        self.assertFalse(self.draft(self.colleague))
        self.age(timedelta(days=31))
        Draft._gc_drafts()
        self.assertFalse(self.draft())

    def test_other_threads_have_none(self):
        channel = self.env["discuss.channel"]._create_channel("Lunch", group_id=None)
        channel._add_members(users=self.agent)
        with self.assertRaises(AccessError):
            channel.with_user(self.agent).whatsapp_save_draft("x", False)


@tagged("post_install", "-at_install")
class TestDraftsOfMergedContacts(ChangesCase):
    def test_merge(self):
        """The newest word of each stays; nothing is lost by an index."""
        first = self.ana("One")
        second = self.ana("Two", wa_id=NEW_PHONE, bsuid=NEW_BSUID)
        for record, text in ((first, "Old"), (second, "New")):
            thread = record.channel_id.with_user(self.supervisor)
            thread.whatsapp_save_draft(text, False)
        second.channel_id.with_user(self.admin).whatsapp_save_draft("Mine", False)
        contacts = first.contact_id | second.contact_id
        action = contacts.with_user(self.supervisor).action_merge()
        merge = self.env[action["res_model"]].with_user(self.supervisor)
        merge.browse(action["res_id"]).action_merge()
        self.env.invalidate_all()
        drafts = self.env["whatsapp.inbox.draft"].search([])
        self.assertEqual(drafts.channel_id, first.channel_id)
        self.assertEqual(set(drafts.mapped("body")), {"Old", "Mine"})


@tagged("post_install", "-at_install")
class TestCollision(DeskCase):
    def seen(self):
        return self.customer_thread.message_ids.ids[0]

    def test_somebody_answered_meanwhile(self):
        seen = self.seen()
        answer = self.post(self.colleague, seen=seen)
        self.later(seconds(10))
        with self.assertRaises(AnsweredMeanwhile) as caught:
            self.post(seen=seen)
        self.assertEqual(caught.exception.context, {"last_message_id": answer.id})
        self.assertIn(
            f"{self.colleague.name} answered Anita 10 seconds ago",
            str(caught.exception),
        )
        self.post(seen=answer.id)

    def test_in_the_same_second(self):
        seen = self.seen()
        self.post(self.colleague, seen=seen)
        with self.assertRaisesRegex(AnsweredMeanwhile, "Anita 1 second ago"):
            self.post(seen=seen)

    def test_nobody_did(self):
        """What is no answer of a colleague asks nobody."""
        seen = self.seen()
        self.post(seen=seen)
        self.receive(said("And?"))
        self.post(self.colleague, subtype=NOTE, seen=seen)
        self.customer_thread.with_context(
            whatsapp_auto_kind="waiting"
        ).sudo().message_post(
            body="We are away", message_type="comment", subtype_xmlid=COMMENT
        )
        self.post(seen=seen)

    def test_what_was_taken_back(self):
        seen = self.seen()
        self.post(self.colleague, seen=seen).with_user(
            self.colleague
        ).whatsapp_withdraw()
        self.post(seen=seen)

    def test_notes_and_programs_are_not_asked(self):
        seen = self.seen()
        self.post(self.colleague, seen=seen)
        self.post(subtype=NOTE, seen=seen)
        self.answer(self.customer_thread)

    def test_the_phone_app_answers_too(self):
        seen = self.seen()
        answer = self.post(self.colleague, seen=seen)
        answer.sudo().author_id = False
        with self.assertRaisesRegex(AnsweredMeanwhile, "phone app"):
            self.post(seen=seen)


@tagged("post_install", "-at_install")
class TestDeskOverHttp(DeskCase, HttpCase):
    def test_error_for_the_composer(self):
        """The browser knows it by its name, and what to say next time."""
        answer = self.post(self.colleague, seen=0)
        self.authenticate(self.agent.login, self.agent.login)

        def send(seen):
            return self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": "discuss.channel",
                    "thread_id": self.customer_thread.id,
                    "post_data": {
                        "body": "Hello",
                        "message_type": "comment",
                        "subtype_xmlid": COMMENT,
                        "whatsapp_seen_message_id": seen,
                    },
                },
            )

        refusal = self.assertRaisesRegex(JsonRpcException, "AnsweredMeanwhile")
        with mute_logger("odoo.http"), refusal:
            send(0)
        self.assertTrue(send(answer.id)["message_id"])


@tagged("post_install", "-at_install")
class TestLooking(DeskCase):
    def test_colleagues_are_told(self):
        with self.captured_bus() as bus:
            self.as_user(self.agent).whatsapp_look("opened")
            self.as_user(self.agent).whatsapp_look("here", "note")
            self.as_user(self.agent).whatsapp_look("left")
        self.assertEqual({target for target, *_rest in bus}, {self.customer_thread})
        partner = {"id": self.agent.partner_id.id, "name": self.agent.name}
        self.assertEqual(
            [(c["state"], c["writing"], c["partner"]) for _t, _k, c in bus],
            [
                ("opened", False, partner),
                ("here", "note", partner),
                ("left", False, partner),
            ],
        )

    def test_nothing_goes_to_the_customer(self):
        self.as_user(self.agent).whatsapp_look("opened", "reply")
        self.run_job("whatsapp.inbox.outbox")
        self.assertFalse(self.meta.sent)
        self.assertFalse(self.env["whatsapp.inbox.receipt"].search([]))

    def test_nonsense(self):
        for values in (("gone",), ("here", "poem")):
            with self.assertRaises(UserError):
                self.as_user(self.agent).whatsapp_look(*values)


@tagged("post_install", "-at_install")
class TestTypingOverHttp(DeskCase, HttpCase):
    def test_who_only_looks(self):
        """Types without becoming a member, and without an error."""
        self.authenticate(self.supervisor.login, self.supervisor.login)
        members = self.customer_thread.channel_member_ids
        self.make_jsonrpc_request(
            "/discuss/channel/notify_typing",
            {"channel_id": self.customer_thread.id, "is_typing": True},
        )
        self.assertEqual(self.customer_thread.channel_member_ids, members)

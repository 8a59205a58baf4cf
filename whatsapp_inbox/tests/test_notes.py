"""An internal note never reaches the customer: one test for each way to post."""

from datetime import timedelta

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import NOW, WhatsappCase, hours

NOTE = "mail.mt_note"
COMMENT = "mail.mt_comment"
SECRET = "She pays late"


class NotesCase(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def outbound(self):
        return self.env["whatsapp.inbox.message"].search(
            [("direction", "=", "outbound")]
        )

    def assertStaysHere(self, posts=True):
        """Whatever was posted is in the thread, and nothing of it is on its way."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.outbound())
        texts = self.texts(self.customer_thread)
        self.assertEqual(any(SECRET in text for text in texts), posts)
        self.send()
        self.assertFalse(self.meta.sent)


@tagged("post_install", "-at_install")
class TestNotes(NotesCase):
    def post(self, user=None, **values):
        thread = self.customer_thread.with_user(user or self.agent)
        return thread.message_post(body=SECRET, **values)

    def test_comment_leaves(self):
        """The control: what the others must not do."""
        self.post(message_type="comment", subtype_xmlid=COMMENT)
        self.assertEqual(self.outbound().state, "queued")
        comment = self.env.ref(COMMENT).id
        self.post(message_type="comment", subtype_id=comment)
        self.assertEqual(len(self.outbound()), 2)

    def test_posts_that_stay(self):
        """Peers 8."""
        note, comment = self.env.ref(NOTE).id, self.env.ref(COMMENT).id
        for values in [
            {"message_type": "comment", "subtype_xmlid": NOTE},
            {"message_type": "comment", "subtype_id": note},
            {"message_type": "comment"},
            {"message_type": "comment", "subtype_xmlid": "mail.mt_activities"},
            {"message_type": "comment", "subtype_xmlid": NOTE, "subtype_id": comment},
            {},
            {"subtype_xmlid": COMMENT},
            {"message_type": "notification", "subtype_xmlid": COMMENT},
            {"message_type": "notification", "subtype_xmlid": NOTE},
            {"message_type": "email", "subtype_xmlid": COMMENT},
            {"message_type": "auto_comment", "subtype_xmlid": COMMENT},
            {"message_type": "comment", "subtype_xmlid": NOTE, "body_is_html": True},
        ]:
            with self.subTest(**values):
                message = self.post(**values)
                self.assertFalse(message.sudo().whatsapp_direction)
                self.assertStaysHere()

    def test_note_with_a_mention_and_a_file(self):
        attachment = self.attach("risk.pdf", b"%PDF-1.4")
        self.post(
            message_type="comment",
            subtype_xmlid=NOTE,
            partner_ids=self.supervisor.partner_id.ids,
            attachment_ids=attachment.ids,
        )
        self.assertStaysHere()

    def test_note_that_answers_the_customer(self):
        """A note about a message quotes it, and stays a note."""
        parent = self.customer_thread.message_ids[:1]
        self.post(message_type="comment", subtype_xmlid=NOTE, parent_id=parent.id)
        self.assertStaysHere()

    def test_log_and_notify(self):
        thread = self.customer_thread.with_user(self.agent)
        thread.sudo()._message_log(body=SECRET)
        thread.sudo()._message_log_batch(bodies={thread.id: SECRET})
        self.assertStaysHere()
        thread.sudo().message_notify(
            body=SECRET, partner_ids=self.supervisor.partner_id.ids
        )
        thread.sudo().message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": thread, "origin": thread, "edit": True},
            subtype_xmlid=NOTE,
        )
        self.assertStaysHere()

    def test_composer_note(self):
        context = {
            "default_model": "discuss.channel",
            "default_res_ids": self.customer_thread.ids,
            "default_composition_mode": "comment",
        }
        for subtype in (NOTE, "mail.mt_activities"):
            with self.subTest(subtype=subtype):
                context["default_subtype_id"] = self.env.ref(subtype).id
                composer = self.env["mail.compose.message"].with_context(**context)
                composer = composer.with_user(self.supervisor).create({"body": SECRET})
                composer._action_send_mail()
                self.assertStaysHere()

    def test_composer_in_mass_mode_sends_nothing(self):
        composer = (
            self.env["mail.compose.message"]
            .with_context(
                default_model="discuss.channel",
                default_res_ids=self.customer_thread.ids,
                default_composition_mode="mass_mail",
            )
            .create({"body": SECRET, "subject": "x"})
        )
        composer._action_send_mail()
        self.env.flush_all()
        self.assertFalse(self.outbound())

    def test_scheduled_note(self):
        scheduled = (
            self.env["mail.scheduled.message"]
            .with_user(self.agent)
            .create(
                {
                    "model": "discuss.channel",
                    "res_id": self.customer_thread.id,
                    "author_id": self.agent.partner_id.id,
                    "body": SECRET,
                    "is_note": True,
                    "scheduled_date": NOW + timedelta(hours=1),
                }
            )
        )
        self.later(hours(2))
        scheduled.sudo()._post_message()
        self.assertStaysHere()

    def test_activity_feedback(self):
        """On the customer and on the number: neither is the thread."""
        customer = self.customer_thread.whatsapp_contact_id.partner_id
        for record in (customer, self.account):
            activity = record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.agent.id
            )
            activity.action_feedback(feedback=SECRET)
        self.assertStaysHere(posts=False)

    def test_email_to_the_thread(self):
        """A mail that some gateway brings is not from an agent in Discuss."""
        self.customer_thread.message_post(
            body=SECRET,
            message_type="email",
            subtype_xmlid=COMMENT,
            email_from=self.agent.email,
        )
        self.assertStaysHere()

    def test_record_created_by_hand(self):
        """Only posting sends; a row in mail.message is nothing but a row."""
        self.env["mail.message"].create(
            {
                "model": "discuss.channel",
                "res_id": self.customer_thread.id,
                "body": SECRET,
                "message_type": "comment",
                "subtype_id": self.env.ref(COMMENT).id,
            }
        )
        self.assertStaysHere()

    def test_a_note_does_not_become_a_message(self):
        note = self.post(message_type="comment", subtype_xmlid=NOTE)
        thread = self.customer_thread.with_user(self.agent).sudo()
        thread._message_update_content(note.sudo(), body=f"{SECRET} again")
        self.assertStaysHere()
        note.sudo().subtype_id = self.env.ref(COMMENT)
        self.assertStaysHere()
        with self.assertRaises(UserError):
            note.with_user(self.employee).whatsapp_resend()
        note.whatsapp_resend()
        self.assertStaysHere()

    def test_joining_and_leaving_is_not_told_to_the_customer(self):
        thread = self.customer_thread
        colleague = self._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        thread._add_members(users=colleague)
        thread.with_user(colleague).action_unfollow()
        thread.name = "Another name"
        thread.channel_pin(pinned=True)
        self.assertStaysHere(posts=False)

    def test_pinned_message_is_not_told_to_the_customer(self):
        thread = self.customer_thread.with_user(self.agent)
        message = thread.message_ids[:1]
        thread.set_message_pin(message.id, True)
        self.assertStaysHere(posts=False)

    def test_commands_are_not_told_to_the_customer(self):
        thread = self.customer_thread.with_user(self.agent)
        for command in ("help", "who", "leave"):
            with self.subTest(command=command):
                getattr(thread, f"execute_command_{command}")(body=f"/{command}")
                self.assertStaysHere(posts=False)

    def test_other_channels(self):
        channel = self.env["discuss.channel"]._create_channel("Lunch", group_id=None)
        channel._add_members(users=self.agent)
        channel.with_user(self.agent).message_post(
            body=SECRET, message_type="comment", subtype_xmlid=COMMENT
        )
        self.assertStaysHere(posts=False)

    def test_note_form_of_the_composer(self):
        """The full composer's own default is a comment; a log is a note."""
        context = {
            "default_model": "discuss.channel",
            "default_res_ids": self.customer_thread.ids,
            "default_composition_mode": "comment",
            "default_subtype_xmlid": NOTE,
        }
        composer = self.env["mail.compose.message"].with_context(**context)
        form = Form(composer.with_user(self.supervisor))
        form.body = Markup("<p>%s</p>") % SECRET
        form.save()._action_send_mail()
        self.assertStaysHere()


@tagged("post_install", "-at_install")
class TestNotesOverHttp(NotesCase, HttpCase):
    """The routes that Discuss and the chatter call."""

    def post(self, user, **post_data):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": self.customer_thread.id,
                "post_data": {"body": SECRET, **post_data},
            },
        )

    def test_note(self):
        self.post(self.agent, message_type="comment", subtype_xmlid=NOTE)
        self.assertStaysHere()

    def test_without_a_subtype(self):
        self.post(self.agent, message_type="comment")
        self.assertStaysHere()

    def test_comment_leaves(self):
        answer = self.post(self.agent, message_type="comment", subtype_xmlid=COMMENT)
        record = self.outbound()
        self.assertEqual(record.mail_message_id.id, answer["message_id"])
        [data] = answer["store_data"]["mail.message"][:1]
        self.assertEqual(data["whatsapp_direction"], "outbound")
        self.assertEqual(data["whatsapp_state"], "queued")
        self.send()
        self.assertEqual(self.meta.sent[0]["text"]["body"], SECRET)

    def test_who_is_no_agent_writes_notes_only(self):
        self.customer_thread._add_members(users=self.employee)
        self.post(self.employee, message_type="comment", subtype_xmlid=NOTE)
        self.assertStaysHere()
        refusal = self.assertRaisesRegex(JsonRpcException, "AccessError")
        with mute_logger("odoo.http"), refusal:
            self.post(self.employee, message_type="comment", subtype_xmlid=COMMENT)
        self.assertFalse(self.outbound())

    def test_editing_a_note(self):
        answer = self.post(self.agent, message_type="comment", subtype_xmlid=NOTE)
        self.make_jsonrpc_request(
            "/mail/message/update_content",
            {
                "message_id": answer["message_id"],
                "update_data": {
                    "body": f"{SECRET}!",
                    "attachment_ids": [],
                    "message_type": "comment",
                    "subtype_xmlid": COMMENT,
                },
            },
        )
        self.assertStaysHere()

    def test_html_over_rpc(self):
        """An API client has no Markup: body_is_html says that tags are tags."""
        self.authenticate(self.agent.login, self.agent.login)
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/discuss.channel/message_post",
            {
                "model": "discuss.channel",
                "method": "message_post",
                "args": [self.customer_thread.ids],
                "kwargs": {
                    "body": "<p>Hello <b>Ana</b></p>",
                    "body_is_html": True,
                    "message_type": "comment",
                    "subtype_xmlid": COMMENT,
                },
            },
        )
        self.send()
        self.assertEqual(self.meta.sent[0]["text"]["body"], "Hello *Ana*")

    def test_text_over_rpc_is_text(self):
        self.authenticate(self.agent.login, self.agent.login)
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/discuss.channel/message_post",
            {
                "model": "discuss.channel",
                "method": "message_post",
                "args": [self.customer_thread.ids],
                "kwargs": {
                    "body": "1 < 2 & <b>",
                    "message_type": "comment",
                    "subtype_xmlid": COMMENT,
                },
            },
        )
        self.send()
        self.assertEqual(self.meta.sent[0]["text"]["body"], "1 < 2 & <b>")

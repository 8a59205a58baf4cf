from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import AnsweredMeanwhile
from .common import said
from .template_case import ORDER, TYPED, TemplateCase, at_meta


@tagged("post_install", "-at_install")
class TestTemplatePicker(TemplateCase):
    """What the browser asks for to choose a template, and sending it once."""

    def setUp(self):
        super().setUp()
        self.order = self.sync(at_meta(components=ORDER))
        self.customer_thread = self.thread()
        self.mine = self.customer_thread.with_user(self.agent)
        self.colleague = self._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        self.seen = self.customer_thread.message_ids[:1].id

    def pick(self, user=None, seen=None, template=None):
        thread = self.customer_thread.with_user(user or self.agent)
        template = template or self.order
        return thread.whatsapp_send_template(
            template.id, TYPED, seen_message_id=self.seen if seen is None else seen
        )["message_id"]

    def sent(self):
        return self.env["whatsapp.inbox.message"].search_count(
            [("template_id", "!=", False)]
        )

    def test_the_same_one_twice_is_asked_about(self):
        """Two windows of one agent; who has looked may send it again."""
        first = self.pick()
        with self.assertRaisesRegex(AnsweredMeanwhile, "You sent this") as caught:
            self.pick()
        self.assertEqual(caught.exception.context, {"last_message_id": first})
        self.assertEqual(self.sent(), 1)
        self.pick(seen=first)
        self.assertEqual(self.sent(), 2)

    def test_another_one_is_not(self):
        other = self.sync(at_meta(components=ORDER), at_meta("other", components=ORDER))
        self.pick()
        self.pick(template=other - self.order)
        self.assertEqual(self.sent(), 2)

    def test_a_colleague_answered_meanwhile(self):
        self.answer(self.customer_thread)
        self.receive(said("And?"))
        with self.assertRaisesRegex(AnsweredMeanwhile, r"answered .+ ago"):
            self.pick(self.colleague)
        self.assertEqual(self.sent(), 0)

    def test_a_draft_of_a_text_stays(self):
        self.mine.whatsapp_save_draft("One moment", False)
        self.pick()
        draft = self.env["whatsapp.inbox.draft"].search([])
        self.assertEqual((draft.body, draft.active), ("One moment", True))

    def test_languages_in_words(self):
        self.sync(at_meta(), at_meta(language="pt_BR"), at_meta(language="xx"))
        found = {t["lang_code"]: t["lang_name"] for t in self.mine.whatsapp_templates()}
        self.assertEqual(
            found, {"es": "Spanish", "pt_BR": "Portuguese (Brazil)", "xx": "xx"}
        )

    def test_who_writes_templates(self):
        self.assertIn(self.admin.name, self.mine.whatsapp_template_writers())

    def test_only_of_threads_that_one_may_read(self):
        self.restrict_thread()
        for call in (
            self.mine.whatsapp_template_writers,
            self.mine.whatsapp_templates,
            self.pick,
        ):
            with self.assertRaises(AccessError):
                call()

    def restrict_thread(self):
        team = self._create_team("Others", self.colleague)
        self.customer_thread.whatsapp_conversation_id.team_id = team

    def test_refused_by_the_server_still(self):
        self.order.with_context(whatsapp_template_by_meta=True).status = "paused"
        with self.assertRaisesRegex(UserError, "Paused"):
            self.pick()

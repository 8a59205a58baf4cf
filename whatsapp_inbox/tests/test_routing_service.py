"""What answers by itself, as a rule's action; the documents are a test double's."""

from unittest.mock import patch

from odoo.tests import tagged

from ..tools.routing import Rule
from ..tools.self_service import PERSON_ID, Act, Document
from .common import NOW, WhatsappCase, message, minutes, said

DOCUMENTS = [Document(1, ("S00042",), ("28001",))]


@tagged("post_install", "-at_install")
class TestRoutingService(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._create_team("Shop", cls.agent)
        cls.tracing = cls._create_team("Tracing", cls.supervisor)
        cls.account.team_id = cls.shop
        cls.rule = cls.env["whatsapp.inbox.routing.rule"].create(
            {
                "name": "Where",
                "company_id": cls.company.id,
                "keywords": "order",
                "team_id": cls.tracing.id,
            }
        )

    def setUp(self):
        super().setUp()
        rule = Rule(
            self.rule.id,
            keywords={"": ("order",)},
            team_id=self.tracing.id,
            service="double",
        )
        names = {self.rule.id: "Where"}
        conversation = self.registry["whatsapp.inbox.conversation"]
        for model, name, double in (
            (
                self.registry["whatsapp.inbox.routing.rule"],
                "_compiled",
                lambda _self, _company: ((rule,), names),
            ),
            (conversation, "_service_documents", lambda _self, name: DOCUMENTS),
            (
                conversation,
                "_service_words",
                lambda _self, name, act, found: f"{name}: {act} {found}",
            ),
        ):
            patcher = patch.object(model, name, double)
            patcher.start()
            self.addCleanup(patcher.stop)

    def say(self, text, after, **values):
        self.later(minutes(after))
        return self.receive(
            said(text, at=NOW + minutes(after), **values)
        ).conversation_id

    def told(self, conversation):
        return [
            text.split("\n")[0]
            for text in self.texts(conversation.channel_id, lines=False)
            if text.startswith("double")
        ]

    def test_answered(self):
        """Nobody has to do anything, and nobody was called."""
        conversation = self.say("Where is my order?", 0)
        self.assertEqual(conversation.routing_state, "asking")
        self.assertFalse(conversation.queue_since)
        self.assertFalse(conversation.channel_id.channel_member_ids)
        self.say("s 00042", 1)
        self.assertEqual(
            [text[:14] for text in self.told(conversation)],
            ["double: ask ()", "double: answer"],
        )
        self.assertRecordValues(
            conversation,
            [
                {
                    "routing_state": "done",
                    "state": "pending",
                    "waiting_since": False,
                    "team_id": self.tracing.id,
                    "user_id": False,
                }
            ],
        )
        # what they write next is for people
        self.say("Thank you", 2)
        self.assertEqual(conversation.state, "open")
        self.assertTrue(conversation.queue_since)

    def test_to_a_person(self):
        for text, values in (
            ("A person please", {}),
            ("x", {"tap": PERSON_ID}),
        ):
            with self.subTest(text=text):
                conversation = self.say("Where is my order?", 0)
                self.later(minutes(1))
                reply = {"id": PERSON_ID, "title": "A person, please"}
                element = (
                    message(
                        "interactive",
                        {"type": "button_reply", "button_reply": reply},
                        at=NOW + minutes(1),
                    )
                    if values
                    else said(text, at=NOW + minutes(1))
                )
                self.receive(element)
                self.assertEqual(conversation.team_id, self.tracing)
                self.assertEqual(conversation.routing_state, "done")
                self.assertTrue(conversation.queue_since)
                conversation.action_resolve()
                conversation.channel_id.unlink()

    def test_wrong_proofs(self):
        """Three, then a person; and no more in the next conversation of that day."""
        conversation = self.say("Where is my order?", 0)
        for after, text in enumerate(("S1", "S99999", "28002"), 1):
            self.say(text, after)
        acts = [text.split()[1] for text in self.told(conversation)]
        self.assertEqual(acts, [Act.ASK, Act.AGAIN, Act.AGAIN, Act.PERSON])
        self.assertEqual(conversation.routing_state, "done")
        self.say("S00042", 5)
        self.assertEqual(len(self.told(conversation)), 4)
        self.account.reopen_hours = 0
        conversation.action_resolve()
        again = self.say("Where is my order S00042?", 10)
        self.assertNotEqual(again, conversation)
        self.assertIn("person", self.told(conversation)[-1])
        self.assertEqual(again.routing_state, "done")

    def test_nobody_answers(self):
        """Time ends it, as it ends the menu."""
        conversation = self.say("Where is my order?", 0)
        self.assertTrue(conversation.menu_deadline)
        self.later(minutes(600))
        self.run_job("whatsapp.inbox.menu")
        self.assertEqual(conversation.routing_state, "done")
        self.assertEqual(conversation.team_id, self.tracing)
        self.assertTrue(conversation.queue_since)

    def test_an_agent_takes_it(self):
        conversation = self.say("Where is my order?", 0)
        conversation.with_user(self.supervisor).action_claim()
        self.say("S00042", 1)
        self.assertEqual(len(self.told(conversation)), 1)

    def test_it_cannot_ask(self):
        """It is for people at once."""
        Conversation = self.registry["whatsapp.inbox.conversation"]
        with patch.object(Conversation, "_auto_refusal", lambda *_args: "no"):
            conversation = self.say("Where is my order?", 0)
        self.assertEqual(conversation.routing_state, "done")

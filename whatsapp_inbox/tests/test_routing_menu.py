from odoo import Command
from odoo.tests import tagged

from .common import NOW, hours, message, minutes, said, seconds
from .test_routing import RoutingCase

#: more than anybody still types
LATER = minutes(1)


class MenuCase(RoutingCase):
    """A menu of two choices: Buy (the shop) and Billing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.write(
            {
                "routing_active": True,
                "welcome_text": "What is it about?",
                "menu_error_text": "Sorry?",
                "choice_ids": [
                    Command.create({"name": "Buy", "team_id": cls.shop.id}),
                    Command.create(
                        {
                            "name": "Billing",
                            "keywords": "invoice, bill",
                            "team_id": cls.billing.id,
                        }
                    ),
                ],
            }
        )
        cls.buy, cls.bill = cls.account.choice_ids

    def say(self, *texts, after=LATER):
        """The customer writes these at once, so long after the beginning."""
        self.later(after)
        return self.first(*texts, at=NOW + after)

    def tap(self, choice, after=LATER):
        self.later(after)
        reply = {"id": f"menu:{choice.id}", "title": choice.name}
        content = {"type": "button_reply", "button_reply": reply}
        return self.receive(
            message("interactive", content, at=NOW + after)
        ).conversation_id

    def kinds(self):
        return [auto[0] for auto in self.autos]


@tagged("post_install", "-at_install")
class TestRoutingMenu(MenuCase):
    """The menu, from the first message to a team."""

    def test_it_asks(self):
        conversation = self.first("Hello")
        choices = [(f"menu:{c.id}", c.name, "") for c in self.buy | self.bill]
        self.assertEqual(
            self.autos, [("menu", self.account, "What is it about?", choices)]
        )
        self.assertRecordValues(
            conversation,
            [
                {
                    "routing_state": "asking",
                    "menu_asked": 1,
                    "menu_asked_at": NOW,
                    "menu_deadline": NOW + hours(1),
                    "queue_since": False,
                    "team_id": self.shop.id,
                }
            ],
        )
        self.assertFalse(self.members(conversation))
        self.assertFalse(conversation.event_ids)

    def test_who_chose_is_followed_beside_who_is_asked(self):
        """Both in one set, in which the first is still asked."""
        self.first("Hello")
        chose = self.say("Buy")
        self.assertEqual(chose.routing_state, "done")
        asked = self.first("Hello", sender="34600111333")
        self.assertEqual(asked.team_id, chose.team_id)
        for both in (asked | chose, chose | asked):
            both._sync_members()
            self.assertEqual(self.members(chose), self.agent)
            self.assertFalse(self.members(asked))

    def test_answers(self):
        for answer in ("2", "Billing", "the INVOICE please", "BILLING!"):
            with self.subTest(answer=answer), self.env.cr.savepoint():
                self.autos.clear()
                sender = f"346002{len(answer):06}"
                self.later(minutes(0))
                self.receive(said("Hello", sender=sender))
                self.later(minutes(1))
                [answered] = self.receive(
                    said(answer, sender=sender, at=NOW + minutes(1))
                )
                conversation = answered.conversation_id
                self.assertEqual(conversation.team_id, self.billing)
                self.assertEqual(self.kinds(), ["menu", "greeting"])
                self.assertEqual(self.autos[1][1], self.billing)

    def test_a_tap(self):
        self.first("Hello")
        conversation = self.tap(self.bill)
        self.assertRecordValues(
            conversation,
            [
                {
                    "routing_state": "done",
                    "menu_asked": 0,
                    "menu_deadline": False,
                    "queue_since": NOW,
                    "team_id": self.billing.id,
                }
            ],
        )
        self.assertEqual(self.members(conversation), self.colleague)
        self.assertEqual(conversation.event_ids.reason, "Menu: Billing")
        member = conversation.channel_id.channel_member_ids
        member = member.with_user(self.colleague)
        member.invalidate_recordset(["message_unread_counter"])
        # both messages, and the line between them
        self.assertGreaterEqual(member.message_unread_counter, 2)

    def test_the_team_that_it_has_already(self):
        self.first("Hello")
        conversation = self.tap(self.buy)
        self.assertEqual(self.members(conversation), self.agent)
        self.assertEqual(conversation.queue_since, NOW)

    def test_agent_and_tags_of_a_choice(self):
        tag = self.env["whatsapp.inbox.tag"].create({"name": "Money"})
        self.bill.write(
            {"user_id": self.colleague.id, "tag_ids": [Command.set(tag.ids)]}
        )
        self.first("Hello")
        conversation = self.tap(self.bill)
        self.assertEqual(
            (conversation.user_id, conversation.tag_ids), (self.colleague, tag)
        )

    def test_said_at_once(self):
        """The first message may answer what was not asked yet."""
        conversation = self.first("Where is my invoice?")
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(self.kinds(), ["greeting"])

    def test_no_answer_fits(self):
        """Two more questions, then the fallback team."""
        self.first("Hello")
        for count, after in ((2, 1), (3, 2)):
            conversation = self.say("what?", after=minutes(after))
            self.assertEqual(conversation.menu_asked, count)
            self.assertEqual(self.autos[-1][0], "menu_error")
            self.assertEqual(self.autos[-1][2], "Sorry?")
        conversation = self.say("what?", after=minutes(3))
        self.assertEqual(conversation.team_id, self.lost)
        self.assertEqual(self.members(conversation), self.other)
        self.assertEqual(self.kinds(), ["menu", "menu_error", "menu_error", "greeting"])

    def test_without_an_error_text_the_welcome_again(self):
        self.account.menu_error_text = False
        self.first("Hello")
        self.say("what?")
        self.assertEqual(self.kinds(), ["menu", "menu"])

    # -- bursts -------------------------------------------------------------------

    def test_two_messages_in_one_webhook(self):
        self.first("Hello", "I have a question")
        self.assertEqual(self.kinds(), ["menu"])

    def test_two_webhooks_in_a_row(self):
        self.first("Hello")
        conversation = self.say("I have a question", after=seconds(10))
        self.assertEqual(self.kinds(), ["menu"])
        self.assertEqual(conversation.menu_asked, 1)

    def test_a_picture_and_then_its_text(self):
        self.receive(message("image", {"id": "M1", "mime_type": "image/jpeg"}))
        self.say("This is broken", after=seconds(5))
        self.assertEqual(self.kinds(), ["menu"])

    def test_late_webhooks_of_one_burst(self):
        """What was typed before the question could be read is no answer to it."""
        self.later(minutes(5))
        self.receive(said("Hello", at=NOW))
        self.receive(said("I have a question", at=NOW + seconds(20)))
        self.assertEqual(self.kinds(), ["menu"])

    # -- when it does not ask -----------------------------------------------------

    def test_a_rule_comes_first(self):
        self._create_rule(keywords="wedding", team_id=self.billing.id)
        self.assertEqual(self.first("A wedding!").team_id, self.billing)
        self.assertFalse(self.autos)

    def test_a_rule_that_goes_on_lets_it_ask(self):
        self._create_rule(keywords="wedding", set_priority="2", final=False)
        conversation = self.first("A wedding!")
        self.assertEqual(conversation.priority, "2")
        self.assertEqual(self.kinds(), ["menu"])

    def test_a_rule_that_asks(self):
        rule = self._create_rule(ask=True, reply_text="Welcome!")
        self.first("Hello")
        self.assertEqual(self.kinds(), ["reply", "menu"])
        self.assertEqual(self.autos[0][1], rule)

    def test_an_answer_in_words_of_a_rule(self):
        self._create_rule(keywords="wedding", team_id=self.billing.id)
        self.first("Hello")
        conversation = self.say("it is about a wedding")
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(conversation.event_ids.reason, "Rule: Invoices")

    def test_switched_off(self):
        self.account.routing_active = False
        self.assertEqual(self.first("Hello").team_id, self.shop)
        self.assertFalse(self.autos)

    def test_nothing_to_ask(self):
        """What cannot be asked goes to the team at once."""
        self.account.welcome_text = False
        conversation = self.first("Hello")
        self.assertEqual(conversation.routing_state, "done")
        self.assertEqual(self.members(conversation), self.agent)
        self.assertEqual(conversation.queue_since, NOW)

    def test_again_only_after_some_hours(self):
        self.account.reopen_hours = 0
        self.first("Hello")
        first = self.tap(self.bill)
        first.action_resolve()
        for after, kinds in ((47, []), (60, []), (120, ["menu"])):
            self.autos.clear()
            conversation = self.say("Hello", after=hours(after))
            self.assertNotEqual(conversation, first)
            self.assertEqual(self.kinds(), kinds)
            expected = self.shop if kinds else self.billing
            self.assertEqual(conversation.team_id, expected)
            conversation.action_resolve()

    def test_reopened_is_not_asked_again(self):
        self.first("Hello")
        conversation = self.tap(self.bill)
        conversation.action_resolve()
        self.autos.clear()
        self.assertEqual(self.say("One more", after=hours(2)), conversation)
        self.assertEqual(conversation.team_id, self.billing)
        self.assertFalse(self.autos)
        self.assertEqual(self.members(conversation), self.colleague)

    # -- an agent comes between ---------------------------------------------------

    def test_an_agent_claims(self):
        conversation = self.first("Hello")
        conversation.with_user(self.agent).action_claim()
        self.assertEqual(conversation.routing_state, "done")
        self.say("2")
        self.assertRecordValues(
            conversation, [{"user_id": self.agent.id, "team_id": self.shop.id}]
        )
        self.assertEqual(self.kinds(), ["menu"])

    def test_an_agent_answers(self):
        conversation = self.first("Hello")
        self.answer(conversation.channel_id)
        self.say("2")
        self.assertEqual(conversation.user_id, self.agent)
        self.assertEqual(self.kinds(), ["menu"])

    def test_moved_by_hand(self):
        conversation = self.first("Hello")
        conversation.with_user(self.agent).action_transfer(self.lost.id)
        self.assertEqual(conversation.queue_since, NOW)
        self.say("2")
        self.assertEqual(conversation.team_id, self.lost)

    def test_resolved_by_hand(self):
        conversation = self.first("Hello")
        conversation.with_user(self.agent).action_resolve()
        self.assertFalse(conversation.menu_deadline)

    # -- silence ------------------------------------------------------------------

    def end_menus(self):
        self.run_job("whatsapp.inbox.menu")

    def test_silence(self):
        conversation = self.first("Hello")
        self.later(minutes(59))
        self.end_menus()
        self.assertEqual(conversation.routing_state, "asking")
        self.later(minutes(60))
        self.end_menus()
        self.assertRecordValues(
            conversation,
            [
                {
                    "routing_state": "done",
                    "team_id": self.lost.id,
                    "menu_deadline": False,
                    "queue_since": NOW,
                }
            ],
        )
        self.assertEqual(self.members(conversation), self.other)

    def test_woken_for_the_deadline(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_menu")
        self.first("Hello")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(NOW + hours(1), triggers.mapped("call_at"))

    def test_many_of_them(self):
        people = [f"346003{number:05}" for number in range(60)]
        conversations = self.receive(
            *(said("Hi", sender=sender) for sender in people)
        ).conversation_id
        self.later(hours(2))
        self.end_menus()
        self.assertEqual(conversations.team_id, self.lost)

    def test_an_answer_after_the_deadline(self):
        conversation = self.first("Hello")
        self.say("2", after=hours(3))
        self.assertEqual(conversation.team_id, self.billing)

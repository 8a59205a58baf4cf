from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, TwoTeamsCase, hours, minutes, said


@tagged("post_install", "-at_install")
class TestUndo(TwoTeamsCase):
    """What was done by mistake, to one or to many conversations."""

    def do(self, action, *args, user=None, conversations=None):
        """:return: the client action"""
        conversations = conversations or self.conversation
        user = user or self.agent
        return conversations.with_user(user).action_with_undo(action, *args)

    def undo(self, done, user=None):
        event = self.env["whatsapp.inbox.conversation.event"]
        return event.browse(done["params"]["undo"]).with_user(user or self.agent)

    def values(self, conversation=None):
        names = ["user_id", "team_id", "state", "priority", "snoozed_until"]
        names += ["waiting_since", "queue_since"]
        [values] = (conversation or self.conversation).read(names, load=None)
        return values

    def test_each_action(self):
        self.later(minutes(1))
        for action, args in (
            ("claim", ()),
            ("assign", (self.colleague.id,)),
            ("transfer", (self.other_team.id, False, "A bill")),
            ("resolve", ()),
            ("snooze", (NOW + hours(3),)),
            ("snooze_for", ("message",)),
            ("priority", ("2",)),
        ):
            with self.subTest(action=action):
                before = self.values()
                done = self.do(action, *args)
                self.assertNotEqual(self.values(), before)
                self.assertEqual(done["tag"], "whatsapp_inbox_done")
                customer = self.conversation.contact_id.display_name
                self.assertIn(customer, done["params"]["message"])
                self.assertFalse(self.undo(done).action_undo())
                self.assertEqual(self.values(), before)

    def test_a_put_off_one_that_was_woken(self):
        self.do("snooze", NOW + hours(3))
        done = self.do("wake")
        self.undo(done).action_undo()
        self.assertRecordValues(
            self.conversation,
            [{"state": "snoozed", "snoozed_until": NOW + hours(3)}],
        )

    def test_somebody_changed_it_since(self):
        done = self.do("claim")
        self.conversation.with_user(self.colleague).action_take_over()
        with self.assertRaisesRegex(UserError, "wi_colleague .* took"):
            self.undo(done).action_undo()
        self.assertEqual(self.conversation.user_id, self.colleague)

    def test_the_customer_wrote_since(self):
        done = self.do("resolve")
        self.receive(said("One more thing", at=NOW + minutes(1)))
        with self.assertRaisesRegex(UserError, "written meanwhile|open again"):
            self.undo(done).action_undo()

    def test_what_does_not_matter_is_no_change(self):
        done = self.do("claim")
        self.receive(said("Hello?", at=NOW + minutes(1)))
        self.do("priority", "1", user=self.colleague)
        self.undo(done).action_undo()
        self.assertFalse(self.conversation.user_id)
        self.assertEqual(self.conversation.priority, "1")

    def test_ten_minutes(self):
        done = self.do("claim")
        self.later(minutes(10))
        with self.assertRaisesRegex(UserError, "too late"):
            self.undo(done).action_undo()

    def test_who_may(self):
        done = self.do("transfer", self.other_team.id)
        for user in (self.colleague, self.other, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.undo(done, user).action_undo()
        self.undo(done, self.supervisor).action_undo()
        self.assertEqual(self.conversation.team_id, self.team)

    def test_many(self):
        senders = [f"3463300000{number}" for number in range(3)]
        many = self.receive(*(said("Hi", sender=s) for s in senders)).conversation_id
        done = self.do("claim", conversations=many)
        self.assertIn("3 conversations", done["params"]["message"])
        self.assertEqual(many.user_id, self.agent)
        many[0].with_user(self.colleague).action_take_over()
        left = self.undo(done).action_undo()
        self.assertIn(self.colleague.name, left["params"]["message"])
        self.assertEqual(many[0].user_id, self.colleague)
        self.assertFalse(many[1:].user_id)

    def test_the_second_who_claims_has_nothing_to_undo(self):
        self.do("claim")
        done = self.do("claim", user=self.colleague)
        self.assertFalse(done["params"]["undo"])
        self.assertEqual(done["params"]["type"], "warning")
        self.assertIn(self.agent.name, done["params"]["message"])

    def test_no_other_method(self):
        for name in ("", "unlink", "open_thread", "with_undo"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.do(name)
        with self.assertRaises(AccessError):
            self.do("claim", user=self.other)

    # -- wizards and views --------------------------------------------------------

    def wizard(self, model, **values):
        Wizard = self.env[model].with_user(self.agent)
        return Wizard.with_context(active_ids=self.conversation.ids).create(values)

    def test_hand_over(self):
        model = "whatsapp.inbox.hand.over"
        wizard = self.wizard(model, user_id=self.colleague.id, note="VIP")
        self.assertIn(self.other, wizard.agent_ids)
        done = wizard.action_hand_over()
        self.assertEqual(self.conversation.user_id, self.colleague)
        self.assertEqual(self.conversation.event_ids[0].note, "VIP")
        self.undo(done).action_undo()
        self.assertFalse(self.conversation.user_id)
        wizard = self.wizard(model, to="team", team_id=self.other_team.id)
        self.assertEqual(wizard.agent_ids, self.other)
        wizard.action_hand_over()
        self.assertEqual(self.conversation.team_id, self.other_team)

    def test_snooze_choice(self):
        model = "whatsapp.inbox.snooze.choice"
        self.wizard(model, choice="time", until=NOW + hours(5)).action_snooze()
        self.assertEqual(self.conversation.snoozed_until, NOW + hours(5))
        self.wizard(model, choice="message").action_snooze()
        self.assertFalse(self.conversation.snoozed_until)

    def test_a_card_dropped_on_another_team(self):
        """The agent may not read it afterwards, and sees no error."""
        specification = {
            "team_id": {"fields": {"display_name": {}}},
            "contact_id": {"fields": {"display_name": {}}},
        }
        mine = self.conversation.with_user(self.agent)
        [values] = mine.web_save({"team_id": self.other_team.id}, specification)
        self.assertEqual(self.conversation.team_id, self.other_team)
        self.assertFalse(mine.has_access("read"))
        self.assertEqual(
            values["team_id"], {"id": self.other_team.id, "display_name": "Billing"}
        )
        with self.assertRaises(AccessError):
            mine.web_save({"team_id": self.team.id}, specification)

    def test_a_drop_is_told(self):
        mine = self.conversation.with_user(self.agent)
        mine.web_save({"priority": "2"}, {})
        mine.web_save({"team_id": self.other_team.id}, {})
        done = mine.action_offer_undo()
        self.assertIn("Moved", done["params"]["message"])
        self.undo(done).action_undo()
        self.assertEqual(self.conversation.team_id, self.team)
        self.assertEqual(self.conversation.priority, "2")

    def test_what_another_did_is_not_offered(self):
        self.conversation.with_user(self.agent).state = "resolved"
        mine = self.conversation.with_user(self.colleague)
        self.assertNotIn("params", mine.action_offer_undo())
        mine.state = "open"
        mine = self.conversation.with_user(self.agent)
        self.assertNotIn("params", mine.action_offer_undo())

    def test_columns_where_nothing_is(self):
        Conversation = self.env["whatsapp.inbox.conversation"].with_user(self.agent)
        Conversation = Conversation.with_context(read_group_expand=True)
        for groupby, column in (
            ("state", "snoozed"),
            ("team_id", self.other_team.id),
            ("user_id", self.colleague.id),
        ):
            found = Conversation.web_read_group([], [groupby], ["__count"])
            keys = [group[groupby] for group in found["groups"]]
            keys = [key[0] if isinstance(key, tuple) else key for key in keys]
            self.assertIn(column, keys)

    def test_the_column_of_nobody_is_open(self):
        """One drags from there."""
        self.conversation.user_id = False
        Conversation = self.env["whatsapp.inbox.conversation"].with_user(self.agent)
        found = Conversation.web_read_group(
            [("id", "=", self.conversation.id)],
            ["user_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification={"id": {}},
        )
        [nobody] = [group for group in found["groups"] if not group["user_id"]]
        self.assertEqual(nobody["__records"], [{"id": self.conversation.id}])

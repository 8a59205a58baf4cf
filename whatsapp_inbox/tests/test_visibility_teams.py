"""Who sees what of the queue and of threads: records and bus say the same."""

from odoo import Command, models
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.http_routing.tests.common import MockRequest

from .common import PIXEL, message, said
from .test_queue import QueueCase


@tagged("post_install", "-at_install")
class TestVisibilityTeams(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.assignment_method = "round_robin"  # nobody is a member by the rules
        cls.abroad = cls._create_company("Abroad", "base.pt")
        for name, group in (("stranger", "agent"), ("far_boss", "supervisor")):
            user = cls._create_user(
                f"wi_{name}", f"whatsapp_inbox.group_{group}", cls.abroad
            )
            setattr(cls, name, user)

    def setUp(self):
        super().setUp()
        self.meta.media["m"] = ("image/png", PIXEL)
        self.record = self.receive(said("A secret"))
        self.picture = self.receive(message("image", {"id": "m"}))
        self.run_job("whatsapp.inbox.media")
        self.customer_thread = self.record.channel_id
        self.conversation = self.record.conversation_id

    # -- the two levels -----------------------------------------------------------

    def seen(self, user):
        """What ``user`` gets of the thread, by each of the ways there are."""
        own = self.env(user=user)
        thread = own["discuss.channel"]
        found = {
            "thread": thread.search_count([("id", "=", self.customer_thread.id)]),
            "text": own["mail.message"].search_count([("body", "ilike", "secret")]),
            "file": self.picture.attachment_id.with_user(user).has_access("read"),
        }
        for name in ("conversation", "message", "contact"):
            try:
                found[name] = own[f"whatsapp.inbox.{name}"].search_count([])
            except AccessError:
                found[name] = 0
        return {name for name, count in found.items() if count}

    def channels(self, user, *asked):
        """What a websocket of ``user`` listens to."""
        websocket = self.env["ir.websocket"].with_user(user)
        with MockRequest(websocket.env) as request:
            request.session.uid = user.id
            return websocket._build_bus_channel_list(list(asked))

    def hears(self, user):
        """Whether the thread comes to the browser of who asks for it."""
        channels = self.channels(user, f"discuss.channel_{self.customer_thread.id}")
        return self.customer_thread in [
            c for c in channels if isinstance(c, models.BaseModel)
        ]

    def queues(self, user):
        """Whose queue ``user`` listens to when the browser asks for all there are."""
        ids = (self.company | self.abroad).ids
        channels = self.channels(user, f"whatsapp_inbox.queue_{ids[0]},{ids[1]}")
        return {
            channel[0]
            for channel in channels
            if isinstance(channel, tuple) and channel[1] == "WHATSAPP_QUEUE"
        }

    def assertSees(self, user, sees=True):
        with self.subTest(user=user.login, sees=sees):
            everything = {"thread", "text", "file", "conversation", "message"}
            everything.add("contact")
            self.assertEqual(self.seen(user), everything if sees else set())
            self.assertEqual(self.hears(user), sees)

    # -- the queue ----------------------------------------------------------------

    def test_records_and_bus_of_the_queue_say_the_same(self):
        for user, queues, waits in (
            (self.agent, {self.team, self.company}, True),
            (self.other, {self.other_team, self.company}, False),
            (self.supervisor, {self.team, self.other_team, self.company}, True),
            (self.stranger, {self.abroad}, False),
            (self.far_boss, {self.abroad}, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.queues(user), queues)
                self.assertEqual(bool(self.page(user)["ids"]), waits)

    def test_who_is_no_agent_has_no_queue(self):
        for user in (self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                self.assertFalse(self.queues(user))
                with self.assertRaises(AccessError):
                    self.page(user)

    def test_what_has_no_team_is_for_all_agents_of_the_company(self):
        with self.told() as told:
            self.conversation.team_id = False
        self.assertIn((self.company, self.conversation.ids, []), told)
        for user, waits in ((self.agent, True), (self.other, True)):
            self.assertEqual(bool(self.page(user)["ids"]), waits)
        self.assertFalse(self.page(self.stranger)["ids"])

    def test_who_left_the_team(self):
        self.team.member_ids = self.colleague
        self.assertNotIn(self.team, self.queues(self.agent))
        self.assertFalse(self.page(self.agent)["ids"])

    def test_companies_that_are_switched_off(self):
        self.supervisor.company_ids += self.abroad
        conversations = self.env["whatsapp.inbox.conversation"]
        for companies, waits in ((self.company, True), (self.abroad, False)):
            own = conversations.with_user(self.supervisor).with_context(
                allowed_company_ids=companies.ids
            )
            self.assertEqual(bool(own.queue_page()["ids"]), waits)
        asked = f"whatsapp_inbox.queue_{self.abroad.id}"
        channels = self.channels(self.supervisor, asked)
        queues = {c[0] for c in channels if isinstance(c, tuple)}
        self.assertIn(self.abroad, queues)
        self.assertNotIn(self.team, queues)

    def test_a_name_made_up(self):
        for name in ("whatsapp_inbox.queue_", "whatsapp_inbox.queue_x,-1,9999999"):
            channels = self.channels(self.agent, name)
            self.assertNotIn(name, [c for c in channels if isinstance(c, str)])
            tuples = [c for c in channels if isinstance(c, tuple)]
            self.assertNotIn("WHATSAPP_QUEUE", [c[1] for c in tuples])

    def test_what_is_sent_goes_to_those_only(self):
        with self.captured_bus() as bus:
            self.receive(said("A secret of mine", sender="34600999888"))
            self.env.cr.precommit.run()
        for target, _kind, content in bus:
            if "+34 600 99 98 88" in str(content) or "secret" in str(content):
                record = target[0] if isinstance(target, tuple) else target
                self.assertIn(record._name, ("discuss.channel", "whatsapp.inbox.team"))
                if record._name == "whatsapp.inbox.team":
                    self.assertEqual((record, target[1]), (self.team, "WHATSAPP_QUEUE"))
                    self.assertNotIn("secret", str(content))

    # -- threads ------------------------------------------------------------------

    def test_team(self):
        self.assertSees(self.agent)
        self.assertSees(self.colleague)
        self.assertSees(self.supervisor)
        for user in (self.other, self.stranger, self.far_boss):
            self.assertSees(user, False)

    def test_who_is_no_agent(self):
        for user in (self.employee, self.portal, self.public):
            self.assertSees(user, False)

    def test_an_owner_of_elsewhere(self):
        self.conversation.with_user(self.agent).action_assign(self.other.id)
        self.assertSees(self.other)
        self.assertSees(self.agent)
        self.conversation.with_user(self.agent).action_take_over()
        self.assertSees(self.other, False)

    def test_who_joined(self):
        self.customer_thread._add_members(users=self.other)
        self.assertSees(self.other)

    def test_who_was_dismissed(self):
        """Another team has it now: neither who owned it nor who joined hears more."""
        self.customer_thread._add_members(users=self.colleague)
        self.conversation.with_user(self.agent).action_claim()
        self.conversation.with_user(self.agent).action_transfer(self.other_team.id)
        self.assertSees(self.agent, False)
        self.assertSees(self.colleague, False)
        self.assertSees(self.other)

    def test_who_is_no_agent_any_more(self):
        self.conversation.with_user(self.agent).action_claim()
        group = self.env.ref("whatsapp_inbox.group_agent")
        internal = self.env.ref("base.group_user")
        self.agent.group_ids = [Command.unlink(group.id), Command.link(internal.id)]
        self.assertSees(self.agent, False)
        self.assertFalse(self.queues(self.agent))

    # -- listening in -------------------------------------------------------------

    def test_a_supervisor_listens_and_whispers(self):
        self.conversation.with_user(self.agent).action_claim()
        self.customer_thread.with_user(self.supervisor).whatsapp_listen()
        self.assertEqual(self.conversation.user_id, self.agent)
        with self.captured_bus() as bus:
            note = self.customer_thread.with_user(self.supervisor).message_post(
                body="Offer ten percent",
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )
        heard = [
            target
            for target, kind, content in bus
            if kind == "discuss.channel/new_message" and "ten percent" in str(content)
        ]
        self.assertEqual(heard, [self.customer_thread])
        self.assertTrue(self.hears(self.agent))
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertFalse(self.outgoing(note))
        self.assertEqual(self.conversation.user_id, self.agent)
        self.assertTrue(self.conversation.waiting_since)
        self.customer_thread.with_user(self.supervisor).whatsapp_stop_listening()
        self.assertEqual(
            self.customer_thread.channel_member_ids.partner_id, self.agent.partner_id
        )

    def test_who_may_listen(self):
        for user in (self.other, self.stranger, self.far_boss, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer_thread.with_user(user).whatsapp_listen()
        with self.assertRaises(AccessError):
            general = self.env.ref("mail.channel_all_employees")
            general.with_user(self.agent).whatsapp_listen()

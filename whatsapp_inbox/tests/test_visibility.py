from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.http_routing.tests.common import MockRequest

from .common import (
    PIXEL,
    SecurityCase,
    message,
    said,
)


@tagged("post_install", "-at_install")
class TestVisibility(SecurityCase):
    """Agents see their teams' threads; so does the bus."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team

    def setUp(self):
        super().setUp()
        self.record = self.receive(said("Hi"))
        self.customer_thread = self.record.channel_id

    def sees(self, user):
        """Which of the records of the thread ``user`` finds."""
        found = []
        for records in (
            self.customer_thread,
            self.record.conversation_id,
            self.record,
            self.record.mail_message_id,
            self.record.contact_id,
            self.record.contact_id.alias_ids,
        ):
            model = records.with_user(user).browse()
            try:
                found.append(bool(model.search([("id", "in", records.ids)])))
            except AccessError:
                found.append(False)
            self.assertEqual(records.with_user(user).has_access("read"), found[-1])
        return found

    def listens(self, user):
        """Whether the bus gives ``user`` the thread, asked for or not."""
        websocket = self.env["ir.websocket"].with_user(user)
        asked = [f"discuss.channel_{self.customer_thread.id}"]
        answers = set()
        for wish in (asked, []):
            with MockRequest(websocket.env) as request:
                request.session.uid = user.id
                channels = websocket._build_bus_channel_list(wish)
            targets = [
                channel[0] if isinstance(channel, tuple) else channel
                for channel in channels
            ]
            threads = [t for t in targets if isinstance(t, models.BaseModel)]
            answers.add(self.customer_thread in threads)
        return answers

    def test_team(self):
        self.assertEqual(self.sees(self.agent), [True] * 6)
        self.assertEqual(self.listens(self.agent), {True})

    def test_another_team(self):
        """Peers 9."""
        self.assertEqual(self.sees(self.other), [False] * 6)
        self.assertEqual(self.listens(self.other), {False})

    def test_who_is_no_agent(self):
        for user in (self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                self.assertEqual(self.sees(user), [False] * 6)
                self.assertEqual(self.listens(user), {False})

    def test_supervisor(self):
        self.assertEqual(self.sees(self.supervisor), [True] * 6)
        self.assertIn(True, self.listens(self.supervisor))

    def test_supervisor_of_another_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_supervisor", company
        )
        admin = self._create_user("wi_admin2", "whatsapp_inbox.group_admin", company)
        for user in (stranger, admin):
            with self.subTest(user=user.login):
                self.assertEqual(self.sees(user), [False] * 6)
                self.assertEqual(self.listens(user), {False})

    def test_no_team_is_for_the_agents_of_the_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_agent", company
        )
        self.record.conversation_id.team_id = False
        self.assertEqual(self.sees(self.other), [True] * 6)
        self.assertIn(True, self.listens(self.other))
        self.assertEqual(self.sees(stranger), [False] * 6)
        self.assertEqual(self.listens(stranger), {False})
        self.assertEqual(self.sees(self.employee), [False] * 6)

    def test_change_of_team(self):
        self.record.conversation_id.team_id = self.other_team
        self.assertEqual(self.sees(self.agent), [False] * 6)
        self.assertEqual(self.listens(self.agent), {False})
        self.assertEqual(self.sees(self.other), [True] * 6)
        self.assertEqual(self.listens(self.other), {True})

    def test_who_left_the_team(self):
        self.team.member_ids = self.other
        self.assertEqual(self.sees(self.agent), [False] * 6)
        self.assertEqual(self.listens(self.agent), {False})

    def test_who_is_no_agent_any_more(self):
        self.agent.write({"group_ids": [(3, self.agent_group().id)]})
        self.assertFalse(any(self.sees(self.agent)[1:3]))
        with self.assertRaises(AccessError):
            self.answer(self.customer_thread, user=self.agent)

    def agent_group(self):
        return self.env.ref("whatsapp_inbox.group_agent")

    def test_owner_and_joined(self):
        """Who owns or joined a conversation sees it, whatever the team."""
        self.customer_thread._add_members(users=self.other)
        self.assertEqual(self.sees(self.other), [True] * 6)
        self.assertEqual(self.listens(self.other), {True})

    def test_contacts_and_aliases_of_another_company(self):
        company = self._create_company("Other", "base.es")
        stranger = self._create_user(
            "wi_stranger", "whatsapp_inbox.group_admin", company
        )
        contact = self.record.contact_id
        for records in (contact, contact.alias_ids, self.account, self.team):
            with self.subTest(model=records._name):
                found = records.with_user(stranger).search([("id", "in", records.ids)])
                self.assertFalse(found)
                self.assertTrue(records.with_user(self.admin).search([]) & records)

    def test_attachments(self):
        self.meta.media["m"] = ("image/png", PIXEL)
        record = self.receive(message("image", {"id": "m"}))
        self.run_job("whatsapp.inbox.media")
        attachment = record.attachment_id
        self.assertTrue(attachment.with_user(self.agent).has_access("read"))
        for user in (self.other, self.employee, self.portal, self.public):
            with self.subTest(user=user.login):
                self.assertFalse(attachment.with_user(user).has_access("read"))

    def test_bus_of_new_messages(self):
        """Peers 9: What is sent goes to the thread, which others cannot listen to."""
        with self.captured_bus() as bus:
            self.receive(said("A secret"))
        targets = [target for target, _kind, content in bus if "secret" in str(content)]
        self.assertTrue(targets)
        for target in targets:
            channel = target[0] if isinstance(target, tuple) else target
            self.assertIn(
                channel, (self.customer_thread, self.agent, self.agent.partner_id)
            )

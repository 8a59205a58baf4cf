import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WhatsappCase, said


@tagged("post_install", "-at_install")
class TestMultiCompany(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls._create_company("Jardim", "base.pt")
        cls.branch_agent = cls._create_user(
            "wi_branch", "whatsapp_inbox.group_agent", cls.branch
        )
        cls.branch_admin = cls._create_user(
            "wi_branch_admin", "whatsapp_inbox.group_admin", cls.branch
        )
        cls.branch_account = cls._create_account(
            "Vendas", "601", company_id=cls.branch.id, app_secret="another secret"
        )

    def test_each_company_has_its_own_thread_contact_and_customer_link(self):
        ours = self.receive(said("Hi"))
        theirs = self.receive(said("Olá"), account=self.branch_account)
        self.assertNotEqual(ours.channel_id, theirs.channel_id)
        self.assertNotEqual(ours.contact_id, theirs.contact_id)
        self.assertEqual(theirs.contact_id.company_id, self.branch)
        self.assertEqual(theirs.conversation_id.company_id, self.branch)
        self.assertEqual(
            ours.contact_id.partner_id,
            theirs.contact_id.partner_id,
            "a partner of no company is everybody's",
        )

    def test_members_are_of_the_company(self):
        thread = self.thread(account=self.branch_account)
        users = thread.channel_member_ids.partner_id.user_ids
        self.assertEqual(users, self.branch_agent | self.branch_admin)

    def test_nobody_sees_the_other_company(self):
        ours = self.receive(said("Hi"))
        theirs = self.receive(said("Olá"), account=self.branch_account)
        for user, seen, hidden in [
            (self.branch_agent, theirs, ours),
            (self.branch_admin, theirs, ours),
            (self.agent, ours, theirs),
            (self.supervisor, ours, theirs),
            (self.admin, ours, theirs),
        ]:
            for name in ("channel_id", "conversation_id", "contact_id", "account_id"):
                with self.subTest(user=user.login, name=name):
                    self.assertTrue(seen[name].with_user(user).has_access("read"))
                    self.assertFalse(hidden[name].with_user(user).has_access("read"))

    def test_administrators_do_not_read_each_others_secrets(self):
        with self.assertRaises(AccessError):
            self.branch_account.with_user(self.admin).read(["access_token"])
        accounts = self.env["whatsapp.inbox.account"].with_user(self.admin).search([])
        self.assertNotIn(self.branch_account, accounts)

    def test_nobody_answers_for_another_company(self):
        thread = self.thread(account=self.branch_account)
        with self.assertRaises(AccessError):
            self.answer(thread, user=self.agent)
        self.assertEqual(self.answer(thread, user=self.branch_agent).state, "queued")

    def test_each_number_sends_with_its_own_token(self):
        tokens = {}

        def note(request):
            path = request.path_url.split("/")[2]
            tokens[path] = request.headers["Authorization"]
            return self.meta._accept(request)

        for account, user in [
            (self.account, self.agent),
            (self.branch_account, self.branch_agent),
        ]:
            self.meta.outcome(note)
            self.answer(self.thread(account=account), user=user)
        self.send()
        self.assertEqual(tokens, {"501": "Bearer TOKEN-501", "601": "Bearer TOKEN-601"})

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_stopped_number_stops_no_other(self):
        ours = self.answer(self.thread())
        self.meta.refuse(190, 401)
        self.send()
        theirs = self.answer(
            self.thread(account=self.branch_account), user=self.branch_agent
        )
        self.send()
        self.assertEqual((ours.state, theirs.state), ("queued", "sent"))
        notice = self.env["mail.message"].search(
            [("model", "=", "whatsapp.inbox.account"), ("partner_ids", "!=", False)]
        )
        self.assertIn(self.admin.partner_id, notice.partner_ids)
        self.assertNotIn(self.branch_admin.partner_id, notice.partner_ids)

    def test_team_of_another_company_is_refused(self):
        team = self._create_team("Theirs", self.branch_agent, company_id=self.branch.id)
        with self.assertRaises(UserError):
            self.account.team_id = team

    def test_a_user_of_two_companies(self):
        both = self._create_user("wi_both", "whatsapp_inbox.group_agent")
        both.company_ids = self.company | self.branch
        ours = self.receive(said("Hi"))
        theirs = self.receive(said("Olá"), account=self.branch_account)
        everywhere = theirs.channel_id.with_user(both).with_context(
            allowed_company_ids=(self.company | self.branch).ids
        )
        self.assertTrue(everywhere.has_access("read"))
        self.assertIn(both.partner_id, theirs.channel_id.channel_member_ids.partner_id)
        self.assertIn(both.partner_id, ours.channel_id.channel_member_ids.partner_id)

    def test_one_number_is_connected_once(self):
        """Two owners of a number would each take what is for the other."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._create_account("Twice", "601")
        self.branch_account.active = False
        self.env.flush_all()
        self.assertTrue(self._create_account("Again", "601"))

    def test_a_number_with_conversations_is_archived_not_deleted(self):
        self.thread()
        with self.assertRaisesRegex(UserError, "Archive"):
            self.account.with_user(self.admin).unlink()

    def test_spaces_of_what_was_pasted(self):
        account = self._create_account(
            " Pasted ",
            " 701 ",
            access_token=" TOKEN-701\n",
            app_secret=" secret ",
            api_url="https://meta.example.com/ ",
        )
        self.assertEqual(account.phone_number_id, "701")
        self.assertEqual(account.access_token, "TOKEN-701")
        self.assertEqual(account.app_secret, "secret")
        self.assertEqual(account.api_url, "https://meta.example.com")

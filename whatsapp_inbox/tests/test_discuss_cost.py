from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common import NOW, WhatsappCase, minutes, said


@tagged("post_install", "-at_install")
class TestDiscussCost(WhatsappCase):
    """What agents do all day must not cost more with each thread that they have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        colleagues = cls.env["res.users"]
        for number in range(4):
            colleagues += cls._create_user(
                f"colleague{number}", "whatsapp_inbox.group_agent"
            )
        cls.team = cls._create_team("Shop", cls.agent, *colleagues)
        cls.account.team_id = cls.team

    def threads(self, count, hundreds=0, each=1):
        """:return: threads of so many customers, as the agent has them"""
        senders = [f"34611{hundreds:02}{number:04}" for number in range(count)]
        for turn in range(each):
            self.receive(
                *(said("Hi", sender=s, at=NOW + minutes(turn)) for s in senders)
            )
        threads = self.env["discuss.channel"].search(
            [("whatsapp_contact_id.phone", "in", [f"+{s}" for s in senders])]
        )
        self.assertEqual(len(threads), count)
        return threads.with_user(self.agent)

    def started(self, threads):
        """What the browser asks for when Discuss starts."""
        store = Store()
        store.add(threads)
        store.add(threads._get_last_messages())
        return store.get_result()

    def test_start(self):
        few, many = self.threads(3), self.threads(30, 1)
        self.started(few)
        cost = self.queries_of(lambda: self.started(few))
        with self.assertQueryCount(cost):
            self.env.flush_all()
            self.env.invalidate_all()
            self.started(many)

    def test_start_sends_no_colleagues(self):
        """A team of twenty would be twenty records for each of its threads."""
        data = self.started(self.threads(3))
        members = data["discuss.channel.member"]
        own = self.agent.partner_id
        self.assertEqual({m["partner_id"] for m in members}, {own.id})
        self.assertEqual(data["discuss.channel"][0]["member_count"], 5)

    def test_thread(self):
        """Thirty messages cost as many queries as three."""
        [short] = self.threads(1, 2, each=3)
        [long] = self.threads(1, 3, each=30)

        def opened(thread):
            Message = self.env["mail.message"].with_user(self.agent)
            found = Message._message_fetch(domain=None, thread=thread, limit=30)
            return Store().add(found["messages"]).get_result()

        opened(short)
        cost = self.queries_of(lambda: opened(short))
        with self.assertQueryCount(cost):
            self.env.flush_all()
            self.env.invalidate_all()
            data = opened(long)
        self.assertEqual(len(data["mail.message"]), 30)

    def test_queue(self):
        Conversation = self.env["whatsapp.inbox.conversation"].with_user(self.agent)
        many2one = {"fields": {"display_name": {}}}
        specification = {
            "contact_id": many2one,
            "team_id": many2one,
            "user_id": many2one,
            "tag_ids": many2one,
            "waiting_since": {},
            "state": {},
        }

        def listed():
            domain = [("waiting_since", "!=", False)]
            return Conversation.web_search_read(domain, specification, limit=80)

        self.threads(3)
        listed()
        cost = self.queries_of(listed)
        self.threads(30, 1)
        with self.assertQueryCount(cost):
            self.env.flush_all()
            self.env.invalidate_all()
            found = listed()
        self.assertEqual(found["length"], 33)

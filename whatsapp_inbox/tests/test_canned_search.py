from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TwoTeamsCase


@tagged("post_install", "-at_install")
class TestCannedSearch(TwoTeamsCase):
    """What is offered behind ``::``, in which order, and at what cost."""

    def setUp(self):
        super().setUp()
        self.env["mail.canned.response"].search([]).unlink()

    def create_replies(self, *sources, user=None, **values):
        canned = self.env["mail.canned.response"].with_user(user or self.agent)
        return canned.create(
            [
                {"source": source, "substitution": f"Text of {source}", **values}
                for source in sources
            ]
        )

    def search(self, term="", user=None, **options):
        canned = self.env["mail.canned.response"].with_user(user or self.agent)
        return canned.whatsapp_search(self.customer_thread.id, term, **options)

    def sources(self, *args, **options):
        return [found["source"] for found in self.search(*args, **options)]

    def use(self, reply, times, user=None, team=None):
        uses = self.env["whatsapp.inbox.canned.use"].with_user(user or self.agent)
        for _time in range(times):
            uses._note(reply, self.team if team is None else team)

    def test_what_it_tells(self):
        self.conversation.partner_id.name = "Ana García"
        file = self.env["ir.attachment"].with_user(self.agent)
        file = file.create({"name": "a.txt", "raw": b"a", "mimetype": "text/plain"})
        folder = self.env["whatsapp.inbox.canned.folder"].create({"name": "Greetings"})
        [reply] = self.create_replies(
            "hi",
            substitution="Hi {{customer.first_name}} of {{customer.company}}",
            whatsapp_button_titles="Yes\nNo",
            whatsapp_attachment_ids=file.ids,
            whatsapp_folder_id=folder.id,
        )
        self.assertEqual(
            self.search("hi"),
            [
                {
                    "id": reply.id,
                    "source": "hi",
                    "folder": "Greetings",
                    "lang": "",
                    "body": "Hi Ana of [customer.company]",
                    "gaps": ["customer.company"],
                    "attachments": [
                        {"id": file.id, "name": "a.txt", "mimetype": "text/plain"}
                    ],
                    "buttons": ["Yes", "No"],
                }
            ],
        )

    def test_by_shortcut_and_text_whatever_the_accents(self):
        self.create_replies("envío", "price")
        self.create_replies("x", substitution="El ENVIO es gratis")
        self.assertEqual(self.sources("Envio"), ["envío", "x"])
        self.assertEqual(self.sources("envío"), ["envío", "x"])
        self.assertEqual(self.sources("gratis ENVÍO"), ["x"])
        self.assertEqual(self.sources("%"), [])
        self.assertEqual(self.sources("_"), [])
        self.assertEqual(self.sources("'; DROP"), [])

    def test_the_best_fitting_shortcut_first(self):
        self.create_replies("a hello b", "hello", "hello-es", "text")
        self.create_replies("zz", substitution="I say hello")
        self.assertEqual(
            self.sources("hello"), ["hello", "hello-es", "a hello b", "zz"]
        )

    def test_then_what_this_agent_and_this_team_use(self):
        a, b, c, d = self.create_replies("a", "b", "c", "d", whatsapp_scope="everyone")
        self.use(d, 4, self.colleague)
        self.use(c, 2)
        self.use(b, 9, self.other, self.other_team)
        self.assertEqual(self.sources(), ["c", "d", "a", "b"])
        self.later(timedelta(days=124))
        self.assertEqual(self.sources(), ["a", "b", "c", "d"])
        self.assertEqual(a.whatsapp_use_count, 0)
        self.assertEqual(b.whatsapp_use_count, 9)

    def test_in_the_language_of_the_customer_else_of_the_agent_else_of_none(self):
        for code in ("es_ES", "es_MX", "fr_FR", "it_IT"):
            self.env["res.lang"]._activate_lang(code)
        for lang in ("es_ES", "it_IT", "en_US", False):
            self.create_replies("hello", whatsapp_lang=lang, substitution=str(lang))
        self.create_replies("bye", whatsapp_lang="it_IT")
        self.create_replies("hello", substitution="mine")
        partner = self.conversation.partner_id
        for customer, agent, found in (
            ("es_ES", "en_US", ["es_ES"]),
            ("es_MX", "en_US", ["es_ES"]),
            ("fr_FR", "en_US", ["en_US"]),
            ("fr_FR", "fr_FR", ["False", "mine"]),
        ):
            with self.subTest(customer=customer, agent=agent):
                partner.lang, self.agent.lang = customer, agent
                self.assertEqual([f["body"] for f in self.search()], found)

    def test_own_team_and_everyone(self):
        self.create_replies("mine")
        self.create_replies("secret", user=self.other)
        self.create_replies(
            "theirs", user=self.other, whatsapp_team_ids=self.other_team.ids
        )
        self.create_replies("ours", whatsapp_team_ids=self.team.ids)
        self.create_replies("all", user=self.other, whatsapp_scope="everyone")
        self.assertEqual(self.sources(), ["all", "mine", "ours"])
        self.assertEqual(self.sources(user=self.colleague), ["all", "ours"])

    def test_of_a_thread_that_one_may_not_read(self):
        for user in (self.other, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.search(user=user)

    def test_at_most_eight(self):
        self.create_replies(*(f"r{n}" for n in range(12)))
        self.assertEqual(len(self.search()), 8)
        self.assertEqual(len(self.search(limit=999)), 8)
        self.assertEqual(len(self.search(limit=3)), 3)

    def test_cost(self):
        """As many queries with 400 canned replies as with 8, whatever they say."""
        text = "{{customer.name}} {{customer.company}} {{agent.name}} {{team.name}}"
        self.create_replies(*(f"a{n}" for n in range(8)), substitution=text)
        few = self.queries_of(lambda: self.search("a"))
        self.create_replies(*(f"b{n}" for n in range(392)), substitution=text)
        self.assertLessEqual(self.queries_of(lambda: self.search("b")), few)
        self.assertLessEqual(few, 45)

    def test_found_by_an_index(self):
        canned = self.env["mail.canned.response"]
        query = canned._search([("whatsapp_search_text", "like", "envio")])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("whatsapp_search_text_index", str(plan))

    def test_uses_are_added_up(self):
        [reply] = self.create_replies("a", whatsapp_scope="everyone")
        self.use(reply, 3)
        self.use(reply, 2, self.colleague)
        self.use(reply, 1, team=self.env["whatsapp.inbox.team"])
        uses = self.env["whatsapp.inbox.canned.use"]
        uses._gc_add_up()
        uses._gc_add_up()
        rows = uses.search([("canned_id", "=", reply.id)]).sorted("uses")
        self.assertEqual(rows.mapped("uses"), [1, 2, 3])
        self.assertEqual(rows[2].user_id, self.agent)
        self.assertTrue(all(rows.mapped("last_used")))
        self.assertEqual(reply.whatsapp_use_count, 6)
        self.use(reply, 1)
        self.env.invalidate_all()
        self.assertEqual(reply.whatsapp_use_count, 7)

    def test_figures_are_for_supervisors(self):
        [reply] = self.create_replies("a")
        self.use(reply, 1)
        uses = self.env["whatsapp.inbox.canned.use"]
        with self.assertRaises(AccessError):
            uses.with_user(self.agent).search([])
        own = uses.with_user(self.supervisor)
        self.assertTrue(own.search([("canned_id", "=", reply.id)]))
        with self.assertRaises(AccessError):
            own.search([], limit=1).uses = 5

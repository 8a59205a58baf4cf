from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from .common import WhatsappCase


@tagged("post_install", "-at_install")
class TestIndexes(WhatsappCase):
    """Queries of every day find what they want in an index, however much is stored.

    The tables of a test are small, so PostgreSQL is told not to read or sort them
    whole; without the index it would have to. ``bench/results/plans.md`` has the
    plans on a million messages.
    """

    def plan(self, model, domain, limit=None):
        """:return: how PostgreSQL would do this search, as text; a search with a limit
        is one in the model's order"""
        Model = self.env[model]
        order = Model._order if limit else None
        query = Model._search(Domain(domain), limit=limit, order=order)
        return self.explain(query.select(), ordered=bool(limit))

    def explain(self, query, ordered=False):
        """``ordered``: the index gives the order, else it finds by the condition."""
        others = ("sort",) if ordered else ("indexscan", "indexonlyscan")
        for name in ("seqscan", *others):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL(f"enable_{name}")))
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        for name in ("seqscan", *others):
            self.env.cr.execute(SQL("SET LOCAL %s = on", SQL(f"enable_{name}")))
        return plan

    def test_conversations(self):
        model, index = "whatsapp.inbox.conversation", "conversation_list_idx"
        self.assertIn(index, self.plan(model, [], 80))
        self.assertIn(index, self.plan(model, [("waiting_since", "!=", False)], 80))

    def test_last_message_of_a_thread(self):
        domain = [("channel_id", "=", 1), ("direction", "=", "inbound")]
        plan = self.plan("whatsapp.inbox.message", domain, 1)
        self.assertIn("message_thread_idx", plan)
        self.assertNotIn("Sort", plan)

    def test_messages_in_trouble(self):
        model = "whatsapp.inbox.message"
        for domain, index in (
            ([("state", "=", "failed")], "message_trouble_idx"),
            ([("state", "=", "unknown")], "message_trouble_idx"),
            ([("media_state", "=", "failed")], "message_media_idx"),
            ([("state", "=", "sending")], "message_outbox_idx"),
        ):
            with self.subTest(domain=domain):
                self.assertIn(index, self.plan(model, domain))

    def test_deleted_attachments(self):
        """PostgreSQL looks here for each attachment that is deleted. In a table as
        small as a test's the plan is a matter of chance, so the index itself counts."""
        found = self.env.execute_query(
            SQL(
                "SELECT 1 FROM pg_indexes WHERE tablename = 'whatsapp_inbox_message'"
                " AND indexdef LIKE '%%(attachment_id) WHERE%%'"
            )
        )
        self.assertTrue(found)

    def test_contacts(self):
        model = "whatsapp.inbox.contact"
        self.assertIn("contact_list_idx", self.plan(model, [], 80))
        for name in ("name", "username", "phone"):
            with self.subTest(name=name):
                plan = self.plan(model, [(name, "ilike", "giulia ferrer")])
                self.assertIn(f"contact__{name}_index", plan)

    def test_last_message_sent(self):
        query = "SELECT max(sent_at) FROM whatsapp_inbox_message"
        query += " WHERE account_id = 1 AND sent_at > '2020-01-01'"
        self.assertIn("message_sent_idx", self.explain(SQL(query)))

    def test_failed_webhooks(self):
        domain = [("account_id", "=", self.account.id), ("state", "=", "failed")]
        plan = self.plan("whatsapp.inbox.webhook.event", domain)
        self.assertIn("event_failed_idx", plan)

    def test_statuses(self):
        """One look in two indexes, not one at all messages of the number."""
        plan = self.plan(
            "whatsapp.inbox.message",
            [
                ("account_id", "=", self.account.id),
                "|",
                ("wamid", "in", ["wamid.1", "wamid.2"]),
                ("callback_data", "in", ["3", "4"]),
            ],
        )
        self.assertIn("message_wamid_unique", plan)
        self.assertIn("message_callback_unique", plan)

    def test_vacuum(self):
        plan = self.explain(
            SQL(
                "SELECT FROM whatsapp_inbox_webhook_event WHERE state = 'done'"
                " AND create_date < '2020-01-01'"
            )
        )
        self.assertIn("event_done_idx", plan)
        plan = self.explain(
            SQL("SELECT FROM whatsapp_inbox_status WHERE create_date < '2020-01-01'")
        )
        self.assertIn("status_old_idx", plan)
        old = self.env["whatsapp.inbox.vacuum"]._old_files(90)
        query = SQL("SELECT message.id %s ORDER BY message.create_date LIMIT 9", old)
        self.assertIn("message_file_idx", self.explain(query, ordered=True))

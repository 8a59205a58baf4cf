from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NOW, WhatsappCase, change, message, minutes, said, status, webhook


@tagged("post_install", "-at_install")
class TestUnknown(WhatsappCase):
    """What nothing is made of is kept, counted and shown, and never an error."""

    def counts(self):
        rows = self.account_rows("whatsapp.inbox.unknown").sorted("name").sorted("kind")
        return [(row.kind, row.name, row.count) for row in rows]

    def tell(self, field, **value):
        event = self.store(webhook(change(self.account, field, **value)))
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        return event

    def test_fields(self):
        for field in ("flows", "partner_solutions", "of_tomorrow", "of_tomorrow"):
            self.tell(field, something={"a": 1})
        self.assertEqual(
            self.counts(),
            [
                ("field", "flows", 1),
                ("field", "of_tomorrow", 2),
                ("field", "partner_solutions", 1),
            ],
        )

    def test_types(self):
        self.receive(
            message("hologram", {"body": "?"}),
            message("unsupported", {"type": "poll_creation"}),
            said("Hello"),
        )
        self.assertEqual(
            self.counts(),
            [("type", "hologram", 1), ("type", "unsupported: poll_creation", 1)],
        )

    def test_statuses(self):
        record = self.answer(self.thread())
        self.send()
        self.receive_statuses(status(record.wamid, "deleted"))
        self.receive_statuses(status("wamid.foreign", "warning"))
        self.assertEqual(
            self.counts(), [("status", "deleted", 1), ("status", "warning", 1)]
        )
        self.assertEqual(record.state, "sent")

    def test_what_is_known_is_not_counted(self):
        self.thread(said("Hello"), message("image", {"id": "1"}))
        self.tell("account_update", event="PARTNER_ADDED")
        self.assertFalse(
            [row for row in self.counts() if row[0] in ("type", "field", "status")]
        )

    def test_first_and_last(self):
        self.tell("flows", number=1)
        self.later(minutes(5))
        self.tell("flows", number=2)
        row = self.account_rows("whatsapp.inbox.unknown")
        self.assertEqual((row.first_seen, row.last_seen), (NOW, NOW + minutes(5)))
        self.assertIn('"number": 1', row.sample)

    def test_odd_names(self):
        self.tell("f" * 5000, text="x" * 50_000)
        row = self.account_rows("whatsapp.inbox.unknown")
        self.assertLessEqual(len(row.name), 100)
        self.assertLessEqual(len(row.sample), 20_000)

    def test_rights(self):
        """The sample has what a customer wrote."""
        self.tell("flows")
        row = self.account_rows("whatsapp.inbox.unknown")
        with self.assertRaises(AccessError):
            row.with_user(self.supervisor).read(["sample"])
        row.with_user(self.admin).unlink()

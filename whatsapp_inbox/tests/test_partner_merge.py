"""Two contacts of Odoo become one, by Odoo's own wizard."""

from odoo import Command
from odoo.tests import tagged

from .common import NOW, WhatsappCase, said


@tagged("post_install", "-at_install")
class TestPartnerMerge(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin, cls.kept = cls.env["res.partner"].create(
            [
                {"name": "A. García", "phone": "+34 600 111 222"},
                {"name": "Ana García", "email": "ana@example.com"},
            ]
        )

    def merge(self):
        """As the dialog does it that the panel opens."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_model="res.partner", active_ids=(self.twin | self.kept).ids
        )
        wizard = wizard.create(
            {
                "dst_partner_id": self.kept.id,
                "partner_ids": [Command.set((self.twin | self.kept).ids)],
            }
        )
        wizard.action_merge()
        self.assertFalse(self.twin.exists())

    def test_all_of_it_follows(self):
        thread = self.thread()
        own = thread.with_user(self.agent)
        conversation = thread.whatsapp_conversation_id
        self.assertEqual(conversation.partner_id, self.twin)
        self.twin.message_post(
            body="Pays late",
            date=NOW,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.merge()
        self.env.invalidate_all()
        self.assertEqual(thread.whatsapp_contact_id.partner_id, self.kept)
        self.assertEqual(conversation.partner_id, self.kept)
        inbound = thread.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertEqual(inbound.author_id, self.kept)
        self.assertEqual(thread.name, "Ana García")
        self.assertEqual(
            own.whatsapp_panel_section("customer")["form"]["id"], self.kept.id
        )
        rows = {
            (row["source"], row["text"] if row["source"] == "note" else row["id"])
            for row in own.whatsapp_timeline()["rows"]
        }
        self.assertIn(("note", "Pays late"), rows)
        self.assertIn(("conversation", conversation.id), rows)
        self.assertEqual(self.kept.with_user(self.agent).whatsapp_channel_count, 1)

    def test_browsers_are_told(self):
        """Who looks at the thread reads the new name at once."""
        contact = self.thread().whatsapp_contact_id
        with self.captured_bus() as bus:
            self.merge()
        told = [
            row["partner_id"]
            for _target, kind, content in bus
            if kind == "mail.record/insert"
            for row in content.get("whatsapp.inbox.contact", [])
            if row["id"] == contact.id
        ]
        self.assertEqual(told, [self.kept.id])

    def test_the_next_message_finds_them(self):
        thread = self.thread()
        self.merge()
        again = self.receive(said("Again")).channel_id
        self.assertEqual(again, thread)
        self.assertEqual(again.whatsapp_contact_id.partner_id, self.kept)

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_vacuum
from .common import NOW, PIXEL, WhatsappCase, change, hours, message, status, webhook

EVENT_LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


def days(count):
    return hours(24 * count)


@tagged("post_install", "-at_install")
class TestVacuum(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.vacuum = self.env["whatsapp.inbox.vacuum"]

    def dated(self, records, moment):
        """``create_date`` is PostgreSQL's clock, which no test freezes."""
        self.env.flush_all()
        query = f"UPDATE {records._table} SET create_date = %s WHERE id IN %s"
        self.env.cr.execute(query, [moment, tuple(records.ids)])
        self.env.invalidate_all()

    def keep(self, **values):
        self.env["res.config.settings"].create(values).execute()

    # -- rows ---------------------------------------------------------------------

    @mute_logger(EVENT_LOGGER)
    def test_webhooks(self):
        old, young, failed = (
            self.store(body)
            for body in (webhook(change(self.account)), webhook(), b"{")
        )
        self.drain()
        waiting = self.store(webhook(change(self.account)))
        self.dated(old + failed + waiting, NOW - days(31))
        self.dated(young, NOW - days(29))
        self.assertEqual(waiting._gc_done(), (1, 0))
        self.assertEqual(
            (old + young + failed + waiting).exists(), young + failed + waiting
        )
        self.keep(whatsapp_inbox_keep_events=10)
        self.assertEqual(waiting._gc_done(), (1, 0))
        self.assertEqual((young + failed + waiting).exists(), failed + waiting)

    def test_in_batches(self):
        self.patch(type(self.env["whatsapp.inbox.vacuum"]), "_before", self._tomorrow)
        for _event in range(3):
            self.store(webhook(change(self.account)))
        self.drain()
        event = self.env["whatsapp.inbox.webhook.event"]
        before = event.search_count([])
        # the plan with which a sub-query is run again for each row
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            self.env.cr.execute(f"SET LOCAL enable_{way} = off")
        with self.small_batches():
            self.assertEqual(event._gc_done(), (2, 1))
        self.assertEqual(event.search_count([]), before - 2)

    def _tomorrow(self, name, days=None):
        return NOW + hours(24 * 365)

    def small_batches(self):
        return patch.object(whatsapp_inbox_vacuum, "BATCH", 2)

    def test_statuses(self):
        self.receive_statuses(status("wamid.1", "sent"), status("wamid.2", "sent"))
        early = self.env["whatsapp.inbox.status"].search([], order="wamid")
        self.dated(early[0], NOW - days(31))
        self.dated(early[1], NOW - days(29))
        early._gc_foreign()
        self.assertEqual(early.exists(), early[1])

    def test_not_less_than_meta_repeats(self):
        with self.assertRaises(ValidationError):
            self.keep(whatsapp_inbox_keep_events=7)
        parameters = self.env["ir.config_parameter"]
        for value in ("1", "-5", "many", ""):
            parameters.set_param("whatsapp_inbox.keep_events_days", value)
            self.assertGreaterEqual(self.vacuum._days("events"), 8)

    # -- files --------------------------------------------------------------------

    def picture(self, **values):
        self.meta.media = {"7": ("image/png", PIXEL)}
        content = {"id": "7", "mime_type": "image/png", "caption": "*Look*"}
        record = self.receive(message("image", content, **values))
        self.run_job("whatsapp.inbox.media")
        self.assertTrue(record.attachment_id)
        return record

    def test_files_are_kept_for_ever(self):
        record = self.picture()
        self.dated(record, NOW - days(4000))
        self.assertEqual(self.vacuum._gc_files(), (0, 0))
        self.assertTrue(record.attachment_id.exists())

    def test_files_that_are_old(self):
        self.keep(whatsapp_inbox_keep_media=90)
        old, young = self.picture(), self.picture()
        self.dated(old, NOW - days(91))
        self.dated(young, NOW - days(89))
        file, name = old.attachment_id, old.attachment_id.name
        self.assertEqual(self.vacuum._gc_files(), (1, 0))
        self.assertFalse(file.exists())
        self.assertTrue(young.attachment_id.exists())
        self.assertEqual(old.media_state, "removed")
        mail = old.mail_message_id
        self.assertFalse(mail.attachment_ids)
        self.assertIn(f"{name} was removed on 03/02/2026", mail.body)
        self.assertIn("<strong>Look</strong>", str(mail.body), "the caption stays")
        self.assertEqual(self.vacuum._gc_files(), (0, 0))

    def test_files_that_were_sent(self):
        self.keep(whatsapp_inbox_keep_media=90)
        thread = self.thread()
        files = [("old.pdf", b"%PDF-1.4 old"), ("waits.pdf", b"%PDF-1.4 waits")]
        old, waiting = (self.answer(thread, attachments=[file]) for file in files)
        old.state = "delivered"
        self.dated(old + waiting, NOW - days(91))
        self.vacuum._gc_files()
        self.assertFalse(old.attachment_id)
        self.assertIn("old.pdf was removed", old.mail_message_id.body)
        self.assertTrue(waiting.attachment_id, "it still has to be sent")

    def test_a_file_that_was_refused_and_removed_is_not_sent_again(self):
        self.keep(whatsapp_inbox_keep_media=90)
        self.meta.refuse(131053)
        record = self.answer(self.thread(), attachments=[("a.pdf", b"%PDF-1.4")])
        self.send()
        [part] = record.mail_message_id.whatsapp_parts
        self.assertEqual((part["state"], part["file_gone"]), ("failed", False))
        self.dated(record, NOW - days(91))
        self.vacuum._gc_files()
        [part] = record.mail_message_id.whatsapp_parts
        self.assertTrue(part["file_gone"])
        mail = record.mail_message_id.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Attach it to a new message"):
            mail.whatsapp_resend()
        self.assertFalse(record.superseded)
        mail.whatsapp_withdraw()
        self.assertEqual(record.state, "withdrawn")

    def test_a_document_of_another_record_stays(self):
        self.keep(whatsapp_inbox_keep_media=90)
        record = self.picture()
        self.dated(record, NOW - days(91))
        record.attachment_id.write(
            {"res_model": "res.partner", "res_id": self.agent.partner_id.id}
        )
        self.vacuum._gc_files()
        self.assertTrue(record.attachment_id)

    def test_a_file_that_another_message_has_as_well(self):
        self.keep(whatsapp_inbox_keep_media=90)
        record = self.picture()
        self.dated(record, NOW - days(91))
        self.agent.partner_id.message_post(
            body="See", attachment_ids=record.attachment_id.ids
        )
        record.attachment_id.write(
            {"res_model": "discuss.channel", "res_id": record.channel_id.id}
        )
        self.vacuum._gc_files()
        self.assertTrue(record.attachment_id)

    # -- figures ------------------------------------------------------------------

    def test_how_many_would_go(self):
        record = self.picture()
        self.receive_statuses(status("wamid.1", "sent"))
        self.dated(record, NOW - days(91))
        events = self.env["whatsapp.inbox.webhook.event"].search([])
        self.dated(events, NOW - days(20))
        settings = self.env["res.config.settings"].new(
            {"whatsapp_inbox_keep_events": 30, "whatsapp_inbox_keep_statuses": 30}
        )
        self.assertIn("removes 0 webhooks, 0 early", settings.whatsapp_inbox_to_go)
        settings.whatsapp_inbox_keep_events = 10
        settings.whatsapp_inbox_keep_media = 90
        size = record.attachment_id.file_size
        shown = settings.whatsapp_inbox_to_go
        self.assertIn(f"removes {len(events)} webhooks", shown)
        self.assertIn(f"1 files ({size:.2f} bytes)", shown)
        self.assertIn("1 files", settings.whatsapp_inbox_stored)

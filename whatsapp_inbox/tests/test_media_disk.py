import errno
import os
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_attachment

from ..models import whatsapp_inbox_media
from .common import NOW, PIXEL, hours, message
from .test_media import MediaCase

LOGGERS = (
    "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_media",
    "odoo.addons.base.models.ir_attachment",
)


@tagged("post_install", "-at_install")
class TestFullDisk(MediaCase):
    """Files that come while the server cannot write them."""

    def setUp(self):
        super().setUp()
        self.full = True
        attachments = self.registry["ir.attachment"]
        write = attachments._file_write

        def cut_off(model, content, checksum):
            """As a disk that is full in the middle of the file."""
            if not self.full or not content.startswith(b"customer"):
                return write(model, content, checksum)
            _name, path = model._get_path(content, checksum)
            with open(path, "wb") as file:
                file.write(content[:4])
            self.paths.add(path)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

        self.paths = set()
        self.addCleanup(lambda: [os.remove(p) for p in self.paths if os.path.exists(p)])
        self.patch(attachments, "_file_write", cut_off)
        self.patch(type(self.env["ir.attachment"]), "_storage", lambda model: "file")

    def documents(self, *contents):
        elements = []
        for content in contents:
            media_id = f"media{len(self.meta.media) + 1}"
            self.meta.media[media_id] = ("application/pdf", content)
            elements.append(message("document", {"id": media_id, "filename": "a.pdf"}))
        return self.receive(*elements)

    @mute_logger(*LOGGERS)
    def test_files_wait_for_room(self):
        """The file cut off by the disk does not stand in the way of the next try."""
        records = self.documents(b"customer 1", b"not ours", b"customer 2")
        self.fetch()
        self.assertEqual(records.mapped("media_state"), ["pending", "done", "pending"])
        self.assertIn("No space left", records[0].error_message)
        for turn in range(1, 3 * whatsapp_inbox_media.MAX_ATTEMPTS):
            self.later(hours(turn))
            self.fetch()
        self.assertEqual(records.mapped("media_state"), ["pending", "done", "pending"])
        self.full = False
        self.later(hours(100))
        self.fetch()
        self.assertEqual(set(records.mapped("media_state")), {"done"})
        self.assertEqual(records[0].attachment_id.raw, b"customer 1")
        self.assertEqual(records[2].attachment_id.raw, b"customer 2")
        self.assertFalse(any(records.mapped("error_message")))

    @mute_logger(*LOGGERS)
    def test_administrators_are_told_once(self):
        told = self.env["mail.message"].search_count
        domain = [
            ("model", "=", "whatsapp.inbox.account"),
            ("res_id", "=", self.account.id),
            ("message_type", "=", "user_notification"),
        ]
        before = told(domain)
        self.documents(b"customer 1", b"customer 2")
        self.fetch()
        self.assertEqual(told(domain), before + 1)
        self.assertEqual(self.account.disk_failed_at, NOW)
        notice = self.env["mail.message"].search(domain, order="id desc", limit=1)
        self.assertEqual(notice.notified_partner_ids, self.account._admins().partner_id)
        self.assertIn("No space left", notice.body)
        self.assertNotIn(next(iter(self.paths)), notice.body)

    @mute_logger(*LOGGERS)
    def test_what_a_kill_cut_off(self):
        """Core would say for ever that "the attachment collides"."""
        self.full = False
        content = b"customer 3"
        attachments = self.env["ir.attachment"]
        checksum = attachments._compute_checksum(content)
        _name, path = attachments._get_path(content, checksum)
        with open(path, "wb") as file:
            file.write(content[:3])
        self.paths.add(path)
        record = self.documents(content)
        self.fetch()
        self.assertEqual(record.media_state, "done", record.error_message)
        self.assertEqual(record.attachment_id.raw, content)

    @mute_logger(*LOGGERS)
    def test_an_agents_file(self):
        """It can be attached again as soon as there is room, and nothing is left of
        the first try."""
        self.full = False
        content = b"agent 1"

        def cut_off(path, _mode):
            with open(path, "wb") as file:
                file.write(content[:4])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

        attachments = self.env["ir.attachment"].with_user(self.agent)
        with (
            patch.object(ir_attachment, "open", cut_off, create=True),
            self.assertRaises(OSError) as failure,
        ):
            attachments.create({"name": "a.pdf", "raw": content})
        path = failure.exception.filename
        self.paths.add(path)
        self.assertFalse(os.path.exists(path))
        with open(path, "wb") as file:
            file.write(content[:3])
        self.assertEqual(
            attachments.create({"name": "a.pdf", "raw": content}).raw, content
        )

    def test_a_picture_that_is_there_already(self):
        """The same file twice is stored once, and its file is left alone."""
        self.full = False
        first = self.documents(PIXEL)
        self.fetch()
        second = self.documents(PIXEL)
        self.fetch()
        self.assertEqual(first.attachment_id.raw, PIXEL)
        self.assertEqual(second.attachment_id.raw, PIXEL)

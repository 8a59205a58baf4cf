import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ..tools import outbound_file
from ..tools.media import LIMITS, UNKNOWN_TYPE, MediaRefused, kind_of

_logger = logging.getLogger(__name__)

CONVERTERS = 2
#: Files in memory that wait for a converter or are at one.
MAX_CONVERSIONS = 4
#: A file that brought the process down so often is not tried again.
MAX_STARTS = 3
NICE = 10
MEBIBYTE = 1024 * 1024


class WhatsappInboxFile(models.AbstractModel):
    """Files on their way out: what WhatsApp takes, what can be made of the rest."""

    _name = "whatsapp.inbox.file"
    _description = "WhatsApp File"

    @api.model
    def _plan(self, attachment):
        """How an attachment is sent; see ``tools/outbound_file.py``.

        :raises UserError: WhatsApp takes neither it nor anything we can make of it
        """
        try:
            return outbound_file.plan(
                lambda: attachment.raw or b"",
                attachment.file_size,
                self._mimetype(attachment),
                # sudo: only whether it was recorded
                voice=bool(attachment.sudo().voice_ids),
            )
        except MediaRefused as refused:
            raise UserError(self._refusal(attachment.name, refused)) from refused

    @api.model
    def _part(self, attachment, plan, caption=""):
        """Values of the transport record of one file."""
        content = {"caption": caption} if caption else {}
        if plan.kind == "document":
            content["filename"] = attachment.name
        if plan.voice:
            content["voice"] = True
        return {
            "message_type": plan.kind,
            "payload": {plan.kind: content},
            "attachment_id": attachment.id,
            "conversion": plan.conversion or False,
            "upload_type": plan.mime_type,
        }

    @api.model
    def _mimetype(self, attachment):
        if attachment.mimetype and attachment.mimetype != UNKNOWN_TYPE:
            return attachment.mimetype
        return guess_mimetype(attachment.raw or b"", UNKNOWN_TYPE)

    @api.model
    def _content(self, message):
        """:return: name, MIME type and bytes of what is uploaded for a message"""
        attachment = message.attachment_id
        mimetype = message.upload_type or self._mimetype(attachment)
        return attachment.name, mimetype, attachment.raw

    @api.model
    def _refusal(self, name, refused):
        """Why a file is not sent, and what would do, for the agent."""
        match refused.reason:
            case "empty":
                return self.env._("“%s” is empty.", name)
            case "unreadable":
                return self.env._(
                    "“%s” cannot be read: it is damaged, or not what its name says.",
                    name,
                )
            case "not_taken":
                return self.env._(
                    "WhatsApp does not take files of the type of “%s”. Send it in "
                    "another form, for example as PDF.",
                    name,
                )
            case "too_many_pixels":
                return self.env._(
                    "“%(name)s” has too many pixels. The limit is %(limit)d million.",
                    name=name,
                    limit=refused.limit / 1_000_000,
                )
            case "too_long" | "too_slow" if refused.kind == "video":
                return self.env._(
                    "WhatsApp does not play films like “%(name)s”, and this one is too "
                    "long to be converted here. Cut it, or save it as MP4 (H.264 and "
                    "AAC) of at most %(limit)d MB.",
                    name=name,
                    limit=outbound_file.LIMITS["video"] / MEBIBYTE,
                )
            case "too_long" | "too_slow":
                return self.env._(
                    "“%(name)s” is too long for WhatsApp. The limit is %(limit)d MB "
                    "of sound.",
                    name=name,
                    limit=outbound_file.LIMITS["audio"] / MEBIBYTE,
                )
            case _:
                return self.env._(
                    "WhatsApp does not take “%(name)s”: it is too large. The limit for "
                    "this kind of file is %(limit)d MB.",
                    name=name,
                    limit=refused.limit / MEBIBYTE,
                )

    @api.model
    def _is_gone(self, message):
        """Whether the file of a sent message was deleted, by a person or the clean-up
        (``whatsapp.inbox.vacuum``): it cannot be sent again."""
        has_file = message.message_type in LIMITS or message.upload_type
        return bool(has_file) and not message.attachment_id

    @api.model
    def _lost(self, message):
        """Why a file that a person deleted since, or that ends the process, fails."""
        if not message.attachment_id:
            return self.env._("The file was deleted before it was sent.")
        return self._refusal(
            message.attachment_id.name,
            MediaRefused("unreadable", 0, kind_of(message.upload_type)),
        )


@dataclass(slots=True)
class Conversion:
    """One file at work; threads have no cursor.

    ``content`` and ``mime_type`` are those of the copy once it is done.
    """

    name: str
    conversion: str
    content: bytes
    mime_type: str = ""
    refused: MediaRefused | None = None

    @property
    def file(self):
        return self.name, self.mime_type, self.content

    def run(self):
        try:
            self.content, self.mime_type = outbound_file.convert(
                self.conversion, self.content
            )
        except MediaRefused as refused:
            self.refused = refused
        except Exception:
            _logger.exception("WhatsApp file: %s failed", self.conversion)
            self.refused = MediaRefused("unreadable", 0)
        if self.refused:
            self.content = b""


class Conversions:
    """The files that one run of the outbox converts, beside its calls.

    Copies live in memory until they are uploaded: what agents see is the original,
    and a copy that is needed again is made again.
    """

    def __init__(self):
        self._pool = ThreadPoolExecutor(CONVERTERS, initializer=_step_back)
        self._running = {}  # future → id of the message, Conversion
        self.done = {}  # id of the message → Conversion

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._pool.shutdown(cancel_futures=True)

    @property
    def running(self):
        """The futures of those that are not done."""
        return list(self._running)

    @property
    def message_ids(self):
        return [message_id for message_id, _conversion in self._running.values()]

    @property
    def room(self):
        """How many more may begin."""
        return MAX_CONVERSIONS - len(self._running) - len(self.done)

    def start(self, message_id, conversion):
        future = self._pool.submit(conversion.run)
        self._running[future] = message_id, conversion

    def collect(self):
        """Move those that are done since to ``done``."""
        for future in self.running:
            if future.done():
                message_id, conversion = self._running.pop(future)
                self.done[message_id] = conversion


def _step_back():
    """Converters, and the threads they start, leave the processor to the others."""
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    except (AttributeError, OSError):
        _logger.debug("Converters run at normal priority")

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..tools import backoff, text_format
from ..tools import media as media_tools
from ..tools.cloud_api import CloudApi
from ..tools.errors import CloudApiError, ErrorClass

_logger = logging.getLogger(__name__)

PARALLEL_FETCHES = 6
MAX_ATTEMPTS = 6
MAX_BYTES = 100 * 1024 * 1024  # Meta's limit of received media
#: Between two notices of the same full disk.
DISK_TOLD_EVERY = timedelta(hours=1)


@dataclass(slots=True)
class Fetch:
    """One file to fetch, with all it needs: threads have no cursor."""

    message_id: int
    api: CloudApi
    phone_number_id: str
    media_id: str
    content: bytes = b""
    mime_type: str = ""
    error: CloudApiError | None = None

    def run(self):
        """The address of a file lives five minutes, so it is asked for each time
        (Meta's page: business-phone-numbers/media)."""
        try:
            info = self.api.media(self.media_id, self.phone_number_id)
            self.content, _type = self.api.download(info.url, MAX_BYTES)
            self.mime_type = info.mime_type
        except CloudApiError as error:
            self.error = error


class WhatsappInboxMedia(models.AbstractModel):
    """Fetches the files that customers sent, after their messages are shown."""

    _name = "whatsapp.inbox.media"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Media"
    _job_cron = "whatsapp_inbox.ir_cron_media"

    def _has_work(self):
        return bool(self._due(1))

    def _job_step(self):
        due = self._due(PARALLEL_FETCHES)
        clients = {account: account._api() for account in due.account_id}
        fetches = [self._prepare(message, clients) for message in due]
        # nothing is locked while the network works
        self._commit()
        with ThreadPoolExecutor(PARALLEL_FETCHES) as pool:
            list(pool.map(Fetch.run, fetches))
        for fetch in fetches:
            self._persist(lambda fetch=fetch: self._record(fetch))
        return len(fetches), len(self._due(1))

    def _due(self, limit):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM whatsapp_inbox_message message
                  JOIN whatsapp_inbox_account account ON account.id = message.account_id
                 WHERE message.media_state = 'pending'
                   AND account.active
                   AND COALESCE(message.media_retry_at, %(now)s) <= %(now)s
                 ORDER BY (message.origin = 'history') IS TRUE, message.id
                 LIMIT %(limit)s
                """,
                now=fields.Datetime.now(),
                limit=limit,
            )
        )
        return self.env["whatsapp.inbox.message"].browse(row[0] for row in rows)

    def _prepare(self, message, clients):
        return Fetch(
            message_id=message.id,
            api=clients[message.account_id],
            phone_number_id=message.account_id.phone_number_id,
            media_id=message.media["id"],
        )

    def _record(self, fetch):
        message = self.env["whatsapp.inbox.message"].browse(fetch.message_id).exists()
        if message.media_state != "pending":
            return
        if fetch.error:
            self._record_error(message, fetch.error)
        else:
            try:
                with self.env.cr.savepoint():
                    self._attach(message, fetch)
            except OSError as error:
                self._record_disk_failure(message, fetch, error)
        self._bus_send(message.mail_message_id)

    def _record_disk_failure(self, message, fetch, error):
        """The disk is full, which is no fault of the file: it is tried again for as
        long as Meta has it, at last every minute. The other files are not stopped."""
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        _logger.error("WhatsApp file of message %s not written: %s", message.id, reason)
        attempts = min(message.media_attempts + 1, MAX_ATTEMPTS - 1)
        delay = timedelta(seconds=backoff.delay(attempts))
        retry_at = fields.Datetime.now() + delay
        message.write(
            {
                "media_attempts": attempts,
                "media_retry_at": retry_at,
                "error_message": self.env._(
                    "The server could not store it: %s", reason
                ),
            }
        )
        self._wake(at=retry_at)
        self._tell_disk_failure(message.account_id, reason)

    def _tell_disk_failure(self, account, reason):
        """Tell the administrators, once an hour.

        :param str reason: the system's words, in which there is no path
        """
        now = fields.Datetime.now()
        if account.disk_failed_at and account.disk_failed_at > now - DISK_TOLD_EVERY:
            return
        account.disk_failed_at = now
        account.message_notify(
            partner_ids=account._admins().partner_id.ids,
            subject=self.env._("Files of WhatsApp customers are not stored"),
            body=self.env._(
                "The server could not write a file that a customer sent to %(number)s: "
                "%(reason)s. Messages arrive without their files until there is room; "
                "then the files are fetched by themselves.",
                number=account.name,
                reason=reason,
            ),
        )

    def _record_error(self, message, error):
        attempts = message.media_attempts + 1
        vals = {"media_attempts": attempts, "error_message": str(error)}
        if attempts >= MAX_ATTEMPTS or error.error_class == ErrorClass.PERMANENT:
            vals["media_state"] = "failed"
        else:
            delay = timedelta(seconds=backoff.delay(attempts))
            vals["media_retry_at"] = fields.Datetime.now() + delay
            self._wake(at=vals["media_retry_at"])
        message.write(vals)

    def _attach(self, message, fetch):
        """Show the file in place of the line that announced it; of a message that was
        deleted while its file was on its way, keep it for supervisors."""
        first = message.revision_ids.filtered(lambda r: r.kind == "original")
        media = first.media if message.revoked_at else message.media
        attachment = self._create_attachment(message, media, fetch)
        if message.revoked_at:
            first._keep_files(attachment)
            message.write({"media_state": "done", "error_message": False})
            return
        message.write(
            {
                "attachment_id": attachment.id,
                "media_state": "done",
                "error_message": False,
            }
        )
        message.mail_message_id.write(
            {
                "attachment_ids": [fields.Command.link(attachment.id)],
                "body": Markup(text_format.to_html(media.get("caption") or "")),
            }
        )

    def _create_attachment(self, message, media, fetch):
        """Make a private attachment of the thread; nothing of a customer's runs.

        ``attachments_mime_plainxml``: HTML and SVG become plain text.
        """
        declared = fetch.mime_type or media.get("mime_type") or ""
        fallback = f"whatsapp-{message.message_type}-{message.id}"
        name = media_tools.safe_filename(
            media.get("filename") or "", declared, fallback
        )
        Attachment = self.env["ir.attachment"]
        attachment = Attachment.with_context(attachments_mime_plainxml=True).create(
            {
                "name": name,
                "mimetype": media_tools.safe_mime_type(declared),
                "raw": fetch.content,
                "res_model": "discuss.channel",
                "res_id": message.channel_id.id,
            }
        )
        if media.get("voice"):
            attachment._set_voice_metadata()
        return attachment

    def _bus_send(self, mail):
        mail.invalidate_recordset(mail._whatsapp_fields())
        channel = self.env["discuss.channel"].browse(mail.res_id)
        Store(bus_channel=channel).add(
            mail,
            [
                "body",
                *mail._whatsapp_fields(),
                Store.Many("attachment_ids", sort="id", sudo=True),
            ],
        ).bus_send()

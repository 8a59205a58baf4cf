import uuid

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..tools.errors import MARKETING_STOPPED

#: Of the parts of one message, the agent sees the worst.
WORST_FIRST = (
    "failed",
    "unknown",
    "queued",
    "sending",
    "sent",
    "delivered",
    "read",
    "received",
    "withdrawn",
)
#: Types that say something about another message and have no bubble of their own.
ABOUT_OTHERS = ("reaction", "edit", "revoke")


class WhatsappInboxMessage(models.Model):
    """Transport record of one WhatsApp message, in or out, beside its mail.message.

    One ``mail.message`` may be several WhatsApp messages (a text and its files),
    and one of them several attempts: a new attempt is a new record.
    """

    _name = "whatsapp.inbox.message"
    _description = "WhatsApp Message"
    _order = "id desc"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "whatsapp.inbox.contact", readonly=True, index=True, ondelete="restrict"
    )
    channel_id = fields.Many2one("discuss.channel", readonly=True, ondelete="cascade")
    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    wamid = fields.Char("WhatsApp Message ID", readonly=True)
    direction = fields.Selection(
        [("inbound", "Received"), ("outbound", "Sent")], required=True, readonly=True
    )
    origin = fields.Selection(
        [
            ("phone", "Phone app"),
            ("history", "Phone app, imported"),
            ("app", "Another app"),
        ],
        readonly=True,
        help="Where a message was written or came from, if not over the Cloud API.",
    )
    message_type = fields.Char(required=True, readonly=True, help="Meta's word for it.")
    state = fields.Selection(
        [
            ("received", "Received"),
            ("queued", "Waiting"),
            ("sending", "Being sent"),
            ("unknown", "Not known whether it arrived"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("read", "Read"),
            ("failed", "Failed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
    )
    template_id = fields.Many2one(
        "whatsapp.inbox.template",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    error_code = fields.Integer(readonly=True)
    error_message = fields.Char(readonly=True)
    timestamp = fields.Datetime(readonly=True, help="Meta's.")
    sent_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    read_at = fields.Datetime(readonly=True)
    failed_at = fields.Datetime(readonly=True)
    forwarded = fields.Boolean(readonly=True)
    quoted_wamid = fields.Char(
        readonly=True, help="Of an imported message that quotes one still to come."
    )
    payload = fields.Json(
        readonly=True,
        help="Received: what Meta sent, where the thread does not show all of it. "
        "Sent: the message without recipient and media.",
    )
    pricing = fields.Json(readonly=True)

    # edited or deleted by its author
    edited_at = fields.Datetime(readonly=True, help="Meta's time of the last edit.")
    revoked_at = fields.Datetime(
        "Deleted At", readonly=True, help="When its author deleted it, by Meta's clock."
    )
    revision_ids = fields.One2many(
        "whatsapp.inbox.message.revision",
        "message_id",
        string="Versions",
        groups="whatsapp_inbox.group_supervisor",
    )

    # sending
    callback_data = fields.Char(
        readonly=True,
        copy=False,
        help="Our id, which Meta repeats in every status (biz_opaque_callback_data).",
    )
    attempts = fields.Integer(readonly=True)
    retry_at = fields.Datetime(readonly=True)
    sending_at = fields.Datetime(readonly=True)
    sending_slot = fields.Integer(
        readonly=True, help="The run of the outbox that sends it, while it lives."
    )
    superseded = fields.Boolean(
        readonly=True, help="Failed, and sent again as another message."
    )

    # files
    conversion = fields.Char(
        readonly=True, help="What is made of the file before it is sent."
    )
    conversion_starts = fields.Integer(
        readonly=True, help="Conversions that began and did not end."
    )
    upload_type = fields.Char(readonly=True, help="MIME type of what is uploaded.")

    # media of received messages
    media = fields.Json(readonly=True)
    media_state = fields.Selection(
        [
            ("pending", "On its way"),
            ("done", "Received"),
            ("failed", "Not received"),
            ("removed", "Removed"),
        ],
        readonly=True,
    )
    media_attempts = fields.Integer(readonly=True)
    media_retry_at = fields.Datetime(readonly=True)

    _wamid_unique = models.UniqueIndex("(account_id, wamid) WHERE wamid IS NOT NULL")
    _callback_unique = models.UniqueIndex(
        "(callback_data) WHERE callback_data IS NOT NULL"
    )
    _outbox_idx = models.Index("(channel_id, id) WHERE state IN ('queued', 'sending')")
    _media_idx = models.Index(
        "(media_state, id) WHERE media_state IN ('pending', 'failed')"
    )
    _trouble_idx = models.Index("(state, id) WHERE state IN ('failed', 'unknown')")
    # without it, the last message of a quiet thread is looked for among all messages
    _thread_idx = models.Index("(channel_id, id)")
    _open_quote_idx = models.Index(
        "(channel_id, quoted_wamid) WHERE quoted_wamid IS NOT NULL"
    )
    _file_idx = models.Index(
        "(create_date) WHERE attachment_id IS NOT NULL"
        " AND state NOT IN ('queued', 'sending', 'unknown')"
    )
    _sent_idx = models.Index("(account_id, sent_at) WHERE sent_at IS NOT NULL")
    _phone_app_idx = models.Index("(channel_id, timestamp) WHERE origin = 'phone'")
    _early_reaction_idx = models.Index(
        "(channel_id) WHERE message_type = 'reaction' AND mail_message_id IS NULL"
    )

    @api.depends("message_type", "direction", "contact_id")
    def _compute_display_name(self):
        for message in self:
            message.display_name = (
                f"{message.contact_id.display_name} · {message.message_type}"
            )

    # -- sending ------------------------------------------------------------------

    @api.model
    def _new_callback_data(self):
        return uuid.uuid4().hex

    def _failed(self, code, reason):
        self.write(
            {
                "state": "failed",
                "failed_at": fields.Datetime.now(),
                "error_code": code or False,
                "error_message": reason,
                "retry_at": False,
            }
        )
        if code == MARKETING_STOPPED:
            now = fields.Datetime.now()
            self.env["whatsapp.inbox.preference"]._refused(self, now)
        self._reaction_refused()

    def _reaction_refused(self):
        """Show the reaction that the customer sees or will see, or none."""
        for reaction in self.filtered(lambda m: m.message_type == "reaction"):
            last = self.search(
                [
                    ("mail_message_id", "=", reaction.mail_message_id.id),
                    ("direction", "=", "outbound"),
                    ("message_type", "=", "reaction"),
                    ("state", "not in", ("failed", "withdrawn")),
                ],
                limit=1,
            )
            reaction.mail_message_id._whatsapp_show_our_reaction(last)

    def _lock_for_status(self, skip_locked=False):
        """Lock before the work, as the outbox and the drain write the same messages.

        Who comes second is told at once and silently, and begins again.

        :raises psycopg2.errors.SerializationFailure: changed since the snapshot
        :return: those that are locked now; all of them unless ``skip_locked``
        """
        if not self:
            return self
        self.env.cr.execute(
            SQL(
                "SELECT id FROM whatsapp_inbox_message WHERE id IN %s"
                " ORDER BY id FOR NO KEY UPDATE %s",
                tuple(self.ids),
                SQL("SKIP LOCKED") if skip_locked else SQL(),
            ),
            log_exceptions=False,
        )
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _withdraw(self):
        """Take what waits or failed out of the queue: it will never leave.

        The row lock is the outbox's own, so that who comes second begins again and
        sees what the first one did.

        :return: those that are withdrawn; the others have left, or may have
        """
        locked = self._lock_for_status()
        locked.invalidate_recordset(["state"])
        withdrawn = locked.filtered(
            lambda m: m.direction == "outbound" and m.state in ("queued", "failed")
        )
        withdrawn.write({"state": "withdrawn", "retry_at": False})
        withdrawn._reaction_refused()
        withdrawn._bus_send_states()
        return withdrawn

    def _resend(self):
        """Send again what failed or got lost, as new attempts with ids of their own."""
        again = self.filtered(
            lambda m: (
                m.direction == "outbound"
                and m.state in ("failed", "unknown")
                and not m.superseded
                and not m.origin
            )
        )
        again.write({"superseded": True})
        self.create(
            [
                {
                    "account_id": message.account_id.id,
                    "contact_id": message.contact_id.id,
                    "channel_id": message.channel_id.id,
                    "conversation_id": message.conversation_id.id,
                    "mail_message_id": message.mail_message_id.id,
                    "attachment_id": message.attachment_id.id,
                    "direction": "outbound",
                    "message_type": message.message_type,
                    "template_id": message.template_id.id,
                    "state": "queued",
                    "payload": message.payload,
                    "conversion": message.conversion,
                    "upload_type": message.upload_type,
                    "callback_data": self._new_callback_data(),
                }
                for message in again.sorted("id")
            ]
        )
        again._bus_send_states()
        if again:
            self.env["whatsapp.inbox.outbox"]._wake()

    # -- edits and deletions --------------------------------------------------------

    def _show_newest_version(self):
        """Show what the versions say in all: deleted, or the newest edit.

        Whatever their order of arrival; nothing of an older version stays readable
        for agents, here or in the ``mail.message``.
        """
        self.ensure_one()
        revisions = self.revision_ids.sorted(lambda r: (r.timestamp, r.id))
        first = revisions.filtered(lambda r: r.kind == "original")
        revoked = revisions.filtered(lambda r: r.kind == "revoke")[:1]
        edit = revisions.filtered(lambda r: r.kind == "edit")[-1:]
        self.write({"edited_at": edit.timestamp, "revoked_at": revoked.timestamp})
        if revoked:
            self._hide_content(first)
        else:
            self._replace_content(edit, first)
        mail = self.mail_message_id.sudo()
        mail._whatsapp_forget_derived()
        self.env["whatsapp.inbox.media"]._bus_send(mail)

    def _hide_content(self, first):
        """In place of what its author deleted; a file on its way goes to ``first``."""
        mail = self.mail_message_id.sudo()
        first._take_files(mail)
        self.write(
            {
                "attachment_id": False,
                "payload": False,
                "media": self.media and {"id": self.media.get("id")},
            }
        )
        mail.write({"body": self.env["whatsapp.inbox.bubble"]._revoked(self.direction)})

    def _replace_content(self, edit, first):
        """Show ``edit``. An edited caption has its file already; a message that became
        one of another type is fetched and shown anew."""
        mail = self.mail_message_id.sudo()
        body, vals = edit.body, {"payload": edit.payload}
        if edit.message_type == self.message_type:
            if self.media:
                caption = (edit.media or {}).get("caption") or ""
                vals["media"] = {**self.media, "caption": caption}
            if self.attachment_id or self.media_state == "done":
                body = self.env["whatsapp.inbox.bubble"]._caption(edit.media)
        else:
            first._take_files(mail)
            vals.update(
                message_type=edit.message_type,
                attachment_id=False,
                media=edit.media,
                media_state="pending" if edit.media else False,
            )
            self.env["whatsapp.inbox.media"]._wake()
        self.write(vals)
        mail.write({"body": body})

    # -- bus ----------------------------------------------------------------------

    def _bus_send_states(self):
        """Show the new states in the threads that are open somewhere."""
        mail_messages = self.mail_message_id
        mail_messages.invalidate_recordset(mail_messages._whatsapp_fields())
        for channel, messages in self.grouped("channel_id").items():
            if channel:
                Store(bus_channel=channel).add(
                    messages.mail_message_id, mail_messages._whatsapp_fields()
                ).bus_send()

    @api.model
    def _worst_state(self, states):
        return next((state for state in WORST_FIRST if state in states), False)

    def _as_part(self):
        """What the browser has to know of a part that is not sent."""
        self.ensure_one()
        part = {
            "id": self.id,
            "type": self.message_type,
            "state": self.state,
            "error": self.error_message or False,
            "attachment_id": self.attachment_id.id,
            "file_gone": self.env["whatsapp.inbox.file"]._is_gone(self),
            "retry_at": fields.Datetime.to_string(self.retry_at),
        }
        if self.message_type == "reaction":
            part["emoji"] = self.payload["reaction"]["emoji"]
        return part

    # -- media --------------------------------------------------------------------

    def _retry_media(self):
        """Fetch again what could not be fetched."""
        failed = self.filtered(lambda m: m.media_state == "failed")
        failed.write(
            {"media_state": "pending", "media_attempts": 0, "media_retry_at": False}
        )
        failed._bus_send_states()
        if failed:
            self.env["whatsapp.inbox.media"]._wake()

import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime
from odoo.tools.image import image_data_uri, image_process

#: What one transcript may have. The newest are taken, and the paper says so.
MAX_MESSAGES = 5000
MAX_PICTURES = 200
#: Pixels, and bytes of what is made smaller.
PICTURE_SIZE = (320, 240)
MAX_PICTURE_BYTES = 20 * 1024**2
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
BATCH = 500


class WhatsappInboxTranscript(models.TransientModel):
    """What was said in a thread between two times, as PDF or by mail.

    In the language and the time zone of who asks for it. With internal notes it goes
    to colleagues alone.
    """

    _name = "whatsapp.inbox.transcript"
    _description = "Transcript of a WhatsApp Chat"

    channel_id = fields.Many2one(
        "discuss.channel", "Chat", required=True, readonly=True, ondelete="cascade"
    )
    date_from = fields.Datetime("From")
    date_to = fields.Datetime("To")
    with_notes = fields.Boolean(
        "Internal Notes",
        help="With the notes of colleagues. Such a transcript is only for colleagues.",
    )
    with_events = fields.Boolean(
        "What Happened",
        help="With the lines between the messages: who took the conversation, when "
        "it was resolved…",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Colleagues",
        domain=[("share", "=", False)],
        help="Who gets the transcript with internal notes by mail.",
    )
    message_count = fields.Integer("Messages", compute="_compute_message_count")
    too_long = fields.Boolean(compute="_compute_message_count")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "whatsapp.inbox.conversation":
            ids = self.env.context.get("active_ids") or []
            conversation = self.env["whatsapp.inbox.conversation"].browse(ids)
            if len(conversation) != 1:
                raise UserError(self.env._("Choose one conversation."))
            values.update(self._of_conversation(conversation))
        return values

    def _of_conversation(self, conversation):
        first = self.env["whatsapp.inbox.message"].search_fetch(
            [("conversation_id", "=", conversation.id)],
            ["mail_message_id"],
            order="id",
            limit=1,
        )
        start = first.mail_message_id.date or conversation.create_date
        return {
            "channel_id": conversation.channel_id.id,
            "date_from": min(start, conversation.create_date).replace(microsecond=0),
            "date_to": conversation.resolved_at,
        }

    @api.depends("channel_id", "date_from", "date_to", "with_notes", "with_events")
    def _compute_message_count(self):
        for transcript in self:
            messages = transcript._all_messages()
            transcript.message_count = messages.search_count(transcript._domain())
            transcript.too_long = transcript.message_count > MAX_MESSAGES

    # -- actions ------------------------------------------------------------------

    def action_print(self):
        self._check()
        report = self.env.ref("whatsapp_inbox.whatsapp_inbox_transcript_report_action")
        return report.report_action(self)

    def action_mail(self):
        """Odoo's mail composer with the transcript in it; with notes, mail to the
        colleagues that were chosen."""
        self._check()
        if self.with_notes:
            return self._mail_to_colleagues()
        file = self._attachment()
        return self.channel_id._whatsapp_mail_action(self._title(), "", file)

    def _mail_to_colleagues(self):
        """:raises UserError: nobody is chosen, or who is no colleague"""
        # sudo: the address of the customer of a thread that one may read
        customer = self.channel_id.whatsapp_contact_id.sudo().partner_id
        partners = self.user_ids.sudo().partner_id
        outside = self.user_ids.filtered(lambda user: user.share)
        if (
            outside
            or customer in partners
            or (
                customer.email_normalized
                and customer.email_normalized in partners.mapped("email_normalized")
            )
        ):
            raise UserError(
                self.env._("A transcript with internal notes is only for colleagues.")
            )
        if not partners:
            raise UserError(
                self.env._(
                    "Choose the colleagues who get it: a transcript with internal "
                    "notes is only for them."
                )
            )
        # sudo: the id of a conversation whose thread one may read; not of the thread,
        # whose files all of its readers see
        conversation = self.channel_id.sudo().whatsapp_conversation_id
        self.env["mail.thread"].message_notify(
            model=conversation._name,
            res_id=conversation.id,
            partner_ids=partners.ids,
            subject=self._title(),
            body=self.env._("The transcript is attached, with internal notes."),
            attachment_ids=self._attachment().ids,
        )
        return {"type": "ir.actions.act_window_close"}

    def _attachment(self):
        """:return: the PDF, as if this user had uploaded it
        :raises UserError: the server has no program that makes PDF"""
        Report = self.env["ir.actions.report"]
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            raise UserError(
                self.env._(
                    "This server cannot make PDF files: the program wkhtmltopdf is "
                    "missing. Ask an administrator to install it."
                )
            )
        content, _kind = Report._render_qweb_pdf(
            "whatsapp_inbox.whatsapp_inbox_transcript", self.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": f"{self._title()}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )

    def _check(self):
        self.ensure_one()
        self.channel_id._whatsapp_check_desk()

    # -- the paper ----------------------------------------------------------------

    def _title(self):
        return self.env._("WhatsApp chat with %s", self.channel_id.name)

    def _too_long_text(self):
        return self.env._(
            "Of %(count)s messages, the newest %(limit)s are here.",
            count=self.message_count,
            limit=MAX_MESSAGES,
        )

    def _facts(self):
        """:return: (label, value) of the head of the paper"""
        self._check()
        # sudo: whose thread it is, which one may read
        thread = self.channel_id.sudo()
        conversation = thread.whatsapp_conversation_id
        first, last = self._moment(self.date_from), self._moment(self.date_to)
        facts = [
            (self.env._("Customer"), thread.name),
            (self.env._("Number"), thread.whatsapp_contact_id.phone),
            (self.env._("Our number"), thread.whatsapp_account_id.name),
            (self.env._("Team"), conversation.team_id.name),
            (self.env._("Agent"), conversation.user_id.name),
            (self.env._("From"), first),
            (self.env._("To"), last),
            (self.env._("Times are of"), self._tz()),
        ]
        return [(label, value) for label, value in facts if value]

    def _moment(self, at):
        return at and format_datetime(self.env, at, self._tz(), "medium")

    def _tz(self):
        return self.env.user.tz or "UTC"

    def _all_messages(self):
        """sudo: messages of a thread that ``_check`` lets one read"""
        if self.channel_id:
            self._check()
        return self.env["mail.message"].sudo()

    def _domain(self):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        domain = [
            ("model", "=", "discuss.channel"),
            ("res_id", "=", self.channel_id.id),
            ("message_type", "!=", "user_notification"),
        ]
        if not self.with_notes:
            domain.append(("subtype_id", "!=", note))
        if not self.with_events:
            domain.append(("message_type", "!=", "notification"))
        if self.date_from:
            domain.append(("date", ">=", self.date_from))
        if self.date_to:
            domain.append(("date", "<=", self.date_to))
        return domain

    def _lines(self):
        """The lines of the paper, oldest first, a batch of messages in memory at once.

        :return: dicts of ``day`` (if it is another), ``time``, ``author``, ``side``
            (``in``, ``out``, ``note``, ``event``), ``body`` (safe HTML), ``pictures``
            (data URIs), ``files`` (names), ``refused``
        """
        messages = self._all_messages()
        found = messages.search(self._domain(), order="id desc", limit=MAX_MESSAGES)
        ids, day, pictures = found.ids[::-1], None, 0
        for start in range(0, len(ids), BATCH):
            batch = messages.browse(ids[start : start + BATCH])
            for message in batch:
                line = self._line(message, MAX_PICTURES - pictures)
                pictures += len(line["pictures"])
                if line["day"] == day:
                    line["day"] = False
                else:
                    day = line["day"]
                yield line
            batch.attachment_ids.invalidate_recordset()
            batch.invalidate_recordset()

    def _line(self, message, room):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=self._tz()), message.date
        )
        side = {"inbound": "in", "outbound": "out"}.get(message.whatsapp_direction)
        if message.subtype_id.id == note:
            side = "note"
        elif message.message_type == "notification":
            side = "event"
        pictures, files = [], []
        for file in message.attachment_ids.sorted("id"):
            picture = len(pictures) < room and self._picture(file)
            if picture:
                pictures.append(picture)
            else:
                files.append(file.name)
        return {
            "day": format_date(self.env, local.date(), date_format="full"),
            "time": format_datetime(self.env, message.date, self._tz(), "HH:mm"),
            "author": self._author(message),
            "side": side or "out",
            "body": Markup(message.body or ""),
            "pictures": pictures,
            "files": files,
            "refused": message.whatsapp_state in ("failed", "withdrawn"),
        }

    def _author(self, message):
        if message.message_type == "notification":
            return ""
        if message.whatsapp_automatic:
            return self.env._("Automatic")
        return message.author_id.name or self.channel_id.name

    @api.model
    def _picture(self, file):
        """:return: a small picture as data URI; "" for what is none or is unreadable"""
        if file.mimetype not in PICTURES or file.file_size > MAX_PICTURE_BYTES:
            return ""
        try:
            small = image_process(
                file.raw or b"", size=PICTURE_SIZE, quality=75, output_format="JPEG"
            )
        except (UserError, ValueError, OSError):
            return ""
        return image_data_uri(base64.b64encode(small)) if small else ""

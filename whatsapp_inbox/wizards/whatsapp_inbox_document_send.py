import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import human_size

DOCUMENT = "document"


class WhatsappInboxDocumentSend(models.TransientModel):
    """Sending a document: to which chat, with which words. In an open window as a file
    with a caption, else with a template whose header is a document."""

    _name = "whatsapp.inbox.document.send"
    _inherit = "whatsapp.inbox.compose"
    _description = "Send a Document by WhatsApp"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="model", required=True, readonly=True
    )
    document = fields.Char(compute="_compute_document")
    kind = fields.Selection(
        [("file", "File"), ("portal", "Link to the portal")],
        "Send",
        required=True,
        default="file",
    )
    kinds = fields.Json(compute="_compute_document")
    can_choose = fields.Boolean(compute="_compute_document")
    size = fields.Char(readonly=True)
    channel_ids = fields.Many2many(
        "discuss.channel", string="Chats", compute="_compute_document"
    )
    channel_id = fields.Many2one(
        "discuss.channel", "Chat", domain="[('id', 'in', channel_ids)]"
    )
    window_open = fields.Boolean(compute="_compute_window_open")
    text = fields.Text(
        "Message", compute="_compute_text", store=True, readonly=False, precompute=True
    )
    template_ids = fields.Many2many(
        "whatsapp.inbox.template",
        string="Templates That Fit",
        compute="_compute_template_ids",
    )
    template_id = fields.Many2one(
        required=False,
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', template_ids)]",
    )
    line_ids = fields.One2many("whatsapp.inbox.document.send.line", "compose_id")

    @api.model
    def _of(self, record, kind="file", channel=None):
        """:param record: of a model with ``whatsapp.inbox.document.mixin``
        :param channel: the thread; the customer's last one by default
        :raises UserError: there is nothing to send, or nowhere
        :return: the wizard, with the file already made: what is looked at is sent
        """
        if refusal := record._whatsapp_refusal(kind):
            raise UserError(refusal)
        if channel:
            channel._whatsapp_check_desk()
            record._whatsapp_check_customer(channel)
        partner = record._whatsapp_partner()
        thread = channel or record._whatsapp_thread()
        values = {
            "model": record._name,
            "res_id": record.id,
            "kind": kind,
            "channel_id": thread.id,
            "account_id": (thread.whatsapp_account_id or self._account_of(record)).id,
            "partner_id": partner.id,
        }
        if kind == "file":
            name, content = record._whatsapp_file()
            values.update(
                filename=name,
                file=base64.b64encode(content),
                size=human_size(len(content)),
            )
        return self.create(values)

    @api.model
    def _account_of(self, record):
        """:return: the number of ours to write first from
        :raises UserError: there is none"""
        domain = [("state", "=", "connected")]
        if "company_id" in record and record.company_id:
            domain.append(("company_id", "=", record.company_id.id))
        account = self.env["whatsapp.inbox.account"].search(domain, limit=1)
        if not account:
            raise UserError(
                self.env._(
                    "No WhatsApp number of your company is connected. Ask an "
                    "administrator of the inbox."
                )
            )
        return account

    def _record(self):
        """:raises AccessError: nothing that is sent, or of others"""
        self.ensure_one()
        record = self.env.get(self.model)
        if not isinstance(record, self.pool["whatsapp.inbox.document.mixin"]):
            raise AccessError(self.env._("This is no document that is sent."))
        record = record.browse(self.res_id)
        record._whatsapp_check_document()
        return record

    # -- what is shown ------------------------------------------------------------

    @api.depends("model", "res_id")
    def _compute_document(self):
        for send in self:
            record = send._record()
            send.document = record.display_name
            send.channel_ids = record._whatsapp_threads() | send.channel_id
            send.kinds = record._whatsapp_kinds()
            # the file is made when the wizard is opened for it
            send.can_choose = bool(send.size) and len(send.kinds) > 1

    @api.depends("channel_id")
    def _compute_account_id(self):
        for send in self.filtered("channel_id"):
            send.account_id = send.channel_id.whatsapp_account_id
        return super()._compute_account_id()

    def _thread(self):
        return self.channel_id or super()._thread()

    @api.depends("channel_id", "account_id", "partner_id", "phone")
    def _compute_window_open(self):
        for send in self:
            # sudo: the window of a thread that one may read
            conversation = send._thread().sudo().whatsapp_conversation_id
            send.window_open = bool(conversation) and conversation._window_is_open()

    @api.depends("kind")
    def _compute_text(self):
        for send in self:
            send.text = send._record()._whatsapp_text(send.kind)

    @api.depends("account_id")
    def _compute_template_ids(self):
        Template = self.env["whatsapp.inbox.template"]
        for send in self:
            account = send.account_id
            found = Template.search(
                [
                    ("waba_id", "=", account.waba_id),
                    ("company_id", "=", account.company_id.id),
                    ("is_sendable", "=", True),
                ]
            )
            found = found.filtered(lambda t: t._typed().header == DOCUMENT)
            send.template_ids = send._best_first(found)

    def _best_first(self, templates):
        lang = self._record()._whatsapp_lang()
        return templates.sorted(lambda t: (*t._order_for(lang), t.name))

    @api.depends("template_ids", "window_open", "kind")
    def _compute_template_id(self):
        for send in self:
            wanted = not send.window_open and send.kind == "file"
            fitting = send.template_ids._origin
            own = send.template_id._origin & fitting
            send.template_id = wanted and (own or fitting[:1])

    @api.depends("channel_id")
    def _compute_line_ids(self):
        for send in self[1:]:
            send._compute_line_ids()
        document = (self[:1].model, self[:1].res_id)
        own = self[:1].with_context(whatsapp_document=document)
        return super(WhatsappInboxDocumentSend, own)._compute_line_ids()

    @api.depends("channel_id", "window_open", "kind", "template_ids")
    def _compute_refusal(self):
        result = super()._compute_refusal()
        for send in self.filtered(lambda send: not send.refusal):
            send.refusal = send._advice()
        return result

    def _advice(self):
        """:return: why nothing can be sent now and what to do, or "" """
        record = self._record()
        if refusal := record._whatsapp_refusal(self.kind):
            return refusal
        if self.window_open:
            return ""
        if self.kind != "file":
            customer = self._thread().name or self.partner_id.name
            if "file" not in self.kinds:
                return self.env._(
                    "%s has not written in the last 24 hours: WhatsApp sends templates "
                    "only. Send one from the chat, or wait until they write.",
                    customer,
                )
            return self.env._(
                "%s has not written in the last 24 hours: WhatsApp sends templates "
                "only. Send the file with a template, or wait until they write.",
                customer,
            )
        if self.template_ids:
            return ""
        writers = self.account_id._admins()[:3].mapped("name")
        return self.env._(
            "%(customer)s has not written in the last 24 hours, and %(number)s has no "
            "approved template whose header is a document. Ask %(names)s to make one "
            "(WhatsApp, Configuration, Templates), or wait until the customer writes.",
            customer=self._thread().name or self.partner_id.name,
            number=self.account_id.name,
            names=", ".join(writers) or self.env._("an administrator"),
        )

    # -- sending ------------------------------------------------------------------

    def action_send(self):
        """:raises UserError: why it cannot be sent"""
        record = self._record()
        if self.refusal:
            raise UserError(self.refusal)
        thread = self._thread()
        if self.window_open:
            record._whatsapp_post(
                thread, self.text or "", self._files(record), self._note(record)
            )
        else:
            thread = self._send_template(record, thread)
        if self.kind == "file":
            record._whatsapp_mark_sent()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(document)s is on its way to %(customer)s.",
                    document=self.document,
                    customer=thread.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _send_template(self, record, thread):
        if not self.template_id:
            raise UserError(self.env._("Choose a template first."))
        if not thread:
            thread = self.template_id._start(
                self.account_id, self.partner_id, self.phone
            )
        # its variables may be about this very document
        own = thread.with_context(whatsapp_document=(record._name, record.id))
        message = own._whatsapp_send_template(
            self.template_id, self._typed(), self._files(record)
        )
        record._whatsapp_posted(message, self._note(record))
        return thread

    def _files(self, record):
        """:return: ``ir.attachment``, as if the agent had uploaded it"""
        files = self.env["ir.attachment"]
        if self.kind != "file":
            return files
        file = self.filename, base64.b64decode(self.with_context(bin_size=False).file)
        name, content = record._whatsapp_final_file(*file)
        values = {"name": name, "raw": content, "res_id": 0}
        return files.create({**values, "res_model": "mail.compose.message"})

    def _note(self, record):
        """:return: what the document's chatter says"""
        if self.kind == "portal":
            return self.env._("Link to the portal sent by WhatsApp")
        return self.env._("Sent by WhatsApp: %s", self.filename)


class WhatsappInboxDocumentSendLine(models.TransientModel):
    _name = "whatsapp.inbox.document.send.line"
    _inherit = "whatsapp.inbox.compose.line"
    _description = "WhatsApp Template Value of a Document"

    compose_id = fields.Many2one("whatsapp.inbox.document.send")

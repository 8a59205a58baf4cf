from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import template as templates


class WhatsappInboxCompose(models.TransientModel):
    """Writing to somebody with a template: whom, from which number, with which words.

    It opens the thread in Discuss, where the answer will be.
    """

    _name = "whatsapp.inbox.compose"
    _description = "Send a WhatsApp Template"

    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        "From",
        required=True,
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('state', '!=', 'draft')]",
    )
    contact_id = fields.Many2one("whatsapp.inbox.contact", "WhatsApp Contact")
    partner_id = fields.Many2one("res.partner", "To")
    phone = fields.Char(
        "Number",
        compute="_compute_phone",
        store=True,
        readonly=False,
        help="With its country code, e.g. +34 600 11 12 22.",
    )
    waba_id = fields.Char(related="account_id.waba_id")
    company_id = fields.Many2one(related="account_id.company_id")
    template_id = fields.Many2one(
        "whatsapp.inbox.template",
        required=True,
        domain="[('waba_id', '=', waba_id), ('company_id', '=', company_id),"
        " ('is_sendable', '=', True)]",
    )
    category = fields.Selection(related="template_id.category")
    line_ids = fields.One2many(
        "whatsapp.inbox.compose.line",
        "compose_id",
        string="Values",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    header_type = fields.Char(compute="_compute_preview")
    file = fields.Binary("Another File", attachment=False)
    filename = fields.Char()
    preview = fields.Json(compute="_compute_preview")
    refusal = fields.Char(compute="_compute_refusal")

    @api.model
    def default_get(self, fields_list):
        """From the list or form of contacts and partners, one of them."""
        result = super().default_get(fields_list)
        name = {"res.partner": "partner_id", "whatsapp.inbox.contact": "contact_id"}
        name = name.get(self.env.context.get("active_model"))
        ids = self.env.context.get("active_ids") or []
        if name and not (result.get("partner_id") or result.get("contact_id")):
            if len(ids) > 1:
                raise UserError(
                    self.env._("A template goes to one customer at a time: choose one.")
                )
            result[name] = ids and ids[0]
        return result

    @api.depends("contact_id", "template_id")
    def _compute_account_id(self):
        Account = self.env["whatsapp.inbox.account"]
        for compose in self.filtered(lambda c: not c.account_id):
            threads = compose.contact_id.channel_ids.sorted("id", reverse=True)
            own = threads.whatsapp_account_id or compose.template_id.account_ids
            own = own.filtered(lambda account: account.state != "draft")
            compose.account_id = own[:1] or Account.search(
                [("state", "=", "connected")], limit=1
            )

    @api.depends("contact_id", "partner_id")
    def _compute_phone(self):
        for compose in self:
            contact = compose.contact_id
            compose.phone = contact.phone_formatted or compose.partner_id.phone

    def _thread(self):
        """:return: the thread of whom it goes to, if there is one that one may read"""
        contact = self.contact_id
        if not contact and self.account_id:
            Template = self.env["whatsapp.inbox.template"]
            number = Template._number_to_start(
                self.account_id, self.partner_id, self.phone
            )
            found = self.env["whatsapp.inbox.contact"].search(
                [("phone", "=", number), ("phone", "!=", False)]
            )
            if self.partner_id and not self.phone:
                found = Template._contact_of(self.account_id, self.partner_id)
            contact = found.sudo(False)
        return self.env["discuss.channel"].search(
            [
                ("whatsapp_account_id", "=", self.account_id.id),
                ("whatsapp_contact_id", "in", contact.ids),
            ],
            limit=1,
        )

    @api.depends("account_id", "contact_id", "partner_id", "phone", "template_id")
    def _compute_line_ids(self):
        for compose in self:
            template = compose.template_id
            commands = [Command.clear()]
            if template:
                partner = compose.partner_id or compose.contact_id.partner_id
                conversation = compose._thread().whatsapp_conversation_id
                values, gaps = template._fill(conversation, partner)
                commands += [
                    Command.create(
                        {
                            name: row[name] or False
                            for name in ("place", "label", "bound", "example", "value")
                        }
                    )
                    for row in template._variables_for_picker(values, gaps)
                ]
            compose.line_ids = commands

    @api.depends("template_id", "line_ids.value", "filename")
    def _compute_preview(self):
        for compose in self:
            template = compose.template_id
            shown = template and template._preview(compose._typed())
            if shown:
                file = template._file_for_picker() or {}
                header = shown["header"]
                header["name"] = compose.filename or file.get("name") or ""
                if file.get("kind") == "image" and not compose.filename:
                    header["url"] = file["url"] or ""
            compose.preview = shown or False
            compose.header_type = template and template._typed().header

    def _typed(self):
        """:return: the values by place"""
        return {line.place: templates.clean(line.value) for line in self.line_ids}

    @api.depends("account_id", "contact_id", "partner_id", "phone", "template_id")
    def _compute_refusal(self):
        for compose in self:
            thread = compose._thread()
            refusal = ""
            if thread and compose.template_id:
                refusal = thread._whatsapp_template_refusal(compose.template_id)
            elif compose.template_id:
                Consent = self.env["whatsapp.inbox.consent"]
                refusal = Consent._refusal(
                    compose.template_id, partner=compose.partner_id
                )
            compose.refusal = refusal

    def action_send(self):
        """:raises UserError: why it cannot be sent
        :return: the thread in Discuss"""
        self.ensure_one()
        contact = self.contact_id
        thread = contact.channel_ids.filtered(
            lambda thread: thread.whatsapp_account_id == self.account_id
        )[:1]
        partner = self.partner_id or contact.partner_id
        if not thread:
            thread = self.template_id._start(self.account_id, partner, self.phone)
        files = self.env["ir.attachment"]
        if self.file and self.header_type in templates.MEDIA:
            files = files.create(
                {
                    "name": self.filename or self.header_type,
                    "datas": self.file,
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
        thread._whatsapp_send_template(self.template_id, self._typed(), files)
        return thread._whatsapp_open_action()

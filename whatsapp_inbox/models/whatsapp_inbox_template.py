from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..tools import template as templates

#: Meta's words. A template that is only here is a draft.
STATUSES = [
    ("draft", "Draft"),
    ("pending", "In Review"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("paused", "Paused"),
    ("disabled", "Disabled"),
    ("in_appeal", "In Appeal"),
    ("limit_exceeded", "Limit Exceeded"),
    ("locked", "Locked"),
    ("archived", "Archived at Meta"),
    ("pending_deletion", "Being Deleted"),
    ("deleted", "Deleted at Meta"),
    ("other", "Other"),
]
HEADERS = ("none", "text", "image", "video", "document", "location")
#: What Meta reviews: a change of it has to be submitted.
CONTENT = frozenset(
    ("body", "button_ids", "category", "footer", "header_file", "header_text")
    + ("header_type", "parameter_format")
)


class WhatsappInboxTemplate(models.Model):
    """A message template of a WhatsApp account: texts that Meta has approved.

    ``components`` is what Meta has, by which messages are sent and shown; the fields of
    texts are what people write, and equal to it unless ``has_changes``.
    """

    _name = "whatsapp.inbox.template"
    _inherit = ["mail.thread"]
    _description = "WhatsApp Template"
    _order = "name, lang_code, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        index="trigram",
        help="Lower-case letters, digits and underscores. Each language of a template "
        "has the same name.",
    )
    active = fields.Boolean(default=True)
    lang_code = fields.Char(
        "Language", required=True, default="en", help="Meta's code: en, en_US, es …"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        "WhatsApp Account",
        compute="_compute_account_id",
        inverse="_inverse_account_id",
        check_company=True,
        help="Any of its numbers: all numbers of a WhatsApp account share templates.",
    )
    account_ids = fields.Many2many(
        "whatsapp.inbox.account", string="Numbers", compute="_compute_account_id"
    )
    waba_id = fields.Char(
        "WhatsApp Business Account ID",
        compute="_compute_waba_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    category = fields.Selection(
        [
            ("utility", "Utility"),
            ("marketing", "Marketing"),
            ("authentication", "Authentication"),
        ],
        required=True,
        default="utility",
        help="Utility: about something that the customer asked for. Marketing: "
        "anything else; Meta charges more, and customers may want none.",
    )
    status = fields.Selection(
        STATUSES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    status_at = fields.Datetime(
        readonly=True, copy=False, help="When Meta said so; what is older is not heard."
    )
    reason = fields.Char(readonly=True, copy=False, tracking=True, help="Meta's words.")
    quality = fields.Selection(
        [
            ("unknown", "Not known yet"),
            ("green", "High"),
            ("yellow", "Medium"),
            ("red", "Low"),
        ],
        readonly=True,
        copy=False,
        help="What customers do with it: read, block, report.",
    )
    meta_id = fields.Char("ID at Meta", readonly=True, copy=False)
    synced_at = fields.Datetime("Last Seen at Meta", readonly=True, copy=False)
    edited_at = fields.Datetime(
        "Submitted", readonly=True, copy=False, help="The last change of it."
    )
    components = fields.Json(readonly=True, copy=False, help="As Meta has them.")
    has_changes = fields.Boolean(
        "Changed Here",
        readonly=True,
        copy=False,
        help="Meta has another text, and that is what is sent, until this one is "
        "submitted and approved.",
    )

    # what people write
    parameter_format = fields.Selection(
        [("positional", "Numbers: {{1}}"), ("named", "Names: {{first_name}}")],
        "Variables",
        required=True,
        default="positional",
    )
    header_type = fields.Selection(
        [
            ("none", "None"),
            ("text", "Text"),
            ("image", "Picture"),
            ("video", "Video"),
            ("document", "Document"),
            ("location", "Location"),
            ("other", "As it is at Meta"),
        ],
        "Header",
        required=True,
        default="none",
    )
    header_text = fields.Char()
    header_file = fields.Binary(
        attachment=True,
        help="What Meta reviews, and what is sent unless an agent chooses another.",
    )
    header_filename = fields.Char()
    body = fields.Text()
    footer = fields.Char()
    button_ids = fields.One2many(
        "whatsapp.inbox.template.button", "template_id", string="Buttons", copy=True
    )
    variable_ids = fields.One2many(
        "whatsapp.inbox.template.variable",
        "template_id",
        string="Variables of the Text",
        compute="_compute_variable_ids",
        store=True,
        readonly=False,
        copy=True,
    )

    # what follows
    is_sendable = fields.Boolean(
        "Can Be Sent", compute="_compute_is_sendable", store=True
    )
    unsupported = fields.Char(
        "Only Shown", compute="_compute_is_sendable", store=True, help="Meta's words."
    )
    message_count = fields.Integer("Sent", compute="_compute_message_count")
    preview = fields.Json(compute="_compute_preview")

    _name_unique = models.UniqueIndex(
        "(company_id, waba_id, name, lang_code)",
        "This WhatsApp account has a template of this name in this language already.",
    )
    _meta_idx = models.Index("(meta_id) WHERE meta_id IS NOT NULL")

    @api.depends("name", "lang_code")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.name or ''} ({template.lang_code})"

    @api.depends("waba_id", "company_id")
    def _compute_account_id(self):
        accounts = self.env["whatsapp.inbox.account"].search(
            [("waba_id", "in", self.mapped("waba_id"))]
        )
        by_waba = accounts._by_waba()
        for template in self:
            own = by_waba.get((template.company_id, template.waba_id), accounts[:0])
            template.account_ids = own
            template.account_id = own[:1]

    def _inverse_account_id(self):
        for template in self.filtered("account_id"):
            if template.waba_id != template.account_id.waba_id:
                template.waba_id = template.account_id.waba_id

    @api.depends("company_id")
    def _compute_waba_id(self):
        """A new one is for the first number of the company, unless another is named."""
        Account = self.env["whatsapp.inbox.account"]
        for template in self.filtered(lambda t: not t.waba_id):
            account = Account.search(
                [("company_id", "=", template.company_id.id)], limit=1
            )
            template.waba_id = account.waba_id

    @api.depends("status", "active", "components")
    def _compute_is_sendable(self):
        for template in self:
            kinds = template._typed().unsupported
            template.unsupported = ", ".join(kinds)
            template.is_sendable = (
                template.status == "approved" and template.active and not kinds
            )

    def _compute_message_count(self):
        # sudo: how often, also in threads of other teams
        groups = (
            self.env["whatsapp.inbox.message"]
            .sudo()
            ._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.message_count = counts.get(template._origin.id, 0)

    @api.depends(
        "body",
        "footer",
        "header_text",
        "header_type",
        "header_filename",
        "parameter_format",
        "button_ids.kind",
        "button_ids.phone",
        "button_ids.sequence",
        "button_ids.text",
        "button_ids.url",
        "variable_ids.example",
    )
    def _compute_preview(self):
        """As the customer will see it, with the examples: of what is written here."""
        for template in self:
            written = template._written()
            values = {v.place: v.example for v in written.variables}
            shown = templates.preview(written, values)
            shown["header"]["name"] = template.header_filename or ""
            if template._origin.header_file and template.header_type == "image":
                url = f"/web/image/{self._name}/{template._origin.id}/header_file"
                shown["header"]["url"] = url
            template.preview = shown

    # -- variables ----------------------------------------------------------------

    @api.depends(
        "body",
        "header_text",
        "header_type",
        "parameter_format",
        "button_ids.kind",
        "button_ids.sequence",
        "button_ids.url",
    )
    def _compute_variable_ids(self):
        """A row for each variable of the texts; rows that are there keep what is bound
        to them, whatever is written around them."""
        for template in self:
            wanted = {
                (variable.component, variable.key): sequence
                for sequence, variable in enumerate(template._written().variables)
            }
            commands = []
            for row in template.variable_ids:
                sequence = wanted.pop((row.component, row.key), None)
                if sequence is None:
                    commands.append(Command.delete(row.id))
                elif row.sequence != sequence:
                    commands.append(Command.update(row.id, {"sequence": sequence}))
            commands += [
                Command.create(
                    {"component": component, "key": key, "sequence": sequence}
                )
                for (component, key), sequence in wanted.items()
            ]
            if commands:
                template.variable_ids = commands

    # -- typed values ---------------------------------------------------------------

    def _typed(self):
        """:return: ``tools.template.Template``: what Meta has, by which it is sent"""
        self.ensure_one()
        if not self.components:
            return self._written()
        return templates.parse(self.components, self.parameter_format)

    def _written(self):
        """:return: ``tools.template.Template`` of what people wrote here"""
        self.ensure_one()
        # what has no field of its own stays as Meta has it
        kept = templates.parse(self.components)
        header = self.header_type or "none"
        return templates.Template(
            header={"none": "", "other": kept.header}.get(header, header),
            header_text=(self.header_text or "") if header == "text" else "",
            body=self.body or "",
            footer=self.footer or "",
            buttons=tuple(
                button._typed() for button in self.button_ids.sorted("sequence")
            ),
            examples={
                f"{row.component}.{row.key}": row.example or ""
                for row in self.variable_ids
            },
            others=kept.others,
            named=self.parameter_format == "named",
        )

    # -- CRUD ---------------------------------------------------------------------

    @api.constrains("waba_id", "company_id")
    def _check_waba_id(self):
        for template in self:
            if not template.account_ids:
                raise ValidationError(
                    self.env._(
                        "None of the numbers of %s belongs to this WhatsApp account.",
                        template.company_id.name,
                    )
                )

    def write(self, vals):
        by_meta = self.env.context.get("whatsapp_template_by_meta")
        at_meta = self.filtered("meta_id")
        if at_meta and not by_meta:
            for name in ("name", "lang_code", "waba_id", "company_id"):
                if name in vals and any(t[name] != vals[name] for t in at_meta):
                    raise UserError(
                        self.env._(
                            "Meta knows this template by its name and language, which "
                            "cannot be changed. Duplicate it instead."
                        )
                    )
        result = super().write(vals)
        if not by_meta and not CONTENT.isdisjoint(vals):
            at_meta.has_changes = True
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            if "name" not in (default or {}):
                vals["name"] = f"{vals['name']}_copy"
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.filtered(lambda t: t.meta_id and t.status != "deleted"):
            raise UserError(
                self.env._("Meta has this template. Use Delete at Meta, or archive it.")
            )
        if any(self.mapped("message_count")):
            raise UserError(
                self.env._("Customers got this template. Archive it instead.")
            )

    def action_view_messages(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_message_action"
        )
        return {**action, "domain": [("template_id", "in", self.ids)], "context": {}}

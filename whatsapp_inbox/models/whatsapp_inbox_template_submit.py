from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import template as templates
from ..tools.errors import CloudApiError
from ..tools.template_rules import check
from .whatsapp_inbox_template_texts import TEXTS, WHERE

#: A header of each kind is made of such files (Meta's page: templates/components).
FILE_TYPES = {
    "image": ("image/jpeg", "image/png"),
    "video": ("video/mp4", "video/3gpp"),
    "document": ("application/pdf",),
}


class WhatsappInboxTemplate(models.Model):
    """From here to Meta: new ones, changes, and deletion."""

    _inherit = "whatsapp.inbox.template"

    findings = fields.Json(compute="_compute_findings")

    @api.depends(
        "body",
        "category",
        "footer",
        "has_changes",
        "header_file",
        "header_text",
        "header_type",
        "lang_code",
        "name",
        "parameter_format",
        "status",
        "button_ids.kind",
        "button_ids.phone",
        "button_ids.sequence",
        "button_ids.text",
        "button_ids.url",
        "variable_ids.example",
    )
    @api.depends_context("lang")
    def _compute_findings(self):
        """Sentences about what Meta would refuse of what is to be submitted."""
        for template in self:
            todo = template.status == "draft" or template.has_changes
            template.findings = template._findings() if todo else []

    def _findings(self):
        self.ensure_one()
        found = check(
            self._written(),
            self.name or "",
            self.lang_code or "",
            self.category,
            handle=bool(self.header_file) or not self._needs_file(),
        )
        return [self._finding_words(finding) for finding in found]

    def _needs_file(self):
        return self.header_type in templates.MEDIA

    @api.model
    def _finding_words(self, finding):
        where = WHERE.get(finding.part)
        if finding.part.isdecimal():
            where = self.env._("Button %s", finding.part)
        sentence = self.env._(TEXTS[finding.rule])
        place = self.env._(where) if where else finding.part
        return f"{place}: {sentence % finding.details}"

    # -- actions --------------------------------------------------------------------

    def action_submit(self):
        """Send for review what is written here.

        :raises UserError: what Meta would refuse, or its own words
        """
        self.ensure_one()
        self.check_access("write")
        if found := self._findings():
            raise UserError(
                self.env._("Meta would refuse this template:")
                + "".join(f"\n• {words}" for words in found)
            )
        account = self._account_to_ask()
        api_ = account._api()
        try:
            handle = self._upload_example(api_) if self._needs_file() else ""
            components = templates.components(self._written(), handle)
            answer = self._submit(api_, components)
        except CloudApiError as error:
            raise UserError(
                self.env._(
                    "Meta did not take “%(name)s”: %(reason)s",
                    name=self.name,
                    reason=error,
                )
            ) from error
        now = fields.Datetime.now()
        category = str(answer.get("category") or "").lower()
        by_meta = self.with_context(whatsapp_template_by_meta=True)
        by_meta.write(
            {
                "status": self._status(answer.get("status") or "pending"),
                "status_at": now,
                "edited_at": now,
                "reason": False,
                "components": components,
                "has_changes": False,
                "meta_id": str(answer.get("id") or self.meta_id),
                "category": category or self.category,
            }
        )
        self._look_at_review()
        return True

    def _submit(self, api_, components):
        if self.meta_id:
            values = {"components": components}
            if self.status != "approved":
                values["category"] = self.category.upper()
            api_.edit_template(self.meta_id, values)
            return {}
        return api_.create_template(
            self.waba_id,
            {
                "name": self.name,
                "language": self.lang_code,
                "category": self.category.upper(),
                "parameter_format": self.parameter_format.upper(),
                "components": components,
            },
        )

    def _account_to_ask(self):
        account = self.account_ids.filtered(lambda a: a.state == "connected")[:1]
        if not account:
            raise UserError(
                self.env._("No number of this WhatsApp account is connected.")
            )
        return account

    def _upload_example(self, api_):
        """:return: Meta's handle of the file of the header
        :raises UserError: a file that no such header has"""
        attachment = self._header_attachment()
        plan = self.env["whatsapp.inbox.file"]._plan(attachment)
        if plan.mime_type not in FILE_TYPES[self.header_type] or plan.conversion:
            raise UserError(
                self.env._(
                    "The header needs a file of one of these types: %s.",
                    ", ".join(FILE_TYPES[self.header_type]),
                )
            )
        app_id = api_.debug_token().get("app_id")
        name = self.header_filename or attachment.name
        return api_.upload_example(app_id, name, plan.mime_type, attachment.raw)

    def _header_attachment(self):
        """:return: ``ir.attachment`` of the file of the header"""
        # sudo: the attachment behind a field that one may read
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "header_file"),
                ],
                limit=1,
            )
        )

    def action_delete_at_meta(self):
        """Delete it there, in this language; here it is archived.

        :raises UserError: Meta's words
        """
        for template in self:
            template.check_access("write")
            api_ = template._account_to_ask()._api()
            try:
                api_.delete_template(template.waba_id, template.name, template.meta_id)
            except CloudApiError as error:
                raise UserError(
                    self.env._(
                        "Meta did not delete “%(name)s”: %(reason)s",
                        name=template.name,
                        reason=error,
                    )
                ) from error
            template._gone()
        return True

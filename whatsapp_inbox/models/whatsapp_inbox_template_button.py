from odoo import api, fields, models

from ..tools.template import Button

#: Those that can be made here; Meta has more, which are kept as they are.
KINDS = [
    ("quick_reply", "Quick reply"),
    ("url", "Website"),
    ("phone_number", "Call"),
    ("copy_code", "Copy a code"),
    ("request_contact_info", "Ask for the phone number"),
    ("voice_call", "Call on WhatsApp"),
    ("other", "Other"),
]


class WhatsappInboxTemplateButton(models.Model):
    """A button of a template."""

    _name = "whatsapp.inbox.template.button"
    _description = "WhatsApp Template Button"
    _order = "sequence, id"
    _rec_name = "text"

    template_id = fields.Many2one(
        "whatsapp.inbox.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="quick_reply")
    text = fields.Char(help="At most 25 characters. Of a code, WhatsApp writes it.")
    url = fields.Char(
        "Address", help="It may end in {{1}}, which is filled for each message."
    )
    phone = fields.Char("Phone Number")
    raw = fields.Json(readonly=True, help="As Meta has it, of kinds only shown here.")

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "url":
            self.url = False
        if self.kind != "phone_number":
            self.phone = False

    def _typed(self):
        self.ensure_one()
        raw = self.raw or {}
        kind = self.kind
        if kind == "other":
            kind = str(raw.get("type") or "").lower()
        siblings = self.template_id.button_ids.sorted("sequence")
        index = str(list(siblings).index(self)) if self in siblings else ""
        row = self.template_id.variable_ids.filtered(
            lambda v: v.component == "button" and v.key == index
        )
        return Button(
            kind=kind,
            text=self.text or "",
            url=self.url or "",
            phone=self.phone or "",
            example=row[:1].example or "",
            raw=raw,
        )

    @api.model
    def _vals(self, button, sequence):
        """:param button: ``tools.template.Button``"""
        known = button.kind in dict(KINDS)
        return {
            "sequence": sequence,
            "kind": button.kind if known else "other",
            "text": button.text,
            "url": button.url,
            "phone": button.phone,
            "raw": False if known else button.raw,
        }

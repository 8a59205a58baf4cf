from odoo import api, fields, models

from ..tools import placeholders


class WhatsappInboxTeam(models.Model):
    """What a team would say to a customer at some time: for the form, never stored."""

    _inherit = "whatsapp.inbox.team"

    preview_at = fields.Datetime(
        "If Somebody Writes On", compute="_compute_preview_question", readonly=False
    )
    preview_lang = fields.Selection(
        "_preview_languages",
        "In",
        compute="_compute_preview_question",
        readonly=False,
    )
    preview_open = fields.Boolean(compute="_compute_preview")
    preview_opening = fields.Char("Answer", compute="_compute_preview")
    preview_closed_text = fields.Text(compute="_compute_preview")
    preview_greeting_text = fields.Text(compute="_compute_preview")

    @api.model
    def _preview_languages(self):
        return self.env["res.lang"].get_installed()

    def _compute_preview_question(self):
        self.preview_at = fields.Datetime.now()
        self.preview_lang = self.env.lang or "en_US"

    @api.depends(
        "calendar_id",
        "closed_text",
        "company_id",
        "greeting_text",
        "name",
        "preview_at",
        "preview_lang",
    )
    def _compute_preview(self):
        for team in self:
            at = team.preview_at or fields.Datetime.now()
            lang = team.preview_lang or self.env.lang
            words = team.with_context(lang=lang).env
            team.preview_open = team._is_open(at)
            opening = team._opening_words(at, lang)
            if team.preview_open:
                team.preview_opening = self.env._("Open")
            elif opening:
                team.preview_opening = self.env._("Closed, back %s", opening)
            else:
                team.preview_opening = self.env._("Closed, for more than a year")
            facts = {
                "name": words._("Ana"),
                "team": team.name,
                "opening": opening,
                "place": "1",
                "waiting": team.with_context(lang=lang)._waiting_words,
            }
            for name in ("closed_text", "greeting_text"):
                text = team._preview_text(name, lang)
                team[f"preview_{name}"] = placeholders.fill(text, facts)
            if team.preview_open:
                team.preview_closed_text = False
            elif team.preview_closed_text:
                team.preview_greeting_text = False  # a closed team greets nobody

    def _preview_text(self, field_name, lang):
        """What is typed in the reader's language, what is saved in others."""
        if lang == (self.env.lang or "en_US") or not self._origin:
            return self[field_name] or ""
        return self._origin.with_context(lang=lang)[field_name] or ""

from markupsafe import Markup

from odoo import api, fields, models

from ..tools import choices as choice_tools
from ..tools import text_format


class WhatsappInboxAccount(models.Model):
    """The menu as the customer sees it, while an administrator writes it."""

    _inherit = "whatsapp.inbox.account"

    menu_preview = fields.Html(
        compute="_compute_menu_preview",
        sanitize=False,
        groups="whatsapp_inbox.group_supervisor",
    )

    @api.depends(
        "choice_ids.description",
        "choice_ids.name",
        "choice_ids.sequence",
        "choice_ids.team_id.name",
        "menu_error_text",
        "name",
        "verified_name",
        "welcome_text",
    )
    @api.depends_context("lang")
    def _compute_menu_preview(self):
        for account in self:
            choices = account.choice_ids.filtered("name").sorted("sequence")
            bubbles = [
                account._preview_bubble(self.env._("Hello"), own=True),
                account._preview_menu(account.welcome_text, choices),
            ]
            if account.menu_error_text:
                bubbles.append(account._preview_bubble("???", own=True))
                bubbles.append(account._preview_menu(account.menu_error_text, choices))
            if choices:
                bubbles.append(account._preview_bubble(choices[0].name, own=True))
                bubbles.append(account._preview_greeting(choices[0].team_id))
            account.menu_preview = account._preview_phone(bubbles)

    def _preview_phone(self, bubbles):
        """:param list bubbles: of ``Markup``"""
        return Markup(
            '<div class="o_whatsapp_inbox_phone">'
            '<div class="o_whatsapp_inbox_phone_top">%s</div>'
            '<div class="o_whatsapp_inbox_phone_chat">%s</div></div>'
        ) % (self.verified_name or self.name or "", Markup("").join(bubbles))

    @api.model
    def _preview_bubble(self, text, own=False, buttons=""):
        """:param bool own: of the customer, whose phone it is"""
        side = " o-own" if own else ""
        body = Markup(text_format.to_html(text or "…"))
        return Markup(
            '<div class="o_whatsapp_inbox_phone_bubble%s"><div>%s</div>%s</div>'
        ) % (side, body, buttons)

    @api.model
    def _preview_menu(self, text, choices):
        if not choices:
            return self._preview_bubble(text)
        rows = [
            (str(number), choice.name or "", choice.description or "")
            for number, choice in enumerate(choices)
        ]
        question = choice_tools.interactive(text or "…", rows, "…")
        if not question:
            return self._preview_bubble(choice_tools.as_lines(text or "…", rows))
        if question["type"] == "button":
            shown = [_line("button", title) for _key, title, _description in rows]
        else:  # WhatsApp shows a list behind one button
            shown = [_line("line", title, words) for _key, title, words in rows]
        return self._preview_bubble(text, buttons=Markup("").join(shown))

    @api.model
    def _preview_greeting(self, team):
        text = team.greeting_text
        return self._preview_bubble(text) if text else ""


def _line(kind, title, description=""):
    small = Markup("<small>%s</small>") % description if description else ""
    line = Markup('<div class="o_whatsapp_inbox_phone_%s">%s%s</div>')
    return line % (kind, title, small)

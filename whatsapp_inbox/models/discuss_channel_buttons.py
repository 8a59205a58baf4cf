from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..tools import choices as choice_tools
from ..tools import text_format
from .discuss_channel import CHANNEL_TYPE
from .discuss_channel_auto import CHIP


class DiscussChannel(models.Model):
    """Answers with buttons to tap, and canned replies that were sent."""

    _inherit = "discuss.channel"

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() | {
            "whatsapp_buttons",
            "whatsapp_canned_ids",
        }

    def message_post(
        self, *, whatsapp_buttons=None, whatsapp_canned_ids=None, **kwargs
    ):
        """
        :param list whatsapp_buttons: titles of at most 3 buttons below the text
        :param list whatsapp_canned_ids: the canned replies that the text was made of
        """
        if self.channel_type != CHANNEL_TYPE or not self._whatsapp_leaves(kwargs):
            return super().message_post(**kwargs)
        thread = self.with_context(whatsapp_buttons=whatsapp_buttons)
        message = super(DiscussChannel, thread).message_post(**kwargs)
        if whatsapp_canned_ids:
            self._whatsapp_note_canned(whatsapp_canned_ids)
        return message.with_env(self.env)

    def _whatsapp_note_canned(self, ids):
        """:param list ids: what the browser says; what one may not read is left out"""
        own = self.with_user(self.env.user)
        canned = own.env["mail.canned.response"].search(
            [("id", "in", [i for i in ids if isinstance(i, int)][:20])]
        )
        # sudo: the team of a thread in which one has just posted
        own.env["whatsapp.inbox.canned.use"]._note(canned, self.sudo().whatsapp_team_id)

    def _whatsapp_buttons_problem(self, titles, text="…"):
        """:return: why WhatsApp takes no such buttons below `text`, "" if it does"""
        limits = {
            "count": choice_tools.MAX_BUTTONS,
            "length": choice_tools.BUTTON_TITLE,
            "text": choice_tools.BUTTON_BODY,
        }
        if not titles:
            return ""
        if not all(isinstance(title, str) and title.strip() for title in titles):
            return self.env._("A button needs a title.")
        if len(titles) > limits["count"]:
            return self.env._("WhatsApp shows at most %(count)s buttons.", **limits)
        if long := [title for title in titles if len(title) > limits["length"]]:
            return self.env._(
                "The button “%(title)s” is longer than %(length)s characters.",
                title=long[0],
                **limits,
            )
        if len(set(titles)) < len(titles):
            return self.env._("Two buttons have the same title.")
        if not text.strip():
            return self.env._("Write a text above the buttons.")
        if len(text) > limits["text"]:
            return self.env._(
                "A text with buttons has at most %(text)s characters: shorten it, or "
                "remove the buttons.",
                **limits,
            )
        return ""

    def _whatsapp_parts(self, message):
        titles = self.env.context.get("whatsapp_buttons")
        if not titles or self._whatsapp_auto_kind():
            return super()._whatsapp_parts(message)
        text = text_format.to_whatsapp(message.body or "")
        if problem := self._whatsapp_buttons_problem(titles, text):
            raise UserError(problem)
        choices = [(f"reply:{n}", title, "") for n, title in enumerate(titles, 1)]
        interactive = choice_tools.interactive(text, choices, "")
        files = self.env["whatsapp.inbox.file"]
        # sudo: what is being posted by who may post, and the buttons that go with it
        own = message.sudo()
        parts = [
            files._part(file, files._plan(file), "")
            for file in own.attachment_ids.sorted("id")
        ]
        chips = Markup("").join(CHIP % title for title in titles)
        own.body += Markup("<div>%s</div>") % chips
        # the buttons come last, where the customer looks
        return [
            *parts,
            {"message_type": "interactive", "payload": {"interactive": interactive}},
        ]

from odoo import models

from ..tools import text_format


class MailMessage(models.Model):
    """What was sent once may be said again."""

    _inherit = "mail.message"

    def whatsapp_save_as_canned(self):
        """:return: the form of a new canned reply with what this message says"""
        self.ensure_one()
        self._whatsapp_check_agent()
        # sudo: how a message was sent that one may read
        parts = self.sudo().whatsapp_message_ids.filtered(lambda p: not p.superseded)
        asked = parts.filtered(lambda p: p.message_type == "interactive")[:1]
        interactive = (asked.payload or {}).get("interactive", {})
        buttons = [
            button["reply"]["title"]
            for button in interactive.get("action", {}).get("buttons", [])
        ]
        text = interactive.get("body", {}).get("text")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Save as Canned Reply"),
            "res_model": "mail.canned.response",
            "views": [
                (
                    self.env.ref("whatsapp_inbox.mail_canned_response_view_form").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_substitution": text
                or text_format.to_whatsapp(self.body or ""),
                "default_whatsapp_attachment_ids": self.attachment_ids.ids,
                "default_whatsapp_button_titles": "\n".join(buttons),
            },
        }

from odoo import fields, models
from odoo.tools import format_datetime

from ..tools import text_format
from .whatsapp_inbox_message import ABOUT_OTHERS


class MailMessage(models.Model):
    """What is known of one message: when it did what, who sent it, what it cost; and
    its text to copy."""

    _inherit = "mail.message"

    def whatsapp_text(self):
        """:return: the text with WhatsApp's marks, for the clipboard; of several with
        who wrote each and when, as WhatsApp does it"""
        self._whatsapp_check_agent()
        if len(self) == 1:
            return text_format.to_whatsapp(self.body or "")
        return "\n".join(mail._whatsapp_text_line() for mail in self.sorted("id"))

    def _whatsapp_text_line(self):
        # sudo: the writer and the files of a message that one may read
        own = self.sudo()
        thread = self.env["discuss.channel"].browse(self.res_id)
        text = text_format.to_whatsapp(self.body or "")
        files = own.attachment_ids.sorted("id").mapped("name")
        return "[{date}] {author}: {text}".format(
            date=format_datetime(self.env, self.date, dt_format="short"),
            author=own.author_id.name or thread.name,
            text="\n".join([*filter(None, [text]), *files]),
        )

    def whatsapp_info(self):
        """:return: list of sections, one for each WhatsApp message of this one and each
        attempt: ``{"title", "error", "rows": [{"label", "text" or "at"}]}``; ``at`` is
        UTC"""
        self._whatsapp_check_agent()
        # sudo: transport records of a message that one may read
        parts = self.env["whatsapp.inbox.message"].sudo()
        parts = parts.search(
            [
                ("mail_message_id", "=", self.id),
                ("message_type", "not in", ABOUT_OTHERS),
            ],
            order="id",
        )
        return [self._whatsapp_info_written(parts), *(p._info() for p in parts)]

    def _whatsapp_info_written(self, parts):
        own = self.sudo()
        rows = [{"label": self.env._("Written"), "at": own.date}]
        if own.author_id and not own.whatsapp_automatic:
            rows.insert(0, {"label": self.env._("By"), "text": own.author_id.name})
        if not parts:
            rows.append(
                {
                    "label": self.env._("Sent to WhatsApp"),
                    "text": self.env._("No: only people of the company see it."),
                }
            )
        return {
            "title": "",
            "error": False,
            "rows": [
                {**row, "at": fields.Datetime.to_string(row["at"])}
                if "at" in row
                else row
                for row in rows
            ],
        }

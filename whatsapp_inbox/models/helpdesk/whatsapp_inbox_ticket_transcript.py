from markupsafe import Markup

from odoo import models
from odoo.tools import format_datetime

from ...tools import text_format
from ..whatsapp_inbox_message import ABOUT_OTHERS
from ..whatsapp_inbox_message_auto import EVENT

#: Messages of a transcript. What was said before is in the thread.
MOST = 200


class WhatsappInboxTicketTranscript(models.AbstractModel):
    """What a ticket tells of its conversation: what was said, never notes."""

    _name = "whatsapp.inbox.ticket.transcript.mixin"
    _description = "Conversation That Tickets Tell"

    def _untold_messages(self):
        """:return: ``mail.message``s since the thread's last transcript; if there was
        none, of this conversation. The oldest first"""
        told = self._last_told()
        domain = [
            ("channel_id", "=", self.channel_id.id),
            ("mail_message_id.message_type", "!=", "notification"),
            ("message_type", "not in", (*ABOUT_OTHERS, "system")),
            ("state", "not in", ("failed", "withdrawn")),
            ("revoked_at", "=", False),
            ("auto_kind", "!=", EVENT),
        ]
        if not told:
            domain.append(("conversation_id", "=", self.id))
        # sudo: what was said in a thread that one reads
        said = self.env["whatsapp.inbox.message"].sudo()
        mails = said.search(domain, order="id desc", limit=MOST).mail_message_id
        mails = mails.filtered(lambda mail: mail.id > told.id) if told else mails
        return mails.sorted("id").with_env(self.env)

    def _last_told(self):
        """:return: the last ``mail.message`` of a transcript of this thread, or none"""
        Ticket = self._tickets().browse()
        last = Ticket.search(
            [
                ("whatsapp_transcript_id.model", "=", "discuss.channel"),
                ("whatsapp_transcript_id.res_id", "=", self.channel_id.id),
            ]
        )
        return last.whatsapp_transcript_id.sorted("id")[-1:]

    def _ticket_description(self, messages):
        """:return: safe HTML. Each part names the thread, so that it is found when a
        person is erased"""
        told = [self._transcript_line(message) for message in messages]
        return self._transcript_head() + Markup("").join(told)

    def _transcript_tz(self):
        """Of the company: whoever reads it reads the same."""
        # sudo: the company's own address and hours
        company = self.sudo().company_id
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _transcript_head(self):
        contact = self.contact_id
        return Markup(
            '<p data-oe-model="discuss.channel" data-oe-id="%s">'
            '<a href="/odoo/discuss?active_id=discuss.channel_%s">%s</a><br/>'
            '<small class="text-muted">%s %s</small></p>'
        ) % (
            self.channel_id.id,
            self.channel_id.id,
            self.env._(
                "WhatsApp chat with %s",
                ", ".join(
                    filter(None, (contact.display_name, contact.phone_formatted))
                ),
            ),
            self.env._("Times are of"),
            self._transcript_tz(),
        )

    def _transcript_line(self, message):
        # sudo: the author and the files of a message that one may read
        known = message.sudo()
        said = [text_format.to_html(message._whatsapp_forward_text())]
        said += [Markup("📎 %s") % file.name for file in known.attachment_ids]
        return Markup(
            '<p data-oe-model="discuss.channel" data-oe-id="%s"><b>%s</b> '
            '<small class="text-muted">%s</small></p>'
            '<blockquote dir="auto">%s</blockquote>'
        ) % (
            self.channel_id.id,
            known.author_id.name or self.contact_id.display_name,
            format_datetime(
                self.env, message.date, self._transcript_tz(), dt_format="short"
            ),
            Markup("<br>").join(filter(None, said)),
        )

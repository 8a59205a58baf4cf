from markupsafe import Markup

from odoo import api, models

#: No machine answers them (RFC 3834, and Exchange's own).
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class WhatsappInboxLetter(models.AbstractModel):
    """Mails about a thread. They belong to no record, so that what is answered to them
    finds no way into a thread, nor to its customer."""

    _name = "whatsapp.inbox.letter"
    _description = "WhatsApp Mails"

    @api.model
    def _write(self, company, to, subject, paragraphs, thread, attachments=None):
        """Have a mail sent by Odoo's own queue, soon after the commit.

        :param str to: normalized address
        :param list paragraphs: text, or ``Markup``
        :return: the ``mail.mail``, deleted once it has left
        """
        sender = (
            company.email_formatted or self.env.ref("base.partner_root").email_formatted
        )
        body = Markup("").join(Markup("<p>%s</p>") % words for words in paragraphs)
        link = Markup('<p><a href="%s">%s</a></p>')
        body += link % (self._thread_url(thread), self.env._("Open the conversation"))
        # sudo: users write no mails for others
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": body,
                    "email_from": sender,
                    "reply_to": sender,
                    "email_to": to,
                    "auto_delete": True,
                    "headers": repr(HEADERS),
                    "attachment_ids": attachments and attachments.ids,
                }
            )
        )
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if queue:
            queue.sudo()._trigger()
        return mail

    @api.model
    def _thread_url(self, thread):
        base = thread.get_base_url()
        return f"{base}/odoo/discuss?active_id=discuss.channel_{thread.id}"

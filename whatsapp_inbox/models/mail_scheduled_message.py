import json
import logging

from markupsafe import Markup

from odoo import api, models, modules
from odoo.exceptions import UserError

from .discuss_channel import is_whatsapp

_logger = logging.getLogger(__name__)


class MailScheduledMessage(models.Model):
    """Discuss has no button for it, but RPC and other addons may schedule an answer.

    Core posts what is not said to be a comment as a notification, which stays here.
    """

    _inherit = "mail.scheduled.message"

    @api.model_create_multi
    def create(self, vals_list):
        scheduled = super().create(vals_list)
        for message in scheduled.filtered(_is_answer):
            thread = self.env["discuss.channel"].browse(message.res_id)
            thread._whatsapp_check_post()
            message._whatsapp_make_comment()
        return scheduled

    def write(self, vals):
        result = super().write(vals)
        if not {"is_note", "notification_parameters"}.isdisjoint(vals):
            for message in self.filtered(_is_answer):
                message._whatsapp_make_comment()
        return result

    def _whatsapp_make_comment(self):
        parameters = json.loads(self.notification_parameters or "{}")
        if parameters.get("message_type") != "comment":
            parameters["message_type"] = "comment"
            self.notification_parameters = json.dumps(parameters)

    def _post_message(self, raise_exception=True):
        """Core tells the author that it was not sent, but not why, and drops the
        files. The window and all else is checked now, as for any answer."""
        answers = self.filtered(_is_answer)
        result = super(MailScheduledMessage, self - answers)._post_message(
            raise_exception
        )
        for answer in answers:
            if raise_exception:
                super(MailScheduledMessage, answer)._post_message(raise_exception)
                continue
            try:
                super(MailScheduledMessage, answer)._post_message()
            except UserError as error:  # of which AccessError is one
                answer._whatsapp_not_posted(str(error))
            except Exception:
                _logger.exception("Scheduled message %s not posted", answer.id)
                answer._whatsapp_not_posted("")
        return result

    def _whatsapp_not_posted(self, reason):
        """Give the author the text and files back, and the reason."""
        commits = not modules.module.current_test
        if commits:  # as core does after each message
            self.env.cr.rollback()
        author = self.create_uid
        message = self.with_context(lang=author.lang)
        thread = message.env["discuss.channel"].browse(message.res_id)
        text = message.env._(
            "The message that you scheduled for %(customer)s was not sent: %(reason)s",
            customer=thread.exists().name or "",
            reason=reason,
        )
        notification = message.env["mail.thread"].message_notify(
            partner_ids=author.partner_id.ids,
            subject=message.env._("A scheduled message could not be sent"),
            body=Markup("<p>{}</p><blockquote>{}</blockquote>").format(
                text, message.body or ""
            ),
            attachment_ids=message.attachment_ids.ids,
        )
        # else they would be deleted with what they were scheduled for
        message.attachment_ids.write(
            {"res_model": notification._name, "res_id": notification.id}
        )
        self.unlink()
        if commits:
            self.env["ir.cron"]._commit_progress()


def _is_answer(scheduled):
    """Whether it goes to a customer; a note stays a note."""
    if scheduled.model != "discuss.channel" or scheduled.is_note:
        return False
    # sudo: only the type of the thread; who may post there is checked elsewhere
    channel = scheduled.env["discuss.channel"].sudo().browse(scheduled.res_id)
    return is_whatsapp(channel)

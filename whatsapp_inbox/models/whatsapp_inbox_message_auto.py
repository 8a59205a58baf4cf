from datetime import timedelta

from odoo import fields, models

from ..tools.errors import ErrorClass, classify

#: An automatic text is about now; what waited longer says what was.
MAX_AGE = timedelta(minutes=30)
#: What a document tells of itself: still true when it comes late.
EVENT = "event"


class WhatsappInboxMessage(models.Model):
    """Automatic texts: which messages are, and when it is too late for one."""

    _inherit = "whatsapp.inbox.message"

    auto_kind = fields.Selection(
        [
            ("menu", "Menu"),
            ("menu_error", "Menu again"),
            ("greeting", "Greeting"),
            ("closed", "Closed"),
            ("waiting", "Waiting"),
            ("closing", "Closing"),
            ("reply", "Reply of a rule"),
            ("service", "Self-service"),
            ("tap", "Answer to a button"),
            (EVENT, "News of a document"),
            ("consent", "Marketing stopped or wanted"),
        ],
        "Automatic",
        readonly=True,
        help="Sent by the inbox itself.",
    )

    _auto_idx = models.Index("(channel_id, id) WHERE auto_kind IS NOT NULL")

    def _is_late(self):
        """Whether an automatic text that waits to be sent has lost its sense: WhatsApp
        would refuse it, or what it says is no longer so."""
        self.ensure_one()
        if not self.auto_kind or self.template_id:
            return False
        if not self.conversation_id._window_is_open():
            return True
        limit = fields.Datetime.now() - MAX_AGE
        return self.auto_kind != EVENT and self.mail_message_id.date < limit

    def write(self, vals):
        """News that WhatsApp refused, or that came too late, are told of on their
        document."""
        result = super().write(vals)
        if vals.get("state") in ("failed", "withdrawn"):
            news = self.filtered(lambda message: message.auto_kind == EVENT)
            if news:
                # sudo: the outbox, or whoever takes it back
                self.env["whatsapp.inbox.document.event"].sudo()._note_failed(news)
        return result

    def _failed(self, code, reason):
        """An automatic text that missed the window is withdrawn: the thread shows that
        it was not sent, and nobody has to do anything about it."""
        late = self.browse()
        if classify(code or 0) == ErrorClass.WINDOW:
            late = self.filtered("auto_kind")
            late.write({"state": "withdrawn", "retry_at": False})
        return super(WhatsappInboxMessage, self - late)._failed(code, reason)

    def _heed_failure(self, failed_at):
        result = super()._heed_failure(failed_at)
        if self.auto_kind and classify(self.error_code or None) == ErrorClass.WINDOW:
            self.state = "withdrawn"
        return result

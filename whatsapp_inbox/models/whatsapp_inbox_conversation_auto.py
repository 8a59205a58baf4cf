import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models

from ..tools import choices as choice_tools
from ..tools import placeholders
from .whatsapp_inbox_message import ABOUT_OTHERS
from .whatsapp_inbox_message_auto import EVENT

_logger = logging.getLogger(__name__)

PAUSE = timedelta(hours=1)


class WhatsappInboxConversation(models.Model):
    """Automatic texts (docs/decisions/0025)."""

    _inherit = "whatsapp.inbox.conversation"

    auto_paused_until = fields.Datetime(
        readonly=True, help="Too many automatic texts: none is sent until then."
    )

    def _send_auto(
        self, kind, record, field_name, choices=None, by_agent=False, **facts
    ):
        """Send a text as the inbox itself, in the customer's language.

        :param str kind: one of ``whatsapp.inbox.message.auto_kind``
        :param record: that has the text in ``field_name`` (translated, empty: not sent)
        :param choices: list of (id, title, description) to tap. Buttons, which have no
            description, if they are at most 3 of 20 characters, else a list if at most
            10 of 24, descriptions of 72; more are lines of the text
        :param by_agent: an agent causes it: it interrupts nobody who has just written
        :param facts: what placeholders say instead of what ``_auto_facts`` finds, also
            as functions that are called if needed
        :return: whether it is queued; why not is told to the log at debug
        """
        self.ensure_one()
        own = self._as_inbox()
        template = record.with_env(own.env)[field_name]
        return bool(own._say_auto(kind, template, choices, by_agent, **facts))

    def _as_inbox(self):
        """The inbox itself, which speaks the customer's language, whoever causes it."""
        own = self.with_user(SUPERUSER_ID)
        return own.with_context(lang=own.contact_id._language())

    def _say_auto(self, kind, template, choices=None, by_agent=False, **facts):
        """The same with a text at hand, of which ``_as_inbox()`` knows the language.

        :return: the ``mail.message``, none if nothing is said
        """
        self.ensure_one()
        own = self._as_inbox()
        reason = own._auto_refusal(kind, by_agent) if template else "no text"
        if not reason:
            facts = {**own._auto_facts(), **facts}
            text = placeholders.fill(template, facts)
            reason = "" if text else "nothing left to say"
        if reason:
            _logger.debug("Conversation %s: no %s text: %s", self.id, kind, reason)
            return self.env["mail.message"]
        return own._post_auto(kind, text, choices)

    def _post_auto(self, kind, text, choices):
        choices = [
            (str(key), title.strip(), description.strip())
            for key, title, description in choices or ()
        ]
        if choices and not choice_tools.interactive(text, choices, ""):
            text, choices = choice_tools.as_lines(text, choices), []
        thread = self.channel_id.with_context(
            whatsapp_auto_kind=kind, whatsapp_auto_choices=choices
        )
        return thread.message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            silent=True,
        )

    # -- what is said ---------------------------------------------------------------

    def _auto_facts(self):
        """What the placeholders say, in the language of the context. A hook.

        :return: text, or a function that gives it, by placeholder
        :rtype: dict
        """
        return {
            "name": self.contact_id._first_name,
            "team": self.team_id.name or self.account_id.name,
        }

    # -- whether it is sent ---------------------------------------------------------

    def _auto_refusal(self, kind, by_agent=False):
        """:return: why no text of this kind may go now, "" if it may"""
        now = fields.Datetime.now()
        if self.account_id.state != "connected":
            return "the number is not connected"
        if self.contact_id.is_group or not self.contact_id._recipient(self):
            return "nobody to send it to"
        if self.channel_id.whatsapp_blocked_at:
            return "the customer is blocked"
        if self.channel_id.whatsapp_conversation_id != self:
            return "there is a newer conversation"
        if self.answered_by:
            return "another app answers"
        if not self._window_is_open():
            return "the window is closed"
        if self.auto_paused_until and now < self.auto_paused_until:
            return "too many"
        return self._auto_refusal_by_thread(kind, now, by_agent)

    def _auto_refusal_by_thread(self, kind, now, by_agent=False):
        if kind == EVENT:
            return ""  # once for each document, and no answer to anybody
        said = [
            ("channel_id", "=", self.channel_id.id),
            ("message_type", "not in", (*ABOUT_OTHERS, "system")),
        ]
        Message = self.env["whatsapp.inbox.message"]
        quiet = 0 if by_agent else self.account_id.quiet_minutes
        answer = quiet and Message.search(
            [
                *said,
                ("direction", "=", "outbound"),
                ("auto_kind", "=", False),
                ("state", "not in", ("failed", "withdrawn")),
            ],
            limit=1,
        )
        if answer and answer.mail_message_id.date > now - timedelta(minutes=quiet):
            return "an agent wrote just now"
        # an imported history is nothing that was said now
        question = Message.search(
            [*said, ("direction", "=", "inbound"), ("origin", "=", False)], limit=1
        )
        limit = self.account_id.auto_limit
        sent = Message.search(
            [*said, ("auto_kind", "not in", (False, EVENT))], limit=max(limit, 10)
        )
        told = sent.filtered(lambda m: m.id > question.id and m.state != "withdrawn")
        if kind in told.mapped("auto_kind"):
            return "sent since the customer wrote"
        dates = sent[:limit].mapped("mail_message_id.date")
        if limit and len(dates) == limit and min(dates) > now - PAUSE:
            self._pause_auto(now)
            return "too many"
        return ""

    def _pause_auto(self, now):
        self.auto_paused_until = now + PAUSE
        # the reader is an agent, not the customer
        words = self.with_context(lang=self.company_id.partner_id.lang).env
        self.channel_id._whatsapp_post_line(
            words._(
                "%s automatic texts within an hour: there may be another automatic "
                "inbox at the other end. No more are sent for an hour.",
                self.account_id.auto_limit,
            ),
            now,
        )

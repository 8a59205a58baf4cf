import json
import logging

from markupsafe import Markup

from odoo import api, fields, models, modules
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.misc import clean_context

from odoo.addons.mail.tools.discuss import Store

from ..tools import sendables, text_format
from .discuss_channel import is_whatsapp
from .discuss_channel_sendable import COMPOSED
from .whatsapp_inbox_job import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

#: What else than text, files and mentions a scheduled message is posted with.
POST_VALUES = frozenset(
    ("parent_id", "whatsapp_canned_ids", "whatsapp_content", "whatsapp_team_ids")
)


class MailScheduledMessage(models.Model):
    """Answers and notes that are posted later in a customer's thread. See
    docs/decisions/0035.

    Core posts what is not said to be a comment as a notification, which stays here; and
    it commits what was posted before it deletes what was scheduled. Here both are one
    transaction, with the row locked: what was killed is posted once, and so is what two
    send at the same time. What cannot be posted is kept, with the reason.
    """

    _inherit = "mail.scheduled.message"

    whatsapp_problem = fields.Char(
        "Not Sent",
        readonly=True,
        help="Why it was not sent when its time came. It waits for a decision.",
    )
    whatsapp_unless_written = fields.Boolean(
        "Not If They Write",
        help="If the customer writes before its time, it is not sent, and its author "
        "decides.",
    )
    whatsapp_last_message_id = fields.Integer(
        readonly=True, help="The newest message of the thread when it was scheduled."
    )
    whatsapp_post_values = fields.Json(
        help="What else it is posted with: buttons, the quoted message."
    )

    @api.model_create_multi
    def create(self, vals_list):
        scheduled = super().create(vals_list)
        for message in scheduled.filtered(_is_in_thread):
            thread = message._whatsapp_thread()
            thread._whatsapp_check_desk()
            message.author_id = self.env.user.partner_id
            message.whatsapp_last_message_id = thread._whatsapp_newest_id()
            message._whatsapp_check()
        scheduled._whatsapp_bus_send()
        return scheduled

    def write(self, vals):
        result = super().write(vals)
        own = self.filtered(_is_in_thread)
        if not {"is_note", "notification_parameters", "body"}.isdisjoint(vals):
            for message in own:
                message._whatsapp_check()
        own._whatsapp_bus_send()
        return result

    def unlink(self):
        for message in self.filtered(_is_in_thread):
            thread = message._whatsapp_thread()
            store = Store(bus_channel=thread).delete(message)
            store.bus_send()
        return super().unlink()

    # -- checks -------------------------------------------------------------------

    def _whatsapp_check(self):
        """What can be told now: rights, the number, gaps. The window is asked when its
        time comes.

        :raises UserError: it could never be sent
        """
        self.ensure_one()
        parameters = json.loads(self.notification_parameters or "{}")
        if parameters.get("message_type") != "comment":
            parameters["message_type"] = "comment"
            self.notification_parameters = json.dumps(parameters)
        if self.is_note:
            return
        thread = self._whatsapp_thread()
        thread._whatsapp_check_post()
        text = self._whatsapp_text()
        thread._whatsapp_check_gaps(text)
        content = (self.whatsapp_post_values or {}).get("whatsapp_content")
        if content:
            Sendable = self.env["whatsapp.inbox.sendable"]
            content = Sendable._content(thread, content)
            if problems := Sendable._problems(content, text):
                raise UserError("\n".join(sentence for _field, sentence in problems))

    def _whatsapp_thread(self):
        return self.env["discuss.channel"].browse(self.res_id)

    def _whatsapp_text(self):
        """As typed: an answer with WhatsApp's marks."""
        body = self.body or ""
        if self.is_note:
            return html2plaintext(body).strip()
        return text_format.to_whatsapp(body)

    def _whatsapp_taps(self):
        """:return: titles that the customer may tap"""
        content = (self.whatsapp_post_values or {}).get("whatsapp_content") or {}
        return sendables.titles(content) if content.get("type") in COMPOSED else []

    # -- when its time comes ------------------------------------------------------

    @api.model
    def _post_messages_cron(self, limit=50):
        """What was not sent waits for a person, not for the next run."""
        due = self.with_context(whatsapp_scheduled_due=True)
        return super(MailScheduledMessage, due)._post_messages_cron(limit)

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.context.get("whatsapp_scheduled_due"):
            domain = Domain(domain) & Domain("whatsapp_problem", "=", False)
        return super()._search(domain, *args, **kwargs)

    def _post_message(self, raise_exception=True):
        own = self.filtered(_is_in_thread)
        result = None
        if others := self - own:
            result = super(MailScheduledMessage, others)._post_message(raise_exception)
        for message in own:
            if raise_exception:
                message._whatsapp_lock()
                message._whatsapp_post()
            else:
                message._whatsapp_post_due()
        return result

    def _whatsapp_lock(self):
        """:raises UserError: it is being sent, or was"""
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("This message has just been sent or cancelled.")
            ) from error

    def _whatsapp_post(self):
        """As its author, who must still be allowed to; in the caller's transaction."""
        author = self.create_uid
        account = self._whatsapp_thread().whatsapp_account_id
        # the author may work for several companies, of which the cron knows none
        own = self.with_user(author).with_company(account.company_id)
        own._check()
        values = {
            key: value
            for key, value in (self.whatsapp_post_values or {}).items()
            if key in POST_VALUES
        }
        thread = own._whatsapp_thread()
        thread._whatsapp_check_desk()
        thread = thread.with_context(**clean_context(self.send_context or {}))
        message = thread.message_post(
            **values,
            attachment_ids=self.attachment_ids.ids,
            body=self.body,
            partner_ids=self.partner_ids.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note" if self.is_note else "mail.mt_comment",
        )
        self._message_created_hook(message)
        # sudo: whoever sends it, it is sent
        self.sudo().unlink()

    def _whatsapp_post_due(self):
        """In a transaction of its own, unless somebody is at it now."""
        commits = not modules.module.current_test
        try:
            # sudo: the cron's; whoever cancels or sends it at this moment has the row
            if not self.sudo().try_lock_for_update():
                return
            if problem := self._whatsapp_why_not() or self._whatsapp_try():
                self._whatsapp_hold(problem)
            if commits:
                self.env["ir.cron"]._commit_progress()
        except CONCURRENCY_ERRORS:
            if not commits:
                raise
            # it is still due: the cron begins again
            self.env.cr.rollback()

    def _whatsapp_try(self):
        """:return: why it could not be posted, or "" """
        try:
            with self.env.cr.savepoint():
                self._whatsapp_post()
        except CONCURRENCY_ERRORS:
            raise
        except UserError as error:  # of which AccessError is one
            return str(error)
        except Exception:
            _logger.exception("Scheduled message %s not posted", self.id)
            return self.env._("An error happened. Ask an administrator.")
        return ""

    def _whatsapp_why_not(self):
        """:return: a reason that is nobody's fault, or "" """
        author = self.create_uid
        words = self.with_context(lang=author.lang).env
        if not author._is_whatsapp_agent():
            return words._("%s does not answer customers here any more.", author.name)
        if self.whatsapp_unless_written and self._whatsapp_was_written():
            return words._("The customer has written since it was scheduled.")
        return ""

    def _whatsapp_was_written(self):
        # sudo: the transport records of a thread that one may read
        found = self.env["whatsapp.inbox.message"].sudo()
        return bool(
            found.search_count(
                [
                    ("channel_id", "=", self.res_id),
                    ("direction", "=", "inbound"),
                    ("message_type", "!=", "reaction"),
                    ("mail_message_id", ">", self.whatsapp_last_message_id),
                ],
                limit=1,
            )
        )

    def _whatsapp_hold(self, problem):
        """Keep it where everybody sees it, and tell its author and the owner."""
        thread = self._whatsapp_thread().exists()
        if not thread:
            self.unlink()
            return
        self.whatsapp_problem = problem
        owner = thread.whatsapp_conversation_id.user_id
        told = (self.create_uid | owner).filtered(lambda u: u._is_whatsapp_agent())
        # of an author who left nobody would know
        told = told or thread.channel_member_ids.partner_id.user_ids
        for user in told:
            words = self.with_context(lang=user.lang).env
            title = words._("A scheduled message could not be sent")
            text = words._(
                "The message that %(author)s scheduled for %(customer)s was not sent: "
                "%(reason)s It waits at the end of the thread: choose another time, "
                "send it now or a template in its place, or cancel it.",
                author=self.create_uid.name,
                customer=thread.name or "",
                reason=problem,
            )
            body = Markup('<p>{}</p><blockquote>{}</blockquote><p><a href="{}">{}</a>')
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=title,
                body=body.format(
                    text,
                    self.body or "",
                    f"/odoo/discuss?active_id=discuss.channel_{thread.id}",
                    words._("Open the thread"),
                ),
            )

    # -- what people do -----------------------------------------------------------

    def whatsapp_reschedule(self, scheduled_date, text=None, unless_written=None):
        """Another time, and maybe another text: what was not sent is tried again.

        :param str scheduled_date: UTC
        """
        self.ensure_one()
        vals = {"scheduled_date": scheduled_date}
        if text is not None:
            vals["body"] = self._whatsapp_html(text, self.is_note)
        if unless_written is not None:
            vals["whatsapp_unless_written"] = unless_written
        self.write(vals)
        # sudo: fields of the server's own; may it be written was asked just now
        newest = self._whatsapp_thread()._whatsapp_newest_id()
        self.sudo().write(
            {"whatsapp_problem": False, "whatsapp_last_message_id": newest}
        )

    def whatsapp_cancel(self):
        """Who may post in the thread may cancel; the author is told by whom."""
        self.ensure_one()
        self._check()
        self._whatsapp_lock()
        author, body = self.create_uid, self.body
        thread = self._whatsapp_thread()
        self.unlink()
        if author == self.env.user:
            return
        words = self.with_context(lang=author.lang).env
        # sudo: to somebody whom one need not know
        self.env["mail.thread"].sudo().message_notify(
            author_id=self.env.user.partner_id.id,
            partner_ids=author.partner_id.ids,
            subject=words._("A scheduled message was cancelled"),
            body=Markup("<p>{}</p><blockquote>{}</blockquote>").format(
                words._(
                    "%(name)s cancelled what you had scheduled for %(customer)s.",
                    name=self.env.user.name,
                    customer=thread.name or "",
                ),
                body or "",
            ),
        )

    @api.model
    def _whatsapp_html(self, text, is_note):
        if is_note:
            return Markup("<br/>").join(text.splitlines())
        return Markup(text_format.to_html(text))

    # -- browser ------------------------------------------------------------------

    def _whatsapp_bus_send(self):
        """To whoever may read the thread, and nobody else."""
        for message in self.filtered(_is_in_thread):
            thread = message._whatsapp_thread()
            message._whatsapp_to_store(Store(bus_channel=thread), thread).bus_send()

    def _whatsapp_to_store(self, store, thread):
        """:param thread: of all of these"""
        many = Store.Many(self, mode="ADD")
        return store.add(thread, {"scheduledMessages": many}, as_thread=True)

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + [
            "whatsapp_last_message_id",
            "whatsapp_problem",
            "whatsapp_unless_written",
            Store.Attr("whatsapp_text", lambda message: message._whatsapp_text()),
            Store.Attr("whatsapp_taps", lambda message: message._whatsapp_taps()),
        ]


def _is_in_thread(scheduled):
    """Whether it is about a customer: an answer, or a note."""
    if scheduled.model != "discuss.channel":
        return False
    # sudo: only the type of the thread; who may post there is checked elsewhere
    channel = scheduled.env["discuss.channel"].sudo().browse(scheduled.res_id)
    return is_whatsapp(channel.exists())

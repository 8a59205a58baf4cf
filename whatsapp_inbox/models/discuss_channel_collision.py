from datetime import timedelta

from babel.dates import format_timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, get_lang

from ..exceptions import AnsweredMeanwhile
from .discuss_channel import CHANNEL_TYPE
from .whatsapp_inbox_message import ABOUT_OTHERS


class DiscussChannel(models.Model):
    """Two who answer at once: the second is asked before it goes out."""

    _inherit = "discuss.channel"

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() | {"whatsapp_seen_message_id"}

    def message_post(self, *, whatsapp_seen_message_id=None, **kwargs):
        """:param int whatsapp_seen_message_id: given by composers: the last message
            that was there when this text was begun; 0 for none
        :raises AnsweredMeanwhile: one of us answered after it
        """
        is_composed = (
            self.channel_type == CHANNEL_TYPE and whatsapp_seen_message_id is not None
        )
        leaves = is_composed and self._whatsapp_leaves(kwargs)
        if leaves:
            self._whatsapp_check_answered(whatsapp_seen_message_id)
        message = super().message_post(**kwargs)
        if is_composed:
            self._whatsapp_draft_sent(not leaves)
        return message

    def _whatsapp_check_answered(self, seen_id, template=None):
        """Alone with the thread until the answer is posted. It is an update, so that
        whoever began before the other's commit cannot have the row: PostgreSQL refuses,
        Odoo begins again, and then the other's answer is seen.

        :param template: that is sent: once more is asked about, whoever did it
        """
        self.env.cr.execute(
            SQL(
                "UPDATE discuss_channel SET write_date = write_date WHERE id = %s",
                self.id,
            ),
            log_exceptions=False,
        )
        answer = self._whatsapp_answer_since(seen_id, template)
        if not answer:
            return
        # none at all would read "in 0 seconds"; Meta's clock may be ahead of ours
        passed = max(
            fields.Datetime.now() - answer.mail_message_id.date, timedelta(seconds=1)
        )
        ago = format_timedelta(
            -passed, add_direction=True, locale=get_lang(self.env).code
        )
        author = answer.mail_message_id.author_id
        if author == self.env.user.partner_id:
            text = self.env._("You sent this template %(ago)s already.", ago=ago)
        else:
            text = self.env._(
                "%(name)s answered %(customer)s %(ago)s, while you were writing.",
                name=author.name or self.env._("Somebody with the phone app"),
                customer=self.name,
                ago=ago,
            )
        raise AnsweredMeanwhile(text, answer.mail_message_id.id)

    def _whatsapp_answer_since(self, seen_id, template=None):
        """:return: transport record of the last answer of a colleague after a message,
        or of this template; what the inbox says by itself is none"""
        # in a domain, > 0 is > NULL; what was imported has an id below zero
        seen_id = seen_id if seen_id > 0 else -1
        me = self.env.user.partner_id
        asked_about = Domain("mail_message_id.author_id", "!=", me.id)
        if template:
            asked_about |= Domain("template_id", "=", template.id)
        answers = asked_about & Domain(
            [
                ("channel_id", "=", self.id),
                ("direction", "=", "outbound"),
                ("mail_message_id", ">", seen_id),
                ("message_type", "not in", ABOUT_OTHERS),
                ("auto_kind", "=", False),
                ("state", "!=", "withdrawn"),
            ]
        )
        # sudo: the records of a thread that one may read
        Message = self.env["whatsapp.inbox.message"].sudo()
        return Message.search(answers, order="id desc", limit=1)

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .whatsapp_inbox_ticket_event import CLOSED

#: Buttons of satisfaction, and what Odoo's ratings count for each.
RATINGS = {"ticket_happy": 5, "ticket_neutral": 3, "ticket_unhappy": 1}


class WhatsappInboxTicket(models.AbstractModel):
    """Who closes a ticket has the customer asked whether it was solved, and how it was.
    What they tap comes to ``whatsapp.inbox.ticket.tap.mixin``."""

    _inherit = "whatsapp.inbox.ticket.mixin"

    whatsapp_final_at = fields.Datetime(
        "Final on WhatsApp",
        readonly=True,
        copy=False,
        help="Until then the customer's answer opens the closed ticket again.",
    )
    whatsapp_stage_before = fields.Integer(
        readonly=True, copy=False, help="The stage from which it was closed."
    )
    whatsapp_unhappy_id = fields.Many2one(
        "whatsapp.inbox.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="whatsapp_inbox.group_agent",
        help="By this tap the customer was dissatisfied, and was asked why.",
    )

    def _whatsapp_stage_changed(self, before):
        ended = self.filtered(
            lambda ticket: not (ticket._is_open() or before[ticket]._is_closed())
        )
        asked = ended.filtered(lambda ticket: ticket._whatsapp_question())
        # one message: the question has the news of the stage
        others = super(WhatsappInboxTicket, self - asked)
        result = others._whatsapp_stage_changed(before)
        for ticket in ended:
            ticket.write(
                {
                    "whatsapp_stage_before": before[ticket].id,
                    "whatsapp_final_at": ticket._whatsapp_final_from_now(),
                }
            )
        Event = self.env["whatsapp.inbox.document.event"]
        for event, tickets in asked.grouped(lambda t: t._whatsapp_closing()).items():
            Event._note(event, tickets)
        return result

    def _whatsapp_closing(self):
        """:return: the name of this closure, after those before it"""
        domain = [("model", "=", self._name), ("res_id", "=", self.id)]
        domain += [("event", "=like", f"{CLOSED}%")]
        times = self.env["whatsapp.inbox.document.event"].sudo().search_count(domain)
        return f"{CLOSED}{times + 1}"

    def _whatsapp_final_from_now(self):
        """:return: the end of the last of so many working days after this one, naive
        UTC; False: never"""
        days = self.team_id.whatsapp_final_days
        if days <= 0:
            return False
        now = fields.Datetime.now()
        end = False
        if calendar := self.team_id._whatsapp_calendar():
            # days of those who work them, not of UTC
            today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(calendar.tz))
            midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
            end = calendar.plan_days(
                days,
                midnight + timedelta(days=1),
                compute_leaves=True,
                domain=self.team_id._whatsapp_days_off(),
            )
        if not end:
            return now + timedelta(days=days)
        return end.astimezone(UTC).replace(tzinfo=None)

    def _whatsapp_is_final(self):
        return bool(
            self.whatsapp_final_at and self.whatsapp_final_at <= fields.Datetime.now()
        )

    # -- the question ---------------------------------------------------------------

    def _whatsapp_question(self):
        """:return: "solved", "rating", or "" if the team asks nothing"""
        if self.team_id.whatsapp_ask_solved:
            return "solved"
        return "rating" if self.team_id.whatsapp_ask_rating else ""

    def _whatsapp_question_choices(self, question):
        if question == "solved":
            titles = {
                "ticket_solved": self.env._("Yes"),
                "ticket_unsolved": self.env._("No"),
            }
        else:
            titles = {
                "ticket_happy": self.env._("😀 Satisfied"),
                "ticket_neutral": self.env._("😐 Okay"),
                "ticket_unhappy": self.env._("😞 Dissatisfied"),
            }
        Tap = self.env["whatsapp.inbox.tap"]
        return [(Tap._payload(name, self), title, "") for name, title in titles.items()]

    def _whatsapp_event_is_on(self, event):
        if event.startswith(CLOSED):
            return bool(self.company_id and self._whatsapp_question())
        return super()._whatsapp_event_is_on(event)

    def _whatsapp_event_text(self, event):
        if not event.startswith(CLOSED):
            return super()._whatsapp_event_text(event)
        if self.stage_id.whatsapp_active:
            news = super()._whatsapp_event_text(f"stage_{self.stage_id.id}")
        else:
            news = self.env._("Your ticket {ticket} is closed.")
        question = (
            self.env._("Was it solved?")
            if self._whatsapp_question() == "solved"
            else self.env._("How satisfied are you with our help?")
        )
        return f"{news}\n{question}"

    def _whatsapp_event_template(self, event):
        if event.startswith(CLOSED):
            return self.stage_id.whatsapp_template_id
        return super()._whatsapp_event_template(event)

    def _whatsapp_event_choices(self, event):
        if event.startswith(CLOSED):
            return self._whatsapp_question_choices(self._whatsapp_question())
        return super()._whatsapp_event_choices(event)

    def _whatsapp_event_is_over(self, event):
        if event.startswith(CLOSED):
            return self._is_open() or not self._whatsapp_question()
        return super()._whatsapp_event_is_over(event)

    # -- the answer -----------------------------------------------------------------

    def _whatsapp_first_stage(self, closed):
        """:return: the team's first stage that is open, or that is closed"""
        stages = self.env[self._fields["stage_id"].comodel_name]
        domain = Domain(stages._role_field("closed"), "=", closed)
        domain &= Domain("team_ids", "=", False) | Domain(
            "team_ids", "in", self.team_id.ids
        )
        if "company_id" in stages._fields:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        return stages.search(domain, limit=1)

    def _whatsapp_reopen(self):
        """:return: whether there is a stage in which it is open"""
        before = self.stage_id.browse(self.whatsapp_stage_before or ()).exists()
        if not before or before._is_closed() or not before.active:
            before = self._whatsapp_first_stage(closed=False)
        if before:
            # who is told that it is open again needs no news of the stage
            self.with_context(whatsapp_no_events=True).stage_id = before
        return bool(before)

    def _whatsapp_rate(self, value, message):
        """Keep what a customer said of it; what they say later takes its place.

        :param message: the transport record of their answer
        """
        partner = message.contact_id.partner_id
        if not self._role_field("rating"):
            told = self.with_context(lang=self.company_id.partner_id.lang)
            words = told.env._("Satisfaction: %s of 5", value)
            told._whatsapp_note(message.mail_message_id, words, author=partner)
            return
        rating = self._whatsapp_rating(partner)
        token = None if rating else self._rating_get_access_token(partner)
        self.rating_apply(value, token, rating, feedback=rating.feedback)

    def _whatsapp_rating(self, partner):
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        domain += [("partner_id", "=", partner.id)]
        return self.env["rating.rating"].search(domain, order="id desc", limit=1)

    def _whatsapp_keep_feedback(self, message):
        """What would be better, as they were asked: with their rating.

        :param message: the transport record of their words
        """
        partner, mail = message.contact_id.partner_id, message.mail_message_id
        if not self._role_field("rating"):
            told = self.with_context(lang=self.company_id.partner_id.lang)
            words = told.env._("What could be better: %s", html2plaintext(mail.body))
            told._whatsapp_note(mail, words, author=partner)
        elif rating := self._whatsapp_rating(partner):
            words = html2plaintext(mail.body).strip()
            self.rating_apply(rating.rating, rating=rating, feedback=words)

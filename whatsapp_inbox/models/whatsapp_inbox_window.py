from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 100
#: As its scheduled action; what is due before the next run wakes it by a trigger.
EVERY = timedelta(minutes=5)


class WhatsappInboxWindow(models.AbstractModel):
    """Reminds owners of customers who wait while their window is about to close, once
    in each window; and whoever gets one of them after that."""

    _name = "whatsapp.inbox.window"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Window Reminder"
    _job_cron = "whatsapp_inbox.ir_cron_window"

    def _job_step(self):
        now = fields.Datetime.now()
        wishes = self._wishes()
        Conversation = self.env["whatsapp.inbox.conversation"]
        due = Conversation.search(
            Domain.OR(self._waiting(*wish, now) for wish in wishes)
            & Conversation._not_aside(),
            order="window_expires_at, id",
            limit=BATCH,
        )
        # Who answers in one of them now needs no reminder.
        mine = due.try_lock_for_update(allow_referencing=True)
        for company, own in mine.grouped("company_id").items():
            job = self.with_context(lang=company.partner_id.lang)
            job._do_or_set_aside(own, job._remind)
        if mine and len(due) == BATCH:
            return len(mine), BATCH
        self._wake_for_next(wishes, now)
        return len(mine), 0

    @api.model
    def _wishes(self):
        """:return: list of (minutes before the end, accounts that want so)"""
        accounts = self.env["whatsapp.inbox.account"].search_fetch(
            [("window_reminder", ">", 0)], ["window_reminder"]
        )
        return list(accounts.grouped("window_reminder").items())

    @api.model
    def _waiting(self, minutes, accounts, now, later=timedelta(0)):
        """:return: domain of those that are due now, or within ``later`` from now"""
        ahead = now + timedelta(minutes=minutes)
        return Domain(
            [
                ("account_id", "in", accounts.ids),
                ("window_expires_at", ">", ahead if later else now),
                ("window_expires_at", "<=", ahead + later),
                ("waiting_since", "!=", False),
                ("user_id", "!=", False),
                ("state", "!=", "resolved"),
                ("window_reminded", "=", False),
            ]
        )

    @api.model
    def _wake_for_next(self, wishes, now):
        """A reminder comes to the minute, however seldom the cron runs."""
        Conversation = self.env["whatsapp.inbox.conversation"]
        times = []
        for minutes, accounts in wishes:
            [[first]] = Conversation._read_group(
                self._waiting(minutes, accounts, now, later=EVERY),
                aggregates=["window_expires_at:min"],
            )
            if first:
                times.append(first - timedelta(minutes=minutes))
        if times:
            self._wake(min(times))

    @api.model
    def _remind(self, conversations):
        """Note it, write a line, and tell the owners' browsers. Whoever is no agent any
        more, or lets another app answer, hears nothing."""
        conversations.window_reminded = True
        told = conversations.filtered(
            lambda c: not c.answered_by and c.user_id._is_whatsapp_agent()
        )
        now = fields.Datetime.now()
        self.env["discuss.channel"]._whatsapp_post_lines(
            [(c.channel_id, self._line(c, now), now) for c in told]
        )
        for conversation in told:
            conversation.user_id._bus_send(
                "whatsapp_inbox.window_closing",
                {
                    "channel_id": conversation.channel_id.id,
                    "expires_at": fields.Datetime.to_string(
                        conversation.window_expires_at
                    ),
                    "name": conversation.contact_id.display_name,
                },
            )

    @api.model
    def _line(self, conversation, now):
        left = (conversation.window_expires_at - now).total_seconds()
        return self.env._(
            "%(agent)s was reminded: the customer waits, and in %(minutes)s minutes "
            "WhatsApp takes only templates.",
            agent=conversation.user_id.name,
            minutes=max(1, round(left / 60)),
        )

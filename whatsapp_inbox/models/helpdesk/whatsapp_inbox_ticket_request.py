from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: How often it is looked whether the menu is done with the customer.
PAUSE = timedelta(minutes=1)


class WhatsappInboxTicketRequest(models.AbstractModel):
    """A conversation is to become a ticket by itself: once for each reason, as the
    index says. The row is written with what causes it, and the ticket made after the
    commit: a helpdesk that refuses it costs no message. The bridge has its own table
    and cron.
    """

    _name = "whatsapp.inbox.ticket.request.mixin"
    _inherit = "whatsapp.inbox.row.job"
    _description = "WhatsApp Ticket to Make"
    _order = "id desc"

    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    reason = fields.Selection(
        [
            ("rule", "A rule says so"),
            ("new", "New in its team"),
            ("closed", "Came while closed"),
            ("unanswered", "Waited too long"),
            ("resolved", "Resolved"),
        ],
        required=True,
        readonly=True,
    )
    due_at = fields.Datetime(readonly=True, required=True)

    _once = models.UniqueIndex("(conversation_id, reason)")
    _pending_idx = models.Index("(due_at) WHERE state = 'pending'")

    @api.model
    def _note(self, reason, conversations, delay=timedelta()):
        """:param timedelta delay: not before this has passed"""
        now = fields.Datetime.now()
        due_at = now + delay
        for conversation in conversations:
            # the index decides, of two that come at once as well
            rows = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO %s (
                        conversation_id, reason, due_at, state,
                        create_uid, create_date, write_uid, write_date
                    ) VALUES (%s, %s, %s, 'pending', %s, %s, %s, %s)
                    ON CONFLICT (conversation_id, reason) DO NOTHING RETURNING id
                    """,
                    SQL.identifier(self._table),
                    conversation.id,
                    reason,
                    due_at,
                    self.env.uid,
                    now,
                    self.env.uid,
                    now,
                )
            )
            if rows:
                self._wake(due_at if delay else None)

    # -- making ---------------------------------------------------------------------

    @api.model
    def _due(self):
        return super()._due() & Domain("due_at", "<=", fields.Datetime.now())

    def _job_step(self):
        self._note("unanswered", self.env["whatsapp.inbox.conversation"]._unanswered())
        return super()._job_step()

    def _do(self):
        self.ensure_one()
        company = self.conversation_id.company_id
        conversation = self.conversation_id.with_company(company).with_context(
            allowed_company_ids=company.ids, lang=company.partner_id.lang
        )
        if conversation.routing_state == "asking":
            self.due_at = fields.Datetime.now() + PAUSE  # who gets it is not known yet
            self._wake(self.due_at)
        elif self._is_over(conversation):
            self.unlink()  # it may be so again
        elif self.reason == "resolved" and conversation._tickets():
            self.state = "skipped"
        else:
            _ticket, is_new = conversation._create_ticket()
            self.state = "done" if is_new else "skipped"

    def _is_over(self, conversation):
        """Whether it is not so any more."""
        if self.reason == "unanswered":
            return not conversation.waiting_since
        return self.reason == "resolved" and conversation.state != "resolved"

    def _tell_failure(self):
        own = self.with_context(lang=self.conversation_id.company_id.partner_id.lang)
        own.conversation_id.channel_id._whatsapp_post_line(
            own.env._("No ticket was made: %s", self.error), fields.Datetime.now()
        )

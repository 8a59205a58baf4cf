from datetime import timedelta

from odoo import api, models

from .whatsapp_inbox_ticket_closing import RATINGS
from .whatsapp_inbox_ticket_follow import CONVERSATION_FOLLOWS

#: Words that come later are about something else.
AWAITED = timedelta(days=1)


class WhatsappInboxTicketTap(models.AbstractModel):
    """What customers tap below the question whether their ticket was solved.

    A bridge inherits it on ``whatsapp.inbox.tap``.
    """

    _name = "whatsapp.inbox.ticket.tap.mixin"
    _description = "WhatsApp Taps about Tickets"

    @api.model
    def _tapped_ticket_solved(self, message, record):
        ticket = self._spoken(message, record)
        if words := self._ticket_refusal(ticket):
            return self._say(message, ticket, words)
        self._ticket_note(message, record, lambda env: env._("It was solved."))
        if not ticket.team_id.whatsapp_ask_rating:
            words = ticket.env._("Thank you, {name}! We are glad to hear it.")
            self._say(message, ticket, words)
        else:
            self._say(
                message,
                ticket,
                ticket.env._("Thank you, {name}! How satisfied are you with our help?"),
                ticket._whatsapp_question_choices("rating"),
            )
        return self._ticket_settled(message, ticket)

    @api.model
    def _tapped_ticket_unsolved(self, message, record):
        """The ticket is open again, and its owner has it to do."""
        ticket = self._spoken(message, record)
        words = self._ticket_refusal(ticket)
        if not words and record._whatsapp_reopen():
            words = ticket.env._(
                "We are sorry. Your ticket {ticket} is open again, and we will get "
                "back to you."
            )
            self._ticket_note(
                message,
                record,
                lambda env: env._("It was not solved: the ticket is open again."),
            )
            self._ticket_to_do(message, record)
        self._say(message, ticket, words)

    @api.model
    def _tapped_ticket_happy(self, message, record):
        self._rated("ticket_happy", message, record)

    @api.model
    def _tapped_ticket_neutral(self, message, record):
        self._rated("ticket_neutral", message, record)

    @api.model
    def _tapped_ticket_unhappy(self, message, record):
        self._rated("ticket_unhappy", message, record)

    @api.model
    def _rated(self, action, message, record):
        ticket = self._spoken(message, record)
        words = self._ticket_refusal(ticket)
        if not words:
            record._whatsapp_rate(RATINGS[action], message)
            words = ticket.env._("Thank you for your answer, {name}!")
            record.whatsapp_unhappy_id = False
            if action == "ticket_unhappy":
                words += " " + ticket.env._("What could we do better?")
                record.whatsapp_unhappy_id = message
                message.channel_id.whatsapp_awaits_feedback = True
        self._say(message, ticket, words)
        self._ticket_settled(message, ticket)

    # -- words after a tap ----------------------------------------------------------

    @api.model
    def _receive(self, items):
        result = super()._receive(items)
        for update, _contact, thread in items:
            if update.type == "text" and thread.whatsapp_awaits_feedback:
                self._receive_feedback(update.wamid, thread)
        return result

    @api.model
    def _receive_feedback(self, wamid, thread):
        """What they write first, when they were asked: it stays a message as any."""
        answer = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", thread.id), ("wamid", "=", wamid)], limit=1
        )
        tickets = self.env["helpdesk.ticket"].search(
            [("whatsapp_unhappy_id.channel_id", "=", thread.id)]
        )
        for ticket in tickets.filtered(lambda t: t.whatsapp_unhappy_id.id < answer.id):
            in_time = answer.timestamp <= ticket.whatsapp_unhappy_id.timestamp + AWAITED
            ticket.whatsapp_unhappy_id = False
            if in_time and not ticket._is_open():
                self._act_or_nothing("ticket_feedback", answer, ticket)
        thread.whatsapp_awaits_feedback = bool(tickets.whatsapp_unhappy_id)

    @api.model
    def _tapped_ticket_feedback(self, message, record):
        record._whatsapp_keep_feedback(message)

    # -- what they have in common ---------------------------------------------------

    @api.model
    def _spoken(self, message, record):
        """:return: the ticket, locked, in the customer's language"""
        record.lock_for_update()
        spoken = message.conversation_id._as_inbox()
        return record.with_context(lang=spoken.env.lang)

    @api.model
    def _say(self, message, ticket, words, choices=None):
        message.conversation_id._say_auto(
            "tap", words, choices, by_agent=True, **ticket._whatsapp_event_facts()
        )

    @api.model
    def _ticket_refusal(self, ticket):
        """:return: what the customer is told if it is too late for an answer, or "" """
        if ticket._is_open():
            return ticket.env._(
                "Your ticket {ticket} is open, and we will get back to you."
            )
        if ticket._whatsapp_is_final():
            return ticket.env._(
                "Your ticket {ticket} is closed. Write to us, and we open a new one."
            )
        return ""

    @api.model
    def _ticket_note(self, message, record, words):
        """:param words: environment → what the customer's answer says"""
        told = record.with_context(lang=record.company_id.partner_id.lang)
        mail = message.mail_message_id
        self.env["whatsapp.inbox.document.link"]._link(mail, record)
        author = message.contact_id.partner_id
        told._whatsapp_note(mail, words(told.env), author=author)

    @api.model
    def _ticket_to_do(self, message, record):
        """The owner gets it to do, else the agent; else it is in the chat's queue."""
        told = record.with_context(lang=record.company_id.partner_id.lang)
        user = record.user_id or message.conversation_id.user_id
        if not user.active:
            return
        told.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=told.env._("Not solved, says the customer"),
            user_id=user.id,
        )

    @api.model
    def _ticket_settled(self, message, ticket):
        """A tap that asks for nothing: where conversations follow their tickets, this
        one waits for nobody, unless the customer wrote more."""
        conversation = message.conversation_id
        if ticket.team_id.whatsapp_follow not in CONVERSATION_FOLLOWS:
            return
        last = message.search(
            [("channel_id", "=", message.channel_id.id), ("direction", "=", "inbound")],
            limit=1,
        )
        since = conversation.waiting_since
        if last != message or not since or since < message.timestamp:
            return
        words = ticket.with_context(lang=ticket.company_id.partner_id.lang).env
        conversation.with_context(
            whatsapp_auto=True,
            whatsapp_reason=words._("The customer answered about their ticket."),
        ).write({"state": "resolved"})

from odoo import models

from ..discuss_channel import is_whatsapp


class WhatsappInboxTicketAnswer(models.AbstractModel):
    """What agents send from a ticket's chatter is about that ticket, now or later.

    A bridge inherits it on ``discuss.channel``. The context says which: texts, files,
    templates and all else that is sent come here by ways of their own.
    """

    _name = "whatsapp.inbox.ticket.answer.mixin"
    _description = "WhatsApp Answer from a Ticket"

    def message_post(self, **kwargs):
        if not (
            is_whatsapp(self)
            and self._whatsapp_leaves(kwargs)
            and (ticket := self._whatsapp_from_ticket())
        ):
            return super().message_post(**kwargs)
        thread = self.with_context(whatsapp_ticket_id=None)
        message = super(WhatsappInboxTicketAnswer, thread).message_post(**kwargs)
        ticket._whatsapp_posted(message)
        return message.with_env(self.env)

    def _whatsapp_send_context(self):
        ticket = self._whatsapp_from_ticket()
        known = {"whatsapp_ticket_id": ticket.id} if ticket else {}
        return {**super()._whatsapp_send_context(), **known}

    def _whatsapp_from_ticket(self):
        """:return: the ticket that one writes from; none, if it is deleted
        :raises UserError: it is not this user's, or another customer's
        """
        Ticket = self.env[self.env["whatsapp.inbox.ticket.copy"]._tickets()._name]
        ticket_id = self.env.context.get("whatsapp_ticket_id")
        if not isinstance(ticket_id, int):
            return Ticket
        # the controller posts with sudo; tickets are read with the user's rights
        ticket = Ticket.with_user(self.env.user).browse(ticket_id).exists()
        if ticket:
            ticket._whatsapp_check_document()
            # sudo: what it is about already may be several customers'
            if self not in ticket.sudo().whatsapp_conversation_ids.channel_id:
                ticket._whatsapp_check_customer(self)
        return ticket

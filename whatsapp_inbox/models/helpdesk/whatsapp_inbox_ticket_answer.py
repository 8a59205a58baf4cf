from odoo import models

from ..discuss_channel import is_whatsapp


class WhatsappInboxTicketAnswer(models.AbstractModel):
    """What agents send from a ticket's chatter is about that ticket.

    A bridge inherits it on ``discuss.channel``. The context says which: texts, files,
    templates and all else that is sent come here by ways of their own.
    """

    _name = "whatsapp.inbox.ticket.answer.mixin"
    _description = "WhatsApp Answer from a Ticket"

    def message_post(self, **kwargs):
        ticket_id = self.env.context.get("whatsapp_ticket_id")
        if not (
            isinstance(ticket_id, int)
            and is_whatsapp(self)
            and self._whatsapp_leaves(kwargs)
        ):
            return super().message_post(**kwargs)
        thread = self.with_context(whatsapp_ticket_id=None)
        Ticket = self.env[self.env["whatsapp.inbox.ticket.copy"]._tickets()._name]
        # the controller posts with sudo; tickets are read with the user's rights
        ticket = Ticket.with_user(self.env.user).browse(ticket_id)
        ticket._whatsapp_check_document()
        ticket._whatsapp_check_customer(thread)
        message = super(WhatsappInboxTicketAnswer, thread).message_post(**kwargs)
        ticket._whatsapp_posted(message)
        return message.with_env(self.env)

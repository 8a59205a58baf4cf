from odoo import models
from odoo.fields import Domain

#: Values of a team's ``whatsapp_follow``.
CONVERSATION_FOLLOWS = ("conversation", "both")
TICKET_FOLLOWS = ("ticket", "both")


class WhatsappInboxTicketFollow(models.AbstractModel):
    """Tickets follow their conversations. A bridge inherits it on
    ``whatsapp.inbox.conversation``."""

    _name = "whatsapp.inbox.ticket.follow.mixin"
    _description = "Conversation That Ends with Its Tickets"

    def _follow_changes(self, changed):
        result = super()._follow_changes(changed)
        ended = self.filtered(
            lambda c: c.state == "resolved" and "state" in changed.get(c, ())
        )
        if ended:
            ended._close_tickets()
        return result

    def _open_tickets(self):
        """:return: ``helpdesk.ticket``, whoever may read them"""
        # sudo: who resolves a chat need not see its tickets
        Ticket = self.env["helpdesk.ticket"].sudo()
        own = Domain("whatsapp_conversation_ids", "in", self.ids)
        return Ticket.search(own & Ticket._open_domain())

    def _close_tickets(self):
        """Not those that are talked of in another conversation."""
        for ticket in self._open_tickets():
            talks = ticket.whatsapp_conversation_ids
            if ticket.team_id.whatsapp_follow not in TICKET_FOLLOWS:
                continue
            if any(talk.state != "resolved" for talk in talks):
                continue
            if stage := ticket._whatsapp_first_stage(closed=True):
                last = (talks & self)[:1]
                ticket.write({"stage_id": stage.id, "whatsapp_resolved_id": last.id})

    def _resolve_without_tickets(self):
        """The last ticket is closed; who waits for an answer still gets one."""
        over = self.filtered(lambda c: c.state != "resolved" and not c.waiting_since)
        if over:
            over -= over._open_tickets().whatsapp_conversation_ids
            over.write({"state": "resolved"})

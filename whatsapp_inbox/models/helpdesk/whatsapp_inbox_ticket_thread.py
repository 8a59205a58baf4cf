from odoo import fields, models
from odoo.exceptions import UserError

#: Messages that one chooses for a ticket, at once.
MOST = 100


class WhatsappInboxTicketThread(models.AbstractModel):
    """Tickets are made in the customer's thread."""

    _name = "whatsapp.inbox.ticket.thread.mixin"
    _description = "Thread That Becomes Tickets"

    # of a ticket of this thread; known without a query for each message
    whatsapp_awaits_feedback = fields.Boolean(
        readonly=True, copy=False, groups="whatsapp_inbox.group_agent"
    )

    def whatsapp_create_ticket(self, name="", message_ids=None, another=False):
        """Make a ticket of the conversation at hand.

        :param str name: its title; proposed if there is none
        :param list message_ids: of ``mail.message``s of this thread, if it is made of
            these alone
        :param bool another: even if the conversation has an open one
        :return: ``new``, ``name``, ``number``, ``owner``: who has it, ``is_mine``, and
            ``id``: False if this user may not read it
        :raises AccessError: who may make no tickets, or no agent of this thread
        """
        self._whatsapp_check_desk()
        self.env["helpdesk.ticket"].check_access("create")
        conversation = self.whatsapp_conversation_id
        if not conversation:
            raise UserError(
                self.env._("%s has not written yet.", self.display_name or "")
            )
        messages = self._whatsapp_chosen(message_ids) if message_ids else None
        ticket, is_new = conversation._create_ticket(
            str(name or ""), messages, bool(another)
        )
        readable = ticket.sudo(False).has_access("read")
        return {
            "id": readable and ticket.id,
            "is_mine": ticket.user_id == self.env.user,
            "name": ticket.name,
            "new": is_new,
            "number": ticket._role("number") or "",
            "owner": ticket.user_id.name or "",
        }

    def whatsapp_view_tickets(self):
        """:return: action: all tickets of the customer and their company"""
        self._whatsapp_check_desk()
        Ticket = self.env["helpdesk.ticket"]
        Ticket.check_access("write")  # see _is_helpdesk_user
        found = Ticket.search(Ticket._whatsapp_domain(self._whatsapp_partner(), self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets of %s", self.display_name),
            "res_model": Ticket._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", found.ids)],
        }

    def _whatsapp_chosen(self, message_ids):
        """:return: ``mail.message``s, the oldest first
        :raises UserError: they cannot be a ticket"""
        wanted = {int(message_id) for message_id in message_ids}
        messages = self.env["mail.message"].browse(sorted(wanted)).exists()
        if {(m.model, m.res_id) for m in messages.sudo()} != {(self._name, self.id)}:
            raise UserError(self.env._("Choose messages of one chat."))
        if len(messages) > MOST:
            raise UserError(
                self.env._(
                    "These are %(count)s messages; a ticket is made of %(limit)s.",
                    count=len(messages),
                    limit=MOST,
                )
            )
        messages._whatsapp_check_forward(with_notes=False)
        return messages

from odoo import models

from odoo.addons.mail.tools.discuss import Store

#: Threads of a ticket that its chatter offers to write in.
THREADS = 5


class WhatsappInboxTicket(models.AbstractModel):
    """The chat in the ticket: what is said on WhatsApp is shown there, and one answers
    from there."""

    _inherit = "whatsapp.inbox.ticket.mixin"

    def action_open_whatsapp(self):
        """:return: action: the thread beside the ticket"""
        self._whatsapp_check_document()
        if thread := self._whatsapp_thread():
            return {
                "type": "ir.actions.client",
                "tag": "whatsapp_inbox_open_chat",
                "params": {"channel_id": thread.id},
            }
        return super().action_open_whatsapp()

    def _thread_to_store(self, store: Store, fields, *, request_list=None):
        result = super()._thread_to_store(store, fields, request_list=request_list)
        if "whatsapp_threads" in (request_list or ()):
            is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
            for ticket in self if is_agent else ():
                # the controller reads messages of tickets with sudo
                threads = ticket.sudo(False)._whatsapp_threads()[:THREADS]
                store.add(threads)
                offered = Store.Many(threads, [], as_thread=True)
                store.add(ticket, {"whatsapp_threads": offered}, as_thread=True)
        return result

    # -- what is said about it ------------------------------------------------------

    def _whatsapp_posted(self, message, note=None):
        """The copy says it all: no note beside it. What the customer answers is for
        this ticket from now on."""
        self.env["whatsapp.inbox.document.link"]._link(message, self)
        # sudo: agents may talk about tickets that they may not change
        thread = self.env["discuss.channel"].sudo().browse(message.res_id)
        own, talk = self.sudo(), thread.whatsapp_conversation_id
        if talk not in own.whatsapp_conversation_ids:
            own.whatsapp_conversation_ids |= talk
        self.env["whatsapp.inbox.ticket.copy"]._add([(message, self)])

    def _whatsapp_answered(self, message):
        """An answer to what was said about a ticket is for it, open or not."""
        self.env["whatsapp.inbox.ticket.copy"]._add([(message, self)])

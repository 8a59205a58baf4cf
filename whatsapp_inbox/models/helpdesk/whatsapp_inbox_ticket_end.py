from odoo import fields, models

from .whatsapp_inbox_ticket_follow import CONVERSATION_FOLLOWS


class WhatsappInboxTicket(models.AbstractModel):
    """Conversations follow their tickets, as the helpdesk team wants it."""

    _inherit = "whatsapp.inbox.ticket.mixin"

    whatsapp_resolved_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="whatsapp_inbox.group_agent",
        help="By resolving it this ticket was closed.",
    )

    def _whatsapp_stage_changed(self, before):
        result = super()._whatsapp_stage_changed(before)
        self.filtered(lambda t: t._is_open()).whatsapp_resolved_id = False
        ended = self.filtered(
            lambda ticket: (
                ticket.team_id.whatsapp_follow in CONVERSATION_FOLLOWS
                and not (ticket._is_open() or before[ticket]._is_closed())
            )
        )
        ended.whatsapp_conversation_ids._resolve_without_tickets()
        return result

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...tools import helpdesk


class WhatsappInboxTicket(models.AbstractModel):
    """A ticket of a helpdesk, whichever it is, as a document of the inbox.

    A bridge inherits it on ``helpdesk.ticket``.
    """

    _name = "whatsapp.inbox.ticket.mixin"
    _inherit = ["whatsapp.inbox.ticket.roles", "whatsapp.inbox.document.mixin"]
    _description = "Ticket on WhatsApp"
    _roles = helpdesk.TICKET

    whatsapp_conversation_ids = fields.Many2many(
        "whatsapp.inbox.conversation",
        string="WhatsApp Conversations",
        readonly=True,
        copy=False,
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_transcript_id = fields.Many2one(
        "mail.message",
        "Transcript Until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="whatsapp_inbox.group_agent",
        help="What was said later is for the next ticket of the chat.",
    )

    # -- as a document of the inbox -----------------------------------------------

    def _whatsapp_document_name(self):
        own = self.with_context(lang=self._whatsapp_lang())
        return own.env._("Ticket %s", self._role("number") or self.id)

    def _whatsapp_kinds(self):
        return ["portal"]

    def _whatsapp_threads(self):
        """Those in which it was talked about first, then the customer's."""
        # sudo: where it was; whether this user reads that is asked by the search
        began = self.sudo().whatsapp_conversation_ids.channel_id
        found = self.env["discuss.channel"].search(
            [("id", "in", began.ids)], order="last_interest_dt desc, id desc"
        )
        return found | super()._whatsapp_threads()

    def action_send_whatsapp(self, kind="portal", channel_id=False):
        return super().action_send_whatsapp(kind, channel_id)

    # -- installing -----------------------------------------------------------------

    @api.model
    def _join_told_conversations(self):
        """The bridge was there before: tickets belong to the conversations of the
        messages that are about them, as long as these are there."""
        links = self.env["whatsapp.inbox.document.link"].search(
            [("model", "=", self._name)]
        )
        said = self.env["whatsapp.inbox.message"].search(
            [("mail_message_id", "in", links.message_id.ids)]
        )
        talks = {one.mail_message_id: one.conversation_id.id for one in said}
        for ticket_id, own in links.grouped("res_id").items():
            ticket = self.browse(ticket_id).exists()
            ticket.whatsapp_conversation_ids = [
                Command.link(talks[link.message_id])
                for link in own
                if talks.get(link.message_id)
            ]

    # -- beside the chat ----------------------------------------------------------

    def whatsapp_choices(self):
        """What a ticket may become, asked for when somebody means to change it.

        :return: ``stages`` and ``members``: lists of (id, name) of where it can be
            moved, and of whom it can be given to
        """
        self.ensure_one()
        self.check_access("write")
        stages = self.env[self._fields["stage_id"].comodel_name].search(
            [("team_ids", "in", [self.team_id.id, False])]
        )
        # sudo: names of colleagues whom a ticket may be given to
        members = self.team_id.sudo()._role("members") or self.env["res.users"]
        return {
            "stages": [(stage.id, stage.name) for stage in stages],
            "members": [(user.id, user.name) for user in members if user.active],
        }

    # -- who works with them ------------------------------------------------------

    @api.model
    def _is_helpdesk_user(self):
        """Whether this user works in the helpdesk. OCA's lets all employees read the
        tickets that they follow, who need no list of them beside a chat."""
        return self.has_access("write")

    # -- open or closed -----------------------------------------------------------

    @api.model
    def _open_domain(self):
        """:return: ``Domain`` of tickets that are not done"""
        stages = self.env[self._fields["stage_id"].comodel_name]
        return Domain(f"stage_id.{stages._role_field('closed')}", "=", False)

    def _is_open(self):
        return not self.stage_id._is_closed()

    # -- whose ----------------------------------------------------------------------

    @api.model
    def _whatsapp_domain(self, partner, thread=None):
        """Tickets of a customer and of their company, and those made in a thread.

        :param partner: ``res.partner``, maybe none
        :param thread: ``discuss.channel``, maybe none
        """
        people = self.env["whatsapp.inbox.timeline"]._people(partner)
        domain = Domain("partner_id", "in", people.ids)
        if thread:
            # any!: which talks there were in a thread that one may read
            talks = Domain("channel_id", "=", thread.id)
            domain |= Domain("whatsapp_conversation_ids", "any!", talks)
        return domain

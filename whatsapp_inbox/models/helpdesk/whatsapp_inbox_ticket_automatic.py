from dataclasses import replace
from datetime import timedelta

from odoo import Command, api, models
from odoo.fields import Domain

from ..whatsapp_inbox_conversation_life import HOLD
from .whatsapp_inbox_ticket_rule import TICKET


class WhatsappInboxTicketAutomatic(models.AbstractModel):
    """When a conversation becomes a ticket by itself (``whatsapp.inbox.ticket.request``
    makes it), and when it belongs to one that is there."""

    _name = "whatsapp.inbox.ticket.automatic.mixin"
    _description = "Conversation with Tickets by Itself"

    @api.model_create_multi
    def create(self, vals_list):
        conversations = super().create(vals_list)
        conversations._join_open_tickets()
        return conversations

    def _join_open_tickets(self):
        """Who writes again while a ticket of the thread is open writes about it."""
        # sudo: what a thread has, whoever causes the conversation
        Ticket = self.env["helpdesk.ticket"].sudo()
        threads = Domain(
            "whatsapp_conversation_ids.channel_id", "in", self.channel_id.ids
        )
        for ticket in Ticket.search(threads & Ticket._open_domain()):
            talks = ticket.whatsapp_conversation_ids
            own = self.filtered(lambda c, talks=talks: c.channel_id in talks.channel_id)
            ticket.whatsapp_conversation_ids = [Command.link(c.id) for c in own]

    # -- when -----------------------------------------------------------------------

    def _want_tickets(self, reason, setting, delay=timedelta()):
        """Ask for tickets where the team has them made, of customers who wrote.

        :param str reason: of ``whatsapp.inbox.ticket.request``
        :param str setting: of the team of the inbox
        """
        # sudo: settings of teams
        wanted = self.sudo().filtered(
            lambda c: c.window_expires_at and c._own_team()[setting]
        )
        self.env["whatsapp.inbox.ticket.request"]._note(reason, wanted, delay)

    def _route(self, said):
        result = super()._route(said)
        placed = self.filtered(lambda c: c.routing_state != "asking")
        placed._want_tickets("new", "ticket_new")
        return result

    def _follow_changes(self, changed):
        result = super()._follow_changes(changed)
        handed = self.filtered(
            lambda c: (
                "team_id" in changed.get(c, ())
                and c.state != "resolved"
                and c.routing_state not in ("new", "asking")
            )
        )
        handed._want_tickets("new", "ticket_new")
        ended = self.filtered(
            lambda c: "state" in changed.get(c, ()) and c.state == "resolved"
        )
        # not before it can be undone no more
        ended._want_tickets("resolved", "ticket_resolved", HOLD)
        return result

    def _after_hours(self):
        result = super()._after_hours()
        self._want_tickets("closed", "ticket_after_hours")
        return result

    @api.model
    def _unanswered(self):
        """:return: those whose customers have waited too long for their team, and that
        no ticket was asked for yet"""
        # sudo: settings of teams
        teams = self.env["whatsapp.inbox.team"].sudo()
        found = self.browse()
        for team in teams.search([("ticket_unanswered_minutes", ">", 0)]):
            since = team._unanswered_since()
            if not since:
                continue
            own = Domain("team_id", "=", team.id)
            own |= Domain("team_id", "=", False) & Domain(
                "account_id.team_id", "=", team.id
            )
            asked = Domain("reason", "=", "unanswered")
            asked = self.env["whatsapp.inbox.ticket.request"].sudo()._search(asked)
            found |= self.search(
                own
                & Domain("state", "=", "open")
                & Domain("waiting_since", "<=", since)
                & Domain("routing_state", "!=", "asking")
                & Domain("id", "not in", asked.subselect("conversation_id")),
                limit=100,
            )
        return found

    # -- by rule --------------------------------------------------------------------

    def _route_decided(self, decision, facts):
        route = super()._route_decided(decision, facts)
        if TICKET not in route.more:
            return route
        made = self.env._("A ticket is made.")
        return replace(route, reason=f"{route.reason}. {made}")

    def _follow_route(self, route):
        moved = super()._follow_route(route)
        if TICKET in route.more:
            self.env["whatsapp.inbox.ticket.request"]._note("rule", self)
        return moved

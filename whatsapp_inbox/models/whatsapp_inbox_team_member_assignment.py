from odoo import api, fields, models

from ..tools.assignment import Busy
from .whatsapp_inbox_team_assignment import now


class WhatsappInboxTeamMember(models.Model):
    """Whether a member could get a conversation now, and why not."""

    _inherit = "whatsapp.inbox.team.member"

    availability = fields.Selection(
        [
            ("available", "Available"),
            (Busy.FULL.value, "Has enough"),
            (Busy.OFFLINE.value, "Not online"),
            (Busy.OUT_OF_HOURS.value, "Outside their working hours"),
            (Busy.ON_LEAVE.value, "On leave"),
            (Busy.OFF_DUTY.value, "Left for today"),
            ("no_agent", "May not answer: no agent of this company"),
        ],
        compute="_compute_availability",
    )
    load = fields.Integer(
        "Open",
        compute="_compute_availability",
        help="Conversations that count, of all teams: neither resolved nor snoozed.",
    )

    @api.depends("capacity", "off_until", "team_id.assign_when_away", "user_id")
    def _compute_availability(self):
        at = now()
        for team, members in self.grouped("team_id").items():
            found = {c.user_id: c for c in team._candidates(at)} if team else {}
            for member in members:
                candidate = found.get(member.user_id.id)
                busy = candidate and candidate.busy()
                member.load = candidate.load if candidate else 0
                if candidate:
                    member.availability = busy.value if busy else "available"
                else:
                    member.availability = "no_agent"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.team_id._sharing_changed()
        return members

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "team_id"}.isdisjoint(vals):
            self.team_id._sharing_changed()
        elif not {"capacity", "lang_ids", "off_until"}.isdisjoint(vals):
            self.env["whatsapp.inbox.assignment"]._wake_soon()
        return result

    def action_join(self):
        """Whoever left by mistake gets back what was taken because of it, unless
        somebody else has it by now."""
        away = self.filtered(lambda member: not member.on_duty)
        result = super().action_join()
        # sudo: what is in the queue again, and its history
        away.sudo()._taken_since_left()._undo()
        return result

    def _taken_since_left(self):
        """:return: whatsapp.inbox.conversation.event"""
        Event = self.env["whatsapp.inbox.conversation.event"]
        events = Event.browse()
        for member in self.filtered("left_at"):
            waiting = self.env["whatsapp.inbox.conversation"].search(
                [
                    ("team_id", "=", member.team_id.id),
                    ("queue_since", "!=", False),
                    ("passed_user_ids", "in", member.user_id.ids),
                ]
            )
            events += Event.search(
                [
                    ("conversation_id", "in", waiting.ids),
                    ("date", ">=", member.left_at),
                    ("kind", "=", "released"),
                    ("user_id", "=", False),
                    ("old_user_id", "=", member.user_id.id),
                ]
            )
        return events

    def unlink(self):
        teams = self.team_id
        result = super().unlink()
        teams._sharing_changed()
        return result

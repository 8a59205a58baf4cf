from datetime import UTC, datetime
from typing import NamedTuple

from odoo import api, fields, models, tools

from ..tools.assignment import Candidate, Method


class Sharing(NamedTuple):
    """What the rest of the inbox has to know of teams that share out their work.

    :ivar teams: ids of those that do
    :ivar users: ids of their members
    :ivar patience: by team, how many minutes an owner may keep a customer waiting
    :ivar leaves: ids of teams that take back from who is away
    """

    teams: frozenset
    users: frozenset
    patience: dict
    leaves: frozenset


class WhatsappInboxTeam(models.Model):
    """Who of the team gets what waits, and when it is taken back from them."""

    _inherit = "whatsapp.inbox.team"

    prefer_last_agent = fields.Boolean(
        "Last Agent First",
        help="Who had the customer before gets them again, if available.",
    )
    prefer_salesperson = fields.Boolean(
        "Salesperson First",
        help="The salesperson of the customer gets them, if available in this team.",
    )
    assign_when_away = fields.Boolean(
        "Also to Who Is Away",
        help="Away: nobody moved the mouse for half an hour. "
        "Never to who is offline or does not want to be disturbed.",
    )
    release_after = fields.Integer(
        "Take Back After",
        help="Minutes in which the agent must answer a customer who waits; then the "
        "conversation is back with the team. 0: never.",
    )
    release_on_leave = fields.Boolean(
        "Take Back from Who Is Away",
        default=True,
        help="Customers who wait for an agent who left for today or is on leave are "
        "back with the team.",
    )

    assignment_error = fields.Char(
        readonly=True, copy=False, help="Why nothing was shared out in the last run."
    )

    _release_after_positive = models.Constraint(
        "CHECK(release_after >= 0)", "Minutes cannot be below zero; 0 is never."
    )

    # -- who ----------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _sharing(self):
        """Kept in memory, as it is asked for whenever a conversation or somebody's
        presence changes; where no team shares out, that costs nothing.

        :rtype: Sharing
        """
        # sudo: the same for all companies and users
        teams = self.sudo().search([("active", "=", True)])
        shared = teams.filtered(lambda t: t.assignment_method != Method.MANUAL)
        return Sharing(
            frozenset(shared.ids),
            frozenset(shared.membership_ids.user_id.ids),
            {team.id: team.release_after for team in teams if team.release_after},
            frozenset(teams.filtered("release_on_leave").ids),
        )

    def _candidates(self, at):
        """The members who may answer, and whether each could now, in a number of
        queries that does not depend on how many they are.

        :param datetime at: aware
        :return: :class:`Candidate`s in the order of the team's list
        """
        self.ensure_one()
        # sudo: presence, hours and load of colleagues
        members = self.sudo().membership_ids
        users = self._able_users(members.user_id)
        online = self._online_users(users)
        absences = self.env["whatsapp.inbox.absence"]._of(users, at)
        loads = self.env["whatsapp.inbox.conversation"]._loads(users)
        return [
            Candidate(
                user_id=member.user_id.id,
                load=loads.get(member.user_id.id, 0),
                capacity=member.capacity,
                online=member.user_id in online,
                on_duty=member.on_duty,
                on_leave=absences[member.user_id].on_leave,
                in_hours=absences[member.user_id].in_hours,
                langs=frozenset(
                    c.split("_")[0] for c in member.lang_ids.mapped("code")
                ),
                last_at=_aware(member.last_assigned_at),
            )
            for member in members
            if member.user_id in users
        ]

    def _comings(self, at):
        """:return: the next moments (aware) when somebody of the team comes back"""
        self.ensure_one()
        # sudo: as in _candidates
        members = self.sudo().membership_ids
        absences = self.env["whatsapp.inbox.absence"]._of(members.user_id, at)
        back = [absence.until for absence in absences.values()]
        back += [_aware(member.off_until) for member in members]
        return [moment for moment in back if moment and moment > at]

    def _able_users(self, users):
        """:return: those who are agents of the company, by one query"""
        group = self.env.ref("whatsapp_inbox.group_agent")
        return users.sudo().search(
            [
                ("id", "in", users.ids),
                ("all_group_ids", "in", group.id),
                ("company_ids", "in", self.company_id.ids),
            ]
        )

    def _online_users(self, users):
        """By Odoo's presence, and what they chose in its menu of statuses."""
        statuses = ["online", "away"] if self.assign_when_away else ["online"]
        present = users.env["mail.presence"].search_fetch(
            [("user_id", "in", users.ids), ("status", "in", statuses)], ["user_id"]
        )
        chosen = {False, *statuses}
        return present.user_id.filtered(lambda u: u.manual_im_status in chosen)

    # -- writing ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._sharing_changed()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if not self._sharing_fields().isdisjoint(vals):
            self._sharing_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._sharing_changed()
        return result

    @api.model
    def _sharing_fields(self):
        return {
            "active",
            "assign_when_away",
            "assignment_method",
            "release_after",
            "release_on_leave",
        }

    @api.model
    def _sharing_changed(self):
        self.env.registry.clear_cache()
        self.env["whatsapp.inbox.assignment"]._wake_soon()


def _aware(naive):
    return naive and naive.replace(tzinfo=UTC) or None


def now():
    """:return: the time as the tools have it, aware"""
    return datetime.now(UTC)

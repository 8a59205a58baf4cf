from odoo import api, fields, models

from ..tools.assignment import Method


class WhatsappInboxTeam(models.Model):
    """Why nobody gets it: what would happen now, in words, on the team's form."""

    _inherit = "whatsapp.inbox.team"

    assignment_summary = fields.Text(compute="_compute_assignment_summary")
    assignment_member_ids = fields.Many2many(
        "whatsapp.inbox.team.member",
        string="Who Could Get One Now",
        compute="_compute_assignment_member_ids",
    )

    @api.depends("membership_ids")
    def _compute_assignment_member_ids(self):
        for team in self:
            # as saved: what is being typed is nobody's presence yet
            team.assignment_member_ids = team._origin.membership_ids

    @api.depends(
        "assign_when_away",
        "assignment_method",
        "membership_ids",
        "prefer_last_agent",
        "prefer_salesperson",
        "release_after",
        "release_on_leave",
    )
    def _compute_assignment_summary(self):
        for team in self:
            team.assignment_summary = " ".join(
                filter(
                    None, (team._said_who(), team._said_when_not(), team._said_now())
                )
            )

    def _said_who(self):
        method = self.assignment_method
        if method == Method.MANUAL:
            return self.env._(
                "New conversations wait until an agent takes them; all agents on duty "
                "are told."
            )
        first = []
        if self.prefer_last_agent:
            first.append(self.env._("whoever had the customer before"))
        if self.prefer_salesperson:
            first.append(self.env._("the customer's salesperson"))
        rest = {
            Method.ROUND_ROBIN: self.env._("whose turn it is"),
            Method.LEAST_BUSY: self.env._("who has the fewest open"),
        }[method]
        return self.env._(
            "A new conversation goes to %s, among those who are available.",
            self.env._(", else ").join([*first, rest]),
        )

    def _said_when_not(self):
        if not self.release_after:
            return ""
        return self.env._(
            "Who does not answer within %s minutes loses it to the team.",
            self.release_after,
        )

    def _said_now(self):
        """Who is available, and how many wait."""
        if self.assignment_method == Method.MANUAL or not self._origin:
            return ""
        members = self._origin.membership_ids
        free = members.filtered(lambda m: m.availability == "available")
        if not members:
            return self.env._("Nobody gets any: the team has no agents.")
        if not free:
            return self.env._("Right now nobody is available, so it waits.")
        names = ", ".join(free.user_id.mapped("name"))
        return self.env._("Right now available: %s.", names)

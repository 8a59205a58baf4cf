from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

UNRESOLVED = ("state", "!=", "resolved")


class WhatsappInboxTeam(models.Model):
    """What a team has to do now, and what becomes of it when the team is closed."""

    _inherit = "whatsapp.inbox.team"

    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    open_count = fields.Integer("Unresolved", compute="_compute_counts")
    mine_count = fields.Integer("Mine", compute="_compute_counts")
    on_duty_ids = fields.Many2many("res.users", compute="_compute_on_duty_ids")

    @api.model
    def get_empty_list_help(self, help_message):
        """Who cannot build a team is not told to."""
        if self.has_access("create"):
            return super().get_empty_list_help(help_message)
        return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (
            self.env._("There is no team yet"),
            self.env._(
                "An administrator of the inbox builds teams. Without one, all agents "
                "see all conversations."
            ),
        )

    @api.depends_context("uid")
    def _compute_counts(self):
        counts = self._counts()
        for team in self:
            of_team = {key: counts.get((team.id, key), 0) for key in self._count_keys()}
            team.waiting_count = of_team["waiting"]
            team.open_count = of_team["open"]
            team.mine_count = of_team["mine"]

    @api.model
    def _count_keys(self):
        return ("waiting", "open", "mine")

    def _counts(self):
        """:return: how many of each kind, by (team id, kind); in one query"""
        counts = {}
        # sudo: numbers, which a colleague's list may show of any team of the company
        groups = (
            self.env["whatsapp.inbox.conversation"]
            .sudo()
            ._read_group(
                [("team_id", "in", self.ids), UNRESOLVED],
                ["team_id", "user_id", "state"],
                ["__count"],
            )
        )
        for team, user, state, count in groups:
            kinds = ["open"]
            if not user and state == "open":
                kinds.append("waiting")
            if user == self.env.user:
                kinds.append("mine")
            for kind in kinds:
                counts[team.id, kind] = counts.get((team.id, kind), 0) + count
        return counts

    @api.depends("membership_ids.off_until", "membership_ids.user_id")
    def _compute_on_duty_ids(self):
        for team in self:
            on_duty = team.membership_ids.filtered(lambda m: m.on_duty and m.is_agent)
            team.on_duty_ids = on_duty.user_id

    # -- closing a team -----------------------------------------------------------

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._hand_over_work()
        return super().write(vals)

    def _hand_over_work(self):
        """Before these teams are archived: their open conversations go to the number's
        default team, so that no customer waits where nobody looks.

        :raises UserError: it is the default team of a number itself
        """
        # sudo: all numbers and conversations of the teams
        accounts = self.env["whatsapp.inbox.account"].sudo()
        for account in accounts.search([("team_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(team)s answers new customers of %(number)s. Choose another team "
                    "for that number first.",
                    team=account.team_id.name,
                    number=account.name,
                )
            )
        left = (
            self.env["whatsapp.inbox.conversation"]
            .sudo()
            .search([("team_id", "in", self.ids), UNRESOLVED])
        )
        reason = self.env._("The team is closed.")
        for account, conversations in left.grouped("account_id").items():
            conversations.with_context(whatsapp_reason=reason).write(
                {"team_id": account.team_id.id}
            )

    # -- buttons ------------------------------------------------------------------

    def action_open_waiting(self):
        return self._open_conversations(
            self.env._("Waiting"), [("queue_since", "!=", False)]
        )

    def action_open_unresolved(self):
        return self._open_conversations(self.env._("Unresolved"), [UNRESOLVED])

    def action_open_mine(self):
        return self._open_conversations(
            self.env._("Mine"), [UNRESOLVED, ("user_id", "=", self.env.uid)]
        )

    def action_open_members(self):
        """For leaders, who change the members and not the team."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_team_member_action"
        )
        context = {"default_team_id": self.id}
        return {**action, "domain": [("team_id", "=", self.id)], "context": context}

    def _open_conversations(self, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_conversation_action"
        )
        return {
            **action,
            "name": f"{self.name}: {name}",
            "domain": [("team_id", "=", self.id), *domain],
            "context": {},
        }

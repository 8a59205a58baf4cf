from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

#: What the kanban is grouped by when it has a column of nobody's.
MAY_BE_NOBODYS = (["user_id"], ["team_id"])


class WhatsappInboxConversation(models.Model):
    """How they are shown: what Discuss has to know of them, and the columns of the
    kanban, also where nothing is in them yet: one drops there."""

    _inherit = "whatsapp.inbox.conversation"

    state = fields.Selection(readonly=False, group_expand=True)
    team_id = fields.Many2one(group_expand="_expand_teams")
    user_id = fields.Many2one(group_expand="_expand_agents")

    @api.model
    def _expand_teams(self, teams, _domain):
        companies = self.env.companies
        return teams | teams.search([("company_id", "in", companies.ids)])

    @api.model
    def _expand_agents(self, users, _domain):
        """Colleagues of the user's teams; supervisors have all teams."""
        teams = self.env["whatsapp.inbox.team"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        if not self.env.user._is_whatsapp_supervisor():
            teams = teams.filtered(lambda team: self.env.user in team.member_ids)
        return users | teams.member_ids | self.env.user

    @api.model
    def web_read_group(
        self,
        domain,
        groupby,
        *args,
        auto_unfold=False,
        opening_info=None,
        unfold_read_default_limit=80,
        **kwargs,
    ):
        """What nobody has is dragged to somebody: its column opens with the others."""
        if auto_unfold and not opening_info and list(groupby) in MAY_BE_NOBODYS:
            column = {"value": False, "folded": False, "offset": 0}
            opening_info = [{**column, "limit": unfold_read_default_limit}]
        return super().web_read_group(
            domain,
            groupby,
            *args,
            auto_unfold=auto_unfold,
            opening_info=opening_info,
            unfold_read_default_limit=unfold_read_default_limit,
            **kwargs,
        )

    @api.model
    def get_empty_list_help(self, help_message):
        """Nothing comes before a number is connected: what to do about it."""
        # sudo: whether there is one, whosever it is
        if self.env["whatsapp.inbox.account"].sudo().search_count([], limit=1):
            return super().get_empty_list_help(help_message)
        title = self.env._("No WhatsApp number is connected yet")
        if not self.env.user.has_group("whatsapp_inbox.group_admin"):
            advice = self.env._("An administrator of the inbox connects one.")
            return _no_content(title) + Markup("<p>%s</p>") % advice
        return _no_content(title) + Markup(
            '<p>%s</p><a type="action" class="btn btn-primary" name="%s">%s</a>'
        ) % (
            self.env._(
                "The guided set-up takes you from the number to the first message."
            ),
            "whatsapp_inbox.whatsapp_inbox_setup_action",
            self.env._("Set Up WhatsApp"),
        )

    @api.model
    def _store_fields(self):
        return super()._store_fields() | {"priority", "snoozed_until", "tag_ids"}

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + [
            "priority",
            "snoozed_until",
            Store.Many("tag_ids", ["name", "color"], sudo=True),
        ]


def _no_content(title):
    return Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % title

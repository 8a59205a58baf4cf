from odoo import models
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

from .discuss_channel import CHANNEL_TYPE


class DiscussChannel(models.Model):
    """Who is mentioned in a note is told of it, and reads the thread from then on:
    as a member who joined by hand, so by the same rules as everybody else."""

    _inherit = "discuss.channel"

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() | {"whatsapp_team_ids"}

    def message_post(self, *, whatsapp_team_ids=None, **kwargs):
        """:param list whatsapp_team_ids: teams that a note mentions"""
        if self.channel_type == CHANNEL_TYPE:
            if self._whatsapp_leaves(kwargs):
                # a customer's message is no place to call colleagues
                kwargs.pop("partner_ids", None)
                kwargs.pop("special_mentions", None)
            elif whatsapp_team_ids:
                kwargs["partner_ids"] = self._whatsapp_with_teams(
                    kwargs.get("partner_ids"), whatsapp_team_ids
                )
        return super().message_post(**kwargs)

    def _message_update_content(
        self, message, /, *, whatsapp_team_ids=None, partner_ids=None, **kwargs
    ):
        if self.channel_type != CHANNEL_TYPE:
            return super()._message_update_content(
                message, partner_ids=partner_ids, **kwargs
            )
        before = message.partner_ids
        if whatsapp_team_ids:
            partner_ids = self._whatsapp_with_teams(partner_ids, whatsapp_team_ids)
        result = super()._message_update_content(
            message, partner_ids=partner_ids, **kwargs
        )
        self._whatsapp_join_mentioned(message, message.partner_ids - before)
        return result

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.channel_type == CHANNEL_TYPE and not self._whatsapp_leaves(msg_values):
            self._whatsapp_join_mentioned(message, message.partner_ids)
        return result

    def _get_allowed_message_partner_ids(self, partner_ids):
        """Agents may call each other; who only takes part calls who does, too."""
        may_invite = self.env.user.has_group("whatsapp_inbox.group_agent")
        if self.channel_type != CHANNEL_TYPE or not may_invite:
            return super()._get_allowed_message_partner_ids(partner_ids)
        # sudo: whose partners they are
        users = self.env["res.users"].sudo()
        users = users.search(
            self._whatsapp_mentionable() & Domain("partner_id", "in", partner_ids)
        )
        return users.partner_id.ids

    def _whatsapp_mentionable(self):
        """:return: domain of ``res.users``: colleagues of the number's company who are
        agents, or take part; nobody from outside, whatever they are members of"""
        agents = self.env.ref("whatsapp_inbox.group_agent")
        company = self.sudo().whatsapp_account_id.company_id
        return (
            Domain("share", "=", False)
            & Domain("company_ids", "in", company.ids)
            & (
                Domain("all_group_ids", "in", agents.ids)
                | Domain("partner_id.channel_ids", "in", self.ids)
            )
        )

    def _whatsapp_with_teams(self, partner_ids, team_ids):
        # no sudo: teams that the user may read
        teams = self.env["whatsapp.inbox.team"].sudo(False)
        teams = teams.search([("id", "in", team_ids)])
        # sudo: who works there
        return [*(partner_ids or []), *teams.sudo()._agents().partner_id.ids]

    def _whatsapp_join_mentioned(self, message, partners):
        """:param partners: mentioned in the note, and checked"""
        new = partners - self.sudo().channel_member_ids.partner_id
        if new:
            # sudo: agents let colleagues in by a mention, see _whatsapp_mentionable
            self.sudo()._add_members(
                partners=new,
                # what was said before is history, not unread
                create_member_params={"new_message_separator": message.id},
                post_joined_message=False,
            )

    # -- suggestions --------------------------------------------------------------

    def _whatsapp_mention_suggestions(self, search, limit):
        """:return: store data: who may be mentioned here and is called like that, those
        who may read the thread already before the others; and teams"""
        self.ensure_one()
        # sudo: colleagues and who works where
        thread = self.sudo()
        users = self.env["res.users"].sudo()
        domain = self._whatsapp_mentionable() & (
            Domain("name", "ilike", search) | Domain("email", "ilike", search)
        )
        team = thread.whatsapp_team_id
        readers = thread.channel_member_ids.partner_id.user_ids | team._agents()
        found = users.search(domain & Domain("id", "in", readers.ids), limit=limit)
        if len(found) < limit:
            others = domain & Domain("id", "not in", found.ids)
            found |= users.search(others, limit=limit - len(found), order="name")
        partners = found.partner_id.sudo(False)
        teams = self.env["whatsapp.inbox.team"].search(
            [
                ("name", "ilike", search),
                ("company_id", "=", thread.whatsapp_account_id.company_id.id),
                ("membership_ids", "!=", False),
            ],
            limit=limit,
        )
        store = Store()
        store.add(partners, extra_fields=partners._get_store_mention_fields())
        store.add(
            self,
            [
                Store.Many("whatsapp_mention_partners", [], mode="ADD", value=partners),
                Store.Many("whatsapp_mention_teams", ["name"], mode="ADD", value=teams),
            ],
        )
        return store.get_result()

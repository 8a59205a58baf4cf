from odoo import models

from .discuss_channel import CHANNEL_TYPE

#: What decides whether somebody answers customers, and of which companies.
DECISIVE = frozenset(("active", "company_ids", "group_ids"))


class ResUsers(models.Model):
    """Who is archived, or is no agent any more, leaves nobody waiting."""

    _inherit = "res.users"

    def write(self, vals):
        if DECISIVE.isdisjoint(vals):
            return super().write(vals)
        were = self.filtered(lambda user: user._is_whatsapp_agent())
        result = super().write(vals)
        self._whatsapp_follow_rights(were)
        return result

    def unlink(self):
        """A foreign key would take the owner away and tell nobody, so that it is in
        no queue."""
        gone = self.env._("The agent is not there any more.")
        released = {"whatsapp_reason": gone, "whatsapp_auto": True}
        self._whatsapp_owned().with_context(**released).write({"user_id": False})
        return super().unlink()

    def _whatsapp_follow_rights(self, were):
        """Conversations go back to the team, threads are left; who comes back finds
        the place in the teams as it was.

        :param were: those of these users who were agents until now
        """
        are = self.filtered(lambda user: user._is_whatsapp_agent())
        gone = were - are
        changed = gone | (are - were)
        # sudo: an administrator of users need not be one of the inbox
        teams = (
            self.env["whatsapp.inbox.team.member"]
            .sudo()
            .search([("user_id", "in", changed.ids)])
            .team_id
        )
        (were & are)._whatsapp_release_lost(
            self.env._("The agent does not work for this company any more.")
        )
        if gone:
            gone._whatsapp_release_lost(self.env._("The agent is not there any more."))
            gone._whatsapp_leave_threads()
        teams._members_changed()
        changed._whatsapp_teams_changed()

    def _whatsapp_release_lost(self, reason):
        """Release what these users own and may not answer any more."""
        lost = self._whatsapp_owned().filtered(
            lambda c: (
                not c.user_id._is_whatsapp_agent()
                or c.company_id not in c.user_id.company_ids
            )
        )
        lost.with_context(whatsapp_reason=reason, whatsapp_auto=True).write(
            {"user_id": False}
        )

    def _whatsapp_owned(self):
        # sudo: as above
        conversations = self.env["whatsapp.inbox.conversation"].sudo()
        return conversations.search(
            [("user_id", "in", self.ids), ("state", "!=", "resolved")]
        )

    def _whatsapp_leave_threads(self):
        """A member gets the messages, whatever else they may."""
        # sudo: as above
        members = (
            self.env["discuss.channel.member"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("channel_id.channel_type", "=", CHANNEL_TYPE),
                ]
            )
        )
        members.channel_id._whatsapp_dismiss_members(members)

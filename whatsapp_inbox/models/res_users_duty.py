from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo import models
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.mail.tools.discuss import Store


class ResUsers(models.Model):
    """Whether an agent is there today, in all of their teams at once."""

    _inherit = "res.users"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        if self.env.user._is_whatsapp_agent():
            store.add_global_values(whatsapp_duty=self.env.user._whatsapp_duty())
        return result

    # -- of oneself ---------------------------------------------------------------

    def whatsapp_leave_for_today(self):
        """Get no new conversations until tomorrow, in any team.

        :return: ``open_count``, the conversations that are the agent's and not resolved
        :rtype: dict
        """
        self._whatsapp_own_memberships().action_leave_for_today()
        return {
            "open_count": self.env["whatsapp.inbox.conversation"].search_count(
                self._whatsapp_open_domain()
            )
        }

    def whatsapp_join(self):
        """Back again, in all teams."""
        self._whatsapp_own_memberships().action_join()

    def whatsapp_release_open(self):
        """Give back to the team what one has and has not resolved.

        :return: the client action that offers to undo it
        """
        self._whatsapp_check_self()
        conversations = self.env["whatsapp.inbox.conversation"].search(
            self._whatsapp_open_domain()
        )
        return conversations.with_context(
            whatsapp_reason=self.env._("%s left for today.", self.env.user.name)
        ).action_with_undo("release")

    def _whatsapp_own_memberships(self):
        self._whatsapp_check_self()
        return self.env["whatsapp.inbox.team.member"].search(
            [("user_id", "=", self.env.uid)]
        )

    def _whatsapp_check_self(self):
        if self != self.env.user:
            raise AccessError(
                self.env._("Agents say of themselves whether they are there.")
            )

    def _whatsapp_open_domain(self):
        return [("user_id", "=", self.id), ("state", "!=", "resolved")]

    # -- for others ---------------------------------------------------------------

    def _is_whatsapp_agent(self):
        """Whether this user answers customers."""
        return self.active and self.has_group("whatsapp_inbox.group_agent")

    def _whatsapp_midnight(self):
        """:return: when the day ends on this user's own clock, naive UTC"""
        zone = ZoneInfo(self._whatsapp_tz())
        tomorrow = datetime.now(zone).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time.min, zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _whatsapp_tz(self):
        """:return: name of the time zone of this user; where none is set, the browser's
        (Odoo's cookie, as at the first login) or the company's"""
        names = [self.tz]
        if request and self == self.env.user:
            names.append(request.cookies.get("tz"))
        names += [self.company_id.partner_id.tz, "UTC"]
        return next(name for name in names if name in pytz.all_timezones_set)

    def _whatsapp_duty(self):
        """:return: for the browser: in how many teams one works, since when one is
        away and until when; None for who is in no team"""
        # sudo: one's own, of all companies
        members = self.env["whatsapp.inbox.team.member"].sudo()
        members = members.search([("user_id", "=", self.id)])
        if not members:
            return None
        away = members.filtered(lambda member: not member.on_duty)
        return {
            "team_count": len(members),
            "away_count": len(away),
            "off_until": max(away.mapped("off_until")) if away else False,
        }

    def _whatsapp_duty_changed(self):
        for user in self:
            Store(bus_channel=user).add_global_values(
                whatsapp_duty=user._whatsapp_duty()
            ).bus_send()

    def _whatsapp_teams_changed(self):
        """Tell the browsers of these users: their duty, and whose queue they see."""
        self._whatsapp_duty_changed()
        for user in self:
            user._bus_send("whatsapp_inbox.queue/teams", {})

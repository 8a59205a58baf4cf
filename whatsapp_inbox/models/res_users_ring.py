from datetime import UTC

from odoo import api, fields, models

from .res_users_settings import PREFERENCES


class ResUsers(models.Model):
    """An agent's own preferences of notifications, as a page of Odoo's Preferences."""

    _inherit = "res.users"

    whatsapp_ring_mine = fields.Boolean(
        related="res_users_settings_id.whatsapp_ring_mine", readonly=False
    )
    whatsapp_ring_queue = fields.Boolean(
        related="res_users_settings_id.whatsapp_ring_queue", readonly=False
    )
    whatsapp_ring_mentions = fields.Boolean(
        related="res_users_settings_id.whatsapp_ring_mentions", readonly=False
    )
    whatsapp_ring_followed = fields.Boolean(
        related="res_users_settings_id.whatsapp_ring_followed", readonly=False
    )
    whatsapp_push = fields.Boolean(
        related="res_users_settings_id.whatsapp_push", readonly=False
    )
    whatsapp_sound = fields.Boolean(
        related="res_users_settings_id.whatsapp_sound", readonly=False
    )
    whatsapp_hours_only = fields.Boolean(
        related="res_users_settings_id.whatsapp_hours_only", readonly=False
    )
    whatsapp_away_minutes = fields.Integer(
        related="res_users_settings_id.whatsapp_away_minutes", readonly=False
    )
    whatsapp_is_agent = fields.Boolean(compute="_compute_whatsapp_is_agent")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "whatsapp_is_agent", *PREFERENCES]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *PREFERENCES]

    def write(self, vals):
        chosen = {name: vals[name] for name in PREFERENCES if name in vals}
        if chosen:
            if self != self.env.user:
                self.check_access("write")
            for user in self:
                settings = self.env["res.users.settings"]._find_or_create_for_user(user)
                settings.set_res_users_settings(chosen)  # tells the browsers
            vals = {name: value for name, value in vals.items() if name not in chosen}
        return super().write(vals)

    @api.depends("all_group_ids")
    def _compute_whatsapp_is_agent(self):
        for user in self:
            user.whatsapp_is_agent = user._is_whatsapp_agent()

    # -- whom to tell -------------------------------------------------------------

    @api.model
    def whatsapp_is_off_hours(self):
        """Asked by the browser before it rings for who wants to hear nothing then."""
        return bool(self.env.user._whatsapp_off_hours())

    def _whatsapp_off_hours(self):
        """:return: those who want nothing outside of their hours, and are outside"""
        asked = self.filtered(lambda u: u.sudo().whatsapp_hours_only)
        if not asked:
            return asked
        now = fields.Datetime.now().replace(tzinfo=UTC)
        absences = self.env["whatsapp.inbox.absence"]._of(asked, now)
        return asked.filtered(lambda user: not absences[user].is_there())

    def _whatsapp_want(self, conversation, mentioned=False):
        """:param mentioned: they are, in a note
        :return: those for whom a message of this conversation rings"""
        owner = conversation.user_id

        def choice(user):
            if mentioned:
                return "whatsapp_ring_mentions"
            if not owner:
                return "whatsapp_ring_queue"
            return f"whatsapp_ring_{'mine' if user == owner else 'followed'}"

        # sudo: what they chose
        users = self.sudo().filtered(lambda user: user[choice(user)])
        return users.with_env(self.env)

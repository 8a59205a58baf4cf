from datetime import UTC

from odoo import api, fields, models

from .res_users_settings import PREFERENCES


class ResUsers(models.Model):
    """An agent's own preferences of notifications, as a page of Odoo's Preferences."""

    _inherit = "res.users"

    whatsapp_ring_mine = fields.Boolean(
        "My Conversations",
        compute="_compute_whatsapp_preferences",
        readonly=False,
    )
    whatsapp_ring_queue = fields.Boolean(
        "Waiting Customers of My Teams",
        compute="_compute_whatsapp_preferences",
        readonly=False,
    )
    whatsapp_ring_mentions = fields.Boolean(
        "Mentions in Notes",
        compute="_compute_whatsapp_preferences",
        readonly=False,
    )
    whatsapp_ring_followed = fields.Boolean(
        "Conversations of Colleagues That I Follow",
        compute="_compute_whatsapp_preferences",
        readonly=False,
    )
    whatsapp_push = fields.Boolean(
        "Push Notifications",
        compute="_compute_whatsapp_preferences",
        readonly=False,
        help="On the devices on which you allowed Odoo to notify you, also while Odoo "
        "is closed.",
    )
    whatsapp_sound = fields.Boolean(
        "Sound",
        compute="_compute_whatsapp_preferences",
        readonly=False,
    )
    whatsapp_hours_only = fields.Boolean(
        "Only in My Working Hours",
        compute="_compute_whatsapp_preferences",
        readonly=False,
        help="Outside of them, and on leave, nothing rings and nothing is mailed.",
    )
    whatsapp_away_minutes = fields.Integer(
        "Mail When Away (Minutes)",
        compute="_compute_whatsapp_preferences",
        readonly=False,
        help="A mail for each conversation in which a customer has waited so long, "
        "while you were away. 0: no mails.",
    )
    whatsapp_is_agent = fields.Boolean(compute="_compute_whatsapp_is_agent")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "whatsapp_is_agent", *PREFERENCES]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *PREFERENCES]

    @api.depends(*(f"res_users_settings_ids.{name}" for name in PREFERENCES))
    def _compute_whatsapp_preferences(self):
        Settings = self.env["res.users.settings"]
        defaults = {name: False for name in PREFERENCES}
        defaults |= Settings.default_get(PREFERENCES)
        for user in self:
            # sudo: users read only their own; these are for the one who may read them
            settings = user.sudo().res_users_settings_ids[:1]
            for name in PREFERENCES:
                user[name] = settings[name] if settings else defaults[name]

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

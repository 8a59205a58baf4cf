from datetime import timedelta

from odoo import api, fields, models, tools

from ..tools.menu import Menu


class WhatsappInboxAccount(models.Model):
    """The menu of a number, and where goes what nobody could place."""

    _inherit = "whatsapp.inbox.account"

    routing_active = fields.Boolean(
        "Ask With a Menu",
        help="A customer who begins a conversation is asked what it is about, unless a "
        "rule knows it already.",
    )
    choice_ids = fields.One2many(
        "whatsapp.inbox.menu.choice",
        "account_id",
        string="Choices",
        copy=True,
        groups="whatsapp_inbox.group_supervisor",
    )
    welcome_text = fields.Text(
        translate=True, help="What the customer is asked. Empty: nothing is asked."
    )
    menu_error_text = fields.Text(
        "Text If Nothing Fits",
        translate=True,
        help="Sent with the choices if an answer fits none. Empty: the welcome again.",
    )
    menu_attempts = fields.Integer(
        "Ask Again (Times)",
        default=2,
        help="How often it asks again; then the fallback team has the conversation.",
    )
    menu_timeout = fields.Integer(
        "Wait for an Answer (Minutes)",
        default=60,
        help="After that the fallback team has the conversation.",
    )
    welcome_again_hours = fields.Integer(
        "Not Again Within (Hours)",
        default=48,
        help="A customer who writes so soon after the conversation was resolved is not "
        "asked again, and comes to the team that had it.",
    )
    fallback_team_id = fields.Many2one(
        "whatsapp.inbox.team",
        check_company=True,
        ondelete="restrict",
        help="Who has it if the customer does not choose, or if a rule fails. Empty: "
        "the default team.",
    )
    routing_error = fields.Char(
        readonly=True, copy=False, help="Why a conversation could not be routed."
    )

    _menu_attempts_positive = models.Constraint(
        "CHECK(menu_attempts >= 0)", "It cannot ask again less than never: 0 or more."
    )
    _menu_timeout_positive = models.Constraint(
        "CHECK(menu_timeout > 0)", "The menu has to wait for at least one minute."
    )
    _welcome_again_positive = models.Constraint(
        "CHECK(welcome_again_hours >= 0)",
        "The hours until the menu asks again cannot be below zero.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        self.env.registry.clear_cache()
        return accounts

    def write(self, vals):
        if {"menu_attempts", "menu_timeout", "choice_ids"} & vals.keys():
            self.env.registry.clear_cache()
        if (
            "routing_error" not in vals
            and {
                "choice_ids",
                "fallback_team_id",
                "routing_active",
                "team_id",
            }
            & vals.keys()
        ):
            vals = {**vals, "routing_error": False}
        if "choice_ids" not in vals:
            return super().write(vals)
        result = super(
            WhatsappInboxAccount, self.with_context(whatsapp_whole_menu=True)
        ).write(vals)
        self.choice_ids._check_menu()
        return result

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "welcome_text", "menu_error_text"]

    @tools.ormcache("self.id", "lang")
    def _menu(self, lang):
        """:rtype: tools.menu.Menu, as customers of this language get it"""
        # sudo: asked for by customers, and the same for all
        account = self.sudo().with_context(lang=lang)
        return account._menu_of(account.choice_ids)

    def _menu_of(self, choices):
        return Menu(
            choices._as_plain(),
            attempts=self.menu_attempts + 1,  # and the welcome
            patience=timedelta(minutes=self.menu_timeout),
        )

    def _team_if_lost(self):
        """:return: who has what could not be placed, maybe no team"""
        return self.fallback_team_id.filtered("active") or self.team_id

    def _menu_deadline(self, state):
        """:param state: of ``tools.menu``, :return: naive UTC"""
        return state.asked_at + timedelta(minutes=self.menu_timeout)

    def _is_lately(self, resolved_at, now):
        """Whether work that was resolved then is too fresh to ask again."""
        lately = timedelta(hours=self.welcome_again_hours)
        return bool(resolved_at) and now < resolved_at + lately

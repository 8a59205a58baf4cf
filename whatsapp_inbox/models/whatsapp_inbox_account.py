from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mail.tools.discuss import Store

from ..tools.cloud_api import CloudApi

ADMIN = "whatsapp_inbox.group_admin"
DEFAULT_API_URL = "https://graph.facebook.com"
DEFAULT_API_VERSION = "v25.0"
WINDOW_HOURS = 24


class WhatsappInboxAccount(models.Model):
    """One business phone number of the WhatsApp Cloud API, and how to reach it."""

    _name = "whatsapp.inbox.account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "WhatsApp Number"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "whatsapp.inbox.team",
        string="Default Team",
        check_company=True,
        ondelete="restrict",
        help="The team of new conversations. Without one, all agents of the company "
        "see and answer them.",
    )
    phone_number_id = fields.Char(
        "Phone Number ID",
        required=True,
        copy=False,
        tracking=True,
        help="Meta app > WhatsApp > API Setup. Not the number itself.",
    )
    waba_id = fields.Char(
        "WhatsApp Business Account ID",
        required=True,
        tracking=True,
        help="Meta app > WhatsApp > API Setup.",
    )
    portfolio_id = fields.Char(
        "Business Portfolio ID",
        tracking=True,
        help="Numbers of one portfolio know a customer by the same identifier. "
        "Optional; the WhatsApp account is used if it is empty.",
    )
    display_phone_number = fields.Char(
        "Phone Number", readonly=True, copy=False, help="As Meta shows it."
    )
    verified_name = fields.Char(readonly=True, copy=False)
    access_token = fields.Char(
        groups=ADMIN, copy=False, help="Token of a system user of the business."
    )
    app_secret = fields.Char(
        groups=ADMIN, copy=False, help="Meta app > App settings > Basic."
    )
    api_url = fields.Char(
        "API Address", required=True, default=DEFAULT_API_URL, groups=ADMIN
    )
    api_version = fields.Char(
        "API Version", required=True, default=DEFAULT_API_VERSION, groups=ADMIN
    )
    send_read_receipts = fields.Boolean(
        default=True,
        help="Customers see blue ticks when an agent opens their messages.",
    )
    send_typing = fields.Boolean(
        "Show Typing",
        default=True,
        help="Customers see that an agent is typing. WhatsApp marks their messages "
        "as read with it.",
    )
    reopen_hours = fields.Integer(
        "Reopen Within (Hours)",
        default=24,
        help="A message that comes so soon after a conversation was resolved reopens "
        "it; a later one starts a new conversation. 0: always a new one.",
    )
    state = fields.Selection(
        [
            ("draft", "Not connected"),
            ("connected", "Connected"),
            ("stopped", "Stopped"),
        ],
        compute="_compute_state",
        compute_sudo=True,
        store=True,
        tracking=True,
    )
    state_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Meta's words on why nothing can be sent. The queue is kept.",
    )
    paused_until = fields.Datetime(
        readonly=True, copy=False, help="Meta asked to slow down."
    )
    disk_failed_at = fields.Datetime(
        "File Not Written",
        readonly=True,
        copy=False,
        help="The server could not write a file that a customer sent. It tries again "
        "until WhatsApp forgets the file, after seven days.",
    )
    stopped_until = fields.Datetime(
        readonly=True, copy=False, help="When Meta's restriction ends."
    )
    quality_rating = fields.Selection(
        [("GREEN", "High"), ("YELLOW", "Medium"), ("RED", "Low")],
        "Quality",
        readonly=True,
        copy=False,
        help="What customers make of the messages of this number. A low quality may "
        "have Meta restrict it.",
    )
    messaging_limit = fields.Char(
        readonly=True,
        copy=False,
        help="How many customers may be written to first in 24 hours, in Meta's words. "
        "Answers do not count.",
    )
    throughput = fields.Char(readonly=True, copy=False)
    name_status = fields.Char(readonly=True, copy=False)
    number_status = fields.Char("Status at Meta", readonly=True, copy=False)
    meta_checked_at = fields.Datetime("Asked Meta", readonly=True, copy=False)
    token_expires_at = fields.Datetime(
        "Token Expires", readonly=True, copy=False, help="Empty: never, or not known."
    )
    token_error = fields.Char(
        readonly=True, copy=False, help="Why Meta does not take the access token."
    )
    notice_ids = fields.One2many(
        "whatsapp.inbox.notice",
        "account_id",
        string="Told by Meta",
        readonly=True,
        groups=ADMIN,
    )
    _phone_number_unique = models.UniqueIndex(
        "(phone_number_id) WHERE active", "This number is connected already."
    )

    @api.depends("access_token", "app_secret", "phone_number_id", "state_reason")
    def _compute_state(self):
        for account in self:
            if not (
                account.access_token and account.app_secret and account.phone_number_id
            ):
                account.state = "draft"
            elif account.state_reason:
                account.state = "stopped"
            else:
                account.state = "connected"

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        if "access_token" in vals and "state_reason" not in vals:
            vals = {
                **vals,
                "state_reason": False,
                "stopped_until": False,
                "paused_until": False,
                "token_error": False,
                "token_expires_at": False,
                "meta_checked_at": False,
            }
            self.env["whatsapp.inbox.outbox"]._wake()
            self.env["whatsapp.inbox.problem"]._wake()
        scopes = {account: account._contact_scope() for account in self}
        states = {account: account.state for account in self}
        result = super().write(self._clean_vals(vals))
        for account, scope in scopes.items():
            if account._contact_scope() != scope:
                account._take_contacts_along(scope)
        self.filtered(lambda a: a.state != states[a])._bus_send_state()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: any conversation counts, also of teams that this user does not see
        if (
            self.env["whatsapp.inbox.conversation"]
            .sudo()
            .search_count([("account_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "This number has conversations. Archive it instead: the history "
                    "of its customers is kept."
                )
            )

    def _clean_vals(self, vals):
        """What is pasted comes with spaces and a trailing slash."""
        cleaned = dict(vals)
        for name in (
            "phone_number_id",
            "waba_id",
            "portfolio_id",
            "access_token",
            "app_secret",
            "verify_token",
            "api_version",
        ):
            if cleaned.get(name):
                cleaned[name] = cleaned[name].strip()
        if cleaned.get("api_url"):
            cleaned["api_url"] = cleaned["api_url"].strip().rstrip("/")
        return cleaned

    # -- Cloud API ----------------------------------------------------------------

    def _api(self, **kwargs):
        """:return: a client of the Cloud API for this number"""
        self.ensure_one()
        # sudo: the secrets are for administrators; agents only cause their use
        account = self.sudo()
        return CloudApi(
            account.api_url or DEFAULT_API_URL,
            account.api_version or DEFAULT_API_VERSION,
            account.access_token or "",
            **kwargs,
        )

    def _contact_scope(self):
        """Within it a WhatsApp user has one identity: company and portfolio."""
        self.ensure_one()
        return f"{self.company_id.id}:{self.portfolio_id or self.waba_id}"

    def _take_contacts_along(self, old_scope):
        """The portfolio became known, or the number moved to another company.

        Contacts whose name is taken in the new scope stay: they are known there by
        another number, and only a person merges two customers.
        """
        # sudo: all contacts of the number, whoever configures it
        contacts = self.env["whatsapp.inbox.contact"].sudo()
        contacts = contacts.search(
            [
                ("scope", "=", old_scope),
                ("channel_ids.whatsapp_account_id", "=", self.id),
            ]
        ).filtered(lambda c: c.channel_ids.whatsapp_account_id == self)
        scope = self._contact_scope()
        own = [(alias.kind, alias.value) for alias in contacts.alias_ids]
        taken = {(alias.kind, alias.value) for alias in contacts._aliases(scope, own)}
        contacts = contacts.filtered(
            lambda c: not any((a.kind, a.value) in taken for a in c.alias_ids)
        )
        contacts.write({"scope": scope, "company_id": self.company_id.id})
        contacts.alias_ids.write({"scope": scope})

    def _stop(self, reason):
        """Nothing can be sent from this number until a person acts.

        :param str reason: Meta's words
        """
        for account in self.filtered(lambda a: a.state != "stopped"):
            account.state_reason = reason
            account._notify_stopped()

    def _admins(self):
        """:return: the active administrators of this number's company"""
        return self._members_of(ADMIN)

    def _members_of(self, group):
        """:return: the active users of a group who work for this number's company"""
        # sudo: the companies of other users
        group = self.env.ref(group).sudo()
        return group.all_user_ids.filtered(
            lambda u: u.active and self.company_id in u.company_ids
        )

    def _notify_stopped(self):
        body = self.env._(
            "WhatsApp does not accept messages of this number: %(reason)s. The "
            "messages wait; correct it and use Test Connection.",
            reason=self.state_reason,
        )
        self.message_notify(
            partner_ids=self._admins().partner_id.ids,
            subject=self.env._("WhatsApp number %s is stopped", self.name),
            body=body,
        )

    def _resume(self):
        """The number works again: send what waits."""
        self.write(
            {"state_reason": False, "stopped_until": False, "paused_until": False}
        )
        self.env["whatsapp.inbox.outbox"]._wake()

    def _bus_send_state(self):
        """Tell the browsers of this number's agents and supervisors."""
        for account in self:
            for user in account._watchers():
                store = Store(bus_channel=user)
                store.add(account, account._state_fields()).bus_send()

    @api.model
    def _state_fields(self):
        """What an agent has to know of a number that does not work."""
        return ["name", "state", "state_reason"]

    def _watchers(self):
        """:return: res.users who should know that nothing is sent"""
        self.ensure_one()
        return self._agents() | self._members_of("whatsapp_inbox.group_supervisor")

    def _agents(self, team=None):
        """Who answers the conversations of ``team`` (default: the account's).

        :return: res.users; without a team, all agents of the company
        """
        self.ensure_one()
        team = team or self.team_id
        if team:
            return team._agents()
        return self._members_of("whatsapp_inbox.group_agent")

    # -- actions ------------------------------------------------------------------

    def action_test_connection(self):
        self.ensure_one()
        test = self.env["whatsapp.inbox.connection.test"].create(
            {"account_id": self.id}
        )
        return test._run()

    def action_test_message(self):
        self.ensure_one()
        self.check_access("write")
        test = self.env["whatsapp.inbox.test.message"].create(
            {"account_id": self.id, "phone": self.env.user.partner_id.phone}
        )
        return test._reopen()

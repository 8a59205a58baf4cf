import secrets
from datetime import datetime, timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..tools.errors import CloudApiError
from .whatsapp_inbox_account import ADMIN

#: A signature that is refused is noted so often at the most.
NOTE_EVERY = timedelta(minutes=1)


class WhatsappInboxAccount(models.Model):
    """The address that Meta calls for a number, and whose calls are believed."""

    _inherit = "whatsapp.inbox.account"

    verify_token = fields.Char(
        groups=ADMIN, copy=False, default=lambda self: secrets.token_urlsafe(24)
    )
    webhook_key = fields.Char(
        groups=ADMIN,
        copy=False,
        readonly=True,
        required=True,
        default=lambda self: secrets.token_urlsafe(24),
    )
    webhook_url = fields.Char(
        "Callback URL", compute="_compute_webhook_url", groups=ADMIN
    )
    webhook_verified_at = fields.Datetime("Address Verified", readonly=True, copy=False)
    signature_refused_at = fields.Datetime(
        "Signature Refused", readonly=True, copy=False
    )
    webhook_seen_at = fields.Datetime(
        "Last Webhook", compute="_compute_webhook_seen_at"
    )
    failed_event_count = fields.Integer(compute="_compute_failed_event_count")

    _webhook_key_unique = models.UniqueIndex("(webhook_key)")

    @api.depends("webhook_key")
    def _compute_webhook_url(self):
        for account in self:
            account.webhook_url = (
                f"{account.get_base_url()}/whatsapp_inbox/webhook/{account.webhook_key}"
            )

    def _compute_webhook_seen_at(self):
        for account in self:
            # sudo: the time only; the events are for administrators
            event = (
                self.env["whatsapp.inbox.webhook.event"]
                .sudo()
                .search([("account_id", "=", account.id)], order="id desc", limit=1)
            )
            account.webhook_seen_at = event.create_date

    def _compute_failed_event_count(self):
        counts = dict(
            self.env["whatsapp.inbox.webhook.event"]
            .sudo()
            ._read_group(
                [("account_id", "in", self.ids), ("state", "=", "failed")],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.failed_event_count = counts.get(account, 0)

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys().isdisjoint(self._credential_fields()):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _credential_fields(self):
        return {"active", "app_secret", "verify_token", "webhook_key"}

    # -- actions ------------------------------------------------------------------

    def action_subscribe(self):
        """Subscribe the app to the WhatsApp account and point it at our webhook.

        Meta's page: webhooks/override; only a subscribed app may have an address of
        its own. Meta calls that address back at once, so it must be reachable.
        """
        self.ensure_one()
        self.check_access("write")
        cloud_api = self._api()
        try:
            cloud_api.subscribe(self.waba_id)
            cloud_api.subscribe(self.waba_id, self.webhook_url, self.verify_token)
        except CloudApiError as error:
            raise UserError(
                self.env._(
                    "Meta did not subscribe %(url)s: %(reason)s",
                    url=self.webhook_url,
                    reason=error,
                )
            ) from error
        return True

    def action_new_verify_token(self):
        self.verify_token = secrets.token_urlsafe(24)

    def action_view_failed_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_webhook_event_action"
        )
        action["context"] = {"search_default_failed": 1}
        action["domain"] = [("account_id", "in", self.ids)]
        return action

    # -- calls of Meta ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _webhook_credentials(self):
        """Of all accounts at once: calls to unknown addresses must not fill a cache.

        :return: id, app_secret and verify_token by webhook key
        """
        return {
            account.webhook_key: {
                "id": account.id,
                "app_secret": account.app_secret or "",
                "verify_token": account.verify_token or "",
            }
            for account in self.sudo().search([])
        }

    @api.model
    def _webhook_verified(self, account_id):
        self.browse(account_id).webhook_verified_at = fields.Datetime.now()

    @api.model
    def _signature_refused(self, account_id):
        """Note that somebody without the secret called, for the connection test.

        Once a minute at most, and a locked row is left alone: the note is worth
        neither a wait nor a write for each call of a stranger.
        """
        account = self.browse(account_id)
        now = fields.Datetime.now()
        if (account.signature_refused_at or datetime.min) < now - NOTE_EVERY:
            account = account.try_lock_for_update(allow_referencing=True)
            account.signature_refused_at = now

    def _account_of_number(self, phone_number_id):
        """The account that an update signed for ``self`` may write to.

        One Meta app calls one address for all of its numbers, so another account
        is accepted only if it has the same app secret: whoever signs for one
        number must not write into another's inbox.
        """
        if not phone_number_id or phone_number_id == self.phone_number_id:
            return self
        other = self.search([("phone_number_id", "=", phone_number_id)], limit=1)
        return other if other.app_secret == self.app_secret else self.browse()

    def _accounts_of_app(self):
        """The numbers, this one too, whose webhooks the same Meta app signs.

        What is told of a whole account names no number, see ``_account_of_number``.
        """
        self.ensure_one()
        return self.search([("app_secret", "=", self.app_secret)])

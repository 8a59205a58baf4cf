from odoo import api, models

from ..tools.errors import CloudApiError


class WhatsappInboxConnectionTest(models.TransientModel):
    """The links by which Meta reaches this database."""

    _inherit = "whatsapp.inbox.connection.test"

    @api.model
    def _check_subscription(self, account):
        name = self.env._("Webhook subscription")
        try:
            apps = account._api().subscribed_apps(account.waba_id)
        except CloudApiError as error:
            return self._failed(
                name, error, self.env._("Check the WhatsApp business account ID.")
            )
        self.can_subscribe = True
        if not apps:
            return self._line(
                name,
                "failed",
                self.env._(
                    "No app is subscribed to this WhatsApp account: Meta answers "
                    "200 to everything and nothing arrives here."
                ),
                self.env._("Press Subscribe."),
            )
        overrides = {app.get("override_callback_uri") for app in apps} - {None, ""}
        if overrides and account.webhook_url not in overrides:
            return self._line(
                name,
                "warning",
                self.env._(
                    "The app is subscribed, but Meta calls another address: %s",
                    ", ".join(sorted(overrides)),
                ),
                self.env._("Press Subscribe to have it call this database."),
            )
        return self._line(name, "ok", self.env._("The app is subscribed."))

    @api.model
    def _check_application(self, account):
        """Account news do not follow the address of an account or a number: Meta calls
        that of the app (Meta's page: webhooks/override)."""
        try:
            number = account._api().phone_number(account.phone_number_id)
        except CloudApiError:
            return None  # asked for before: what is wrong is said there
        configured = number.get("webhook_configuration")
        if not isinstance(configured, dict):
            return None
        if configured.get("application") == account.webhook_url:
            return None
        return self._line(
            self.env._("News of the account"),
            "warning",
            self.env._(
                "Meta tells restrictions, quality and templates to another address: %s",
                configured.get("application") or self.env._("none"),
            ),
            self.env._(
                "Paste the callback URL and the verify token in the Meta app as well: "
                "WhatsApp > Configuration > Webhook, and subscribe the fields there."
            ),
        )

    def _noted(self, account):
        """What the webhook noted, also while this transaction was calling Meta."""
        names = ["webhook_verified_at", "webhook_seen_at", "signature_refused_at"]
        with self.env.registry.cursor() as cr:
            return account.with_env(self.env(cr=cr)).read(names)[0]

    @api.model
    def _check_verification(self, account):
        name = self.env._("Webhook address")
        if not account.webhook_url.startswith("https://") and (
            "graph.facebook.com" in (account.api_url or "")
        ):
            return self._line(
                name,
                "warning",
                self.env._("%s is not an https address.", account.webhook_url),
                self.env._("Meta calls only https; set web.base.url."),
            )
        verified_at = self._noted(account)["webhook_verified_at"]
        if not verified_at:
            return self._line(
                name,
                "failed",
                self.env._("Meta has not verified the callback URL yet."),
                self.env._(
                    "Press Subscribe, or paste the callback URL and the verify token "
                    "in the Meta app: WhatsApp > Configuration > Webhook."
                ),
            )
        return self._line(
            name,
            "ok",
            self.env._("Verified on %s (UTC).", verified_at),
        )

    @api.model
    def _check_signature(self, account):
        name = self.env._("Signature")
        noted = self._noted(account)
        refused, seen = noted["signature_refused_at"], noted["webhook_seen_at"]
        if refused and (not seen or refused > seen):
            return self._line(
                name,
                "failed",
                self.env._(
                    "A webhook was refused on %s (UTC): it was not signed with this "
                    "app secret.",
                    refused,
                ),
                self.env._(
                    "Paste the secret of the app that is subscribed: App settings > "
                    "Basic > App secret."
                ),
            )
        if not seen:
            return None
        return self._line(name, "ok", self.env._("The last webhook was well signed."))

    @api.model
    def _check_last_webhook(self, account):
        name = self.env._("Last webhook")
        seen_at = self._noted(account)["webhook_seen_at"]
        if not seen_at:
            return self._line(
                name,
                "warning",
                self.env._("Nothing has arrived yet."),
                self.env._(
                    "Write to the number from a phone. In the Meta app, the field "
                    "“messages” must be subscribed."
                ),
            )
        state = "warning" if account.failed_event_count else "ok"
        detail = self.env._("%s (UTC)", seen_at)
        if account.failed_event_count:
            detail = self.env._(
                "%(seen)s (UTC); %(count)s could not be processed",
                seen=seen_at,
                count=account.failed_event_count,
            )
        advice = state == "warning" and self.env._("See Configuration > Webhooks.")
        return self._line(name, state, detail, advice or "")

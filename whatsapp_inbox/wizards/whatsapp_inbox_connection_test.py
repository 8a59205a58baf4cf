from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import notices, payload, transcode
from ..tools.errors import CloudApiError, ErrorClass, NotSent, OutcomeUnknown

#: Meta's page: webhooks/overview
PERMISSIONS = ("whatsapp_business_messaging", "whatsapp_business_management")
#: What of a line is no value of its record.
NOT_STORED = ("blocking", "facts")


class WhatsappInboxConnectionTest(models.TransientModel):
    """Checks every link between Meta and this database, and says in words which one
    is broken and what to do."""

    _name = "whatsapp.inbox.connection.test"
    _description = "WhatsApp Connection Test"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("whatsapp.inbox.connection.test.line", "test_id")
    can_subscribe = fields.Boolean(readonly=True)

    def action_run(self):
        return self._run()

    def action_subscribe(self):
        self.ensure_one()
        try:
            self.account_id.action_subscribe()
        except UserError as error:
            return self._run(subscribe_error=str(error))
        return self._run()

    def _run(self, subscribe_error=None):
        self.ensure_one()
        self.account_id.check_access("write")
        self.can_subscribe = False
        lines = []
        for check in self._checks():
            result = check(self.account_id)
            if result:
                lines.append(result)
            if result and result["blocking"]:
                break
        self.account_id.write(self._facts(lines))
        if not any(line["blocking"] for line in lines):
            self._all_links_tried(lines)
        if subscribe_error:
            lines.append(
                self._line(
                    self.env._("Subscribe"),
                    "failed",
                    subscribe_error,
                    self.env._(
                        "Meta must reach the callback URL over https with a valid "
                        "certificate, and get the challenge back."
                    ),
                )
            )
        self.line_ids.unlink()
        self.line_ids = [
            fields.Command.create({k: line[k] for k in line if k not in NOT_STORED})
            for line in lines
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Connection"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _checks(self):
        """Checks in the order in which they hang on each other; a bridge may add."""
        return [
            self._check_credentials,
            self._check_token,
            self._check_number,
            self._check_subscription,
            self._check_application,
            self._check_verification,
            self._check_signature,
            self._check_last_webhook,
            self._check_voice,
        ]

    def _all_links_tried(self, lines):
        """Everything that sending needs works: a stopped number resumes."""
        broken = any(line["blocking"] for line in lines)
        if self.account_id.state == "stopped" and not broken:
            self.account_id._resume()

    @api.model
    def _ask_meta(self, account):
        """What Meta says of token and number, without trying the other links.

        :return: values of the account, to be written when the network is done with
        """
        lines = [self._check_token(account)]
        if not lines[0]["blocking"]:
            lines.append(self._check_number(account))
        return self._facts(lines)

    def _facts(self, lines):
        """What the checks learned of the number."""
        facts = {}
        for line in lines:
            facts.update(line.get("facts", {}))
        if facts:
            facts["meta_checked_at"] = fields.Datetime.now()
        return facts

    def _line(self, name, state, detail, advice="", blocking=False, facts=None):
        """:param dict facts: values of the account that the check learned"""
        return {
            "name": name,
            "state": state,
            "detail": detail,
            "advice": advice,
            "blocking": blocking,
            "facts": facts or {},
        }

    def _failed(self, name, error, advice):
        if isinstance(error, NotSent | OutcomeUnknown):
            advice = self.env._(
                "This server does not reach %s: check its network and the API address.",
                self.account_id.api_url,
            )
        return self._line(name, "failed", str(error), advice, blocking=True)

    @api.model
    def _check_credentials(self, account):
        labels = {
            "access_token": self.env._("access token"),
            "app_secret": self.env._("app secret"),
            "verify_token": self.env._("verify token"),
        }
        missing = [label for name, label in labels.items() if not account[name]]
        if missing:
            return self._line(
                self.env._("Credentials"),
                "failed",
                self.env._("Missing: %s.", ", ".join(missing)),
                self.env._("Paste them from the Meta app, save, and test again."),
                blocking=True,
            )
        return None

    @api.model
    def _check_token(self, account):
        name = self.env._("Access token")
        advice = self.env._(
            "Make a new token: Business settings > System users > Generate token, for "
            "this app, with the permissions %s.",
            ", ".join(PERMISSIONS),
        )
        try:
            token = account._api().debug_token()
        except CloudApiError as error:
            line = self._failed(name, error, advice)
            if error.error_class == ErrorClass.ACCOUNT:
                line["facts"] = {"token_error": str(error)}
            return line
        expires_at = self._token_expiry(token)
        if not token.get("is_valid", True):
            detail = self.env._("Meta says that the token is not valid any more.")
            dead = {"token_error": detail, "token_expires_at": expires_at}
            return self._line(name, "failed", detail, advice, True, dead)
        scopes = token.get("scopes") or []
        missing = [scope for scope in PERMISSIONS if scopes and scope not in scopes]
        if missing:
            detail = self.env._("Permissions are missing: %s.", ", ".join(missing))
            return self._line(name, "failed", detail, advice, blocking=True)
        facts = {"token_error": False, "token_expires_at": expires_at}
        detail = self.env._("Alive; it does not expire.")
        if expires_at:
            detail = self.env._("Alive until %s (UTC).", expires_at)
        return self._line(name, "ok", detail, facts=facts)

    def _token_expiry(self, token):
        """:return: naive UTC, or False for never"""
        expires = payload.moment(token.get("expires_at"), None)
        return expires or False

    @api.model
    def _check_number(self, account):
        name = self.env._("Phone number")
        try:
            number = account._api().phone_number(account.phone_number_id)
        except CloudApiError as error:
            return self._failed(
                name,
                error,
                self.env._(
                    "Check the phone number ID, and that the system user has this "
                    "WhatsApp account among its assets."
                ),
            )
        return self._line(
            name,
            "ok",
            " · ".join(
                filter(
                    None,
                    [
                        number.get("display_phone_number"),
                        number.get("verified_name"),
                        number.get("quality_rating"),
                    ],
                )
            ),
            facts=self._number_facts(account, number),
        )

    def _number_facts(self, account, number):
        rating, level = number.get("quality_rating"), number.get("throughput")
        level = level.get("level") if isinstance(level, dict) else level
        ratings = dict(account._fields["quality_rating"].selection)
        facts = {
            "display_phone_number": number.get("display_phone_number"),
            "verified_name": number.get("verified_name"),
            "quality_rating": rating if rating in ratings else False,
            "throughput": level,
            "name_status": number.get("name_status"),
            "number_status": number.get("status"),
        }
        if number.get("is_on_biz_app"):
            facts["on_phone_app"] = True
        if limit := self._limit_at_meta(account):
            facts["messaging_limit"] = limit
        return facts

    def _limit_at_meta(self, account):
        """It is the portfolio's; a version of the API that lacks it breaks nothing."""
        field = "whatsapp_business_manager_messaging_limit"
        try:
            waba = account._api().waba(account.waba_id, field)
        except CloudApiError:
            return ""
        return notices.messaging_limit(waba.get(field))

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
    def _check_voice(self, account):
        """No link to Meta, but nobody would look for the reason elsewhere."""
        if transcode.available():
            return None
        return self._line(
            self.env._("Voice notes"),
            "warning",
            self.env._(
                "Voice messages of agents arrive as music, and other sound and films "
                "as documents."
            ),
            self.env._(
                "Install the Python package “av” (pip install av) on the server, and "
                "start Odoo again: then they are converted."
            ),
        )

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


class WhatsappInboxConnectionTestLine(models.TransientModel):
    _name = "whatsapp.inbox.connection.test.line"
    _description = "WhatsApp Connection Test Result"

    test_id = fields.Many2one(
        "whatsapp.inbox.connection.test", required=True, ondelete="cascade"
    )
    name = fields.Char(readonly=True)
    state = fields.Selection(
        [("ok", "Works"), ("warning", "To check"), ("failed", "Broken")], readonly=True
    )
    detail = fields.Char(readonly=True)
    advice = fields.Char("What To Do", readonly=True)

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import notices, transcode
from ..tools.errors import CloudApiError, ErrorClass, NotSent, OutcomeUnknown
from ..tools.json_values import moment

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
    setup_id = fields.Many2one(
        "whatsapp.inbox.setup", "Asked By", readonly=True, ondelete="cascade"
    )

    def action_back(self):
        """To the page of the set-up that asked."""
        return self.setup_id._reopen()

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
        return moment(token.get("expires_at"), False)

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

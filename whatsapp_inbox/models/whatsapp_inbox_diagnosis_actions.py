from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.web.controllers.utils import clean_action

_lt = LazyTranslate(__name__)

#: What the page's buttons are called; what each does is ``_act_<name>``.
LABELS = {
    "activate_crons": _lt("Switch On"),
    "fetch_files": _lt("Fetch Again"),
    "forward_again": _lt("Send Again"),
    "open_aside": _lt("Open"),
    "open_account": _lt("Open Number"),
    "open_failed": _lt("Open"),
    "open_lost_files": _lt("Open"),
    "open_notices": _lt("Told by Meta"),
    "open_rules": _lt("Routing Rules"),
    "open_settings": _lt("Settings"),
    "open_teams": _lt("Teams"),
    "open_unknown": _lt("Open"),
    "open_unused": _lt("Open"),
    "retry_failed": _lt("Retry All"),
    "test_connection": _lt("Test Connection"),
    "test_message": _lt("Send Test Message"),
}


class WhatsappInboxDiagnosis(models.AbstractModel):
    """The buttons of the page."""

    _inherit = "whatsapp.inbox.diagnosis"

    def _label(self, name):
        return self.env._(LABELS[name])

    @api.model
    def act(self, name, account_id=False):
        """Do what a button says.

        :return: an action for the browser, or False
        """
        self._check_admin()
        account = self.env["whatsapp.inbox.account"].browse(account_id or ())
        account.check_access("write")
        if name not in LABELS:
            raise UserError(self.env._("There is no such button."))
        action = getattr(self, f"_act_{name}")(account)
        # as the route of a form's buttons does
        return clean_action(action, self.env) if action else False

    def _act_open_account(self, account):
        return {
            "type": "ir.actions.act_window",
            "res_model": account._name,
            "res_id": account.id,
            "views": [(False, "form")],
        }

    def _act_test_connection(self, account):
        return account.action_test_connection()

    def _act_test_message(self, account):
        return account.action_test_message()

    def _act_open_failed(self, account):
        return account.action_view_failed_events()

    def _act_retry_failed(self, account):
        domain = [("account_id", "=", account.id), ("state", "=", "failed")]
        self.env["whatsapp.inbox.webhook.event"].search(domain).action_retry()

    def _act_open_unknown(self, account):
        domain = [("account_id", "=", account.id), ("state", "=", "unknown")]
        return self._list("whatsapp_inbox_message_action", domain)

    def _act_open_unused(self, account):
        domain = [("account_id", "=", account.id)]
        return self._list("whatsapp_inbox_unknown_action", domain)

    def _act_open_notices(self, account):
        domain = [("account_id", "=", account.id)]
        return self._list("whatsapp_inbox_notice_action", domain)

    def _list(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"whatsapp_inbox.{xmlid}"
        )
        return {**action, "domain": domain, "context": {}}

    def _act_open_settings(self, _account):
        if not self.env.user.has_group("base.group_system"):
            raise UserError(
                self.env._("Settings are for the administrator of the whole system.")
            )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.res_config_settings_action"
        )

    def _act_activate_crons(self, _account):
        self._crons().active = True

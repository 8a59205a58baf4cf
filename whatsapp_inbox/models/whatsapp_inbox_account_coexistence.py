from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.errors import CloudApiError
from .whatsapp_inbox_account import ADMIN

ASKED_BEFORE = 2593107
TOO_LATE = 2593108


class WhatsappInboxAccount(models.Model):
    """A number that is used in the WhatsApp Business phone app and here (coexistence;
    Meta's page: embedded-signup/onboarding-business-app-users)."""

    _inherit = "whatsapp.inbox.account"

    on_phone_app = fields.Boolean(
        "Also in the Phone App",
        help="People also answer customers in the WhatsApp Business app, with this "
        "number. What they write there is shown in the threads.",
    )
    use_phone_contacts = fields.Boolean(
        "Use Names of the Phone",
        default=True,
        help="Customers of whom WhatsApp tells no name get the one that they have in "
        "the address book of the phone. Contacts of Odoo keep the names that people "
        "gave them, and nobody becomes a contact who never wrote.",
    )
    phonebook_ids = fields.One2many(
        "whatsapp.inbox.phonebook", "account_id", groups=ADMIN
    )
    phonebook_count = fields.Integer(
        "Names Known", compute="_compute_phonebook_count", groups=ADMIN
    )
    history_requested_at = fields.Datetime(readonly=True, copy=False)
    history_state = fields.Selection(
        [
            ("none", "Not imported"),
            ("requested", "Asked for"),
            ("running", "Being imported"),
            ("done", "Imported"),
            ("refused", "Refused by the business"),
        ],
        compute="_compute_history",
        groups=ADMIN,
    )
    history_phase = fields.Selection(
        [
            ("0", "The last day"),
            ("1", "Until 90 days ago"),
            ("2", "Until 180 days ago"),
        ],
        "Reached",
        compute="_compute_history",
        groups=ADMIN,
    )
    history_progress = fields.Integer(
        "Progress", compute="_compute_history", groups=ADMIN
    )
    history_imported_count = fields.Integer(
        "Messages Imported", compute="_compute_history", groups=ADMIN
    )
    history_left_count = fields.Integer(
        "Messages Left", compute="_compute_history", groups=ADMIN
    )
    history_failed_count = fields.Integer(compute="_compute_history", groups=ADMIN)

    def _compute_phonebook_count(self):
        counts = dict(
            self.env["whatsapp.inbox.phonebook"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.phonebook_count = counts.get(account, 0)

    @api.depends("history_requested_at")
    def _compute_history(self):
        """Read from the parts: the number's own row is locked by the drain.

        Of a part that Meta told to be at 55 %, and that is imported by half, 27 % are
        done; the files, which come apart, have no percentage of their own.
        """
        groups = self.env["whatsapp.inbox.history"]._read_group(
            [("account_id", "in", self.ids)],
            ["account_id", "state"],
            ["__count", "progress:max", "phase:max", "message_count:sum"]
            + ["position:sum", "imported_count:sum"],
        )
        for account in self:
            own = {state: row for part, state, *row in groups if part == account}
            _counts, progress, phases, told, done, imported = (
                zip(*own.values(), strict=True) if own else ((0,),) * 6
            )
            read = own.keys() & {"pending", "done", "failed"}
            account.history_imported_count = sum(imported)
            account.history_left_count = sum(told) - sum(done) if read else 0
            account.history_failed_count = own.get("failed", [0])[0]
            account.history_phase = str(min(max(phases), 2)) if read else False
            share = sum(done) / sum(told) if sum(told) else 1
            account.history_progress = int(min(max(progress), 100) * share)
            account.history_state = account._history_state(own, read, max(progress))

    def _history_state(self, own, read, progress):
        """:param own: the states of its parts; those in ``read`` have messages"""
        if "pending" in own or (read and progress < 100):
            return "running"
        if read:
            return "done"
        if "refused" in own:
            return "refused"
        return "requested" if self.history_requested_at else "none"

    def write(self, vals):
        if vals.get("use_phone_contacts") is False:
            # sudo: who never wrote has nothing to do here any more
            self.sudo().phonebook_ids.unlink()
        return super().write(vals)

    # -- actions ------------------------------------------------------------------

    def action_import_history(self):
        self._request_from_phone("history")
        self.history_requested_at = fields.Datetime.now()
        return self._tell_requested(
            self.env._(
                "Meta sends the messages of the last 180 days now. This takes from "
                "minutes to hours; nobody is notified of old messages."
            )
        )

    def action_import_contacts(self):
        self._request_from_phone("smb_app_state_sync")
        return self._tell_requested(
            self.env._("Meta sends the names of the phone's address book now.")
        )

    def action_view_history(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_history_action"
        )
        action["domain"] = [("account_id", "in", self.ids)]
        return action

    def _request_from_phone(self, sync_type):
        """:raises UserError: in Meta's words, and what to do"""
        self.ensure_one()
        self.check_access("write")
        try:
            self._api().sync_phone_app(self.phone_number_id, sync_type)
        except CloudApiError as error:
            raise UserError(self._sync_refusal(error)) from error

    def _sync_refusal(self, error):
        if error.code == ASKED_BEFORE:
            return self.env._(
                "This was imported from %(name)s before, and WhatsApp gives it once: "
                "%(reason)s. To get it again, disconnect the number in the phone app "
                "(Settings > Account > Business platform) and connect it anew.",
                name=self.name,
                reason=error,
            )
        if error.code == TOO_LATE:
            return self.env._(
                "WhatsApp gives this within 24 hours after %(name)s was connected: "
                "%(reason)s. To get it now, disconnect the number in the phone app "
                "(Settings > Account > Business platform) and connect it anew.",
                name=self.name,
                reason=error,
            )
        return self.env._(
            "Meta did not start the import for %(name)s: %(reason)s. Is the number "
            "used in the WhatsApp Business app as well?",
            name=self.name,
            reason=error,
        )

    def _tell_requested(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import phone as phone_tools
from ..tools.errors import CloudApiError
from ..tools.json_values import text

_logger = logging.getLogger(__name__)


class WhatsappInboxAccount(models.Model):
    """Whom a number blocks, as WhatsApp has it: others may block and unblock, too."""

    _inherit = "whatsapp.inbox.account"

    def action_sync_blocked(self):
        """:raises UserError: why Meta does not tell, for the first that did not"""
        self.check_access("write")
        for account in self:
            try:
                account._sync_blocked()
            except CloudApiError as error:
                raise UserError(
                    self.env._(
                        "Meta did not tell whom %(number)s blocks: %(reason)s",
                        number=account.name,
                        reason=error,
                    )
                ) from error

    def _sync_blocked_daily(self):
        """A number that may not be asked keeps no other from it."""
        for account in self.filtered(lambda a: a.state == "connected"):
            try:
                account._sync_blocked()
            except CloudApiError as error:
                _logger.info("Account %s: no blocked users: %s", account.id, error)

    def _sync_blocked(self):
        """Take over the list. Who is on it and has no thread here is not our customer.

        :raises CloudApiError: nothing is changed then
        """
        self.ensure_one()
        asked_at = fields.Datetime.now()
        listed = self._blocked_contacts(self._api().blocked(self.phone_number_id))
        Thread = self.env["discuss.channel"].sudo()
        ours = [("whatsapp_account_id", "=", self.id)]
        blocked = Thread.search([*ours, ("whatsapp_blocked_at", "!=", False)])
        wanted = Thread.search([*ours, ("whatsapp_contact_id", "in", listed.ids)])
        # who was blocked while Meta answered is not on the list that it gave
        gone = (blocked - wanted).filtered(lambda t: t.whatsapp_blocked_at < asked_at)
        new = wanted - blocked
        nobody = self.env["res.users"]
        gone._whatsapp_set_blocked(False, nobody)
        new._whatsapp_set_blocked(True, nobody)
        lines = (
            (gone, self.env._("This customer was unblocked outside of Odoo.")),
            (new, self.env._("This customer was blocked outside of Odoo.")),
        )
        Thread._whatsapp_post_lines(
            [
                (thread, line, fields.Datetime.now())
                for threads, line in lines
                for thread in threads
            ]
        )

    def _blocked_contacts(self, users):
        """:param list users: elements of Meta's list
        :return: our contacts among them, by what they are called today"""
        numbers = [phone_tools.to_e164(text(user.get("wa_id"))) for user in users]
        names = [
            *(text(user.get("wa_id")) for user in users),
            *(text(user.get("user_id")) for user in users),
            *numbers,
        ]
        aliases = self.env["whatsapp.inbox.contact.alias"].sudo()
        aliases = aliases.search(
            [
                ("scope", "=", self._contact_scope()),
                ("value", "in", [name for name in names if name]),
                ("former", "=", False),
            ]
        )
        return aliases.contact_id

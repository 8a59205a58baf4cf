import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class WhatsappInboxConsent(models.Model):
    """Odoo's list of blocked numbers says the same as the newest row, both ways."""

    _inherit = "whatsapp.inbox.consent"

    def _numbers(self):
        """:return: E.164 of whom this row is about"""
        numbers = set(self._people().filtered("phone").mapped("phone"))
        if number := self.partner_id.phone_sanitized:
            numbers.add(number)
        return sorted(numbers)

    def _blacklist(self):
        """Where the phone is known. What is on the list already is not ours."""
        # the number itself is not news for the list's own hook
        Blacklist = self.env["phone.blacklist"].with_context(whatsapp_consent=True)
        numbers = self._numbers()
        listed = Blacklist.search([("number", "in", numbers)]).mapped("number")
        added = (self.blacklisted or "").split()
        for number in set(numbers) - set(listed):
            try:
                Blacklist._add([number], message=self.env._("Asked for in WhatsApp."))
                added.append(number)
            except UserError:
                _logger.info("WhatsApp consent %s: no number to blacklist", self.id)
        self.blacklisted = " ".join(added) or False

    def _unblacklist(self, history):
        """A number that somebody else blocked stays so when the customer wants
        marketing again."""
        rows = history.filtered("blacklisted")
        numbers = " ".join(rows.mapped("blacklisted")).split()
        if numbers:
            reason = self.env._("Wanted again, in WhatsApp.")
            Blacklist = self.env["phone.blacklist"].with_context(whatsapp_consent=True)
            Blacklist._remove(numbers, message=reason)
            rows.blacklisted = False

    @api.model
    def _phone_known(self, contacts):
        """The list of Odoo knows numbers: it follows once there is one."""
        # sudo: the list belongs to whoever does marketing
        for row in contacts.filtered("marketing_opt_out").sudo().consent_id:
            row._blacklist()

    @api.model
    def _list_changed(self, numbers, listed):
        """Somebody blocked numbers in Odoo, or frees them.

        :param list numbers: E.164
        """
        if self.env.context.get("whatsapp_consent") or not numbers:
            return
        # sudo: whoever changes the list need not be an agent
        Consent = self.sudo()
        contacts = Consent.env["whatsapp.inbox.contact"].search(
            [("phone", "in", numbers), ("is_group", "=", False)]
        )
        if listed:
            wanted = contacts.filtered(lambda c: not c.marketing_opt_out)
            about = [{"contact_id": contact.id} for contact in wanted]
            values = {"state": "opt_out", "reason": self.env._("Blocked in Odoo.")}
        else:
            about = Consent._freed(contacts, numbers)
            values = {"state": "lifted", "reason": self.env._("Unblocked in Odoo.")}
        # the job has no user whom it would be of use to know
        user = False if self.env.user._is_superuser() else self.env.uid
        values |= {"source": "blacklist", "user_id": user}
        Consent.with_context(whatsapp_consent=True).create(
            [{**values, **one} for one in about]
        )

    def _freed(self, contacts, numbers):
        """:return: values of who had objected and objects no more"""
        objecting = contacts.filtered("marketing_opt_out")
        about = [{"contact_id": contact.id} for contact in objecting]
        for number in numbers:
            rows = self.search([("blacklisted", "like", number)])
            rows.blacklisted = False
            for row in rows.filtered("partner_id"):
                if row._history()[:1] == row:
                    partner = {"partner_id": row.partner_id.id}
                    about.append({**partner, "company_id": row.company_id.id})
        return about

from odoo import api, fields, models

from ..tools import preferences


class WhatsappInboxPreference(models.AbstractModel):
    """Who wants marketing messages on WhatsApp: the newest word counts.

    It never keeps an agent from answering. Whoever sends marketing asks
    ``whatsapp.inbox.consent`` ``_refusal``.
    """

    _name = "whatsapp.inbox.preference"
    _description = "WhatsApp Marketing Preferences"

    @api.model
    def _receive_fields(self, account, updates):
        """See ``whatsapp.inbox.inbound._field_models``."""
        Contact = self.env["whatsapp.inbox.contact"]
        Unknown = self.env["whatsapp.inbox.unknown"]
        for update in updates:
            told, others = preferences.read(update, fields.Datetime.now())
            for element in others:
                name = f"user_preferences: {element.get('value')}"
                Unknown._count(account, "event", name, element)
            if not told:
                continue
            contacts = Contact._resolve(account, [p.identity for p in told])
            for contact, preference in zip(contacts, told, strict=True):
                self._set(
                    account, contact, preference.wanted, preference.at, "customer"
                )

    @api.model
    def _refused(self, message, at):
        """Meta did not deliver because the customer wants no marketing (131050)."""
        self._set(message.account_id, message.contact_id, False, at, "refused")

    @api.model
    def _set(self, account, contact, wanted, at, source):
        """One more row of the history, unless it is a repetition.

        :param at: naive UTC; an older word than the last one changes nothing
        """
        row = {
            "contact_id": contact.id,
            "state": "opt_in" if wanted else "opt_out",
            "at": at,
            "source": source,
        }
        # sudo: what Meta tells
        Consent = self.env["whatsapp.inbox.consent"].sudo()
        Consent = Consent.with_context(whatsapp_consent_account=account.id)
        known = [(name, "=", value) for name, value in row.items()]
        # the account is locked while its webhooks are read, and an index watches
        if not Consent.search_count(known, limit=1):
            Consent.create(row)

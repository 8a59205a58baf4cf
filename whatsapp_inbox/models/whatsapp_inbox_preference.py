import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import preferences

_logger = logging.getLogger(__name__)


class WhatsappInboxPreference(models.AbstractModel):
    """Who wants marketing messages on WhatsApp: the newest word counts.

    It never keeps an agent from answering. Whoever sends marketing asks
    ``marketing_opt_out`` of the contact, or Odoo's list of blacklisted numbers.
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
        """:param at: naive UTC; an older word than the last one is not heard"""
        last = contact.marketing_at
        if last and (at < last or (at == last and contact.marketing_source == source)):
            return
        changed = contact.marketing_opt_out == wanted
        contact.write(
            {
                "marketing_opt_out": not wanted,
                "marketing_at": at,
                "marketing_source": source,
            }
        )
        self._blacklist(contact)
        if changed:
            self._tell(account, contact)

    @api.model
    def _tell(self, account, contact):
        """A line in the thread, where there is one. It is no comment: it stays here."""
        if contact.marketing_opt_out:
            text = self.env._("The customer wants no marketing messages on WhatsApp.")
        else:
            text = self.env._("The customer wants marketing messages on WhatsApp.")
        threads = contact.channel_ids.filtered(
            lambda thread: thread.whatsapp_account_id == account
        )
        for thread in threads:
            thread.message_post(
                body=text,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.ref("base.partner_root").id,
            )

    @api.model
    def _blacklist(self, contacts):
        """Odoo's own list, where the phone is known. A number that somebody else
        blacklisted stays there when the customer wants marketing again."""
        # sudo: the list belongs to whoever does marketing
        Blacklist = self.env["phone.blacklist"].sudo()
        for contact in contacts.filtered("phone"):
            number, unwanted = contact.phone, contact.marketing_opt_out
            listed = Blacklist.search_count([("number", "=", number)], limit=1)
            try:
                if unwanted and not listed:
                    reason = self.env._("Asked for in WhatsApp.")
                    Blacklist._add([number], message=reason)
                    contact.marketing_blacklisted = True
                elif contact.marketing_blacklisted and not unwanted:
                    reason = self.env._("Wanted again, in WhatsApp.")
                    Blacklist._remove([number], message=reason)
                    contact.marketing_blacklisted = False
            except UserError:
                _logger.info("WhatsApp contact %s: no number to blacklist", contact.id)

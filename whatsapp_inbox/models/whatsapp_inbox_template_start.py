from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import phone as phone_tools
from ..tools.updates import Identity


class WhatsappInboxTemplate(models.Model):
    """Writing first: a thread with somebody who may never have written to us."""

    _inherit = "whatsapp.inbox.template"

    @api.model
    def _start(self, account, partner=None, number=None):
        """The thread of a customer with a number of ours, made where there is none.

        :param account: ``whatsapp.inbox.account`` that the user may read
        :param partner: the customer; without ``number`` by their WhatsApp contact, else
            their phone
        :param str number: as people write it; a national one is the partner's country's
            or the company's
        :raises UserError: nobody can be reached by this
        :raises AccessError: somebody else's team has the thread of this customer
        :rtype: discuss.channel
        """
        account.check_access("read")
        contact = self._contact_to_start(account, partner, number)
        # sudo: a thread begins with whom the user writes to
        Channel = self.env["discuss.channel"].sudo()
        known = Channel.search_count(
            [
                ("whatsapp_account_id", "=", account.id),
                ("whatsapp_contact_id", "=", contact.id),
            ]
        )
        thread = Channel._whatsapp_threads(account.sudo(), contact)[contact]
        if not known:
            # whoever is in no team of the number takes part in what they begin
            thread._add_members(users=self.env.user, post_joined_message=False)
        thread = thread.sudo(False)
        if not thread.has_access("read"):
            raise AccessError(
                self.env._(
                    "Another team is in contact with %s. Ask them, or a supervisor.",
                    thread.sudo().name,
                )
            )
        return thread

    @api.model
    def _contact_to_start(self, account, partner=None, number=None):
        """:return: ``whatsapp.inbox.contact``, sudo
        :raises UserError: neither a contact nor a number that can be one"""
        # sudo: to recognise a customer, all contacts of the scope are looked at
        Contact = self.env["whatsapp.inbox.contact"].sudo()
        if partner and not number and (own := self._contact_of(account, partner)):
            return own
        e164 = self._number_to_start(account, partner, number)
        if not e164:
            raise UserError(
                self.env._(
                    "%s is no phone number that WhatsApp can reach. Write it with its "
                    "country code: +34 600 11 12 22.",
                    number or (partner and partner.display_name) or self.env._("This"),
                )
            )
        if partner:
            # who has this number is said by whoever writes to them
            Contact = Contact.with_context(whatsapp_started_partner=partner.id)
        identity = Identity(wa_id=phone_tools.digits(e164))
        [contact] = Contact._resolve(account.sudo(), [identity])
        return contact.with_context(whatsapp_started_partner=False)

    @api.model
    def _contact_of(self, account, partner):
        """:return: the WhatsApp contact of a partner that this number knows, if any"""
        # sudo: contacts of other teams; whether the user may read is asked for later
        return (
            self.env["whatsapp.inbox.contact"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("scope", "=", account._contact_scope()),
                    ("is_group", "=", False),
                ],
                order="id desc",
                limit=1,
            )
        )

    @api.model
    def _number_to_start(self, account, partner, number):
        """:return: E.164, or "" """
        number = number or (partner and partner.phone) or ""
        company = account.sudo().company_id
        if not number.strip():
            return ""
        if e164 := "+" in number and phone_tools.to_e164(number):
            return e164
        regions = [company.country_id.code]
        if partner:
            regions = partner._whatsapp_regions(company)
        for region in filter(None, regions):
            country = self.env["res.country"].search([("code", "=", region)], limit=1)
            local = self.env["res.partner"]._phone_format(
                number=number, country=country, force_format="E164"
            )
            if local:
                return phone_tools.to_e164(local)
        return phone_tools.to_e164(number)


class WhatsappInboxContact(models.Model):
    _inherit = "whatsapp.inbox.contact"

    def _link_partners(self, strangers=None):
        """A contact that is begun from a partner's form is that partner."""
        if partner_id := self.env.context.get("whatsapp_started_partner"):
            new = self.filtered(lambda c: not c.is_group and not c.partner_id)
            new.partner_id = partner_id
        return super()._link_partners(strangers)

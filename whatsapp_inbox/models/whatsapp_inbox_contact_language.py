from babel.languages import get_official_languages

from odoo import models

from ..tools import phone as phone_tools
from ..tools import placeholders


class WhatsappInboxContact(models.Model):
    """How one speaks to a customer: in which language, and by which name."""

    _inherit = "whatsapp.inbox.contact"

    def _language(self):
        """:return: code of an installed language: the customer's, else one of the
        country of their number, else the company's"""
        self.ensure_one()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        choices = (
            # sudo: the customer of a thread that one may read
            self.sudo().partner_id.lang,
            self._guess_lang(self._region()),
            self.sudo().company_id.partner_id.lang,
            self.env.lang,
        )
        return next((lang for lang in choices if lang in installed), "en_US")

    def _region(self):
        """:return: ISO code of the country of the number; WhatsApp's own id begins with
        it where the number is not shown (Meta's page: business-scoped-user-ids)"""
        self.ensure_one()
        if self.phone:
            return phone_tools.region(self.phone)
        return (self.bsuid or "").partition(".")[0]

    def _guess_lang(self, region):
        """:return: code of the installed language of that country, or False"""
        if not region:
            return False
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        spoken = get_official_languages(region, de_facto=True)
        own = [code for code in codes if code.endswith(f"_{region}")]
        own += [code for code in codes if code.split("_")[0] in spoken]
        return own[0] if own else False

    def _first_name(self):
        """:return: how a text calls the customer, or "" """
        self.ensure_one()
        # sudo: as in _language
        partner = self.sudo().partner_id
        named = bool(self.name) or partner.name != self._nameless()
        known = partner.name if named and not partner.is_company else ""
        return placeholders.first_name(known) or placeholders.first_name(self.name)

    def _nameless(self):
        """:return: what a customer of whom WhatsApp tells no name was saved as"""
        lang = self.sudo().company_id.partner_id.lang
        return self.with_context(lang=lang).env._("WhatsApp user")

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools import phone as phone_tools
from ..tools.identity import NUMBERS


class WhatsappInboxContact(models.Model):
    """Which contact of ours a WhatsApp user is: found by number, made for who is new,
    corrected by agents."""

    _inherit = "whatsapp.inbox.contact"

    known_as = fields.Char(
        "Also Known As",
        compute="_compute_known_as",
        help="Other numbers and names, today or before.",
    )
    account_ids = fields.Many2many(
        "whatsapp.inbox.account", "Numbers of Ours", compute="_compute_account_ids"
    )

    @api.depends("alias_ids.value", "alias_ids.former", "phone")
    def _compute_known_as(self):
        for contact in self:
            names = []
            for alias in contact.alias_ids.sorted("former"):
                number = alias.kind in NUMBERS and f"+{alias.value.lstrip('+')}"
                if number and phone_tools.to_e164(number) != contact.phone:
                    name = phone_tools.international(number)
                    if alias.former:
                        name = self.env._("%s (before)", name)
                    names.append(name)
            contact.known_as = ", ".join(dict.fromkeys(names))

    @api.depends("channel_ids.whatsapp_account_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_account_ids(self):
        for contact in self:
            contact.account_ids = contact.channel_ids.whatsapp_account_id

    def _link_phone(self):
        """The phone of a contact without one became known."""
        candidates = self.partner_candidate_ids
        if not self.partner_id.phone and self.partner_id not in candidates:
            self.partner_id.phone = self.phone
        self.partner_ambiguous = bool(candidates - self.partner_id)

    @api.model
    def _partners_by_phone(self, numbers, company):
        """Active partners of a company, or of none, whose number, however written,
        is one of ``numbers``.

        :param list numbers: E.164
        :return: res.partner by number; the most probable first
        :rtype: dict
        """
        keys = {phone_tools.match_key(number) for number in numbers}
        keys.discard("")
        if not keys:
            return {}
        # sudo: to recognise a customer, all contacts are looked at
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(Domain("whatsapp_phone_key", "in", list(keys)), order="id")
            ._filtered_company(company)
        )
        by_key = partners.grouped("whatsapp_phone_key")
        found = {}
        for number in set(numbers):
            same = by_key.get(phone_tools.match_key(number), partners.browse())
            found[number] = same.filtered(
                lambda p, number=number: phone_tools.same_number(
                    p.phone, number, p._whatsapp_regions(company)
                )
            ).sorted(lambda p: (p.is_company, bool(p.parent_id), p.id))
        return found

    def _link_partners(self, strangers=None):
        """New contacts get a partner, and those whose partner was deleted another.

        :param strangers: contacts that have the number of somebody else, so that
            it does not tell who they are
        """
        lost = self.filtered(lambda c: not c.is_group and not c.partner_id)
        if not lost:
            return
        with_phone = (lost - (strangers or self.browse())).filtered("phone")
        found = self._partners_by_phone(with_phone.mapped("phone"), lost.company_id)
        chosen = {contact: found[contact.phone] for contact in with_phone if found}
        unknown = lost.filtered(lambda c: not chosen.get(c))
        chosen.update(unknown._create_missing_partners())
        lost._set_first_partners(chosen)

    def _create_missing_partners(self):
        """:return: the new partner of each contact"""
        # sudo: a customer who writes is a new contact, whoever runs the job
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(mail_create_nosubscribe=True, tracking_disable=True)
            .create([contact._prepare_partner_vals() for contact in self])
        )
        return dict(zip(self, partners, strict=True))

    def _set_first_partners(self, chosen):
        """Write all of them in one statement: ``write`` would look for the
        conversations of each contact, and only old ones have any."""
        self.flush_recordset()
        self._write_multi(
            [
                {
                    "partner_id": chosen[contact][:1].id or None,
                    "partner_ambiguous": len(chosen[contact]) > 1,
                }
                for contact in self
            ]
        )
        self.invalidate_recordset(flush=False)
        self.modified(["partner_id"])

    def _prepare_partner_vals(self):
        """Values of the partner of an unknown customer; bridges may add theirs."""
        self.ensure_one()
        region = phone_tools.region(self.phone) if self.phone else ""
        country = self.env["res.country"]
        if region:
            country = country.search([("code", "=", region)], limit=1)
        return {
            "name": self._own_name(),
            "phone": self.phone_formatted or False,
            "country_id": country.id,
            "lang": self._guess_lang(region),
        }

    def set_partner(self, partner_id):
        """Say who this WhatsApp user is; the thread's messages follow.

        For agents who may read the thread and the partner.
        """
        self._check_linker()
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        if not partner:
            raise AccessError(self.env._("This contact does not exist any more."))
        # sudo: agents correct the link without any other right on the contact
        self.sudo()._set_partner(partner.sudo())

    def set_new_partner(self):
        """They are nobody whom we know: a contact of their own, as for who writes for
        the first time."""
        self._check_linker()
        # sudo: as in set_partner
        own = self.sudo()
        own._set_partner(own._create_missing_partners()[own])

    def _check_linker(self):
        """:raises AccessError: for others than agents who may read the thread"""
        self.ensure_one()
        self.check_access("read")
        channels = self.env["discuss.channel"].search(
            [("whatsapp_contact_id", "=", self.id)]
        )
        if not channels and not self.env.user.has_group("whatsapp_inbox.group_admin"):
            raise AccessError(
                self.env._("You have no conversation with this WhatsApp user.")
            )

    def _set_partner(self, partner):
        old = self.partner_id
        self.write({"partner_id": partner.id, "partner_ambiguous": False})
        for channel in self.channel_ids:
            channel._whatsapp_partner_changed(old, partner)

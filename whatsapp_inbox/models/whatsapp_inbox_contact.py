from dataclasses import dataclass

from babel.languages import get_official_languages

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

from ..tools import phone as phone_tools

#: Kinds in the order in which they decide who somebody is: the scoped ids name a
#: person, a number may have been given to somebody else.
ALIAS_KINDS = ("group", "bsuid", "parent_bsuid", "wa_id", "phone")


@dataclass(frozen=True, slots=True)
class GroupIdentity:
    """A WhatsApp group, which is a contact of its own."""

    group_id: str
    name: str
    username: str = ""
    wa_id: str = ""


class WhatsappInboxContact(models.Model):
    """One WhatsApp user as a business portfolio sees them.

    The phone is optional: a customer with a username may be known by the
    business-scoped user id alone (Meta's page: business-scoped-user-ids).
    """

    _name = "whatsapp.inbox.contact"
    _description = "WhatsApp Contact"
    _order = "name, id"

    name = fields.Char("WhatsApp Name", readonly=True)
    username = fields.Char(readonly=True)
    phone = fields.Char(readonly=True, help="International format (E.164), or empty.")
    phone_formatted = fields.Char(compute="_compute_phone_formatted")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    scope = fields.Char(required=True, readonly=True)
    alias_ids = fields.One2many(
        "whatsapp.inbox.contact.alias", "contact_id", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    partner_ambiguous = fields.Boolean(
        "To Be Confirmed",
        readonly=True,
        help="Several contacts have this number and nobody chose yet.",
    )
    partner_candidate_ids = fields.Many2many(
        "res.partner", compute="_compute_partner_candidate_ids", compute_sudo=True
    )
    channel_ids = fields.One2many("discuss.channel", "whatsapp_contact_id")
    is_group = fields.Boolean(readonly=True)
    marketing_opt_out = fields.Boolean(
        "No Marketing",
        readonly=True,
        help="Asked for in WhatsApp. Answers are sent all the same.",
    )
    marketing_at = fields.Datetime("Said On", readonly=True)
    marketing_source = fields.Selection(
        [
            ("customer", "The customer, in WhatsApp"),
            ("refused", "Meta, refusing a marketing message (131050)"),
        ],
        "Said By",
        readonly=True,
    )
    marketing_blacklisted = fields.Boolean(
        readonly=True, help="The number is blacklisted in Odoo because of this alone."
    )

    @api.depends("name", "username", "phone", "partner_id.name")
    def _compute_display_name(self):
        for contact in self:
            contact.display_name = (
                contact.partner_id.name
                or contact.name
                or (contact.username and f"@{contact.username}")
                or contact.phone_formatted
                or self.env._("WhatsApp user")
            )

    @api.depends("phone")
    def _compute_phone_formatted(self):
        for contact in self:
            contact.phone_formatted = (
                phone_tools.international(contact.phone) if contact.phone else False
            )

    @api.depends("phone")
    def _compute_partner_candidate_ids(self):
        for company, contacts in self.grouped("company_id").items():
            phones = [contact.phone for contact in contacts if contact.phone]
            found = self._partners_by_phone(phones, company)
            for contact in contacts:
                contact.partner_candidate_ids = found.get(contact.phone, False)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("phone"):
            unwanted = self.filtered("marketing_opt_out")
            self.env["whatsapp.inbox.preference"]._blacklist(unwanted)
        return result

    # -- resolution ---------------------------------------------------------------

    @api.model
    def _resolve(self, account, identities):
        """Find or make the contact of each identity, all of them at once.

        :param list identities: ``tools.payload.Identity``
        :return: contacts in the order of ``identities``
        :rtype: list
        """
        scope = account._contact_scope()
        keys_of = [self._alias_keys(identity) for identity in identities]
        owners = self._alias_owners(scope, {key for keys in keys_of for key in keys})
        holders = dict(owners)  # key → contact, or index in new_identities
        new_identities = []
        slots = []
        for identity, keys in zip(identities, keys_of, strict=True):
            slot = next((holders[key] for key in keys if key in holders), None)
            if slot is None:
                slot = len(new_identities)
                new_identities.append(identity)
            for key in keys:
                holders.setdefault(key, slot)
            slots.append(slot)
        created = self._create_from_identities(account, new_identities)
        contacts = [created[slot] if isinstance(slot, int) else slot for slot in slots]
        self._remember(scope, contacts, identities, keys_of, owners)
        return contacts

    @api.model
    def _alias_keys(self, identity):
        """(kind, value) of each name that this identity goes by, surest first."""
        if isinstance(identity, GroupIdentity):
            return [("group", identity.group_id)]
        wa_id = identity.wa_id
        values = {
            "bsuid": identity.bsuid,
            "parent_bsuid": identity.parent_bsuid,
            "wa_id": wa_id,
            "phone": phone_tools.to_e164(wa_id) if wa_id else "",
        }
        return [(kind, values[kind]) for kind in ALIAS_KINDS if values.get(kind)]

    @api.model
    def _alias_owners(self, scope, keys):
        if not keys:
            return {}
        aliases = self.env["whatsapp.inbox.contact.alias"].search_fetch(
            [("scope", "=", scope), ("value", "in", [value for _kind, value in keys])],
            ["kind", "value", "contact_id"],
        )
        contacts = self.browse(aliases.contact_id.ids)
        by_id = {contact.id: contact for contact in contacts}
        return {(a.kind, a.value): by_id[a.contact_id.id] for a in aliases}

    @api.model
    def _create_from_identities(self, account, identities):
        if not identities:
            return self.browse()
        vals_list = []
        for identity in identities:
            number = phone_tools.to_e164(identity.wa_id) if identity.wa_id else ""
            vals_list.append(
                {
                    "name": identity.name or False,
                    "username": identity.username or False,
                    "phone": number or False,
                    "company_id": account.company_id.id,
                    "scope": account._contact_scope(),
                    "is_group": isinstance(identity, GroupIdentity),
                }
            )
        return self.create(vals_list)

    @api.model
    def _remember(self, scope, contacts, identities, keys_of, owners):
        """Write back every alias seen, and names that changed.

        An alias that belongs to another contact stays there: numbers are
        recycled, and only a person merges two customers.
        """
        known = dict(owners)
        alias_vals = []
        for contact, identity, keys in zip(contacts, identities, keys_of, strict=True):
            for key in keys:
                if key not in known:
                    known[key] = contact
                    alias_vals.append(
                        {
                            "contact_id": contact.id,
                            "scope": scope,
                            "kind": key[0],
                            "value": key[1],
                        }
                    )
            contact._learn(identity, owned={k for k in keys if known[k] == contact})
        self.env["whatsapp.inbox.contact.alias"].create(alias_vals)
        self.union(*contacts)._link_partners()

    def _learn(self, identity, owned):
        """Take over what the newest webhook says of this contact."""
        vals = {}
        if identity.name and identity.name != self.name:
            vals["name"] = identity.name
        if identity.username and identity.username != self.username:
            vals["username"] = identity.username
        number = dict(owned).get("phone")
        if number and not self.phone:
            vals["phone"] = number
        if vals:
            self.write(vals)
        if "phone" in vals:
            self._link_phone()

    def _take_over(self, identity):
        """A new number or id of this contact, told by a system message; one that is
        somebody else's stays theirs."""
        keys = self._alias_keys(identity)
        owners = self._alias_owners(self.scope, keys)
        self._remember(self.scope, [self], [identity], [keys], owners)
        for kind, value in keys:
            if kind == "phone" and (kind, value) not in owners:
                self.phone = value

    def _link_phone(self):
        """The phone of a contact without one became known."""
        candidates = self.partner_candidate_ids
        if not self.partner_id.phone and self.partner_id not in candidates:
            self.partner_id.phone = self.phone
        self.partner_ambiguous = bool(candidates - self.partner_id)

    # -- partners -----------------------------------------------------------------

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
            ).sorted(lambda p: (bool(p.parent_id), p.id))
        return found

    def _link_partners(self):
        """New contacts get a partner, and those whose partner was deleted another."""
        lost = self.filtered(lambda c: not c.is_group and not c.partner_id)
        if not lost:
            return
        phones = [contact.phone for contact in lost if contact.phone]
        found = self._partners_by_phone(phones, lost.company_id)
        for contact in lost:
            partners = found.get(contact.phone, self.env["res.partner"])
            contact.partner_id = partners[:1]
            contact.partner_ambiguous = len(partners) > 1
        lost._create_missing_partners()

    def _create_missing_partners(self):
        contacts = self.filtered(lambda c: not c.partner_id and not c.is_group)
        # sudo: a customer who writes is a new contact, whoever runs the job
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(mail_create_nosubscribe=True, tracking_disable=True)
            .create([contact._prepare_partner_vals() for contact in contacts])
        )
        for contact, partner in zip(contacts, partners, strict=True):
            contact.partner_id = partner

    def _prepare_partner_vals(self):
        """Values of the partner of an unknown customer; bridges may add theirs."""
        self.ensure_one()
        region = phone_tools.region(self.phone) if self.phone else ""
        country = self.env["res.country"]
        if region:
            country = country.search([("code", "=", region)], limit=1)
        return {
            "name": self.display_name,
            "phone": self.phone_formatted or False,
            "country_id": country.id,
            "lang": self._guess_lang(region),
        }

    def _guess_lang(self, region):
        """:return: code of the installed language of that country, or False"""
        if not region:
            return False
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        spoken = get_official_languages(region, de_facto=True)
        own = [code for code in codes if code.endswith(f"_{region}")]
        own += [code for code in codes if code.split("_")[0] in spoken]
        return own[0] if own else False

    def set_partner(self, partner_id):
        """Say who this WhatsApp user is; the thread's messages follow.

        For agents who may read the thread and the partner.
        """
        self.ensure_one()
        self.check_access("read")
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        if not partner:
            raise AccessError(self.env._("This contact does not exist any more."))
        channels = self.env["discuss.channel"].search(
            [("whatsapp_contact_id", "=", self.id)]
        )
        if not channels and not self.env.user.has_group("whatsapp_inbox.group_admin"):
            raise AccessError(
                self.env._("You have no conversation with this WhatsApp user.")
            )
        # sudo: agents correct the link without any other right on the contact
        self.sudo()._set_partner(partner.sudo())

    def _set_partner(self, partner):
        old = self.partner_id
        self.write({"partner_id": partner.id, "partner_ambiguous": False})
        for channel in self.channel_ids:
            channel._whatsapp_partner_changed(old, partner)

    # -- sending ------------------------------------------------------------------

    def _recipient(self):
        """Who the Cloud API is told to send to (Meta's page: messages/send-messages).

        :return: ``{"to": "+…"}`` or ``{"recipient": "CC.…"}``; empty if unknown
        """
        self.ensure_one()
        values = {alias.kind: alias.value for alias in self.alias_ids}
        if values.get("group"):
            return {"recipient_type": "group", "to": values["group"]}
        if values.get("wa_id"):
            return {"to": f"+{values['wa_id']}"}
        if values.get("phone"):
            return {"to": values["phone"]}
        bsuid = values.get("bsuid") or values.get("parent_bsuid")
        return {"recipient": bsuid} if bsuid else {}

    # -- store --------------------------------------------------------------------

    def _to_store_defaults(self, target):
        return [
            "name",
            "phone",
            "phone_formatted",
            "username",
            "partner_ambiguous",
            Store.One("partner_id", ["name"], sudo=True),
            Store.Many(
                "partner_candidate_ids",
                ["email", "name"],
                predicate=lambda contact: contact.partner_ambiguous,
                sudo=True,
            ),
        ]

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

from ..tools import phone as phone_tools
from ..tools.identity import NUMBERS


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
    _rec_names_search = ("name", "username", "phone")

    name = fields.Char("WhatsApp Name", readonly=True, index="trigram")
    username = fields.Char(readonly=True, index="trigram")
    phone = fields.Char(
        readonly=True, index="trigram", help="International format (E.164), or empty."
    )
    phone_formatted = fields.Char(compute="_compute_phone_formatted")
    bsuid = fields.Char(
        "Business-scoped user ID", readonly=True, help="The newest that we know."
    )
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

    _list_idx = models.Index("(name, id)")
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
    match_reason = fields.Selection(
        [
            ("number", "The number of the one is now the other's"),
            ("told", "WhatsApp says that they are the same person"),
        ],
        "May Be the Same As Another",
        readonly=True,
        index="btree_not_null",
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
        return self.env["whatsapp.inbox.identity"]._resolve(account, identities)

    @api.model
    def _aliases(self, scope, names):
        """The aliases that are among these (kind, value), and maybe some more."""
        if not names:
            return self.env["whatsapp.inbox.contact.alias"]
        return self.env["whatsapp.inbox.contact.alias"].search_fetch(
            [("scope", "=", scope), ("value", "in", [value for _kind, value in names])],
            ["kind", "value", "contact_id", "former", "bsuid"],
        )

    def _learn(self, identity, owned):
        """Take over what the newest webhook says of this contact.

        :param set owned: the (kind, value) in it that are this contact's today
        """
        if not owned:
            return
        vals = {}
        if identity.name and identity.name != self.name:
            vals["name"] = identity.name
        if identity.username and identity.username != self.username:
            vals["username"] = identity.username
        owned = dict(owned)
        if (bsuid := owned.get("bsuid")) and bsuid != self.bsuid:
            vals["bsuid"] = bsuid
        if (number := owned.get("phone")) and number != self.phone:
            vals["phone"] = number
        if not vals:
            return
        old_username = self.username
        self.write(vals)
        if "phone" in vals:
            self._link_phone()
            for channel in self.channel_ids:
                Store(bus_channel=channel).add(self).bus_send()
        if "username" in vals and old_username:
            self.env["whatsapp.inbox.identity"]._tell_username(self, old_username)

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
            "name": self.display_name,
            "phone": self.phone_formatted or False,
            "country_id": country.id,
            "lang": self._guess_lang(region),
        }

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

    def _handle(self):
        """What tells this person from others: number, username or id."""
        self.ensure_one()
        username = self.username and f"@{self.username}"
        return self.phone_formatted or username or self.bsuid or ""

    # -- merging ------------------------------------------------------------------

    def action_merge(self):
        """The dialog that tells what merging these two contacts does.

        :raises UserError: not two customers of one portfolio
        """
        self.check_access("read")
        people = self.filtered(lambda contact: not contact.is_group).sorted("id")
        if len(people) != 2 or len(set(people.mapped("scope"))) > 1:
            raise UserError(
                self.env._(
                    "Choose two contacts that write to the numbers of the same "
                    "business portfolio; groups cannot be merged."
                )
            )
        merge = self.env["whatsapp.inbox.contact.merge"].create(
            {"contact_id": people[0].id, "other_id": people[1].id}
        )
        return merge._dialog()

    def action_open_thread(self):
        return self.channel_ids._whatsapp_open_action()

    def action_review_match(self):
        """The dialog about another contact that may be the same customer."""
        self.ensure_one()
        matches = self.env["whatsapp.inbox.contact.match"]._of(self)
        match = matches.filtered(lambda m: m.state == "open")[:1]
        return match.action_merge() if match else False

    # -- sending ------------------------------------------------------------------

    def _recipient(self, conversation=None):
        """Who the Cloud API is told to send to (Meta's page: messages/send-messages).

        Never both: WhatsApp would take the number, which may be somebody else's by
        now, while the id is this person's or nobody's (decision 0017).

        :param conversation: within 24 hours of what they wrote in it, the number that
            was named with their id is still theirs
        :return: ``{"recipient": "CC.…"}`` or ``{"to": "+…"}``; empty if unknown
        """
        self.ensure_one()
        aliases = self.alias_ids.filtered(lambda alias: not alias.former)
        by_kind = {
            kind: own.sorted(lambda alias: (alias.value == self.bsuid, alias.id))[-1:]
            for kind, own in aliases.grouped("kind").items()
        }
        if group := by_kind.get("group"):
            return {"recipient_type": "group", "to": group.value}
        numbers = aliases.filtered(lambda alias: alias.kind in NUMBERS).sorted(
            lambda a: (a._is_number(self.phone), a.kind == "wa_id", a.id), reverse=True
        )
        if bsuid := by_kind.get("bsuid"):
            expires = conversation and conversation.window_expires_at
            if not expires or expires <= fields.Datetime.now():
                return {"recipient": bsuid.value}
            numbers = numbers.filtered(lambda alias: alias.bsuid == bsuid.value)
        if numbers:
            return {"to": f"+{numbers[0].value.lstrip('+')}"}
        user_id = bsuid or by_kind.get("parent_bsuid")
        return {"recipient": user_id.value} if user_id else {}

    # -- store --------------------------------------------------------------------

    def _to_store_defaults(self, target):
        return [
            "name",
            "phone",
            "phone_formatted",
            "username",
            "partner_ambiguous",
            "is_group",
            "match_reason",
            Store.One("partner_id", ["name"], sudo=True),
            Store.Many(
                "partner_candidate_ids",
                ["email", "name"],
                predicate=lambda contact: contact.partner_ambiguous,
                sudo=True,
            ),
        ]

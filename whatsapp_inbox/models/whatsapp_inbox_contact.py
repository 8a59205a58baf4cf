from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError

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
            contact.display_name = contact.partner_id.name or contact._own_name()

    def _own_name(self):
        """What WhatsApp calls them, whoever they are here."""
        self.ensure_one()
        return (
            self.name
            or (self.username and f"@{self.username}")
            or self.phone_formatted
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
            self.env["whatsapp.inbox.consent"]._phone_known(self)
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

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.whatsapp_inbox.tools import phone as phone_tools

CONTACT = "whatsapp.inbox.contact"
#: What is part of a WhatsApp contact: one line for all of it.
PARTS = (
    "whatsapp.inbox.call",
    "whatsapp.inbox.consent",
    "whatsapp.inbox.contact.alias",
    "whatsapp.inbox.conversation",
    "whatsapp.inbox.erasure",
    "whatsapp.inbox.message",
    CONTACT,
)
#: An address that nobody has, where core wants one.
NOBODY = "nobody@whatsapp-inbox.invalid"


class PrivacyLookupWizard(models.TransientModel):
    """People of WhatsApp are found by name, by e-mail address of their contact, and by
    number; a number alone is enough."""

    _inherit = "privacy.lookup.wizard"

    name = fields.Char(required=False)
    email = fields.Char(required=False)
    phone = fields.Char(help="With its country code, or as in the company's country.")

    def action_lookup(self):
        self.ensure_one()
        if not any((self.name or "", self.email or "", self.phone or "")):
            raise UserError(
                self.env._("Write a name, an e-mail address or a phone number.")
            )
        if self.phone and not phone_tools.match_key(self.phone):
            raise UserError(
                self.env._("“%s” is no phone number: +34 600 11 12 22.", self.phone)
            )
        return super().action_lookup()

    def _get_query_models_blacklist(self):
        return [*super()._get_query_models_blacklist(), *PARTS]

    def _get_query(self):
        found = self
        if not (self.email and self.name):
            # core compares both; what is not known is nobody's
            found = self.new(
                {"name": self.name or NOBODY, "email": self.email or NOBODY}
            )
        query = super(PrivacyLookupWizard, found)._get_query()
        partners = self._whatsapp_partners()
        contacts = self._whatsapp_contacts(partners)
        for records in (partners, contacts, self._whatsapp_strangers(contacts)):
            query = SQL(
                "%s UNION SELECT %s AS res_model_id, id AS res_id, %s AS is_active"
                " FROM %s WHERE id = ANY(%s)",
                query,
                self.env["ir.model"]._get_id(records._name),
                SQL("active") if "active" in records else True,
                SQL.identifier(records._table),
                list(records.ids),
            )
        return query

    def _whatsapp_partners(self):
        """Contacts of Odoo with this number, however written."""
        key = phone_tools.match_key(self.phone or "")
        Partner = self.env["res.partner"].with_context(active_test=False)
        found = Partner.search(
            [("whatsapp_phone_key", "=", key)] if key else [(0, "=", 1)]
        )
        return found.filtered(lambda p: self._is_number(p.phone, p))

    def _is_number(self, stored, partner=None):
        """Whether a number is the one that is looked for."""
        company = self.env.company
        regions = partner._whatsapp_regions(company) if partner else []
        regions.append(company.country_id.code or "")
        wanted = phone_tools.to_e164(self.phone)
        if not wanted:
            local = self.env.user._phone_format(number=self.phone)
            wanted = local and phone_tools.to_e164(local)
        return bool(wanted) and phone_tools.same_number(
            stored or "", wanted, [region for region in regions if region]
        )

    def _whatsapp_contacts(self, partners):
        """:param partners: of this number"""
        Contact = self.env[CONTACT]
        found = partners.whatsapp_contact_ids
        if self.phone:
            digits = phone_tools.digits(self.phone)[-7:]
            aliases = self.env["whatsapp.inbox.contact.alias"].search(
                [("kind", "in", ("phone", "wa_id")), ("value", "like", digits)]
            )
            found |= aliases.filtered(
                lambda a: self._is_number(f"+{a.value.lstrip('+')}")
            ).contact_id
        if self.email:
            found |= Contact.search([("partner_id.email", "ilike", self.email.strip())])
        if name := (self.name or "").strip():
            found |= Contact.search(
                [
                    "|",
                    "|",
                    ("name", "=ilike", name),
                    ("username", "=ilike", name.lstrip("@")),
                    ("partner_id.name", "=ilike", name),
                ]
            )
        return found

    def _whatsapp_strangers(self, contacts):
        """Entries of the phone app's address book who never wrote."""
        Book = self.env["whatsapp.inbox.phonebook"]
        if not self.phone:
            return Book
        digits = phone_tools.digits(self.phone)[-7:]
        found = Book.search([("key", "like", digits)])
        known = {phone_tools.digits(v) for v in contacts.alias_ids.mapped("value")}
        return found.filtered(
            lambda entry: (
                self._is_number(f"+{entry.key.lstrip('+')}")
                and phone_tools.digits(entry.key) not in known
            )
        )

    def _post_log(self):
        """Core's log wants a name: a number is shown as little as one."""
        if self.name or self.log_id or not self.execution_details:
            return super()._post_log()
        self.log_id = self.env["privacy.log"].create(
            {
                "anonymized_name": self.email or self.phone or "-",
                "anonymized_email": self.email or "",
                "execution_details": self.execution_details,
                "records_description": self.records_description,
            }
        )
        return None


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    is_whatsapp = fields.Boolean(compute="_compute_is_whatsapp")

    @api.depends("res_model")
    def _compute_is_whatsapp(self):
        for line in self:
            line.is_whatsapp = line.res_model == CONTACT

    def _whatsapp_erasure(self, **values):
        self.ensure_one()
        contact = {"contact_id": self.res_id, "line_ref": self.id}
        return self.env["whatsapp.inbox.erasure"].create({**contact, **values})

    def action_whatsapp_erase(self):
        """The dialog that says what there is and what will be gone."""
        if not self.is_whatsapp or self.is_unlinked:
            raise UserError(self.env._("The record is already unlinked."))
        return self._whatsapp_erasure()._open()

    def action_whatsapp_export(self):
        """A ZIP with all that they said and that is known of them."""
        self.ensure_one()
        contact = self.env[CONTACT].browse(self.res_id)
        self.env["whatsapp.inbox.personal.data"]._check_rights(contact)
        return {
            "type": "ir.actions.act_url",
            "url": f"/whatsapp_inbox/person/{contact.id}/export",
            "target": "download",
        }

    def action_unlink(self):
        """Odoo's own button: all WhatsApp data of the person, at once."""
        self.ensure_one()
        if not self.is_whatsapp:
            return super().action_unlink()
        if self.is_unlinked:
            raise UserError(self.env._("The record is already unlinked."))
        return self._whatsapp_erasure(mode="delete").action_start()

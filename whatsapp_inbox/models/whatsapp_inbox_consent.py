from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

#: Where what an agent writes down comes from; the others are told by machines.
BY_HAND = ("agent", "form", "import")
#: Clocks differ.
SLACK = timedelta(minutes=5)


class WhatsappInboxConsent(models.Model):
    """What a customer said about marketing on WhatsApp: a history, the newest row
    counts (decision 0045).

    A row is about a WhatsApp contact, or about a customer of Odoo and so about all
    their WhatsApp contacts of the company. Nobody changes a row: who errs adds one.
    What customers ask for needs no consent: answers and utility templates always go.
    """

    _name = "whatsapp.inbox.consent"
    _description = "WhatsApp Marketing Consent"
    _order = "at desc, id desc"

    contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        "WhatsApp Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [("marketing", "Marketing")], required=True, readonly=True, default="marketing"
    )
    state = fields.Selection(
        [
            ("opt_in", "Wants marketing"),
            ("opt_out", "Wants no marketing"),
            ("lifted", "Objects no more"),
        ],
        required=True,
        help="Who objects no more may get marketing, but never asked for it.",
    )
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(
        [
            ("message", "The customer, in a message"),
            ("customer", "The customer, with WhatsApp's own switch"),
            ("refused", "Meta, refusing a marketing message (131050)"),
            ("agent", "Told to an agent"),
            ("form", "A form that the customer filled in"),
            ("import", "Brought from another program"),
            ("blacklist", "Odoo's list of blocked numbers"),
        ],
        "Said By",
        required=True,
        default="agent",
    )
    reason = fields.Char(help="Why, in words that you will understand in a year.")
    proof = fields.Text(help="The customer's own words, the address of a form …")
    proof_file = fields.Binary(attachment=True)
    proof_filename = fields.Char()
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one("res.users", "Recorded By", readonly=True)
    blacklisted = fields.Char(
        readonly=True,
        help="The numbers that this row put on Odoo's list of blocked numbers.",
    )

    _somebody = models.Constraint(
        "CHECK(contact_id IS NOT NULL OR partner_id IS NOT NULL)",
        "Say of whom this is.",
    )
    _told_once = models.UniqueIndex(
        "(contact_id, at, source, state) WHERE source IN ('customer', 'refused')"
    )

    @api.depends("state", "at")
    def _compute_display_name(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for consent in self:
            date = fields.Date.to_string(consent.at)
            consent.display_name = f"{states.get(consent.state, '')} ({date})"

    # -- writing it down ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Who wants marketing no more is blocked in Odoo as well, and told of in the
        threads.

        :raises AccessError: about somebody whom this user may not read
        :raises ValidationError: an agent said what only machines are told
        """
        Contact = self.env["whatsapp.inbox.contact"]
        for vals in vals_list:
            if not self.env.su:
                vals.update(user_id=self.env.uid, blacklisted=False)
            if contact := Contact.browse(vals.get("contact_id")):
                # sudo: of which company; who may read the contact is asked for below
                vals["company_id"] = contact.sudo().company_id.id
        rows = super().create(vals_list)
        if not self.env.su:
            rows._check_by_hand()
        for row in rows:
            row._apply()
        return rows

    def _check_by_hand(self):
        self.contact_id.check_access("read")
        self.partner_id.check_access("read")
        self.message_id.check_access("read")
        for row in self:
            if row.source not in BY_HAND:
                raise ValidationError(
                    self.env._(
                        "Only WhatsApp and Odoo's list tell this by themselves. Say "
                        "who told you: the customer, a form, or another program."
                    )
                )
            if not (row.reason or "").strip():
                raise ValidationError(
                    self.env._("Write why: the customer may ask for it years later.")
                )
            if row.at > fields.Datetime.now() + SLACK:
                raise ValidationError(
                    self.env._("Nobody has said this yet: the time is to come.")
                )

    def _apply(self):
        """What follows, if this is the newest word."""
        # sudo: the list of numbers and the threads, whoever tells it
        row = self.sudo()
        history = row._history()
        if history[:1] != row:
            return
        before = history[1:2].state
        if row.state == "opt_out":
            row._blacklist()
        else:
            row._unblacklist(history)
        if (row.state == "opt_out") != (before == "opt_out"):
            row._tell()

    def _history(self):
        """:return: all that is known of who this is about, the newest first"""
        about = Domain("id", "in", self.ids)
        if self.contact_id:
            about |= Domain("contact_id", "=", self.contact_id.id)
            partner = self.contact_id.partner_id
            if partner:
                same = Domain("partner_id", "=", partner.id)
                about |= same & Domain("company_id", "=", self.company_id.id)
        else:
            same = Domain("partner_id", "=", self.partner_id.id)
            same |= Domain("contact_id.partner_id", "=", self.partner_id.id)
            about |= same & Domain("company_id", "=", self.company_id.id)
        return self.search(about)

    @api.model
    def _refusal(self, template, contact=None, partner=None):
        """:param contact: whom it would go to; or, while they are no contact, the
            customer of Odoo

        :return: why this template may not go to them, or ""
        """
        if template.category != "marketing":
            return ""
        person = contact or partner
        if not person:
            return ""
        # sudo: what a customer said whom one writes to
        row = contact.consent_id.sudo() if contact else self._newest_of(partner)
        names = {"customer": person.display_name, "name": template.name}
        if row.state == "opt_out":
            sources = dict(self._fields["source"]._description_selection(self.env))
            return self.env._(
                "%(customer)s wants no marketing messages on WhatsApp, and “%(name)s” "
                "is one (said on %(date)s: %(by)s). Choose a template about "
                "something that they asked for. If they changed their mind, record it "
                "on their contact first.",
                date=format_date(self.env, row.at),
                by=sources[row.source],
                **names,
            )
        blocked = (
            contact.marketing_blacklisted
            if contact
            # sudo: whether a number that one writes to is on the list
            else partner.sudo().phone_sanitized_blacklisted
        )
        if blocked:
            return self.env._(
                "The number of %(customer)s is on Odoo's list of blocked numbers, "
                "which get no marketing, and “%(name)s” is marketing. Choose a "
                "template about something that they asked for, or ask an "
                "administrator to take the number off the list.",
                **names,
            )
        return ""

    @api.model
    def _newest_of(self, partner):
        """:return: the row that counts for a customer of Odoo; sudo, as above"""
        about = Domain("partner_id", "=", partner.id)
        about |= Domain("contact_id.partner_id", "=", partner.id)
        about &= Domain("company_id", "in", self.env.companies.ids)
        return self.sudo().search(about, limit=1)

    def _people(self):
        """:return: the contacts whom this row is about"""
        if self.contact_id:
            return self.contact_id
        return self.partner_id.whatsapp_contact_ids.filtered(
            lambda contact: contact.company_id == self.company_id
        )

    def _tell(self):
        """A line in the threads. It is no comment: it stays here."""
        if self.state == "opt_out":
            text = self.env._("The customer wants no marketing messages on WhatsApp.")
        elif self.state == "opt_in":
            text = self.env._("The customer wants marketing messages on WhatsApp.")
        else:
            text = self.env._("The customer objects to marketing messages no more.")
        if self.user_id:
            text = self.env._(
                "%(text)s Recorded by %(user)s.", text=text, user=self.user_id.name
            )
        account = self.env["whatsapp.inbox.account"].browse(
            self.env.context.get("whatsapp_consent_account")
        )
        for thread in self._people().channel_ids:
            if account and thread.whatsapp_account_id != account:
                continue
            thread.message_post(
                body=text,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.ref("base.partner_root").id,
            )

    @api.model
    def _dialog(self, person):
        """:param person: a WhatsApp contact or a customer of Odoo"""
        self.check_access("create")
        names = {"res.partner": "partner_id", "whatsapp.inbox.contact": "contact_id"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Marketing on WhatsApp"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{names[person._name]}": person.id},
        }

    def action_open_message(self):
        """The thread in which the customer said it."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which thread; whether one may read it is asked for next
        thread = self.sudo().message_id.res_id
        channel = self.env["discuss.channel"].search([("id", "=", thread)])
        return channel._whatsapp_open_action() if channel else False

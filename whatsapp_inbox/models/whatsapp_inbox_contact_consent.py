from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class WhatsappInboxContact(models.Model):
    """What the newest row of the history of consent says; see
    ``whatsapp.inbox.consent``."""

    _inherit = "whatsapp.inbox.contact"

    consent_ids = fields.One2many(
        "whatsapp.inbox.consent", "contact_id", "What They Said", readonly=True
    )
    marketing_state = fields.Selection(
        lambda self: self.env["whatsapp.inbox.consent"]._fields["state"].selection,
        "Marketing",
        compute="_compute_marketing",
    )
    marketing_opt_out = fields.Boolean(
        "No Marketing",
        compute="_compute_marketing",
        search="_search_marketing_opt_out",
        help="They said so. Answers are sent all the same.",
    )
    marketing_at = fields.Datetime("Said On", compute="_compute_marketing")
    marketing_source = fields.Selection(
        lambda self: self.env["whatsapp.inbox.consent"]._fields["source"].selection,
        "Said By",
        compute="_compute_marketing",
    )
    marketing_blacklisted = fields.Boolean(
        "Blocked in Odoo",
        compute="_compute_marketing_blacklisted",
        compute_sudo=True,
        help="Odoo's list of blocked phone numbers has their number.",
    )

    @api.depends(
        "consent_ids.at",
        "consent_ids.state",
        "partner_id.whatsapp_consent_ids.at",
        "partner_id.whatsapp_consent_ids.state",
    )
    def _compute_marketing(self):
        newest = self.env["whatsapp.inbox.consent"]._newest(self)
        for contact in self:
            row = newest.get(contact, self.env["whatsapp.inbox.consent"])
            contact.marketing_state = row.state
            contact.marketing_opt_out = row.state == "opt_out"
            contact.marketing_at = row.at
            contact.marketing_source = row.source

    @api.model
    def _search_marketing_opt_out(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        said = Domain("consent_ids.state", "=", "opt_out")
        said |= Domain("partner_id.whatsapp_consent_ids.state", "=", "opt_out")
        found = self.search(said).filtered("marketing_opt_out")
        wanted = (operator == "in") == (True in value)
        return Domain("id", "in" if wanted else "not in", found.ids)

    @api.depends("phone", "partner_id.phone_sanitized")
    def _compute_marketing_blacklisted(self):
        numbers = {
            contact: contact.phone or contact.partner_id.phone_sanitized
            for contact in self
        }
        # SQL: a search makes E.164 of what is E.164 already, by the user's country
        self.env["phone.blacklist"].flush_model(["active", "number"])
        rows = self.env.execute_query(
            SQL(
                "SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)",
                list(filter(None, numbers.values())),
            )
        )
        listed = {number for [number] in rows}
        for contact, number in numbers.items():
            contact.marketing_blacklisted = number in listed

    def action_record_consent(self):
        """The dialog in which an agent writes down what the customer said."""
        self.ensure_one()
        self.check_access("read")
        return self.env["whatsapp.inbox.consent"]._dialog(self)

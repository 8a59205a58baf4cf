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
    consent_id = fields.Many2one(
        "whatsapp.inbox.consent", "Their Last Word", compute="_compute_marketing"
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
        compute="_compute_marketing",
        help="Odoo's list of blocked phone numbers has their number.",
    )

    @api.depends(
        "consent_ids.at",
        "consent_ids.state",
        "partner_id.phone_sanitized",
        "partner_id.whatsapp_consent_ids.at",
        "partner_id.whatsapp_consent_ids.state",
        "phone",
    )
    def _compute_marketing(self):
        """SQL: the newest of several rows for each of many, in one query."""
        for name in ("whatsapp.inbox.consent", "phone.blacklist", "res.partner"):
            self.env[name].flush_model()
        self.flush_model(["company_id", "partner_id", "phone"])
        query = SQL(
            """
            SELECT contact.id, said.id, said.state, said.at, said.source,
                   EXISTS (SELECT FROM phone_blacklist blocked
                            WHERE blocked.active AND blocked.number = COALESCE(
                                  contact.phone, partner.phone_sanitized))
              FROM whatsapp_inbox_contact contact
              LEFT JOIN res_partner partner ON partner.id = contact.partner_id
              LEFT JOIN LATERAL (
                   SELECT * FROM whatsapp_inbox_consent consent
                    WHERE consent.contact_id = contact.id
                       OR (consent.partner_id = contact.partner_id
                           AND consent.company_id = contact.company_id)
                    ORDER BY consent.at DESC, consent.id DESC LIMIT 1) said ON TRUE
             WHERE contact.id = ANY(%s)
            """,
            list(self.ids),
        )
        found = {row[0]: row[1:] for row in self.env.execute_query(query)}
        for contact in self:
            row, state, at, source, blocked = found.get(
                contact._origin.id, (False,) * 5
            )
            contact.consent_id = row
            contact.marketing_state = state
            contact.marketing_opt_out = state == "opt_out"
            contact.marketing_at = at
            contact.marketing_source = source
            contact.marketing_blacklisted = blocked

    @api.model
    def _search_marketing_opt_out(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        said = Domain("consent_ids.state", "=", "opt_out")
        said |= Domain("partner_id.whatsapp_consent_ids.state", "=", "opt_out")
        found = self.search(said).filtered("marketing_opt_out")
        wanted = (operator == "in") == (True in value)
        return Domain("id", "in" if wanted else "not in", found.ids)

    def action_record_consent(self):
        """The dialog in which an agent writes down what the customer said."""
        self.ensure_one()
        self.check_access("read")
        return self.env["whatsapp.inbox.consent"]._dialog(self)

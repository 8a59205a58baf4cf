from odoo import api, fields, models

from ..tools import phone as phone_tools

#: What was said, and no reaction to it.
ABOUT_NO_OTHER = [("message_type", "!=", "reaction")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    whatsapp_phone_key = fields.Char(
        compute="_compute_whatsapp_phone_key",
        store=True,
        index="btree_not_null",
        help="Last digits of the phone, by which a WhatsApp number finds its contact "
        "however it is written.",
    )
    whatsapp_contact_ids = fields.One2many(
        "whatsapp.inbox.contact",
        "partner_id",
        string="WhatsApp",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_channel_count = fields.Integer(
        compute="_compute_whatsapp_counts",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_conversation_count = fields.Integer(
        "WhatsApp Conversations",
        compute="_compute_whatsapp_counts",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_message_count = fields.Integer(
        "WhatsApp Messages",
        compute="_compute_whatsapp_counts",
        groups="whatsapp_inbox.group_agent",
    )

    @api.depends("phone")
    def _compute_whatsapp_phone_key(self):
        for partner in self:
            partner.whatsapp_phone_key = (
                phone_tools.match_key(partner.phone or "") or False
            )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_whatsapp_counts(self):
        """What this user may read, of companies with what is their people's: a few
        queries for all of them."""
        owners = self._whatsapp_owners()
        for name, model, domain, path in (
            ("channel", "discuss.channel", [], "whatsapp_contact_id"),
            ("conversation", "whatsapp.inbox.conversation", [], "contact_id"),
            ("message", "whatsapp.inbox.message", ABOUT_NO_OTHER, "contact_id"),
        ):
            groups = self.env[model]._read_group(
                [*domain, (f"{path}.partner_id", "in", list(owners))],
                [path],
                ["__count"],
            )
            counts = dict.fromkeys(self.ids, 0)
            for contact, count in groups:
                # sudo: whose it is, of what one may read
                for owner in owners.get(contact.sudo().partner_id.id, ()):
                    counts[owner] += count
            for partner in self:
                partner[f"whatsapp_{name}_count"] = counts.get(partner._origin.id, 0)

    def _whatsapp_owners(self):
        """:return: by id of a partner with threads here, the ids among ``self`` whose
        figures have them: their own, and those of the companies above"""
        companies = self.filtered("is_company")
        owners = {partner_id: {partner_id} for partner_id in self.ids}
        people = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", companies.ids)], ["parent_id"]
        )
        parents = {person.id: person.parent_id.id for person in people}
        for person_id in parents:
            above = person_id
            while above := parents.get(above):
                if above in companies._ids:
                    owners.setdefault(person_id, set()).add(above)
        return owners

    def _whatsapp_domain(self, path):
        """:param path: from a record to its customer
        :return: what is of this contact; of a company, of its people too"""
        self.ensure_one()
        operator = "child_of" if self.is_company else "="
        return [(path, operator, self.id)]

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            # sudo: whoever renames a customer renames the thread
            for channel in self.sudo().whatsapp_contact_ids.channel_ids:
                channel.name = channel.whatsapp_contact_id.display_name
        return result

    def _whatsapp_regions(self, company):
        """Countries in which a number written without its prefix may be meant.

        :param company: of the WhatsApp number that looks for this partner
        """
        self.ensure_one()
        codes = (self.country_id.code, company.country_id.code)
        return [code for code in dict.fromkeys(codes) if code]

    def _filtered_company(self, company):
        return self.filtered(lambda p: p.company_id in (company, company.browse()))

    def action_open_whatsapp(self):
        """Open the thread of this contact in Discuss, the list of several; where there
        is none, the dialog that writes first, with a template."""
        self.ensure_one()
        self.check_access("read")
        channels = self.env["discuss.channel"].search(
            self._whatsapp_domain("whatsapp_contact_id.partner_id")
        )
        if channels:
            return channels._whatsapp_open_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_compose_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}

    def action_view_whatsapp_conversations(self):
        """The conversations of this contact, of a company those of its people."""
        self.ensure_one()
        self.env["whatsapp.inbox.conversation"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_conversation_action"
        )
        return {
            **action,
            "domain": self._whatsapp_domain("partner_id"),
            "context": {},
        }

    @api.readonly
    @api.model
    def get_mention_suggestions_from_channel(self, channel_id, search, limit=8):
        """In a customer's thread: colleagues, who need not be members, and teams."""
        channel = self.env["discuss.channel"].search([("id", "=", channel_id)])
        is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
        if is_agent and channel.channel_type == "whatsapp_inbox":
            return channel._whatsapp_mention_suggestions(search, limit)
        return super().get_mention_suggestions_from_channel(channel_id, search, limit)

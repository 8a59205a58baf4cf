from odoo import api, fields, models

from ..tools import phone as phone_tools


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
        compute="_compute_whatsapp_channel_count",
        groups="whatsapp_inbox.group_agent",
    )

    @api.depends("phone")
    def _compute_whatsapp_phone_key(self):
        for partner in self:
            partner.whatsapp_phone_key = (
                phone_tools.match_key(partner.phone or "") or False
            )

    def _compute_whatsapp_channel_count(self):
        for partner in self:
            partner.whatsapp_channel_count = self.env["discuss.channel"].search_count(
                partner._whatsapp_channel_domain()
            )

    def _whatsapp_channel_domain(self):
        """Threads of this contact; of a company, those of its people too."""
        self.ensure_one()
        operator = "child_of" if self.is_company else "="
        return [("whatsapp_contact_id.partner_id", operator, self.id)]

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
        """Open the thread of this contact in Discuss; the list of several."""
        self.ensure_one()
        channels = self.env["discuss.channel"].search(self._whatsapp_channel_domain())
        return channels._whatsapp_open_action()

    @api.readonly
    @api.model
    def get_mention_suggestions_from_channel(self, channel_id, search, limit=8):
        """In a customer's thread: colleagues, who need not be members, and teams."""
        channel = self.env["discuss.channel"].search([("id", "=", channel_id)])
        is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
        if is_agent and channel.channel_type == "whatsapp_inbox":
            return channel._whatsapp_mention_suggestions(search, limit)
        return super().get_mention_suggestions_from_channel(channel_id, search, limit)

import psycopg2
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import ConcurrencyError

SOURCE = "WhatsApp"
#: What ``=ilike`` reads as "anything".
WILDCARDS = frozenset("%_\\")


class WhatsappInboxConversation(models.Model):
    """What a customer asks for becomes a lead."""

    _inherit = "whatsapp.inbox.conversation"

    lead_ids = fields.One2many(
        "crm.lead",
        "whatsapp_conversation_id",
        "Leads",
        context={"active_test": False},
        groups="sales_team.group_sale_salesman",
    )
    lead_count = fields.Integer(
        compute="_compute_lead_count", groups="sales_team.group_sale_salesman"
    )

    def _compute_lead_count(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        counts = dict(
            leads._read_group(
                [("whatsapp_conversation_id", "in", self.ids)],
                ["whatsapp_conversation_id"],
                ["__count"],
            )
        )
        for conversation in self:
            conversation.lead_count = counts.get(conversation._origin, 0)

    def action_view_leads(self):
        self.ensure_one()
        self.check_access("read")
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search([("whatsapp_conversation_id", "=", self.id)])
        one = len(found) == 1
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leads"),
            "res_model": "crm.lead",
            "res_id": one and found.id,
            "views": [[False, "form"]] if one else [[False, "list"], [False, "form"]],
            "domain": [("id", "in", found.ids)],
            "context": {"active_test": False, "create": False},
        }

    # -- making one ---------------------------------------------------------------

    def _create_lead(self, name="", another=False):
        """Make a lead of this conversation; of one name it has one, unless ``another``.

        :return: ``crm.lead`` with all rights, and whether it is new
        """
        self.ensure_one()
        self._lock_to_make()
        # sudo: who may make leads makes them for whom the sales team says, though the
        # rules let a salesman have only their own
        leads = self.env["crm.lead"].sudo().with_company(self.company_id)
        leads = leads.with_context(
            allowed_company_ids=self.company_id.ids,
            mail_create_nosubscribe=True,  # who has it follows it, not who made it
        )
        name = " ".join(name.split()) or self._lead_name()
        of_name = [("whatsapp_conversation_id", "=", self.id), ("name", "=", name)]
        pending = [("won_status", "=", "pending")]
        if not another and (old := leads.search(of_name + pending, limit=1)):
            return old, False
        lead = leads.create({**self._prepare_lead_vals(), "name": name})
        lead._assign_userless_lead_in_team(self.env._("WhatsApp conversation"))
        if message := self._first_message():
            self.env["whatsapp.inbox.document.link"]._link(message, lead)
        return lead, True

    def _lead_name(self):
        """What a lead is called if nobody says it: who it is, and what they asked."""
        customer = self.contact_id.display_name
        topic = self._topic()
        return f"{customer}: {topic}" if topic else customer

    def _prepare_lead_vals(self):
        """Values of a new lead of this conversation. A hook; extend with super()."""
        contact = self.contact_id
        # sudo: the customer of a conversation that one may read
        partner = contact.sudo().partner_id
        user, team = self._lead_owner(partner)
        lang = self.env["res.lang"]._get_data(code=contact._language())
        vals = {
            "company_id": self.company_id.id,
            "description": self._lead_description(),
            "lang_id": lang.id,
            "partner_id": partner.id,
            "team_id": team.id,
            "user_id": user.id,
            "whatsapp_conversation_id": self.id,
            **self._lead_origin(),
        }
        if not partner:
            vals.update(contact_name=contact._own_name(), phone=contact.phone_formatted)
        return vals

    def _lead_owner(self, partner):
        """The customer's salesperson; else who is asked, if they sell: then their team
        is the sales team. Else the team's own assignment finds somebody.

        :return: ``res.users``, maybe none, and ``crm.team``
        """
        env = self.env
        is_lead = env.user.has_group("crm.group_use_lead")
        domain = [("use_leads" if is_lead else "use_opportunities", "=", True)]
        # sudo: teams that the user need not see
        Team = env["crm.team"].sudo()
        Team = Team.with_context(allowed_company_ids=self.company_id.ids)
        for user in (partner.user_id, partner.commercial_partner_id.user_id):
            if user.active and self.company_id in user.company_ids:
                return user, Team._get_default_team_id(user_id=user.id, domain=domain)
        team = Team._get_default_team_id(user_id=env.uid, domain=domain)
        sells = env.user in team.member_ids | team.user_id
        return env.user if sells else env.user.browse(), team

    def _lead_origin(self):
        """:return: values of Odoo's campaign tracker: how the customer came to us"""
        link = self.sudo().link_id  # sudo: the name of the link they came by
        medium, campaign = "Direct", ""
        if self.referral_type:
            medium = "Post" if self.referral_type == "post" else "Ad"
            campaign = self.referral_headline or self.referral_source_id
        elif link:
            medium, campaign = "Link", link.name
        campaign = campaign and self._utm("utm.campaign", campaign).id
        return {
            "source_id": self._utm("utm.source", SOURCE).id,
            "medium_id": self._utm("utm.medium", medium).id,
            "campaign_id": campaign or False,
        }

    def _utm(self, model, name):
        """The one of this name, made if need be. Odoo searches with ``=ilike``, to
        which the "20% off" of an ad would also be another campaign.

        :raises ConcurrencyError: somebody else makes it now, which this transaction
            cannot see: the request starts anew
        """
        name = name.strip()
        Model = self.env[model].with_context(active_test=False)
        try:
            if WILDCARDS.isdisjoint(name):
                return self.env["utm.mixin"]._find_or_create_record(model, name)
            found = Model.search([("name", "=", name)], limit=1)
            return found or Model.create({"name": name})
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    def _lead_description(self):
        """The way to the thread, which only its agents can go. What was said stays
        there: who sells need not read the inbox."""
        lines = [
            Markup('<a href="/odoo/discuss?active_id=discuss.channel_%s">%s</a>')
            % (self.channel_id.id, self.env._("WhatsApp conversation #%s", self.id))
        ]
        if self.referral_type:
            title = self.referral_headline or self.referral_url or self.referral_type
            lines.append(self.env._("From the ad: %s", title))
        return Markup("").join(Markup("<p>%s</p>") % line for line in lines)

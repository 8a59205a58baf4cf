from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """A lead knows the conversation that it came from, and the customer's threads."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "whatsapp.inbox.document.mixin"]

    whatsapp_conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        string="WhatsApp Conversation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    whatsapp_channel_id = fields.Many2one(
        related="whatsapp_conversation_id.channel_id",
        string="WhatsApp Chat",
        store=True,
        index="btree_not_null",
    )

    @api.model
    def _whatsapp_domain(self, partner, thread=None):
        """Of a customer and of their company, also before they were a contact.

        :param partner: ``res.partner``, maybe none
        :param thread: ``discuss.channel``: also what was made there, and leads without
            a contact that have its number
        """
        people = self.env["whatsapp.inbox.timeline"]._people(partner)
        domain = Domain("partner_id", "in", people.ids)
        if thread:
            domain |= Domain("whatsapp_channel_id", "=", thread.id)
            # sudo: the number of the customer of a thread that one may read
            if phone := thread.sudo().whatsapp_contact_id.phone:
                nobody = Domain("partner_id", "=", False)
                domain |= nobody & Domain("phone_sanitized", "=", phone)
        return domain

    # -- as a document of the inbox -----------------------------------------------

    def _whatsapp_lang(self):
        return self.partner_id.lang or self.lang_id.code or self.env.lang

    def _whatsapp_threads(self):
        """Where it began, then those of the customer; of nobody we know, by number."""
        # sudo: where it began; whether this user reads that is asked by the search
        began = self.sudo().whatsapp_channel_id
        own = Domain("id", "in", began.ids)
        if not self.partner_id and self.phone_sanitized:
            own |= Domain("whatsapp_contact_id.phone", "=", self.phone_sanitized)
        own &= Domain("channel_type", "=", "whatsapp_inbox")
        if self.company_id:
            company = Domain("whatsapp_account_id.company_id", "=", self.company_id.id)
            own &= company
        found = self.env["discuss.channel"].search(own)
        return (
            found.sorted(lambda thread: thread != began) | super()._whatsapp_threads()
        )

    def action_open_whatsapp(self):
        action = super().action_open_whatsapp()
        if action.get("res_model") == "whatsapp.inbox.compose" and not self.partner_id:
            action["context"] = {"default_phone": self.phone_sanitized}
        return action

    def action_whatsapp_convert(self):
        """Odoo's wizard leads to the form of the opportunity, away from the chat."""
        self.convert_opportunity(self.partner_id)

    # -- merging ------------------------------------------------------------------

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "whatsapp_conversation_id"]

    def _merge_dependences(self, opportunities):
        """What was said in threads about the others is about this one now."""
        result = super()._merge_dependences(opportunities)
        for link in self.env["whatsapp.inbox.document.link"]._of(opportunities):
            link._link(link.message_id, self)
        return result

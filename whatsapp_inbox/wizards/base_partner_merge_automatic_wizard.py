from odoo import models

from odoo.addons.mail.tools.discuss import Store


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo merges by SQL: browsers that show a customer's thread are told here."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # sudo: whoever merges contacts need not be an agent
        Contact = self.env["whatsapp.inbox.contact"].sudo()
        contacts = Contact.search([("partner_id", "in", partner_ids)])
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        contacts.invalidate_recordset()
        for contact in contacts:
            for channel in contact.channel_ids:
                Store(bus_channel=channel).add(contact).bus_send()
        return result

from odoo import api, fields, models


class WhatsappInboxContact(models.Model):
    """The name that a phone of ours has for a contact, if WhatsApp tells none."""

    _inherit = "whatsapp.inbox.contact"

    phonebook_name = fields.Char("Name in the Phone App", readonly=True)

    @api.depends("phonebook_name")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _own_name(self):
        return (not self.name and self.phonebook_name) or super()._own_name()

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        nameless = contacts.filtered(lambda c: not c.name and not c.is_group)
        for company, own in nameless.grouped("company_id").items():
            keys = {contact: contact.phone or contact.bsuid for contact in own}
            names = self.env["whatsapp.inbox.phonebook"]._names(company, keys.values())
            for contact, key in keys.items():
                if key in names:
                    contact.phonebook_name = names[key]
        return contacts

    @api.model
    def _apply_phonebook(self, account, names):
        """Take over names, for who wrote already.

        :param dict names: by number (E.164) or user id; "" where one was taken away
        """
        if not names:
            return
        contacts = self.search(
            [
                ("company_id", "=", account.company_id.id),
                ("alias_ids.value", "in", list(names)),
            ]
        )
        for contact in contacts:
            keys = [contact.phone, *contact.alias_ids.mapped("value")]
            contact._set_phonebook_name(next(names[k] for k in keys if k in names))

    def _set_phonebook_name(self, name):
        """The partner follows only if nobody gave it a name: it has its number's."""
        self.ensure_one()
        old, partner = self.display_name, self.partner_id
        nameless = self.phone_formatted or (self.username and f"@{self.username}")
        follows = name and not self.name and partner and partner.name == nameless
        self.phonebook_name = name
        if follows:
            # sudo: a customer whom the job itself has made
            partner.sudo().name = name
        for channel in self.channel_ids.filtered(lambda c: c.name == old):
            channel.name = self.display_name

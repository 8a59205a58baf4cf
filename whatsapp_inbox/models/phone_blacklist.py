from odoo import api, models


class PhoneBlacklist(models.Model):
    """What people block or free by hand is news for the history of consent."""

    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._whatsapp_tell(records.filtered("active"), True)
        return records

    def write(self, vals):
        changed = self.browse()
        if "active" in vals:
            changed = self.filtered(lambda one: one.active != bool(vals["active"]))
        result = super().write(vals)
        if changed:
            self._whatsapp_tell(changed, bool(vals["active"]))
        return result

    def unlink(self):
        listed = self.filtered("active").mapped("number")
        result = super().unlink()
        self.env["whatsapp.inbox.consent"]._list_changed(listed, False)
        return result

    def _whatsapp_tell(self, records, listed):
        numbers = records.mapped("number")
        self.env["whatsapp.inbox.consent"]._list_changed(numbers, listed)

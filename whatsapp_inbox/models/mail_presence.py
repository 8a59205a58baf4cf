from odoo import api, models


class MailPresence(models.Model):
    """Who comes online gets what waits."""

    _inherit = "mail.presence"

    @api.model_create_multi
    def create(self, vals_list):
        presences = super().create(vals_list)
        presences._whatsapp_came()
        return presences

    def write(self, vals):
        before = {presence: presence.status for presence in self}
        result = super().write(vals)
        self.filtered(lambda p: p.status != before[p])._whatsapp_came()
        return result

    def _whatsapp_came(self):
        came = self.filtered(lambda p: p.status != "offline").user_id
        came._whatsapp_wake_assignment()

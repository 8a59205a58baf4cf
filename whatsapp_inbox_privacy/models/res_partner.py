from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_privacy_lookup(self):
        action = super().action_privacy_lookup()
        action["context"]["default_phone"] = self.phone
        return action

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        user = self.env.user
        if self.env["crm.lead"].has_access("create"):
            is_lead = user.has_group("crm.group_use_lead")
            store.add_global_values(
                whatsapp_lead_type="lead" if is_lead else "opportunity"
            )
        return result

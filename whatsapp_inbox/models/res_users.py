from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        store.add_global_values(
            has_whatsapp_inbox_access=self.env.user.has_group(
                "whatsapp_inbox.group_agent"
            ),
            is_whatsapp_inbox_supervisor=self.env.user.has_group(
                "whatsapp_inbox.group_supervisor"
            ),
        )
        return result

from odoo import models

from ..tools import outbound_file


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
        store.add_global_values(
            has_whatsapp_inbox_access=is_agent,
            is_whatsapp_inbox_supervisor=self.env.user._is_whatsapp_supervisor(),
        )
        if is_agent:
            store.add_global_values(
                hasCannedResponses=bool(
                    self.env["mail.canned.response"].search([], limit=1)
                ),
                whatsapp_inbox_upload_limits=outbound_file.upload_limits(),
                whatsapp_placeholders=list(
                    self.env["whatsapp.inbox.placeholder"]._placeholders()
                ),
            )
            store.add(*self._whatsapp_stopped_accounts())
        return result

    def _whatsapp_stopped_accounts(self):
        """:return: the numbers that send nothing now, and their fields for the store"""
        # sudo: only whether they work, of the numbers that this user answers for
        accounts = self.env["whatsapp.inbox.account"].sudo()
        stopped = accounts.search([("state", "=", "stopped")])
        stopped = stopped.filtered(lambda a: self.env.user in a._watchers())
        return stopped, accounts._state_fields()

    def _is_whatsapp_supervisor(self):
        """Whether one of these users sees all conversations of the company."""
        return any(user.has_group("whatsapp_inbox.group_supervisor") for user in self)

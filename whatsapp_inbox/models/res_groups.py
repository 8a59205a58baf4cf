from odoo import models

#: What decides who is in a group, or in one that follows from it.
DECISIVE = frozenset(("user_ids", "implied_ids", "implied_by_ids"))


class ResGroups(models.Model):
    """Who is taken out of the agents' group leaves nobody waiting."""

    _inherit = "res.groups"

    def write(self, vals):
        if DECISIVE.isdisjoint(vals):
            return super().write(vals)
        were = self._whatsapp_agents()
        result = super().write(vals)
        are = self._whatsapp_agents()
        if were != are:
            (were | are)._whatsapp_follow_rights(were)
        return result

    def _whatsapp_agents(self):
        agents = self.env.ref("whatsapp_inbox.group_agent", raise_if_not_found=False)
        if not agents:  # while the addon is installed
            return self.env["res.users"]
        # sudo: an administrator of users need not be one of the inbox
        users = agents.sudo().all_user_ids.filtered("active")
        return users.sudo(self.env.su)

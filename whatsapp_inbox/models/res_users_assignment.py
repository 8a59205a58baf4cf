from odoo import models


class ResUsers(models.Model):
    """Who is free to answer again gets what waits."""

    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "group_ids", "manual_im_status"}.isdisjoint(vals):
            self._whatsapp_wake_assignment()
        return result

    def _whatsapp_wake_assignment(self):
        """Something of these users changed that may make them free; nothing is asked
        where they are in no team that shares out its work."""
        sharing = self.env["whatsapp.inbox.team"]._sharing()
        if not sharing.users.isdisjoint(self._ids):
            self.env["whatsapp.inbox.assignment"]._wake_soon()

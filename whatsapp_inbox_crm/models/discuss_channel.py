from odoo import models
from odoo.exceptions import UserError


class DiscussChannel(models.Model):
    """Leads are made in the customer's thread."""

    _inherit = "discuss.channel"

    def whatsapp_create_lead(self, name="", another=False):
        """Make a lead, or an opportunity, of the conversation at hand.

        :param str name: what it is called; proposed if there is none
        :param bool another: even if the conversation has an open lead of this name
        :return: ``new``, ``type``, ``name``, ``owner``: who has it, ``is_mine``, and
            ``id``: False if this user may not read it
        :raises AccessError: who may make no leads, or no agent of this thread
        """
        self._whatsapp_check_desk()
        self.env["crm.lead"].check_access("create")
        conversation = self.whatsapp_conversation_id
        if not conversation:
            raise UserError(
                self.env._("%s has not written yet.", self.display_name or "")
            )
        lead, is_new = conversation._create_lead(str(name or ""), bool(another))
        readable = lead.sudo(False).has_access("read")
        return {
            "id": readable and lead.id,
            "is_mine": lead.user_id == self.env.user,
            "name": lead.name,
            "new": is_new,
            "owner": lead.user_id.name or "",
            "type": lead.type,
        }

from odoo import models


class DiscussChannel(models.Model):
    """What an agent reads beside the thread; see ``whatsapp.inbox.panel``."""

    _inherit = "discuss.channel"

    def whatsapp_panel(self):
        """:return: the sections beside this thread, in their order
        :rtype: list of dict with name, title, folded
        """
        self._whatsapp_check_desk()
        sections = self.env["whatsapp.inbox.panel"]._sections(self)
        return [
            {"name": name, "title": own["title"], "folded": own.get("folded", False)}
            for name, own in sorted(
                sections.items(), key=lambda row: (row[1]["sequence"], row[0])
            )
        ]

    def whatsapp_panel_section(self, name):
        """:return: what one section shows; None if this user may not see it"""
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.panel"]._section(self, name)

    def whatsapp_timeline(self, source=None, cursor=None):
        """:return: a page of what there is with this customer; see
        ``whatsapp.inbox.timeline``"""
        self._whatsapp_check_desk()
        partner = self._whatsapp_partner()
        if not partner.has_access("read"):
            return {"rows": [], "next": False}
        return self.env["whatsapp.inbox.timeline"]._page(partner, source, cursor)

    def _whatsapp_partner(self):
        """The customer, with the rights of this user."""
        # sudo: who it is, in a thread that one may read
        partner = self.sudo().whatsapp_contact_id.partner_id
        return partner.with_env(self.env)

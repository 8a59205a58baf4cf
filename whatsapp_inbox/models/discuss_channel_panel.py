from odoo import models


class DiscussChannel(models.Model):
    """What an agent reads beside the thread; see ``whatsapp.inbox.panel``."""

    _inherit = "discuss.channel"

    def whatsapp_panel(self, folded=None):
        """The panel as it opens, in one request.

        :param dict folded: by name what this user chose; None: no data are wanted
        :return: the sections beside this thread, in their order: list of dict with
            name, title, folded, slow, and of those that are open and not slow ``data``
            as of ``whatsapp_panel_sections``
        """
        self._whatsapp_check_desk()
        Panel = self.env["whatsapp.inbox.panel"]
        rows = [
            {
                "name": name,
                "title": own["title"],
                "folded": own.get("folded", False),
                "slow": own.get("slow", False),
            }
            for name, own in sorted(
                Panel._sections(self).items(),
                key=lambda row: (row[1]["sequence"], row[0]),
            )
        ]
        if folded is None:
            return rows
        data = Panel._several(
            self,
            [
                row["name"]
                for row in rows
                if not row["slow"] and not folded.get(row["name"], row["folded"])
            ],
        )
        return [
            {**row, "data": data[row["name"]]} if row["name"] in data else row
            for row in rows
        ]

    def whatsapp_panel_section(self, name):
        """:return: what one section shows; None if this user may not see it"""
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.panel"]._section(self, name)

    def whatsapp_panel_sections(self, names):
        """:return: by name what each of these sections shows; None if this user may not
        see it, ``{"error": words}`` if it failed"""
        self._whatsapp_check_desk()
        Panel = self.env["whatsapp.inbox.panel"]
        allowed = Panel._sections(self)
        found = Panel._several(self, [name for name in names if name in allowed])
        return {name: found.get(name) for name in names}

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

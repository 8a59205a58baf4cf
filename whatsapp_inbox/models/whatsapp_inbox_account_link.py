from odoo import models

from ..tools import link_text

#: by no link
_NONE = link_text.Link(0, "", "")


class WhatsappInboxAccount(models.Model):
    """The links of a number."""

    _inherit = "whatsapp.inbox.account"

    def _has_links(self):
        return bool(self.env["whatsapp.inbox.link"]._compiled(self._origin.id))

    def _links_of(self, texts):
        """:param dict texts: what was written, by anything
        :return: :class:`tools.link_text.Link` by the same, one without an id for none
        """
        links = self.env["whatsapp.inbox.link"]._compiled(self._origin.id)
        return {
            key: (links and link_text.find(links, text)) or _NONE
            for key, text in texts.items()
        }

    def action_open_links(self):
        """One click: the links of this number; one for no team is made first."""
        self.ensure_one()
        Link = self.env["whatsapp.inbox.link"]
        links = Link.search([("account_id", "=", self.id)])
        if all(link.team_id for link in links):
            links = Link
        return Link._open_or_make(links, {"name": self.name, "account_id": self.id})

from odoo import models


class WhatsappInboxTeam(models.Model):
    """The links of a team."""

    _inherit = "whatsapp.inbox.team"

    def action_open_links(self):
        """One click: the links of this team, the first of which is made."""
        self.ensure_one()
        Link = self.env["whatsapp.inbox.link"]
        links = Link.search([("team_id", "=", self.id)])
        accounts = self.env["whatsapp.inbox.account"].search(
            [("company_id", "=", self.company_id.id)]
        )
        account = accounts.filtered(lambda a: a.team_id == self)[:1] or accounts[:1]
        vals = {"name": self.name, "team_id": self.id}
        if not account:
            return Link._open_or_make(links or Link, vals)
        vals["account_id"] = account.id
        vals["text"] = self.env._("Hello, I would like to write to %s.", self.name)
        return Link._open_or_make(links, vals)

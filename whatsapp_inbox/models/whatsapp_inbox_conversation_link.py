from dataclasses import replace

from odoo import fields, models


class WhatsappInboxConversation(models.Model):
    """By which link the customer came; it decides where a new conversation goes."""

    _inherit = "whatsapp.inbox.conversation"

    link_id = fields.Many2one(
        "whatsapp.inbox.link",
        string="Came by Link",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _note_link(self, route, facts):
        """The first link of a conversation is kept, as its first ad is."""
        if not route or not facts.link_id or self.link_id:
            return route
        return replace(route, link_id=facts.link_id)

    def _link_words(self, facts):
        links = self.env["whatsapp.inbox.link"]._compiled(facts.account_id)
        names = [link.name for link in links if link.id == facts.link_id]
        return self.env._("Link: %s", "".join(names))

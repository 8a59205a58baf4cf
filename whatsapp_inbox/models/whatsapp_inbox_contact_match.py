from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store


class WhatsappInboxContactMatch(models.Model):
    """Two contacts that may be one customer. A person decides, once."""

    _name = "whatsapp.inbox.contact.match"
    _description = "WhatsApp Contacts That May Be One"
    _order = "id desc"

    contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        "Known Longer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        "whatsapp.inbox.contact",
        "Known Since Later",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="contact_id.company_id")
    reason = fields.Selection(
        [
            ("number", "The number of the one is now the other's"),
            ("told", "WhatsApp says that they are the same person"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "To decide"), ("refused", "Not the same person")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )

    _pair_unique = models.UniqueIndex("(contact_id, other_id)")

    @api.depends("contact_id", "other_id")
    def _compute_display_name(self):
        for match in self:
            names = match.contact_id.display_name, match.other_id.display_name
            match.display_name = " · ".join(names)

    @api.model
    def _offer(self, one, another, reason):
        """Ask a person whether two contacts are one, unless somebody said no."""
        first, second = (one | another).sorted("id")
        match = self.search(
            [("contact_id", "=", first.id), ("other_id", "=", second.id)]
        )
        if not match:
            match = self.create(
                {"contact_id": first.id, "other_id": second.id, "reason": reason}
            )
        elif match.state == "open" and reason == "told":
            match.reason = reason
        self._publish_for(one | another)

    @api.model
    def _of(self, contact):
        return self.search(
            ["|", ("contact_id", "=", contact.id), ("other_id", "=", contact.id)]
        )

    @api.model
    def _publish_for(self, contacts):
        """Keep the contacts' own note of what is to decide, and show it."""
        for contact in contacts:
            reasons = [m.reason for m in self._of(contact) if m.state == "open"]
            told = "told" in reasons and "told"
            contact.match_reason = told or (reasons and reasons[0])
            for channel in contact.channel_ids:
                Store(bus_channel=channel).add(contact).bus_send()

    # -- actions ------------------------------------------------------------------

    def action_merge(self):
        """The dialog that tells what merging does; it asks before it acts."""
        self.ensure_one()
        return (self.contact_id | self.other_id).action_merge()

    def action_refuse(self):
        """They are two people: this is not asked again."""
        self._decide("refused")

    def action_ask_again(self):
        self._decide("open")

    def _decide(self, state):
        self.check_access("read")
        # sudo: supervisors decide, and change nothing else
        matches = self.sudo()
        matches.write({"state": state})
        matches._publish_for(matches.contact_id | matches.other_id)

from odoo import api, models


class WhatsappInboxPlaceholder(models.AbstractModel):
    _inherit = "whatsapp.inbox.placeholder"

    @api.model
    def _placeholders(self):
        env = self.env
        return super()._placeholders() | {
            "loyalty.points": (env._("Points"), env._("Loyalty"), env._("120 Points"))
        }

    def _value_loyalty_points(self, conversation, partner):
        worth = self.env["whatsapp.inbox.panel"]._worth(partner)
        card = self.env["loyalty.card"].search(
            [*worth, ("program_type", "=", "loyalty")], order="id desc", limit=1
        )
        return card.points_display

from odoo import api, fields, models


class WhatsappInboxConversationEvent(models.Model):
    """What rules and the menu did: one entry a decision, with its reason."""

    _inherit = "whatsapp.inbox.conversation.event"

    kind = fields.Selection(
        selection_add=[("routed", "Routed")], ondelete={"routed": "cascade"}
    )

    @api.model
    def _prepare_vals(self, conversation, old):
        if self.env.context.get("whatsapp_routed"):
            return []  # see _note_routed
        return super()._prepare_vals(conversation, old)

    @api.model
    def _note_routed(self, vals_list):
        """:param list vals_list: values of the events, without what was before"""
        # sudo: the history is written by what happens, never by people
        events = self.sudo().create(
            [
                {
                    **vals,
                    "before": {
                        "team_id": vals["old_team_id"],
                        "user_id": vals["old_user_id"],
                    },
                    "after": {
                        "team_id": vals["new_team_id"],
                        "user_id": vals["new_user_id"],
                    },
                }
                for vals in vals_list
            ]
        )
        events._tell()

    def _words(self):
        if self.kind != "routed":
            return super()._words()
        if not self.new_team_id:
            return "", ""
        return "", self.env._("This conversation is with %(team)s now.")

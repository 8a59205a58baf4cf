from odoo import models


class WhatsappInboxDiagnosis(models.AbstractModel):
    """The lines of conversations and teams with which the inbox's own work failed."""

    _inherit = "whatsapp.inbox.diagnosis"

    def _check_aside(self, account, figures):
        aside = figures["aside"]
        if not aside.count:
            return None
        last = self.env["whatsapp.inbox.conversation"].search(
            [("account_id", "=", account.id), ("failed_at", "!=", False)],
            order="failed_at desc",
            limit=1,
        )
        return self._line(
            "aside",
            self.env._("Conversations set aside"),
            # sudo: administrators see why, of their company's conversations
            f"{aside.count}: {last.sudo().failure}",
            "failed",
            self.env._(
                "The inbox could not end their snooze, resolve them, take them back or "
                "tell the customer to wait. The log of the server has more. It tries "
                "again each hour; meanwhile look after them yourself."
            ),
            ["open_aside"],
        )

    def _check_assignment(self, account, _figures):
        teams = self.env["whatsapp.inbox.team"].search(
            [
                ("company_id", "=", account.company_id.id),
                ("assignment_error", "!=", False),
            ]
        )
        if not teams:
            return None
        return self._line(
            "assignment",
            self.env._("Assignment"),
            "; ".join(f"{team.name}: {team.assignment_error}" for team in teams),
            "failed",
            self.env._(
                "Conversations of these teams wait until somebody claims them. The log "
                "of the server has more; it is tried again each minute."
            ),
            ["open_teams"],
        )

    def _act_open_teams(self, _account):
        return self._list("whatsapp_inbox_team_action", [])

    def _act_open_aside(self, account):
        return self._list(
            "whatsapp_inbox_conversation_action",
            [("account_id", "=", account.id), ("failed_at", "!=", False)],
        )

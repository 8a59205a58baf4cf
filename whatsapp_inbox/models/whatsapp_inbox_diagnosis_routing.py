from odoo import models


class WhatsappInboxDiagnosis(models.AbstractModel):
    """The line of a routing that fails."""

    _inherit = "whatsapp.inbox.diagnosis"

    def _check_routing(self, account, _figures):
        if not account.routing_error:
            return None
        team = account._team_if_lost().name or self.env._("all agents")
        return self._line(
            "routing",
            self.env._("Routing"),
            account.routing_error,
            "failed",
            self.env._(
                "A conversation could not be routed and went to %s. Look at the rules "
                "and the menu; saving one of them ends this line.",
                team,
            ),
            ["open_rules"],
        )

    def _act_open_rules(self, _account):
        return self._list("whatsapp_inbox_routing_rule_action", [])

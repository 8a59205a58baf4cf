from odoo import api, models


class WhatsappInboxRoutingRule(models.Model):
    """Rules to begin with: the empty list offers them, one click each."""

    _inherit = "whatsapp.inbox.routing.rule"

    @api.model
    def action_example_words(self):
        return self._example(
            name=self.env._("Invoices"),
            keywords=self.env._("invoice, bill, receipt"),
            set_priority="1",
        )

    @api.model
    def action_example_language(self):
        lang = self.env["res.lang"].search(
            [("code", "=", self.env.lang or "en_US")], limit=1
        )
        return self._example(name=lang.name, lang_ids=lang)

    @api.model
    def action_example_salesperson(self):
        return self._example(
            name=self.env._("To the salesperson"),
            related="salesperson",
            agent="salesperson",
        )

    @api.model
    def action_example_ad(self):
        return self._example(
            name=self.env._("From an ad"), referral="any", set_priority="1"
        )

    def _example(self, **values):
        """Open the form of a rule that is filled in but not saved: whoever does not
        want it just leaves."""
        self.check_access("create")
        team = self.env["whatsapp.inbox.team"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        values["team_id"] = team
        defaults = {
            f"default_{name}": getattr(value, "ids", value)
            if name.endswith("_ids")
            else getattr(value, "id", value)
            for name, value in values.items()
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Routing Rule"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": defaults,
        }

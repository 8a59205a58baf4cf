from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.errors import CloudApiError


class WhatsappInboxAccount(models.Model):
    """The templates of a number: read when it is connected, and by a button."""

    _inherit = "whatsapp.inbox.account"

    templates_synced_at = fields.Datetime("Templates Read", readonly=True, copy=False)
    template_count = fields.Integer(compute="_compute_template_count")

    @api.depends("company_id", "waba_id")
    def _compute_template_count(self):
        Template = self.env["whatsapp.inbox.template"]
        counts = Template._read_group(
            [("waba_id", "in", self.mapped("waba_id"))],
            ["company_id", "waba_id"],
            ["__count"],
        )
        counts = {(company, waba): count for company, waba, count in counts}
        for account in self:
            key = (account.company_id, account.waba_id)
            account.template_count = counts.get(key, 0)

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts.filtered(lambda a: a.state == "connected")._first_sync()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"access_token", "waba_id"}:
            self.filtered(lambda a: a.state == "connected")._first_sync()
        return result

    def _first_sync(self):
        """Soon: whoever connects a number does not wait for it."""
        if self:
            self.env["whatsapp.inbox.template"]._sync_soon(self)

    def _by_waba(self):
        """:return: these numbers by company and WhatsApp account"""
        return self.grouped(lambda account: (account.company_id, account.waba_id))

    def action_sync_templates(self):
        """:raises UserError: why Meta gave no templates, for the first that did not"""
        self.check_access("write")
        count = 0
        for own in self._by_waba().values():
            try:
                count += len(self.env["whatsapp.inbox.template"]._sync(own))
            except CloudApiError as error:
                raise UserError(
                    self.env._(
                        "Meta gave no templates of %(number)s: %(reason)s",
                        number=own[0].name,
                        reason=error,
                    )
                ) from error
        if not self:
            raise UserError(self.env._("No number is connected yet."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Templates read from Meta: %s", count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_templates(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_template_action"
        )
        domain = [("waba_id", "in", self.mapped("waba_id"))]
        return {**action, "domain": domain, "context": {}}

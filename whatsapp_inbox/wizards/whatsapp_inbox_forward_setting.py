from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class WhatsappInboxForwardSetting(models.TransientModel):
    """The address that a team's messages are forwarded to, with what that means."""

    _name = "whatsapp.inbox.forward.setting"
    _description = "Forward WhatsApp Messages by Mail"

    team_id = fields.Many2one("whatsapp.inbox.team", required=True, readonly=True)
    email = fields.Char("E-mail Address", help="Empty: nothing is forwarded.")

    def action_save(self):
        self.ensure_one()
        self.team_id._check_may_forward()
        address = email_normalize(self.email or "")
        if self.email and not address:
            raise UserError(
                self.env._(
                    "%s is not one e-mail address. Write one: sales@example.com",
                    self.email,
                )
            )
        # sudo: leaders may not change their team otherwise
        self.team_id.sudo().forward_email = address
        return {"type": "ir.actions.act_window_close"}

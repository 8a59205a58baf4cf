from odoo import models


class WhatsappInboxDiagnosis(models.AbstractModel):
    """The line of messages that no mail server takes."""

    _inherit = "whatsapp.inbox.diagnosis"

    def _check_forward(self, account, _figures):
        failed = self._forwards_refused(account)
        if not failed:
            return None
        # sudo: the mails of the inbox itself
        reason = failed[-1:].sudo().mail_id.failure_reason or ""
        teams = ", ".join(failed.team_id.mapped("name"))
        return self._line(
            "forward",
            self.env._("Forward by mail"),
            f"{teams}: {len(failed)}. {reason}".strip()[:500],
            "failed",
            self.env._(
                "The mail server did not take what customers wrote. See the address in "
                "the team and the outgoing mail servers. It is tried again for three "
                "days; nothing is lost, all of it is in the threads."
            ),
            ["open_teams", "forward_again"],
        )

    def _forwards_refused(self, account):
        Forward = self.env["whatsapp.inbox.forward"].sudo()  # of their company's number
        return Forward.search(
            [
                ("mail_id.state", "in", ("exception", "cancel")),
                ("message_id.account_id", "=", account.id),
            ]
        )

    def _act_forward_again(self, account):
        self._forwards_refused(account)._send_again()

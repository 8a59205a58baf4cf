from datetime import timedelta

from odoo import fields, models

#: For so long Meta has the files of messages (its page: business-phone-numbers/media).
META_KEEPS = timedelta(days=7)


class WhatsappInboxDiagnosis(models.AbstractModel):
    """The lines of files that customers sent."""

    _inherit = "whatsapp.inbox.diagnosis"

    def _check_media(self, _account, figures):
        return self._backlog(
            "media",
            self.env._("Files to fetch"),
            figures["media"],
            self.env._("They are not fetched: see the scheduled actions below."),
        )

    def _check_lost_files(self, account, _figures):
        """Those that can still be had: what is older, only the customer can send."""
        lost = self.env["whatsapp.inbox.message"].search_count(
            self._lost_files_domain(account)
        )
        if not lost:
            return None
        return self._line(
            "lost_files",
            self.env._("Files not fetched"),
            self.env._(
                "%(count)s of the last %(days)s days",
                count=lost,
                days=META_KEEPS.days,
            ),
            "warning",
            self.env._(
                "Their messages are shown without them. See why, then fetch them again "
                "while Meta has them; after that, the customer must send them anew."
            ),
            ["open_lost_files", "fetch_files"],
        )

    def _lost_files_domain(self, account):
        return [
            ("account_id", "=", account.id),
            ("media_state", "=", "failed"),
            ("create_date", ">=", fields.Datetime.now() - META_KEEPS),
        ]

    def _act_open_lost_files(self, account):
        domain = self._lost_files_domain(account)
        return self._list("whatsapp_inbox_message_action", domain)

    def _act_fetch_files(self, account):
        domain = self._lost_files_domain(account)
        lost = self.env["whatsapp.inbox.message"].search(domain)
        # sudo: nobody may write messages, but their files may be fetched again
        lost.sudo()._retry_media()

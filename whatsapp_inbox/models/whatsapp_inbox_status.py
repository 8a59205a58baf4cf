from types import SimpleNamespace

from odoo import api, fields, models


class WhatsappInboxStatus(models.Model):
    """A status webhook that came before the message it is about was known.

    The outbox learns the wamid when the HTTP call returns; Meta may already have
    called us. Both sides look again after their own commit
    (``whatsapp.inbox.message._settle_early_statuses``).
    """

    _name = "whatsapp.inbox.status"
    _description = "Early WhatsApp Status"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, ondelete="cascade"
    )
    wamid = fields.Char(required=True)
    status = fields.Char(required=True)
    timestamp = fields.Datetime(required=True)
    payload = fields.Json(groups="whatsapp_inbox.group_admin")

    _wamid_idx = models.Index("(account_id, wamid)")
    _recent_idx = models.Index("(account_id, create_date)")
    _old_idx = models.Index("(create_date)")

    def _as_update(self):
        """:return: what ``tools.payload.StatusUpdate`` says, for the same reader"""
        self.ensure_one()
        raw = self.payload or {}
        return SimpleNamespace(
            wamid=self.wamid,
            status=self.status,
            timestamp=self.timestamp,
            errors=raw.get("errors") or [],
            pricing=raw.get("pricing"),
            raw=raw,
        )

    @api.autovacuum
    def _gc_foreign(self):
        """One that found no message in all the time belongs to another app."""
        vacuum = self.env["whatsapp.inbox.vacuum"]
        return vacuum._delete(self._name, vacuum._old_statuses())

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: So long jobs leave alone what failed.
ASIDE = timedelta(hours=1)


class WhatsappInboxConversation(models.Model):
    """With which of them the inbox could not do its own work: end a snooze, resolve,
    take back, tell who waits. People work with them as with any other."""

    _inherit = "whatsapp.inbox.conversation"

    failed_at = fields.Datetime(
        "Set Aside",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The inbox could not do its own work on it; it tries again in an hour.",
    )
    failure = fields.Char(
        readonly=True,
        copy=False,
        groups="whatsapp_inbox.group_supervisor",
        help="Why the inbox could not do its own work on it.",
    )

    def _set_aside(self, error):
        self.failed_at = fields.Datetime.now()
        self.failure = f"{type(error).__name__}: {error}"[:500]

    def _take_up_again(self):
        self.write({"failed_at": False, "failure": False})

    @api.model
    def _not_aside(self):
        """:return: domain of those that jobs may try (again)"""
        since = fields.Datetime.now() - ASIDE
        return Domain("failed_at", "=", False) | Domain("failed_at", "<=", since)

    @api.model
    def _not_aside_sql(self):
        """The same for the table ``conversation``."""
        since = fields.Datetime.now() - ASIDE
        return SQL("COALESCE(conversation.failed_at <= %s, TRUE)", since)

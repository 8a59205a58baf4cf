from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL


@dataclass(slots=True)
class Figures:
    """How much of something there is, and since when the oldest waits (naive UTC)."""

    count: int = 0
    oldest: datetime | None = None


class WhatsappInboxFigures(models.AbstractModel):
    """Counts for the diagnosis. Each is read from an index of what is unfinished, so
    that a page of them costs the same after a million messages."""

    _name = "whatsapp.inbox.figures"
    _description = "WhatsApp Figures"

    @api.model
    def _of(self, accounts):
        """:param accounts: numbers that the caller may know about
        :return: by account id, :class:`Figures` by name: ``pending`` and ``failed``
            webhooks, ``queued`` messages (since they are due), messages of ``unknown``
            fate, files to fetch (``media``), conversations set ``aside`` within a day
        """
        figures = defaultdict(lambda: defaultdict(Figures))
        ids = tuple(accounts.ids)
        if not ids:
            return figures
        accounts.flush_model()
        self.env["whatsapp.inbox.message"].flush_model()
        self.env["whatsapp.inbox.webhook.event"].flush_model()
        self.env["whatsapp.inbox.conversation"].flush_model(["failed_at"])
        # as plain text in the queries: an index whose condition is a parameter is none
        queries = (
            self._webhooks(ids),
            self._messages(ids),
            self._media(ids),
            self._aside(ids),
        )
        for query in queries:
            for account_id, name, count, oldest in self.env.execute_query(query):
                figures[account_id][name] = Figures(count, oldest)
        return figures

    def _webhooks(self, ids):
        return SQL(
            """
            SELECT account_id, 'pending', count(*), min(create_date)
              FROM whatsapp_inbox_webhook_event
             WHERE state = 'pending' AND account_id IN %(ids)s
             GROUP BY account_id
             UNION ALL
            SELECT account_id, 'failed', count(*), min(create_date)
              FROM whatsapp_inbox_webhook_event
             WHERE state = 'failed' AND account_id IN %(ids)s
             GROUP BY account_id
            """,
            ids=ids,
        )

    def _messages(self, ids):
        return SQL(
            """
            SELECT account_id, 'queued', count(*),
                   min(GREATEST(create_date, retry_at))
              FROM whatsapp_inbox_message
             WHERE state IN ('queued', 'sending') AND account_id IN %(ids)s
             GROUP BY account_id
             UNION ALL
            SELECT account_id, 'unknown', count(*), min(sending_at)
              FROM whatsapp_inbox_message
             WHERE state = 'unknown' AND NOT COALESCE(superseded, FALSE)
               AND account_id IN %(ids)s
             GROUP BY account_id
            """,
            ids=ids,
        )

    def _media(self, ids):
        return SQL(
            """
            SELECT account_id, 'media', count(*),
                   min(GREATEST(create_date, media_retry_at))
              FROM whatsapp_inbox_message
             WHERE media_state = 'pending' AND account_id IN %(ids)s
             GROUP BY account_id
            """,
            ids=ids,
        )

    def _aside(self, ids):
        """Jobs try again each hour: what is older, somebody has settled by hand."""
        return SQL(
            """
            SELECT account_id, 'aside', count(*), min(failed_at)
              FROM whatsapp_inbox_conversation
             WHERE failed_at > %(since)s AND account_id IN %(ids)s
             GROUP BY account_id
            """,
            ids=ids,
            since=fields.Datetime.now() - timedelta(days=1),
        )

    @api.model
    def _last_sent(self, account):
        """:return: when a message of this number went out last, or None"""
        return self._sent_at(account, SQL("max"), datetime.min)

    @api.model
    def _unheard_since(self, account):
        """When the first message went out of which nothing was heard: Meta tells of
        each at once. Webhooks of other numbers of the same app count as well, since
        one address may be called for all of them.

        :return: naive UTC, or None
        """
        heard = [a.webhook_seen_at for a in account._accounts_of_app()]
        last = max(filter(None, heard), default=datetime.min)
        return self._sent_at(account, SQL("min"), last)

    def _sent_at(self, account, which, after):
        [[moment]] = self.env.execute_query(
            SQL(
                """
                SELECT %s(sent_at) FROM whatsapp_inbox_message
                 WHERE account_id = %s AND sent_at > %s
                """,
                which,
                account.id,
                fields.Datetime.to_string(after),
            )
        )
        return moment

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.errors import MARKETING_STOPPED, ErrorClass, classify, describe
from ..tools.free_entry import free_until

#: A status only moves a message up this ladder (Meta's page: messages/status).
STATUS_RANK = {"sent": 1, "delivered": 2, "read": 3}
STATE_OF_STATUS = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
#: A failure that is told later than this says nothing of the number as it is now.
NEWS = timedelta(hours=1)


class WhatsappInboxMessage(models.Model):
    """What Meta's statuses make of our messages."""

    _inherit = "whatsapp.inbox.message"

    @api.model
    def _apply_statuses(self, account, updates):
        """Move messages up the ladder; keep what is about a message still unknown.

        :param list updates: ``tools.payload.StatusUpdate``
        """
        found = self._match_statuses(account, updates)
        moves = defaultdict(list)
        early = []
        for update in updates:
            message = found.get(update.callback_data) or found.get(update.wamid)
            if message:
                moves[message].append(update)
            elif update.status in STATE_OF_STATUS:
                early.append(update)
            if update.status not in STATE_OF_STATUS:
                Unknown = self.env["whatsapp.inbox.unknown"]
                Unknown._count(account, "status", update.status, update.raw)
        changed = self.browse()
        for message, message_updates in moves.items():
            if message._climb(message_updates):
                changed |= message
        changed._bus_send_states()
        self._keep_early(account, early)

    @api.model
    def _match_statuses(self, account, updates):
        """:return: outbound messages by wamid and by callback data"""
        wamids = {u.wamid for u in updates if u.wamid}
        callbacks = {u.callback_data for u in updates if u.callback_data}
        messages = self.search_fetch(
            [
                ("account_id", "=", account.id),
                ("direction", "=", "outbound"),
                "|",
                ("wamid", "in", list(wamids)),
                ("callback_data", "in", list(callbacks)),
            ],
            ["wamid", "callback_data", "state", "sent_at", "delivered_at", "read_at"],
        )
        messages._lock_for_status()
        found = {m.callback_data: m for m in messages if m.callback_data}
        found.update({m.wamid: m for m in messages if m.wamid})
        return found

    def _climb(self, updates):
        """Apply the statuses of one message, whatever their order.

        ``failed`` is final but never takes back what the customer already has.

        :return: whether the state changed
        """
        self.ensure_one()
        vals = {}
        state = self.state
        for update in updates:
            target = STATE_OF_STATUS.get(update.status)
            if not target:
                continue
            if update.pricing:
                vals["pricing"] = update.pricing
                if until := free_until(update.raw):
                    self.conversation_id._note_free_until(until)
            if target == "failed":
                if state == "withdrawn":
                    continue  # a person knows already
                if STATUS_RANK.get(state, 0) < STATUS_RANK["delivered"]:
                    state = "failed"
                    vals.update(self._error_vals(update.errors))
                    vals["failed_at"] = failed_at = update.timestamp
                continue
            vals[f"{target}_at"] = update.timestamp
            if state == "failed" and target == "sent":
                continue  # Meta accepted it, then gave up
            if STATUS_RANK[target] > STATUS_RANK.get(state, 0):
                state = target
        if not self.wamid:
            self.env["whatsapp.inbox.echo"]._give_way(self, updates[0].wamid)
            vals["wamid"] = updates[0].wamid
        changed = state != self.state
        if changed:
            vals["state"] = state
            if state != "failed":
                vals.update(error_code=False, error_message=False, failed_at=False)
        self.write(vals)
        if changed and state == "failed":
            self._heed_failure(failed_at)
        return changed

    def _heed_failure(self, failed_at):
        """Meta may accept a message and tell only by a status why none will go.

        What failed long ago may have been mended since: it stops nothing.
        """
        error_class = classify(self.error_code or None)
        recent = failed_at > fields.Datetime.now() - NEWS
        if error_class == ErrorClass.WINDOW:
            self.conversation_id._close_window(failed_at)
        elif error_class == ErrorClass.ACCOUNT and recent:
            self.account_id._stop(self.error_message)
        elif self.error_code == MARKETING_STOPPED:
            self.env["whatsapp.inbox.preference"]._refused(self, failed_at)
        self._reaction_refused()

    @api.model
    def _error_vals(self, errors):
        error = errors[0] if errors else {}
        code = error.get("code")
        return {
            "error_code": code if isinstance(code, int) else False,
            "error_message": describe(error) if error else False,
        }

    @api.model
    def _keep_early(self, account, updates):
        if not updates:
            return
        self.env["whatsapp.inbox.status"].create(
            [
                {
                    "account_id": account.id,
                    "wamid": update.wamid,
                    "status": update.status,
                    "timestamp": update.timestamp,
                    "payload": update.raw,
                }
                for update in updates
            ]
        )

    @api.model
    def _settle_early_statuses(self, account, wamids=None):
        """Apply statuses that came before their message, now that it is known.

        Called by the drain and by the outbox, each in a transaction that begins
        after its own commit: whoever commits last sees what the other wrote.

        :param list wamids: of messages that became known just now; without it, look
            at what came lately: all the rest is another app's, and may be much
        """
        if wamids is None:
            since = fields.Datetime.now() - NEWS
            which = SQL("early.create_date >= %s", since)
        else:
            which = SQL("early.wamid IN %s", tuple(wamids) or ("",))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT early.id, message.id
                  FROM whatsapp_inbox_status early
                  JOIN whatsapp_inbox_message message
                    ON message.account_id = early.account_id
                   AND message.wamid = early.wamid
                 WHERE early.account_id IN %s
                   AND %s
                   AND message.direction = 'outbound'
                   FOR UPDATE OF early SKIP LOCKED
                """,
                tuple(account.ids) or (0,),
                which,
            )
        )
        by_message = defaultdict(lambda: self.env["whatsapp.inbox.status"])
        for early_id, message_id in rows:
            by_message[message_id] += by_message[message_id].browse(early_id)
        changed = self.browse()
        for message_id, early in by_message.items():
            message = self.browse(message_id)
            if message._climb([status._as_update() for status in early.sorted("id")]):
                changed |= message
            early.unlink()
        changed._bus_send_states()

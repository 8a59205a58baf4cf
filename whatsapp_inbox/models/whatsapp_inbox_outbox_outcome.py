from datetime import timedelta

from odoo import fields, models

from ..tools import backoff
from ..tools.delivery import Delivery
from ..tools.errors import ErrorClass, NotSent, OutcomeUnknown
from ..tools.media import MediaRefused

BAD_PARAMETER = 100  # of an upload: Meta lists all of the types that it takes
MAX_ATTEMPTS = {
    ErrorClass.TRANSIENT: 6,
    ErrorClass.THROTTLE_PAIR: 8,
}
MAX_NOT_SENT = 50


class WhatsappInboxOutbox(models.AbstractModel):
    """What becomes of a message after its call."""

    _inherit = "whatsapp.inbox.outbox"

    def _land(self, calls):
        """Commit the outcomes.

        :return: seconds left for this run, and the calls whose message another
            transaction has at hand (a status came), to be landed later
        """
        deliveries = [call for call in calls if isinstance(call, Delivery)]
        late = []
        if deliveries:
            Message = self.env["whatsapp.inbox.message"]
            accounts = self.env["whatsapp.inbox.account"].browse(
                {delivery.account_id for delivery in deliveries}
            )
            late = self._persist(lambda: self._record(deliveries))
            wamids = [d.wamid for d in deliveries if d.wamid]
            if wamids:
                self._persist(lambda: Message._settle_early_statuses(accounts, wamids))
        landed = len(deliveries) - len(late)
        remaining = 1 if deliveries else None
        left = self._commit(landed, remaining)
        return left, late

    def _record(self, deliveries):
        """:return: those whose message is locked: they wait, not all the others"""
        by_id = {delivery.message_id: delivery for delivery in deliveries}
        messages = self.env["whatsapp.inbox.message"].browse(by_id)
        messages = messages._lock_for_status(skip_locked=True)
        for message in messages:
            delivery = by_id.pop(message.id)
            if delivery.error:
                self._record_error(message, delivery)
            else:
                self._record_sent(message, delivery.wamid)
        messages._bus_send_states()
        return list(by_id.values())

    def _record_sent(self, message, wamid):
        self.env["whatsapp.inbox.echo"]._give_way(message, wamid)
        if message.state in ("sending", "unknown"):
            message.write(
                {
                    "state": "sent",
                    "sent_at": fields.Datetime.now(),
                    "wamid": wamid,
                    "retry_at": False,
                }
            )
            message.channel_id.whatsapp_owner_id._note_answer(message)
        elif not message.wamid:
            message.wamid = wamid  # a status webhook was faster

    def _record_error(self, message, delivery):
        """States by class of error (Meta's page: support/error-codes)."""
        error = delivery.error
        if message.state not in ("sending", "unknown"):
            return  # a status webhook told that it did arrive
        if isinstance(error, OutcomeUnknown) and delivery.may_have_arrived:
            message.write({"state": "unknown", "error_message": str(error)})
            return
        if isinstance(error, NotSent | OutcomeUnknown):
            self._try_later(message, error, MAX_NOT_SENT, backoff.delay)
            return
        match error.error_class:
            case ErrorClass.ACCOUNT:
                message.write({"state": "queued", "attempts": message.attempts - 1})
                message.account_id._stop(str(error))
            case ErrorClass.THROTTLE_NUMBER:
                self._pause(message, error)
            case ErrorClass.THROTTLE_PAIR:
                limit = MAX_ATTEMPTS[ErrorClass.THROTTLE_PAIR]
                self._try_later(message, error, limit, backoff.pair_delay)
            case ErrorClass.TRANSIENT:
                limit = MAX_ATTEMPTS[ErrorClass.TRANSIENT]
                self._try_later(message, error, limit, backoff.delay)
            case ErrorClass.WINDOW:
                message._failed(error.code, str(error))
                message.conversation_id._close_window(fields.Datetime.now())
            case _ if error.code == BAD_PARAMETER and not delivery.may_have_arrived:
                self._fail_file(message, MediaRefused("not_taken", 0), error.code)
            case _:
                message._failed(error.code, str(error))

    def _try_later(self, message, error, max_attempts, delay_of):
        if message.attempts >= max_attempts:
            message._failed(error.code, str(error))
            return
        seconds = error.retry_after or delay_of(message.attempts - 1)
        retry_at = fields.Datetime.now() + timedelta(seconds=seconds)
        message.write({"state": "queued", "retry_at": retry_at})
        self._wake(at=retry_at)

    def _pause(self, message, error):
        """The number is too fast for Meta: all of its threads wait."""
        seconds = error.retry_after or backoff.delay(message.attempts - 1)
        until = fields.Datetime.now() + timedelta(seconds=seconds)
        message.account_id.paused_until = until
        message.write({"state": "queued"})
        self._wake(at=until)

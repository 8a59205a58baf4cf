"""Voice calls, as webhooks tell of them (Meta's pages: calling/…), without a voice."""

import secrets

from . import webhooks
from .numbering import digits
from .records import Message

RING_SECONDS = 0.3  # between the webhooks of a call


class Calling:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    def call(self, number, customer, values):
        """{seconds?, direction?, rejected?}: a call that was answered for so many
        seconds, or missed; `direction` outbound is one of the business.

        :return: (Message that the phone shows, id of the call)
        """
        seconds = int(values.get("seconds") or 0)
        inbound = values.get("direction") != "outbound"
        wacid = "wacid." + secrets.token_urlsafe(24)
        now = int(self.state.now())
        call = {"id": wacid, "event": "connect", "timestamp": str(now)}
        call["direction"] = "USER_INITIATED" if inbound else "BUSINESS_INITIATED"
        call |= self._parties(number, customer, inbound)
        end = {**call, "event": "terminate", "timestamp": str(now + seconds)}
        end["status"] = "COMPLETED" if seconds else "FAILED"
        if seconds:
            times = {"start_time": str(now), "end_time": str(now + seconds)}
            end |= {**times, "duration": seconds}
        session = {"sdp_type": "offer" if inbound else "answer", "sdp": "v=0"}
        self._notify(number, customer, calls=[{**call, "session": session}])
        words = [] if inbound else ["RINGING"]
        if not inbound and (seconds or values.get("rejected")):
            words.append("ACCEPTED" if seconds else "REJECTED")
        after = self.world.dispatcher.timer.after
        for index, word in enumerate(words):
            status = self._status(number, customer, wacid, word, now)
            after(
                RING_SECONDS * index / 2,
                lambda status=status: self._notify(number, customer, statuses=[status]),
            )
        after(RING_SECONDS, lambda: self._notify(number, customer, calls=[end]))
        return self._show(number, customer, inbound, seconds, now), wacid

    def _parties(self, number, customer, inbound):
        business = digits(number.display_phone_number)
        portfolio_id = self.state.waba_of(number).portfolio_id
        bsuid = self.state.bsuid(customer, portfolio_id)
        side, other = ("from", "to") if inbound else ("to", "from")
        parties = {f"{side}_user_id": bsuid, other: business}
        if self.state.shows_phone(number, customer):
            parties[side] = customer.wa_id
        return parties

    def _status(self, number, customer, wacid, word, now):
        status = {
            "id": wacid,
            "type": "call",
            "status": word,
            "timestamp": str(now),
            "recipient_user_id": self.state.bsuid(
                customer, self.state.waba_of(number).portfolio_id
            ),
        }
        if self.state.shows_phone(number, customer):
            status["recipient_id"] = customer.wa_id
        return status

    def _notify(self, number, customer, **elements):
        value = webhooks.number_value(number)
        value["contacts"] = [webhooks.contact(self.state, number, customer)]
        waba = self.state.waba_of(number)
        self.world.dispatcher.notify(waba, "calls", value | elements, number)

    def _show(self, number, customer, inbound, seconds, now):
        """The call between the messages of the phone; it opens the window as one."""
        message = Message(
            id=self.state.new_wamid(customer.wa_id, inbound),
            number_id=number.id,
            customer_id=customer.id,
            direction="inbound" if inbound else "outbound",
            type="call",
            payload={"call": {"seconds": seconds}},
            timestamp=now,
            status="delivered",
        )
        self.state.add(message)
        self.world.hub.publish("message", self.world.phone.show(message))
        return message

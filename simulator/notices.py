"""What Meta tells of an account, a number, or a customer's wish: webhooks without a
message. Part of the control API."""

import time

from . import webhooks
from .numbering import digits

QUALITIES = ("GREEN", "YELLOW", "RED")


class Notices:
    """`control` finds the number or customer that a request names."""

    def __init__(self, world, control):
        self.world = world
        self.control = control
        self.routes = {
            ("POST", "account_update"): self.account_update,
            ("POST", "quality"): self.quality,
            ("POST", "preference"): self.preference,
        }

    def account_update(self, values):
        """{phone_number_id?, event, …}: the rest goes as it is into the `value`."""
        number = self.control.number(values)
        value = {k: v for k, v in values.items() if k != "phone_number_id"}
        if not value.get("event"):
            raise ValueError("event is required, e.g. ACCOUNT_RESTRICTION")
        return self._send(number, "account_update", value)

    def quality(self, values):
        """{phone_number_id?, rating?, event?, limit?}: how customers like the number.

        A RED rating tells FLAGGED, another one UNFLAGGED, unless `event` says what.
        """
        number = self.control.number(values)
        rating = values.get("rating")
        if rating not in (None, *QUALITIES):
            raise ValueError(f"rating is one of {', '.join(QUALITIES)}")
        if rating:
            number.quality_rating = rating
            self.world.state.save(number)
        event = "FLAGGED" if number.quality_rating == "RED" else "UNFLAGGED"
        value = {
            "display_phone_number": digits(number.display_phone_number),
            "event": values.get("event") or event,
            "max_daily_conversations_per_business": values.get("limit") or "TIER_2K",
        }
        return self._send(number, "phone_number_quality_update", value)

    def preference(self, values):
        """{customer, phone_number_id?, value: stop | resume}: marketing messages."""
        number = self.control.number(values)
        customer = self.control.customer(values, create=False)
        word = values.get("value") or "stop"
        stop = word == "stop"
        self.world.customers.update(customer, marketing_opt_out=stop)
        value = webhooks.preference_value(
            self.world.state, number, customer, word, int(self.world.state.now())
        )
        return self._send(number, "user_preferences", value)

    def _send(self, number, field, value):
        waba = self.world.state.waba_of(number)
        body = webhooks.envelope(waba.id, field, value, time.time())
        receivers = self.world.dispatcher.send_body(waba, field, body, number)
        return {"receivers": receivers}

"""Who comes by an advertisement is free of charge for a while.

Meta's page: pricing. Its statuses alone tell until when; free text is accepted for 24
hours all the same.
"""

from datetime import datetime, timedelta

from .json_values import moment, now

TYPE = "free_entry_point"
#: Three days, and what Meta may add some day.
MOST = timedelta(days=8)


def free_until(status: dict) -> datetime | None:
    """:param status: one element of ``statuses``, as Meta sent it
    :return: naive UTC; None where it says nothing of a free entry point"""
    pricing, conversation = (status.get(key) for key in ("pricing", "conversation"))
    if not isinstance(pricing, dict) or not isinstance(conversation, dict):
        return None
    if pricing.get("type") != TYPE:
        return None
    until = moment(conversation.get("expiration_timestamp"), None)
    return until if until and until <= now() + MOST else None

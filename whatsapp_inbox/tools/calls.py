"""The webhook field `calls`: what happens to a voice call, as typed values.

Three webhooks tell of one call, in any order: `connect` (it rings), statuses of a call
of ours, `terminate`. Source: Cloud API, calling/user-initiated-calls and
calling/business-initiated-calls.
"""

from dataclasses import dataclass
from datetime import datetime

from .json_values import mapping, mappings, moment, text
from .people import identity_of
from .phone import digits
from .updates import FieldUpdate, Identity

MAX_ID = 512
MAX_SECONDS = 24 * 3600

#: Meta's words for what happened, and ours. Others (a recording is there) tell nothing.
RESULT_OF = {
    "connect": "ringing",
    "call_created": "ringing",
    "ringing": "ringing",
    "accepted": "answered",
    "rejected": "declined",
}


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing that happened to the call `wacid`. Times are naive UTC.

    `direction` is "inbound", "outbound" or "" where it is not told. `result`: ringing,
    answered (and not over), declined, missed, ended. `opened_at` is when the customer
    called us or took our call, which opens the 24-hour window (Cloud API,
    calling/pricing); else None. `duration` is in seconds, 0 if nobody spoke.
    """

    wacid: str
    direction: str
    result: str
    timestamp: datetime
    opened_at: datetime | None
    duration: int
    identity: Identity


def read_calls(update: FieldUpdate, now: datetime) -> list[CallEvent]:
    """What can be read of one change; the rest is left out, not an error.

    :param now: naive UTC, for what tells no time
    """
    value = update.value
    own = digits(text(mapping(value.get("metadata")).get("display_phone_number")))
    events = [_call(call, value, own, now) for call in mappings(value.get("calls"))]
    events += [_status(one, value, now) for one in mappings(value.get("statuses"))]
    return [event for event in events if event]


def _call(call, value, own, now):
    wacid, kind = text(call.get("id")), text(call.get("event")).lower()
    if not wacid or len(wacid) > MAX_ID or kind not in (*RESULT_OF, "terminate"):
        return None
    direction = _direction(call, own)
    at = moment(call.get("timestamp"), now)
    started = moment(call.get("start_time"), None)
    duration = _seconds(call.get("duration"))
    answered = bool(duration or started)
    result = RESULT_OF.get(kind) or ("ended" if answered else "missed")
    opened = (started or at) if direction == "inbound" or answered else None
    side = "to" if direction == "outbound" else "from"
    who = _identity(value, call, side, f"{side}_")
    return CallEvent(wacid, direction, result, at, opened, duration, who)


def _status(status, value, now):
    """Of a call of ours, which the customer hears, takes or declines."""
    wacid = text(status.get("id"))
    result = RESULT_OF.get(text(status.get("status")).lower())
    if not wacid or len(wacid) > MAX_ID or not result:
        return None
    at = moment(status.get("timestamp"), now)
    opened = at if result == "answered" else None
    who = _identity(value, status, "recipient_id", "recipient_")
    return CallEvent(wacid, "outbound", result, at, opened, 0, who)


def _direction(call, own):
    """Older payloads do not name it; who is called by a number of ours does."""
    word = text(call.get("direction")).upper()
    if word.startswith("USER"):
        return "inbound"
    if word.startswith("BUSINESS"):
        return "outbound"
    if own and digits(text(call.get("from"))) == own:
        return "outbound"
    return "inbound" if call.get("from") or call.get("from_user_id") else ""


def _identity(value, element, phone_key, prefix):
    ids = {
        "wa_id": element.get(phone_key),
        "user_id": element.get(f"{prefix}user_id"),
        "parent_user_id": element.get(f"{prefix}parent_user_id"),
    }
    return identity_of(value, ids)


def _seconds(value):
    try:
        return min(max(int(value), 0), MAX_SECONDS)
    except (TypeError, ValueError, OverflowError):
        return 0

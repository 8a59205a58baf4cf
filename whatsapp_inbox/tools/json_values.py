"""Values of somebody else's JSON, which nobody vouches for: read or left out."""

import math
from datetime import UTC, datetime, timedelta

MAX_DIGITS = 20  # of a number that is one; E.164 has at most 15

_EPOCH = datetime(1970, 1, 1)
_OLDEST = 1_000_000_000  # 2001: an earlier time is no time of a message
_MILLISECONDS = 100_000_000_000  # a larger number cannot be seconds


def moment(value, otherwise):
    """Naive UTC of a Unix time in seconds or milliseconds, a number or its digits."""
    seconds = number(value)
    if seconds is not None and seconds >= _MILLISECONDS:
        seconds /= 1000
    if seconds is None or not _OLDEST <= seconds < _MILLISECONDS:
        return otherwise
    return _EPOCH + timedelta(seconds=int(seconds))


def now():
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def past_moment(value, otherwise):
    """A message of the far future would be the last one of its thread, and its window
    open, for ever. Clocks may differ by a day."""
    at = moment(value, otherwise)
    return otherwise if at and at > now() + timedelta(days=1) else at


def whole(digits):
    """An integer of a JSON text; one without end stays text."""
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def number(value):
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def text(value, limit=None):
    if isinstance(value, str):
        return value if limit is None else value[:limit]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:limit]
    return ""


def mapping(value):
    return value if isinstance(value, dict) else {}


def mappings(value):
    """The objects of a list; one object alone is a list of one."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]

"""Meta's errors, sorted by what can be done about them.

The same codes come in the answer to a call and, hours later, in `statuses[].errors`.
Source: Cloud API, support/error-codes.
"""

import re
from enum import StrEnum

_SECRETS = re.compile(
    r"\bEAA[A-Za-z0-9]{16,}"
    r"|(?<=bearer )[^\s'\"]+"
    r"|(?<=token=)[^\s&'\"]+",
    re.IGNORECASE,
)


class ErrorClass(StrEnum):
    """What the sender of a message does next."""

    ACCOUNT = "account"  # stop the account and tell its administrator
    THROTTLE_NUMBER = "throttle_number"  # nothing was sent; the whole number waits
    THROTTLE_PAIR = "throttle_pair"  # nothing was sent; only this recipient waits
    TRANSIENT = "transient"  # Meta's side; try again a few times
    PERMANENT = "permanent"  # this message will never go as it is
    WINDOW = "window"  # the 24-hour window is closed; only a template goes


_CLASS_BY_CODE = {
    **dict.fromkeys(
        (0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045)
        + (133010, 134011),
        ErrorClass.ACCOUNT,
    ),
    **dict.fromkeys((4, 80007, 130429), ErrorClass.THROTTLE_NUMBER),
    131056: ErrorClass.THROTTLE_PAIR,
    **dict.fromkeys(
        (1, 2, 131000, 131016, 131057, 133004, 134101, 2494100), ErrorClass.TRANSIENT
    ),
    131047: ErrorClass.WINDOW,
    # Throttling by name, but trying again makes it worse or is refused for days.
    **dict.fromkeys((131048, 131064, 133016), ErrorClass.PERMANENT),
    # Answered with HTTP 500, 503 or "transient", yet they stay as they are.
    **dict.fromkeys(
        (100, 131008, 131009, 131021, 131026, 131030, 131049, 131050, 131051, 131052)
        + (131053, 131055, 131060, 131062, 131063, 130403, 130472, 133000, 135000)
        + (137000, 139200),
        ErrorClass.PERMANENT,
    ),
}
#: the customer wants no marketing messages
MARKETING_STOPPED = 131050
_OBJECT_MISSING = 33  # subcode of 100: the number is gone or hidden from this token


def classify(
    code: int | None,
    http_status: int | None = None,
    is_transient: bool = False,
    subcode: int | None = None,
) -> ErrorClass:
    """The class of one error.

    The code decides where it is known: Meta answers some permanent errors with HTTP
    500. An unknown code concerns this message alone and never stops the account.
    """
    code, subcode = _integer(code), _integer(subcode)
    if code == 100 and subcode == _OBJECT_MISSING:
        return ErrorClass.ACCOUNT
    if code in _CLASS_BY_CODE:
        return _CLASS_BY_CODE[code]
    if code is not None and 200 <= code <= 299:
        return ErrorClass.ACCOUNT
    if http_status == 429:
        return ErrorClass.THROTTLE_NUMBER
    if is_transient or (code is None and _is_server_side(http_status)):
        return ErrorClass.TRANSIENT
    if code is None and http_status == 401:
        return ErrorClass.ACCOUNT
    return ErrorClass.PERMANENT


class CloudApiError(Exception):
    """A call that Meta refused, in Meta's words.

    :param title: Meta's short text (`message` or `title`)
    :param details: `error_data.details`, the sentence that helps a person
    :param retry_after: seconds that Meta asks to wait, or None
    :param error_class: derived from `code` and `http_status` unless given

    Secrets are cut from the texts, so the exception may be logged and shown.
    """

    def __init__(
        self,
        title="",
        *,
        code=None,
        details="",
        http_status=None,
        error_class=None,
        retry_after=None,
        fbtrace_id="",
    ):
        self.code = code
        self.title = redact(title)
        self.details = redact(details)
        self.http_status = http_status
        self.error_class = error_class or classify(code, http_status)
        self.retry_after = retry_after
        self.fbtrace_id = fbtrace_id
        super().__init__(self.title)

    def __str__(self):
        return _words(self.details, self.title, self.code)


class _WithoutAnswer(CloudApiError):
    def __init__(self, title="", *, error_class=ErrorClass.TRANSIENT, **values):
        super().__init__(title, error_class=error_class, **values)


class NotSent(_WithoutAnswer):
    """No connection was made, so nothing was sent: safe to try again."""


class OutcomeUnknown(_WithoutAnswer):
    """The message went out and no answer came: the customer may have it.

    Never to be sent again by a machine. A status webhook that names our
    `biz_opaque_callback_data`, or a person, settles it.
    """


def describe(error: dict) -> str:
    """One element of an `errors` list in Meta's own words, with its code."""
    if not isinstance(error, dict):
        return _words("", "", None)
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else ""
    title = _text(error.get("message")) or _text(error.get("title"))
    return _words(redact(_text(details)), redact(title), error.get("code"))


def redact(text: str, *secrets: str) -> str:
    """`text` without the given secrets and without what looks like an access token."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return _SECRETS.sub("***", text)


def _words(details, title, code):
    words, code = details or title or "Unknown error", _integer(code)
    if code is None or re.search(rf"\b{code}\b", words):
        return words
    return f"{words} ({code})"


def _text(value):
    return value.strip() if isinstance(value, str) else ""


def _integer(value):
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _is_server_side(http_status):
    return http_status is not None and (http_status >= 500 or http_status == 408)

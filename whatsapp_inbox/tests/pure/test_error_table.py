"""Every code that Meta's page names (support/error-codes), and what becomes of it."""

import pytest
from tools import backoff
from tools.errors import CloudApiError, ErrorClass, classify

#: code: (class, HTTP status that Meta documents, Meta's words)
TABLE = {
    # the number is stopped and its administrators are told
    0: (ErrorClass.ACCOUNT, 401, "We were unable to authenticate the app user"),
    3: (ErrorClass.ACCOUNT, 500, "Capability or permissions issue"),
    10: (ErrorClass.ACCOUNT, 403, "Permission is either not granted or removed"),
    33: (ErrorClass.ACCOUNT, 400, "The business phone number has been deleted"),
    190: (ErrorClass.ACCOUNT, 401, "Your access token has expired"),
    200: (ErrorClass.ACCOUNT, 403, "API permission"),
    299: (ErrorClass.ACCOUNT, 403, "API permission"),
    368: (ErrorClass.ACCOUNT, 403, "Temporarily blocked for policies violations"),
    130497: (ErrorClass.ACCOUNT, 403, "Restricted from messaging this country"),
    131005: (ErrorClass.ACCOUNT, 403, "Access denied"),
    131031: (ErrorClass.ACCOUNT, 403, "Account has been locked"),
    131037: (ErrorClass.ACCOUNT, 400, "Display name approval needed"),
    131042: (ErrorClass.ACCOUNT, 400, "Business eligibility payment issue"),
    131045: (ErrorClass.ACCOUNT, 500, "Incorrect certificate"),
    133010: (ErrorClass.ACCOUNT, 400, "Phone number not registered"),
    134011: (ErrorClass.ACCOUNT, 400, "Payments terms not accepted"),
    # the number waits
    4: (ErrorClass.THROTTLE_NUMBER, 400, "The app reached its call rate limit"),
    80007: (ErrorClass.THROTTLE_NUMBER, 400, "Rate limit issues"),
    130429: (ErrorClass.THROTTLE_NUMBER, 400, "Throughput has been reached"),
    # the recipient waits
    131056: (ErrorClass.THROTTLE_PAIR, 400, "Pair rate limit hit"),
    # called throttling, and made worse by another try
    131048: (ErrorClass.PERMANENT, 400, "Spam rate limit hit"),
    131064: (ErrorClass.PERMANENT, 400, "Template classification limit"),
    131049: (ErrorClass.PERMANENT, 400, "Healthy ecosystem engagement"),
    133016: (ErrorClass.PERMANENT, 400, "Register rate limit exceeded"),
    # Meta's side
    1: (ErrorClass.TRANSIENT, 400, "Possibly an invalid request"),
    2: (ErrorClass.TRANSIENT, 503, "Temporary issue due to downtime"),
    131000: (ErrorClass.TRANSIENT, 500, "Something went wrong"),
    131016: (ErrorClass.TRANSIENT, 500, "Service unavailable"),
    131057: (ErrorClass.TRANSIENT, 500, "Account in maintenance mode"),
    133004: (ErrorClass.TRANSIENT, 503, "Server temporarily unavailable"),
    134101: (ErrorClass.TRANSIENT, 400, "Template is syncing"),
    2494100: (ErrorClass.TRANSIENT, 400, "Maintenance"),
    # the window
    131047: (ErrorClass.WINDOW, 400, "Re-engagement message"),
    # this message alone
    **dict.fromkeys(
        (100, 130403, 130472, 131008, 131009, 131021, 131026, 131030, 131050, 131051)
        + (131052, 131053, 131055, 131060, 131062, 131063, 134100, 135000, 137000)
        + (139200, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016)
        + (132018, 132021, 132068, 132069, 2388019, 2388039, 2388040, 2388047, 2388072)
        + (2388073, 2388293, 2388299, 2388318, 2388330, 133000, 133005, 133006, 133008)
        + (133009, 133015, 138000, 131200, 139100, 139101, 139103, 147001, 147005)
        + (2593107, 2593109, 2494191),
        (ErrorClass.PERMANENT, 400, "Meta's words"),
    ),
    # not on Meta's page
    999999: (ErrorClass.PERMANENT, 500, "Never heard of"),
}


@pytest.mark.parametrize(
    ("code", "error_class", "http_status", "words"),
    [(code, *values) for code, values in TABLE.items()],
)
def test_class_and_words(code, error_class, http_status, words):
    assert classify(code, http_status) == error_class
    error = CloudApiError("Title", code=code, details=words, http_status=http_status)
    assert error.error_class == error_class
    assert str(error) == f"{words} ({code})"
    assert str(CloudApiError(words, code=code)) == f"{words} ({code})"


def test_the_pair_rate_waits_as_meta_asks():
    assert [backoff.pair_delay(attempt) for attempt in range(8)] == [
        *(1, 4, 16, 64, 256, 1024),
        *(3600, 3600),
    ]

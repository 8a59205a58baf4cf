import pickle

import pytest
from tools.errors import (
    CloudApiError,
    ErrorClass,
    NotSent,
    OutcomeUnknown,
    classify,
    describe,
    redact,
)

TOKEN = "EAAGm0PX4ZCpsBAKc1ZBZC9oVxyz0123456789"
BY_CLASS = {
    ErrorClass.ACCOUNT: (
        [0, 3, 10, 33, 190, 200, 250, 299, 368, 130497, 131005, 131031, 131037]
        + [131042, 131045, 133010, 134011]
    ),
    ErrorClass.THROTTLE_NUMBER: [4, 80007, 130429],
    ErrorClass.THROTTLE_PAIR: [131056],
    ErrorClass.TRANSIENT: [1, 2, 131000, 131016, 131057, 133004, 134101, 2494100],
    ErrorClass.WINDOW: [131047],
    ErrorClass.PERMANENT: (
        [100, 130403, 130472, 131008, 131009, 131021, 131026, 131030, 131048, 131049]
        + [131050, 131051, 131052, 131053, 131055, 131060, 131062, 131063, 131064]
        + [132000, 132001, 132015, 133000, 133016, 135000, 137000, 139200, 300, 999999]
    ),
}


@pytest.mark.parametrize(
    ("code", "expected"),
    [(code, known) for known, codes in BY_CLASS.items() for code in codes],
)
@pytest.mark.parametrize("http_status", [None, 400, 500])
def test_a_code_decides_whatever_the_http_status(code, expected, http_status):
    assert classify(code, http_status) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"code": None, "http_status": 500}, ErrorClass.TRANSIENT),
        ({"code": None, "http_status": 503}, ErrorClass.TRANSIENT),
        ({"code": None, "http_status": 408}, ErrorClass.TRANSIENT),
        ({"code": None, "http_status": 429}, ErrorClass.THROTTLE_NUMBER),
        ({"code": 999999, "http_status": 429}, ErrorClass.THROTTLE_NUMBER),
        ({"code": 131056, "http_status": 429}, ErrorClass.THROTTLE_PAIR),
        ({"code": None, "http_status": 401}, ErrorClass.ACCOUNT),
        ({"code": None, "http_status": 400}, ErrorClass.PERMANENT),
        ({"code": None, "http_status": 403}, ErrorClass.PERMANENT),
        ({"code": None}, ErrorClass.PERMANENT),
        ({"code": 999999, "is_transient": True}, ErrorClass.TRANSIENT),
        ({"code": 131026, "is_transient": True}, ErrorClass.PERMANENT),
        ({"code": 100, "subcode": 33}, ErrorClass.ACCOUNT),
        ({"code": 100, "subcode": "33"}, ErrorClass.ACCOUNT),
        ({"code": 100, "subcode": 2494073}, ErrorClass.PERMANENT),
        ({"code": "131047"}, ErrorClass.WINDOW),
        ({"code": "nonsense"}, ErrorClass.PERMANENT),
        ({"code": []}, ErrorClass.PERMANENT),
    ],
)
def test_classify_without_a_code_of_use(values, expected):
    assert classify(**values) == expected


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            {
                "code": 131047,
                "title": "Re-engagement message",
                "message": "Re-engagement message",
                "error_data": {"details": "More than 24 hours have passed."},
            },
            "More than 24 hours have passed. (131047)",
        ),
        ({"code": 131026, "title": "T", "message": "M"}, "M (131026)"),
        ({"code": 131026, "title": "T"}, "T (131026)"),
        (
            {"code": 131030, "message": "(#131030) Recipient not in allowed list"},
            "(#131030) Recipient not in allowed list",
        ),
        ({"code": 1, "message": "Waited 10 minutes"}, "Waited 10 minutes (1)"),
        ({"code": 131000}, "Unknown error (131000)"),
        ({"message": "No code"}, "No code"),
        ({"code": 5, "error_data": "text", "message": ["list"], "title": "T"}, "T (5)"),
        ({"code": {"a": 1}, "title": "T"}, "T"),
        ({}, "Unknown error"),
        (None, "Unknown error"),
        ([], "Unknown error"),
    ],
)
def test_describe_prefers_the_sentence_for_people(error, words):
    assert describe(error) == words


def test_cloud_api_error_tells_metas_words_and_its_class():
    error = CloudApiError("Title", code=131056, details="Pair rate", http_status=400)
    assert str(error) == "Pair rate (131056)"
    assert error.error_class == ErrorClass.THROTTLE_PAIR
    assert (error.code, error.title, error.http_status) == (131056, "Title", 400)
    assert (error.retry_after, error.fbtrace_id) == (None, "")


@pytest.mark.parametrize("kind", [NotSent, OutcomeUnknown])
def test_errors_without_an_answer_are_transient(kind):
    assert kind("No connection").error_class == ErrorClass.TRANSIENT
    assert kind("x", error_class=ErrorClass.ACCOUNT).error_class == ErrorClass.ACCOUNT
    assert isinstance(kind(), CloudApiError)


def test_errors_survive_pickling():
    error = pickle.loads(pickle.dumps(NotSent("No connection", http_status=404)))
    assert isinstance(error, NotSent)
    assert (str(error), error.http_status) == ("No connection", 404)


@pytest.mark.parametrize(
    "text",
    [
        f"Malformed access token {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        "header 'bearer s3cr3t-of-another-form'",
        f"/v25.0/debug_token?input_token={TOKEN}&x=1",
        "https://graph/x?access_token=s3cr3t-of-another-form",
    ],
)
def test_no_error_text_holds_a_token(text):
    error = CloudApiError(text, details=text, code=190)
    for shown in (
        str(error),
        repr(error),
        repr(error.args),
        error.title,
        describe({"code": 190, "message": text}),
    ):
        assert TOKEN not in shown
        assert "s3cr3t" not in shown
        assert "***" in shown


def test_redact_takes_out_given_secrets():
    assert redact("a hunter2 b", "", "hunter2") == "a *** b"
    assert redact("nothing here", "") == "nothing here"

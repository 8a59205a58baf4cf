"""What the webhook field `calls` tells."""

import json
from datetime import UTC, datetime

import pytest
from tools.calls import read_calls
from tools.payload import parse

NOW = datetime(2026, 3, 2, 10, 0)
AT = 1_762_000_000
NUMBER = {"display_phone_number": "34911234567", "phone_number_id": "501"}


def moment(unix):
    return datetime.fromtimestamp(unix, UTC).replace(tzinfo=None)


def read(**value):
    value = {"metadata": NUMBER, **value}
    entry = {"id": "1", "changes": [{"field": "calls", "value": value}]}
    [update] = parse(json.dumps({"entry": [entry]}).encode())
    return read_calls(update, NOW)


def call(event, **values):
    return {
        "id": "wacid.A",
        "from": "34600111222",
        "to": "34911234567",
        "event": event,
        "direction": "USER_INITIATED",
        "timestamp": str(AT),
        **values,
    }


def one(**values):
    [event] = read(**values)
    return event


def test_a_customer_calls():
    person = {"profile": {"name": "Ana"}, "wa_id": "34600111222", "user_id": "ES.1"}
    event = one(calls=[call("connect")], contacts=[person])
    assert (event.wacid, event.direction, event.result) == (
        "wacid.A",
        "inbound",
        "ringing",
    )
    assert event.timestamp == event.opened_at == moment(AT)
    assert (event.identity.name, event.identity.bsuid) == ("Ana", "ES.1")


def test_a_missed_call():
    for status in ("FAILED", "COMPLETED", None):
        event = one(calls=[call("terminate", status=status)])
        assert (event.result, event.duration) == ("missed", 0)
        assert event.opened_at == moment(AT), "answered or not, it opens the window"


def test_a_call_that_was_answered():
    times = {"start_time": str(AT - 185), "end_time": str(AT), "duration": 185}
    event = one(calls=[call("terminate", status="COMPLETED", **times)])
    assert (event.result, event.duration) == ("ended", 185)
    assert event.opened_at == moment(AT - 185)
    # cut off in the middle: it was answered all the same
    event = one(calls=[call("terminate", status="FAILED", **times)])
    assert event.result == "ended"


def test_calls_of_ours():
    ours = {
        "direction": "BUSINESS_INITIATED",
        "from": "34911234567",
        "to": "34600111222",
        "to_user_id": "ES.1",
    }
    event = one(calls=[call("connect", **ours)])
    assert (event.direction, event.opened_at) == ("outbound", None)
    assert (event.identity.wa_id, event.identity.bsuid) == ("34600111222", "ES.1")
    event = one(calls=[call("terminate", **ours)])
    assert (event.result, event.opened_at) == ("missed", None)
    event = one(calls=[call("terminate", start_time=str(AT), duration=3, **ours)])
    assert (event.result, event.opened_at) == ("ended", moment(AT))


@pytest.mark.parametrize(
    "word, result, opens",
    [
        ("RINGING", "ringing", False),
        ("ACCEPTED", "answered", True),
        ("REJECTED", "declined", False),
    ],
)
def test_statuses_of_a_call_of_ours(word, result, opens):
    status = {
        "id": "wacid.A",
        "type": "call",
        "status": word,
        "timestamp": str(AT),
        "recipient_id": "34600111222",
    }
    event = one(statuses=[status])
    assert (event.direction, event.result) == ("outbound", result)
    assert bool(event.opened_at) == opens
    assert event.identity.wa_id == "34600111222"


def test_a_direction_that_is_not_told():
    """As in the samples of November 2025."""
    message = call("connect")
    del message["direction"]
    assert one(calls=[message]).direction == "inbound"
    message |= {"from": "+34 911 23 45 67", "to": "34600111222"}
    event = one(calls=[message])
    assert (event.direction, event.identity.wa_id) == ("outbound", "34600111222")
    assert one(calls=[{"id": "wacid.A", "event": "terminate"}]).direction == ""


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"calls": None},
        {"calls": "x"},
        {"calls": [None, 1, []]},
        {"calls": [{}]},
        {"calls": [{"id": "wacid.A"}]},
        {"calls": [call("recording_available")]},
        {"calls": [call("connect", id="x" * 600)]},
        {"statuses": [{"id": "wacid.A", "status": "DREAMING"}]},
        {"statuses": [{"status": "RINGING"}]},
        {"errors": [{"code": 138000}]},
    ],
)
def test_what_tells_nothing(value):
    assert read(**value) == []


def test_odd_values_lose_no_call():
    odd = {"duration": "many", "start_time": {}, "timestamp": None, "session": 7}
    event = one(calls=[call("terminate", **odd)])
    assert (event.result, event.timestamp) == ("missed", NOW)
    assert one(calls=[call("terminate", duration=10**30)]).duration == 24 * 3600
    assert one(calls=[call("terminate", duration=-5)]).result == "missed"
    assert one(calls=call("connect")).result == "ringing", "not in a list"

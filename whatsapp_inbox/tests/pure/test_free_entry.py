from datetime import datetime, timedelta

import pytest
from tools.free_entry import TYPE, free_until
from tools.json_values import now

FREE = {"billable": False, "pricing_model": "PMP", "type": TYPE}


def unix(at):
    return str(int((at - datetime(1970, 1, 1)).total_seconds()))


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_until_meta_says(days):
    at = now() + timedelta(days=days)
    status = {"pricing": FREE, "conversation": {"expiration_timestamp": unix(at)}}
    assert free_until(status) == at


@pytest.mark.parametrize(
    "status",
    [
        {},
        {"pricing": FREE},
        {"pricing": FREE, "conversation": {"id": "c"}},
        {"pricing": FREE, "conversation": []},
        {"pricing": "free", "conversation": {"expiration_timestamp": "1893456000"}},
        {"pricing": FREE, "conversation": {"expiration_timestamp": "soon"}},
        {"pricing": FREE, "conversation": {"expiration_timestamp": "9893456000"}},
        {
            "pricing": {**FREE, "type": "free_customer_service"},
            "conversation": {"expiration_timestamp": unix(now())},
        },
    ],
)
def test_nothing_is_said(status):
    assert free_until(status) is None

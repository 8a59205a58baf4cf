import json
from datetime import datetime

import pytest
from tools import payload, preferences

NOW = datetime(2026, 3, 2, 10, 0)
BSUID = "US.13491208655302741918"


def read(*elements, contacts=None):
    value = {"user_preferences": list(elements), "contacts": contacts or []}
    change = {"field": "user_preferences", "value": value}
    body = {"entry": [{"id": "1", "changes": [change]}]}
    (update,) = payload.parse(json.dumps(body).encode())
    return preferences.read(update, NOW)


def element(value="stop", **more):
    return {
        "wa_id": "34600111222",
        "category": "marketing_messages",
        "detail": "User requested to stop marketing messages",
        "value": value,
        "timestamp": 1731705721,
        **more,
    }


@pytest.mark.parametrize(
    ("word", "wanted"), [("stop", False), ("resume", True), ("signup", True)]
)
def test_words(word, wanted):
    ((preference,), others) = read(element(word))
    assert preference.wanted is wanted
    assert preference.at == datetime(2024, 11, 15, 21, 22, 1)
    assert preference.identity.wa_id == "34600111222"
    assert others == []


def test_someone_without_a_phone():
    contacts = [{"profile": {"name": "Noa", "username": "noa"}, "user_id": BSUID}]
    stop = element(user_id=BSUID)
    del stop["wa_id"]
    ((preference,), _others) = read(stop, contacts=contacts)
    who = preference.identity
    assert (who.bsuid, who.wa_id, who.name) == (BSUID, "", "Noa")


def test_without_a_time():
    ((preference,), _others) = read(element(timestamp=None))
    assert preference.at == NOW


@pytest.mark.parametrize(
    "odd",
    [
        element("maybe"),
        element(category="utility_messages"),
        element(wa_id=None),
        element(value=None),
        {},
    ],
)
def test_what_it_does_not_know(odd):
    wanted, others = read(odd, element())
    assert len(wanted) == 1
    assert others == [odd]


def test_no_list_at_all():
    assert read("text", None, 7) == ([], [])

"""News that carry no message, as the control API sends them."""

import pytest

from simulator.seed import NUMBER_ID, WABA_ID


def told(receiver, field):
    """The last `value` of that field, once there is one."""
    return receiver.wait(lambda: receiver.changes(field))[-1]


def test_account_update(client, connected):
    ban = {"waba_ban_state": "DISABLE"}
    answer = client.control("account_update", event="DISABLED_UPDATE", ban_info=ban)
    assert answer == {"receivers": 1}
    value = told(connected, "account_update")
    assert value == {"event": "DISABLED_UPDATE", "ban_info": ban}
    [entry] = connected.bodies()[-1]["entry"]
    assert entry["id"] == WABA_ID
    assert entry["time"]


@pytest.mark.parametrize(
    ("rating", "event"), [("RED", "FLAGGED"), ("YELLOW", "UNFLAGGED")]
)
def test_quality(client, connected, rating, event):
    client.control("quality", rating=rating, limit="TIER_250")
    assert told(connected, "phone_number_quality_update") == {
        "display_phone_number": "34911234567",
        "event": event,
        "max_daily_conversations_per_business": "TIER_250",
    }
    number = client.graph("GET", NUMBER_ID).json()
    assert number["quality_rating"] == rating


def test_preference(client, connected):
    client.control("preference", customer="lucia", value="stop")
    [wish] = told(connected, "user_preferences")["user_preferences"]
    assert (wish["value"], wish["category"]) == ("stop", "marketing_messages")
    assert wish["wa_id"] == "34600123456"
    assert isinstance(wish["timestamp"], int)


def test_preference_of_somebody_without_a_phone(client, connected):
    client.control("preference", customer="noa", value="resume")
    [wish] = told(connected, "user_preferences")["user_preferences"]
    assert "wa_id" not in wish
    assert wish["user_id"].startswith("ES.")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("account_update", {}),
        ("quality", {"rating": "PURPLE"}),
        ("preference", {"customer": "nobody at all"}),
    ],
)
def test_what_makes_no_sense(client, name, values):
    url = f"{client.base}/simulator/{name}"
    response = client.session.post(url, json=values, timeout=5)
    assert response.status_code == 400
    assert response.json()["error"]

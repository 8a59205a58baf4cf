"""A customer edits and deletes messages, and calls."""

import pytest
import requests

from simulator.seed import NUMBER_ID


@pytest.fixture
def on_phone(client, connected):
    client.control("numbers", phone_number_id=NUMBER_ID, is_on_biz_app=True)
    return connected


def revise(client, wamid, **values):
    return client.control("revise", customer="lucia", wamid=wamid, **values)


def last(receiver, count):
    receiver.wait(lambda: len(receiver.messages()) == count)
    return receiver.messages()[-1]


def test_an_edit_of_a_number_that_is_on_the_phone_too(client, on_phone):
    wamid = client.inbound(text="First")
    last(on_phone, 1)
    update = revise(client, wamid, text="Second")
    message = last(on_phone, 2)
    assert message["id"] == update["wamid"] != wamid
    assert message["type"] == "edit"
    assert message["edit"] == {
        "original_message_id": wamid,
        "message": {"type": "text", "text": {"body": "Second"}},
    }
    info = client.graph("GET", NUMBER_ID, params={"fields": "is_on_biz_app"}).json()
    assert info["is_on_biz_app"] is True


def test_an_edited_caption_and_a_quote(client, on_phone):
    quoted = client.inbound(text="Which one?")
    wamid = client.inbound(type="image", caption="Old", reply_to=quoted)
    last(on_phone, 2)
    revise(client, wamid, text="New")
    inner = last(on_phone, 3)["edit"]["message"]
    assert inner["context"] == {"id": quoted}
    assert inner["type"] == "image"
    assert inner["image"]["caption"] == "New"
    assert inner["image"]["sha256"] and inner["image"]["url"]


def test_a_deletion(client, on_phone):
    wamid = client.inbound(text="Oops")
    last(on_phone, 1)
    revise(client, wamid, delete=True)
    message = last(on_phone, 2)
    assert message["type"] == "revoke"
    assert message["revoke"] == {"original_message_id": wamid}


def test_other_numbers_learn_that_there_is_something_unsupported(client, connected):
    wamid = client.inbound(text="First")
    last(connected, 1)
    revise(client, wamid, text="Second")
    message = last(connected, 2)
    assert message["type"] == "unsupported"
    assert message["unsupported"] == {"type": "edit"}
    assert "Second" not in str(message)


def test_too_late_or_not_ones_own(client, connected):
    wamid = client.inbound(text="First")
    client.control("window", customer="lucia")
    sent = client.sent(value={"body": "ours"})
    sticker = client.inbound(type="sticker")

    def refused(**values):
        answer = requests.post(
            f"{client.base}/simulator/revise", json={"customer": "lucia", **values}
        )
        assert answer.status_code == 400
        return answer.json()["error"]

    assert "no message" in refused(wamid=sent, text="forged")
    assert "no message" in refused(wamid=wamid, text="forged", customer="giulia")
    assert "no text" in refused(wamid=sticker, text="x")
    client.control("clock", advance=16 * 60)
    assert "too late" in refused(wamid=wamid, text="late")
    client.control("clock", advance=2 * 24 * 3600)
    assert "too late" in refused(wamid=wamid, delete=True)


def calls_of(receiver, count):
    receiver.wait(lambda: len(receiver.changes("calls")) >= count)
    return receiver.changes("calls")


def test_a_missed_call(client, connected):
    wacid = client.control("call", customer="lucia")["wacid"]
    first, second = calls_of(connected, 2)
    assert first["metadata"]["phone_number_id"] == NUMBER_ID
    assert first["contacts"][0]["wa_id"] == "34600123456"
    [connect], [terminate] = first["calls"], second["calls"]
    assert connect["event"] == "connect" and connect["session"]["sdp_type"] == "offer"
    assert terminate["event"] == "terminate" and terminate["status"] == "FAILED"
    assert "duration" not in terminate
    for element in (connect, terminate):
        assert element["id"] == wacid
        assert element["direction"] == "USER_INITIATED"
        assert (element["from"], element["to"]) == ("34600123456", "34911234567")


def test_an_answered_call_opens_the_window(client, connected):
    client.control("call", customer="lucia", seconds=65)
    [_connect, value] = calls_of(connected, 2)
    [terminate] = value["calls"]
    assert (terminate["status"], terminate["duration"]) == ("COMPLETED", 65)
    assert int(terminate["end_time"]) - int(terminate["start_time"]) == 65
    wamid = client.sent(value={"body": "as you said"})
    connected.wait_statuses(wamid, "delivered")


def test_a_call_of_the_business(client, connected):
    client.control("call", customer="lucia", direction="outbound", rejected=True)
    values = calls_of(connected, 4)
    words = [s["status"] for value in values for s in value.get("statuses", [])]
    assert words == ["RINGING", "REJECTED"]
    elements = [call for value in values for call in value.get("calls", [])]
    assert {call["direction"] for call in elements} == {"BUSINESS_INITIATED"}
    assert {call["to"] for call in elements} == {"34600123456"}

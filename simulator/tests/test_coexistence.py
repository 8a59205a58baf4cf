"""A number that is used in the phone app and over the API at once."""

import time

import pytest

from simulator.seed import NUMBER_ID

BUSINESS, LUCIA = "34911234567", "34600123456"
DAY = 24 * 3600


def sync(client, sync_type="history", **values):
    body = {"messaging_product": "whatsapp", "sync_type": sync_type, **values}
    return client.graph("POST", f"{NUMBER_ID}/smb_app_data", json=body)


def code(response):
    return response.json()["error"]["code"]


# -- echoes ----------------------------------------------------------------------------


def test_what_is_typed_in_the_phone_app(client, connected):
    question = client.inbound(text="Are you open?")
    wamid = client.control(
        "echo", customer="lucia", text="Until eight", reply_to=question
    )["wamid"]
    [value] = connected.wait(lambda: connected.changes("smb_message_echoes"))
    [echo] = value["message_echoes"]
    assert (echo["from"], echo["to"], echo["id"]) == (BUSINESS, LUCIA, wamid)
    assert echo["to_user_id"].startswith("ES.")
    assert echo["text"] == {"body": "Until eight"}
    assert echo["context"] == {"from": LUCIA, "id": question}
    assert value["contacts"][0]["wa_id"] == LUCIA
    connected.wait_statuses(wamid, "sent", "delivered")


def test_a_photo_taken_with_the_phone(client, connected):
    client.control("echo", customer="lucia", type="image", caption="Look")
    [value] = connected.wait(lambda: connected.changes("smb_message_echoes"))
    image = value["message_echoes"][0]["image"]
    assert image["caption"] == "Look"
    described = client.graph("GET", image["id"], params={"phone_number_id": NUMBER_ID})
    assert described.json()["mime_type"] == image["mime_type"]


def test_an_echo_opens_no_window(client, connected):
    client.control("echo", customer="lucia", text="Hello")
    wamid = client.sent()
    assert connected.wait_statuses(wamid, "failed")["failed"]["errors"][0]["code"] == (
        131047
    )


# -- history ---------------------------------------------------------------------------


def test_a_history_in_chunks(client, connected):
    made = client.control(
        "history", customers=3, messages_each=4, chunks=2, media_every=6
    )
    assert (len(made["wamids"]), made["chunks"]) == (12, 2)
    values = connected.wait(
        lambda: (
            len(connected.changes("history")) == 2 + made["files"]
            and connected.changes("history")
        )
    )
    chunks = sorted(
        (part for value in values for part in value.get("history", ())),
        key=lambda part: part["metadata"]["chunk_order"],
    )
    assert [c["metadata"]["progress"] for c in chunks] == [50, 100]
    elements = [
        (thread["id"], element)
        for chunk in chunks
        for thread in chunk["threads"]
        for element in thread["messages"]
    ]
    assert {element["id"] for _phone, element in elements} == set(made["wamids"])
    assert {element["from"] for _phone, element in elements} == {
        BUSINESS,
        *made["phones"],
    }
    for _phone, element in elements:
        age = time.time() - int(element["timestamp"])
        assert 0 < age < 181 * DAY
        assert element["history_context"]["status"]
    files = [value["messages"][0] for value in values if "messages" in value]
    bare = [e for _phone, e in elements if e["type"] == "media_placeholder"]
    assert len(bare) == 2 and len(files) == made["files"] == 1
    assert {file["id"] for file in files} <= {element["id"] for element in bare}
    assert files[0]["image"]["id"]


def test_sync_once_and_in_time(client, connected):
    assert code(sync(client)) == 100, "not in the phone app"
    client.control("phone_app", history={"customers": 1, "messages_each": 2})
    assert sync(client).json()["request_id"]
    [value] = connected.wait(lambda: connected.changes("history"))
    assert value["history"][0]["metadata"]["progress"] == 100
    assert code(sync(client)) == 2593107
    client.control("phone_app", since=25 * 3600)
    assert code(sync(client)) == 2593108
    assert code(sync(client, "labels")) == 100


def test_history_refused_by_the_business(client, connected):
    client.control("phone_app", share_history=False)
    assert sync(client).status_code == 200
    [value] = connected.wait(lambda: connected.changes("history"))
    assert value["history"][0]["errors"][0]["code"] == 2593109


# -- the address book ------------------------------------------------------------------


def test_names_of_the_address_book(client, connected):
    client.control("phone_app")
    assert sync(client, "smb_app_state_sync").status_code == 200
    [value] = connected.wait(lambda: connected.changes("smb_app_state_sync"))
    names = {
        element["contact"]["phone_number"]: element["contact"]["full_name"]
        for element in value["state_sync"]
    }
    assert names[LUCIA] == "Lucía Fernández"


@pytest.mark.parametrize("action", ["add", "remove"])
def test_one_name(client, connected, action):
    contacts = [{"phone": "+34 600 99 88 77", "name": "Ana García"}]
    client.control("phonebook", contacts=contacts, action=action)
    [value] = connected.wait(lambda: connected.changes("smb_app_state_sync"))
    [element] = value["state_sync"]
    assert element["action"] == action
    assert element["contact"]["phone_number"] == "34600998877"
    assert element["contact"].get("first_name") == ("Ana" if action == "add" else None)


def test_the_number_says_that_it_is_in_the_phone_app(client):
    client.control("phone_app")
    number = client.graph("GET", NUMBER_ID, params={"fields": "is_on_biz_app"}).json()
    assert number["is_on_biz_app"] is True

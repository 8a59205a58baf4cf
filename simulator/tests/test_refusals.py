"""What Meta refuses in the answer: shapes, limits, tokens, rates."""

import pytest

from simulator.seed import ACCESS_TOKEN, NUMBER_ID, WABA_ID

from .conftest import Client


def buttons(*titles, **extra):
    replies = [
        {"type": "reply", "reply": {"id": str(index), "title": title}}
        for index, title in enumerate(titles)
    ]
    return {
        "type": "button",
        "body": {"text": "Choose"},
        "action": {"buttons": replies},
        **extra,
    }


def rows(count, sections=1, **row):
    made = [{"id": str(n), "title": f"Row {n}", **row} for n in range(count)]
    size = -(-count // sections)
    return {
        "type": "list",
        "body": {"text": "Choose"},
        "action": {
            "button": "Open",
            "sections": [
                {"title": f"Part {n}", "rows": made[n * size : (n + 1) * size]}
                for n in range(sections)
            ],
        },
    }


def cta(**parameters):
    return {
        "type": "cta_url",
        "body": {"text": "See"},
        "action": {"name": "cta_url", "parameters": parameters},
    }


@pytest.mark.parametrize(
    "type_, value, code, words",
    [
        ("text", {"body": ""}, 100, "The parameter text['body'] is required."),
        (
            "text",
            {"body": "x" * 4097},
            100,
            "Param text['body'] must be at most 4096 characters long.",
        ),
        ("text", {"body": 7}, 100, "Param text['body'] must be a string."),
        ("text", "hello", 100, "Param text must be a JSON object."),
        ("text", {"body": "x", "style": "bold"}, 100, 'Unexpected key "style"'),
        ("nothing", {}, 100, "Param type must be one of {AUDIO, CONTACTS"),
        ("image", {}, 100, "The parameter image['id'] is required."),
        ("image", {"id": "123"}, 100, "not a valid whatsapp business account media"),
        ("image", {"link": "ftp://x"}, 100, "not a valid URI"),
        ("image", {"link": "https://x", "caption": "x" * 1025}, 100, "1024"),
        (
            "audio",
            {"link": "https://x", "caption": "x"},
            100,
            'Unexpected key "caption"',
        ),
        ("location", {"latitude": 1}, 100, "location['longitude'] is required."),
        ("location", {"latitude": 91, "longitude": 1}, 131009, "latitude"),
        ("contacts", [], 100, "contacts"),
        ("contacts", [{"name": {"formatted_name": "X"}}], 131009, "first_name"),
        ("reaction", {"message_id": "wamid.x", "emoji": "🙂"}, 131009, "30 days"),
        ("reaction", {"message_id": "wamid.x"}, 100, "reaction['emoji'] is required"),
        ("interactive", {"type": "dance"}, 100, "interactive['type'] must be one of"),
        ("interactive", buttons("x" * 21), 131009, "Button title length invalid. Min"),
        (
            "interactive",
            buttons(),
            131009,
            "Min allowed buttons: 1, Max allowed",
        ),
        ("interactive", buttons("1", "2", "3", "4"), 131009, "Invalid buttons count"),
        ("interactive", buttons("A", "A"), 131009, "Duplicated button title"),
        ("interactive", buttons("A", body={"text": "x" * 1025}), 131009, "Body text"),
        ("interactive", buttons("A", footer={"text": "x" * 61}), 131009, "Footer text"),
        (
            "interactive",
            buttons("A", header={"type": "text", "text": "x" * 61}),
            131009,
            "Header text length invalid",
        ),
        ("interactive", rows(11), 131009, "rows"),
        ("interactive", rows(12, 2), 131009, "Total row count exceed max allowed"),
        ("interactive", rows(1, title="x" * 25), 131009, "Row title length invalid"),
        ("interactive", rows(1, description="x" * 73), 131009, "Row description"),
        ("interactive", rows(2, id="1"), 131009, "Duplicated row id"),
        ("interactive", cta(display_text="x" * 21, url="https://x"), 131009, "Display"),
        ("interactive", cta(display_text="x", url="x"), 131009, "url"),
    ],
)
def test_limits(client, type_, value, code, words):
    error = client.error(type_=type_, value=value)
    assert (error["code"], error["http"], error["type"]) == (
        code,
        400,
        "OAuthException",
    )
    details = error.get("error_data", {}).get("details", "")
    assert words in f"{error['message']} {details}"
    assert error["message"].startswith(f"(#{code}) ")
    assert error["fbtrace_id"]
    if details:
        assert error["error_data"]["messaging_product"] == "whatsapp"


@pytest.mark.parametrize(
    "type_, value",
    [
        ("text", {"body": "x" * 4096, "preview_url": True}),
        ("interactive", buttons("x" * 20, "B", "C")),
        ("interactive", rows(10, 5, description="x" * 72)),
        ("interactive", cta(display_text="Visit", url="https://example.com")),
        (
            "interactive",
            {
                "type": "location_request_message",
                "body": {"text": "Where?"},
                "action": {"name": "send_location"},
            },
        ),
        (
            "interactive",
            {
                "type": "request_contact_info",
                "body": {"text": "Your number?"},
                "action": {"name": "request_contact_info"},
            },
        ),
        ("location", {"latitude": "40.4", "longitude": -3.7, "name": "Madrid"}),
        ("contacts", [{"name": {"formatted_name": "X Y", "first_name": "X"}}]),
    ],
)
def test_what_just_fits(client, type_, value):
    assert client.sent(type_=type_, value=value)


@pytest.mark.parametrize(
    "extra, code, words",
    [
        (
            {"messaging_product": ""},
            100,
            "The parameter messaging_product is required.",
        ),
        ({"messaging_product": "sms"}, 100, "must be one of {WHATSAPP}"),
        ({"recipient_type": "crowd"}, 100, "recipient_type must be one of"),
        ({"to": None}, 100, "The parameter to is required."),
        ({"to": "somebody"}, 131009, "The phone number is malformed"),
        ({"to": "+34911234567"}, 131021, "Sender and recipient"),
        ({"biz_opaque_callback_data": "x" * 513}, 100, "at most 512 characters"),
        ({"context": {"message_id": "7"}}, 131009, "context"),
        ({"category": "utility"}, 100, "Direct Send"),
        ({"banana": 1}, 100, 'Unexpected key "banana"'),
    ],
)
def test_the_rest_of_the_payload(client, extra, code, words):
    payload = {
        "messaging_product": "whatsapp",
        "to": "+34600123456",
        "type": "text",
        "text": {"body": "x"},
        **extra,
    }
    answer = client.graph("POST", f"{NUMBER_ID}/messages", json=payload)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == code
    assert words in error["message"] + error.get("error_data", {}).get("details", "")


def test_unreadable_json(client):
    answer = client.graph(
        "POST",
        f"{NUMBER_ID}/messages",
        data=b"{broken",
        headers={"Content-Type": "application/json"},
    )
    assert "messaging_product is required" in answer.json()["error"]["message"]


@pytest.mark.parametrize("token", ["", "wrong"])
def test_bad_token(simulator, token):
    client = Client(simulator.url, token)
    answer = client.send()
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == 190
    assert answer.headers["WWW-Authenticate"].startswith('OAuth "Facebook Platform"')


def test_dead_token(client):
    client.control("faults", dead_token=True)
    error = client.error()
    assert (error["code"], error["http"], error["error_subcode"]) == (190, 401, 463)
    debugged = client.control("faults", method="DELETE")
    assert debugged["dead_token"] is False
    client.control("token", access_token=ACCESS_TOKEN, valid=False)
    assert client.error()["code"] == 190


def test_debug_token(client):
    found = client.graph("GET", "debug_token", params={"input_token": ACCESS_TOKEN})
    data = found.json()["data"]
    assert data["is_valid"] is True
    assert "whatsapp_business_messaging" in data["scopes"]
    assert data["granular_scopes"][0]["target_ids"] == [WABA_ID]
    found = client.graph("GET", "debug_token", params={"input_token": "x"})
    assert found.json()["data"]["is_valid"] is False


@pytest.mark.parametrize("path", ["999", "999/messages", "999/subscribed_apps"])
def test_unknown_object(client, path):
    answer = client.graph("GET", path)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)
    assert error["type"] == "GraphMethodException"
    assert "Unsupported get request. Object with ID '999'" in error["message"]


def test_another_businesss_number_is_unknown(client):
    other = client.control("numbers", access_token="theirs", app_secret="s2")
    mine = client.graph("GET", other["phone_number_id"])
    assert mine.json()["error"]["error_subcode"] == 33
    theirs = Client(client.base, "theirs").graph("GET", other["phone_number_id"])
    assert theirs.json()["id"] == other["phone_number_id"]


def test_unknown_field(client):
    answer = client.graph("GET", NUMBER_ID, params={"fields": "id,colour"})
    assert answer.status_code == 400
    assert "nonexisting field (colour)" in answer.json()["error"]["message"]
    nested = {"fields": "id,throughput{level},health_status"}
    assert client.graph("GET", NUMBER_ID, params=nested).status_code == 200


def test_unregistered_number(client):
    client.graph("POST", f"{NUMBER_ID}/deregister")
    assert client.error()["code"] == 133010
    answer = client.graph("POST", f"{NUMBER_ID}/register", json={"pin": "12"})
    assert answer.status_code == 400
    client.graph(
        "POST",
        f"{NUMBER_ID}/register",
        json={"messaging_product": "whatsapp", "pin": "123456"},
    )
    assert client.sent()


def test_pair_rate(client):
    for _index in range(45):
        client.sent()
    error = client.error()
    assert (error["code"], error["is_transient"]) == (131056, True)
    assert client.sent("+393331234567"), "other customers are not held up"
    client.control("faults", pair_rate_limit=False)
    assert client.sent()


def test_throughput(client):
    client.control("faults", throughput_limit=3, pair_rate_limit=False)
    codes = [client.send().status_code for _index in range(5)]
    assert codes[:3] == [200] * 3 and 400 in codes
    client.control("faults", throughput_limit=0)
    assert client.sent()


def test_profile(client):
    path = f"{NUMBER_ID}/whatsapp_business_profile"
    about = {"messaging_product": "whatsapp", "about": "Plants", "email": "a@b.example"}
    assert client.graph("POST", path, json=about).json() == {"success": True}
    [profile] = client.graph("GET", path, params={"fields": "about"}).json()["data"]
    assert profile == {"about": "Plants", "messaging_product": "whatsapp"}


def test_phone_numbers_of_the_account(client):
    fields = {"fields": "id,display_phone_number,status"}
    answer = client.graph("GET", f"{WABA_ID}/phone_numbers", params=fields).json()
    assert [n["id"] for n in answer["data"]] == [NUMBER_ID, "106540352242923"]
    assert answer["data"][0]["status"] == "CONNECTED"
    assert answer["paging"]["cursors"]

"""Webhook addresses: verification, subscription, overrides, more than one app."""

import pytest

from simulator.seed import APP_ID, APP_SECRET, NUMBER_ID, SECOND_NUMBER_ID, WABA_ID

from .conftest import VERIFY_TOKEN, Client, Receiver


@pytest.fixture
def second():
    running = Receiver()
    yield running
    running.stop()


def post_app(client, **values):
    return client.session.post(f"{client.base}/simulator/app", json=values, timeout=9)


def subscribe(client, **values):
    return client.graph("POST", f"{WABA_ID}/subscribed_apps", json=values)


def test_wrong_verify_token(client, receiver):
    answer = post_app(client, callback_url=receiver.url, verify_token="wrong")
    error = answer.json()["error"]
    assert answer.status_code == 400 and error["code"] == 2200
    assert "HTTP Status Code = 403; HTTP Message = FORBIDDEN" in error["message"]
    assert client.control("app", method="GET")["callback_url"] == ""


def test_unreachable_callback(client):
    answer = post_app(client, callback_url="http://127.0.0.1:9/x", verify_token="x")
    assert "curl_errno = 7" in answer.json()["error"]["message"]


def test_wrong_challenge(client, simulator):
    answer = post_app(client, callback_url=simulator.url, verify_token="x")
    assert answer.json()["error"]["code"] == 2201


def test_no_webhook_without_subscription(client, receiver):
    client.control("app", callback_url=receiver.url, verify_token=VERIFY_TOKEN)
    answer = client.control("inbound", customer="lucia", text="x")
    assert answer["receivers"] == 0
    assert answer["webhook_problem"] == "not_subscribed"
    assert client.graph("GET", f"{WABA_ID}/subscribed_apps").json() == {"data": []}
    assert subscribe(client).json() == {"success": True}
    [app] = client.graph("GET", f"{WABA_ID}/subscribed_apps").json()["data"]
    assert app["whatsapp_business_api_data"]["id"] == APP_ID
    client.inbound(text="y")
    receiver.wait(receiver.messages)
    answer = client.graph("DELETE", f"{WABA_ID}/subscribed_apps")
    assert answer.json() == {"success": True}
    assert client.control("inbound", customer="lucia", text="z")["receivers"] == 0


def test_subscribed_without_callback(client):
    subscribe(client)
    answer = client.control("inbound", customer="lucia", text="x")
    assert answer["webhook_problem"] == "no_callback"


def test_override_needs_the_subscription_first(client, receiver):
    values = {"override_callback_uri": receiver.url, "verify_token": VERIFY_TOKEN}
    error = subscribe(client, **values).json()["error"]
    assert error["code"] == 100
    assert "Before override the current callback uri" in error["message"]
    subscribe(client)
    assert subscribe(client, **values).json() == {"success": True}
    [app] = client.graph("GET", f"{WABA_ID}/subscribed_apps").json()["data"]
    assert app["override_callback_uri"] == receiver.url
    bad = subscribe(client, override_callback_uri=receiver.url, verify_token="bad")
    assert bad.json()["error"]["code"] == 2200
    long = subscribe(client, override_callback_uri="http://x/" + "x" * 200)
    assert "at most 200" in long.json()["error"]["message"]
    assert subscribe(client, override_callback_uri="").json() == {"success": True}
    [app] = client.graph("GET", f"{WABA_ID}/subscribed_apps").json()["data"]
    assert "override_callback_uri" not in app


def test_precedence_number_account_app(client, connected, second):
    third = Receiver()
    values = {"override_callback_uri": second.url, "verify_token": VERIFY_TOKEN}
    subscribe(client, **values)
    configuration = {"override_callback_uri": third.url, "verify_token": VERIFY_TOKEN}
    answer = client.graph(
        "POST", NUMBER_ID, json={"webhook_configuration": configuration}
    )
    assert answer.json() == {"success": True}
    fields = {"fields": "webhook_configuration"}
    shown = client.graph("GET", NUMBER_ID, params=fields).json()
    assert shown["webhook_configuration"] == {
        "application": connected.url,
        "whatsapp_business_account": second.url,
        "phone_number": third.url,
    }
    client.inbound(text="to the number's address")
    client.inbound(text="to the account's", phone_number_id=SECOND_NUMBER_ID)
    third.wait(third.messages)
    second.wait(second.messages)
    client.control("templates", name="survey", status="APPROVED")
    connected.wait(lambda: connected.changes("message_template_status_update"))
    assert not connected.messages(), "only account fields go to the app's address"
    empty = {"webhook_configuration": {"override_callback_uri": ""}}
    client.graph("POST", NUMBER_ID, json=empty)
    client.inbound(text="to the account's again")
    second.wait(lambda: len(second.messages()) == 2)
    third.stop()


def test_fields_of_the_app(client, connected):
    client.control("app", fields=["messages"])
    client.control("templates", name="survey", status="APPROVED")
    client.inbound()
    connected.wait(connected.messages)
    assert not connected.changes("message_template_status_update")


def test_another_business_has_its_own_secret(client):
    theirs = Receiver(secret="their secret", verify_token="their token")
    number = client.control(
        "numbers",
        phone_number_id="777",
        waba_id="888",
        display_phone_number="+39 02 1234567",
        verified_name="Altra",
        access_token="their-token",
        app_secret="their secret",
        callback_url=theirs.url,
        verify_token="their token",
    )
    assert number["subscribed"] and number["access_token"] == "their-token"
    client.inbound(text="ciao", phone_number_id="777")
    theirs.wait(theirs.messages)
    assert theirs.posts[0][1], "signed with their secret"
    their_client = Client(client.base, "their-token", "777")
    wamid = their_client.sent("+34600123456")
    theirs.wait_statuses(wamid, "sent")
    names = their_client.graph("GET", "888/message_templates").json()["data"]
    assert "hello_world" in {template["name"] for template in names}
    theirs.stop()


def test_a_number_can_be_added_twice(client, connected):
    first = client.control("numbers", phone_number_id="777", verified_name="A")
    second = client.control("numbers", phone_number_id="777")
    assert second["waba_id"] == first["waba_id"]


def test_the_app_sets_its_own_callback(client, receiver):
    pair = {"client_id": APP_ID, "client_secret": APP_SECRET}
    token = client.graph("GET", "oauth/access_token", params=pair).json()
    wrong = client.graph("GET", "oauth/access_token", params={**pair, "client_id": 1})
    assert wrong.status_code == 400
    path = f"{APP_ID}/subscriptions"
    assert client.graph("GET", path).json()["error"]["code"] == 15
    app = Client(client.base, token["access_token"])
    assert app.graph("GET", path).json() == {"data": []}
    values = {
        "object": "whatsapp_business_account",
        "callback_url": receiver.url,
        "verify_token": VERIFY_TOKEN,
        "fields": "messages,account_update",
    }
    assert app.graph("POST", path, params=values).json() == {"success": True}
    [shown] = app.graph("GET", path).json()["data"]
    assert shown["callback_url"] == receiver.url
    assert [field["name"] for field in shown["fields"]] == [
        "messages",
        "account_update",
    ]
    bad = app.graph("POST", path, params={**values, "verify_token": "bad"})
    assert bad.json()["error"]["code"] == 2200
    assert app.graph("GET", NUMBER_ID).json()["error"]["error_subcode"] == 33

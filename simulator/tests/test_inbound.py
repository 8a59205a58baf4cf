"""What a customer writes, as the business's server gets it."""

import base64
import hashlib

import pytest

from simulator.seed import NUMBER_ID, WABA_ID


def test_text_envelope_and_signature(client, connected):
    wamid = client.inbound(text="¡Hola! / 👋")
    connected.wait(connected.messages)
    body, signature_is_right = connected.posts[0]
    assert signature_is_right
    assert body.isascii(), "non-ASCII must be escaped"
    assert b"\\/" in body, "Meta escapes slashes"
    [parsed] = connected.bodies()
    assert parsed["object"] == "whatsapp_business_account"
    [entry] = parsed["entry"]
    assert entry["id"] == WABA_ID
    [change] = entry["changes"]
    assert change["field"] == "messages"
    value = change["value"]
    assert value["messaging_product"] == "whatsapp"
    assert value["metadata"] == {
        "display_phone_number": "34911234567",
        "phone_number_id": NUMBER_ID,
    }
    [contact] = value["contacts"]
    assert contact["profile"] == {"name": "Lucía Fernández"}
    assert contact["wa_id"] == "34600123456"
    assert contact["user_id"].startswith("ES.")
    [message] = value["messages"]
    assert message["id"] == wamid and wamid.startswith("wamid.")
    assert message["from"] == "34600123456"
    assert message["from_user_id"] == contact["user_id"]
    assert isinstance(message["timestamp"], str) and message["timestamp"].isdigit()
    assert message["type"] == "text"
    assert message["text"] == {"body": "¡Hola! / 👋"}


@pytest.mark.parametrize(
    "customer, wa_id, country",
    [
        ("+55 11 98765-4321", "551187654321", "BR"),
        ("+52 55 1234 5678", "5215512345678", "MX"),
        ("+54 11 2345 6789", "5491123456789", "AR"),
        ("emma", "12025550143", "US"),
        ("+39 333 123 4567", "393331234567", "IT"),
    ],
)
def test_wa_id_differs_from_the_dialled_number(
    client, connected, customer, wa_id, country
):
    client.inbound(customer)
    [message] = connected.wait(connected.messages)
    assert message["from"] == wa_id
    assert message["from_user_id"].startswith(f"{country}.")


def test_a_user_with_a_username_may_have_no_phone(client, connected):
    client.inbound("noa")
    [value] = connected.wait(connected.changes)
    [contact] = value["contacts"]
    [message] = value["messages"]
    assert "wa_id" not in contact and "from" not in message
    assert contact["profile"]["username"] == "noa.writes"
    assert message["from_user_id"] == contact["user_id"]


def test_a_send_to_the_phone_shows_the_phone_for_30_days(client, connected):
    client.inbound("noa")
    client.sent("+34611222333")
    answered = client.inbound("noa")
    assert connected.message(answered)["from"] == "34611222333"
    client.control("clock", advance=31 * 24 * 3600)
    assert "from" not in connected.message(client.inbound("noa"))


def test_bsuid_belongs_to_the_portfolio(client, connected, simulator):
    other = client.control("numbers", waba_id="900", app_secret="other secret")
    found = client.control("customers", method="GET")["data"][0]["bsuids"]
    assert len(set(found.values())) == 2
    assert set(found) == {"506914307656634", other["portfolio_id"]}


def test_media_of_every_type(client, connected):
    for type_ in ("image", "video", "audio", "voice", "document", "sticker"):
        client.inbound(type=type_, caption="look" if type_ == "image" else "")
    connected.wait(lambda: len(connected.messages()) == 6)
    messages = {
        m["type"] if m["type"] != "audio" else str(m["audio"]["voice"]): m
        for m in connected.messages()
    }
    assert messages["image"]["image"]["caption"] == "look"
    assert messages["image"]["image"]["mime_type"] == "image/jpeg"
    assert messages["document"]["document"]["filename"] == "price list.pdf"
    assert messages["sticker"]["sticker"]["animated"] is False
    assert messages["True"]["audio"]["mime_type"] == "audio/ogg; codecs=opus"
    assert messages["False"]["audio"]["voice"] is False
    media = messages["image"]["image"]
    described = client.graph("GET", media["id"], params={"phone_number_id": NUMBER_ID})
    described = described.json()
    data = client.session.get(described["url"], timeout=5).content
    digest = hashlib.sha256(data)
    assert described["sha256"] == digest.hexdigest()
    assert media["sha256"] == base64.b64encode(digest.digest()).decode()
    assert described["file_size"] == len(data)
    assert client.session.get(media["url"], timeout=5).content == data


def test_given_file_and_name(client, connected):
    data = base64.b64encode(b"<svg/>").decode()
    client.inbound(
        type="document", data=data, mime_type="image/svg+xml", filename="../x.svg"
    )
    [message] = connected.wait(connected.messages)
    assert message["document"]["filename"] == "../x.svg"
    assert message["document"]["mime_type"] == "image/svg+xml"


def test_reply_forwarded_and_referral(client, connected):
    client.inbound(text="first")
    sent = client.sent()
    client.inbound(text="answer", reply_to=sent)
    client.inbound(text="passed on", forwarded="frequently")
    client.inbound(text="ad", referral={"source_type": "ad", "source_id": "1"})
    connected.wait(lambda: len(connected.messages()) == 4)
    by_text = {m["text"]["body"]: m for m in connected.messages()}
    assert by_text["answer"]["context"] == {"from": "34911234567", "id": sent}
    assert by_text["passed on"]["context"] == {"frequently_forwarded": True}
    assert by_text["ad"]["referral"]["source_type"] == "ad"


def test_other_types_keep_metas_shape(client, connected):
    sent = client.inbound(text="x")
    client.inbound(type="location", location={"latitude": 1.5, "longitude": 2.5})
    client.inbound(type="reaction", reply_to=sent, reaction={"emoji": "👍"})
    client.inbound(type="button_reply", button_reply={"id": "a", "title": "A"})
    client.inbound(type="list_reply", list_reply={"id": "b", "title": "B"})
    client.inbound(type="button", button={"payload": "p", "text": "t"})
    client.inbound(type="contacts", contacts=[{"name": {"formatted_name": "X"}}])
    client.inbound(type="order", order={"catalog_id": "1", "product_items": []})
    client.inbound(type="unsupported", unsupported={"type": "poll_creation"})
    client.inbound(type="request_welcome")
    connected.wait(lambda: len(connected.messages()) == 10)
    by_type = {}
    for message in connected.messages():
        by_type.setdefault(message["type"], []).append(message)
    assert by_type["location"][0]["location"] == {"latitude": 1.5, "longitude": 2.5}
    assert by_type["reaction"][0]["reaction"] == {"message_id": sent, "emoji": "👍"}
    assert {m["interactive"]["type"] for m in by_type["interactive"]} == {
        "button_reply",
        "list_reply",
    }
    assert by_type["unsupported"][0]["errors"][0]["code"] == 131051


def test_change_of_number_is_a_system_message(client, connected):
    client.inbound()
    before = client.control("customers", method="GET")["data"][0]["bsuids"]
    client.control("customers", customer="lucia", phone="+34600999888")
    message = connected.message(type="system")
    [value] = [v for v in connected.changes() if message in v.get("messages", [])]
    assert "contacts" not in value
    system = message["system"]
    assert system["type"] == "user_changed_number"
    assert system["wa_id"] == "34600999888"
    assert system["previous_user_id"] == before["506914307656634"]
    assert system["user_id"] != system["previous_user_id"]


def test_change_of_a_hidden_number_tells_the_id_alone(client, connected):
    client.inbound(customer="noa")
    client.control("customers", customer="noa", phone="+34600999888")
    system = connected.message(type="system")["system"]
    assert system["type"] == "user_changed_user_id"
    assert system["user_id"] != system["previous_user_id"]
    assert "wa_id" not in system


def test_a_recycled_number_is_somebody_elses_and_nobody_is_told(client, connected):
    old_message = connected.message(client.inbound())
    new = client.control("customers", recycle="lucia", name="Berta")
    new_message = connected.message(client.inbound(customer=new["id"]))
    assert new_message["from"] == old_message["from"]
    assert new_message["from_user_id"] != old_message["from_user_id"]
    # what is sent to the old owner reaches nobody, least of all the new one
    recipient = old_message["from_user_id"]
    client.send(to=None, recipient=recipient)
    connected.wait(connected.statuses)
    assert connected.statuses()[0]["errors"][0]["code"] == 131026
    assert "from" not in connected.message(client.inbound(customer="lucia"))


def test_raw_webhook_is_signed_and_sent_as_given(client, connected):
    client.control("webhook", value={"anything": 1}, field="account_update")
    client.control("webhook", body={"object": "x", "entry": []})
    connected.wait(lambda: len(connected.posts) == 2)
    assert all(right for _body, right in connected.posts)
    assert connected.changes("account_update") == [{"anything": 1}]


def test_unknown_customer_is_refused_unknown_phone_is_new(client, connected):
    response = client.session.post(
        f"{client.base}/simulator/inbound", json={"customer": "nobody"}, timeout=5
    )
    assert response.status_code == 400 and "nobody" in response.json()["error"]
    client.inbound("+351 912 345 678")
    [message] = connected.wait(connected.messages)
    assert message["from_user_id"].startswith("PT.")

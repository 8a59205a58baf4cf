"""Several apps on one number."""

from simulator.seed import NUMBER_ID


def handover(client, **values):
    return client.control("handover", customer="lucia", **values)


def control(client, action, **values):
    body = {"messaging_product": "whatsapp", "to": "+34600123456", "action": action}
    return client.graph("POST", f"{NUMBER_ID}/thread_control", json=body | values)


def standby(receiver, key="messages"):
    found = [value["standby"] for value in receiver.changes("standby")]
    return [element for inner in found for element in inner.get(key, [])]


def test_another_app_answers(client, connected):
    client.inbound(text="for us")
    connected.wait(connected.messages)
    handover(client, owner="ai_agent")
    wamid = client.inbound(text="for the robot")
    [message] = connected.wait(lambda: standby(connected))
    assert (message["id"], message["text"]["body"]) == (wamid, "for the robot")
    [value] = connected.changes("standby")
    assert value["metadata"]["phone_number_id"] == NUMBER_ID
    assert value["standby"]["contacts"][0]["wa_id"] == "34600123456"
    assert "messages" not in value
    assert len(connected.messages()) == 1
    handover(client, owner="us")
    client.inbound(text="for us again")
    connected.wait(lambda: len(connected.messages()) == 2)


def test_handovers_are_told(client, connected):
    client.inbound()
    handover(client, owner="marketing")
    handover(client, owner="us", summary="Wants a refund", metadata="x")
    connected.wait(lambda: len(connected.changes("messaging_handovers")) == 2)
    values = {v["type"]: v for v in connected.changes("messaging_handovers")}
    for value in values.values():
        assert value["recipient"]["phone_number_id"] == NUMBER_ID
        assert value["sender"] == {"phone_number": "34600123456"}
        assert "metadata" not in value
    assert values["control_taken"]["control_taken"] == {
        "previous_owner_role": "escalation",
        "new_owner_role": "marketing",
    }
    passed = values["control_passed"]["control_passed"]
    assert passed["previous_owner_role"] == "marketing"
    assert passed["conversation_context"]["summary"] == {"text": "Wants a refund"}


def test_what_the_other_app_says(client, connected):
    client.inbound()
    handover(client, owner="ai_agent", say="I am a robot")
    [echo] = connected.wait(lambda: standby(connected, "message_echoes"))
    assert echo["message"]["text"] == {"body": "I am a robot"}
    assert echo["message"]["to"] == "34600123456"
    [status] = connected.wait(lambda: standby(connected, "statuses"))
    assert status["id"] == echo["id"]


def test_take_and_release(client, connected):
    client.inbound()
    handover(client, owner="ai_agent")
    answer = control(client, "take")
    assert answer.status_code == 200
    assert answer.json()["messaging_product"] == "whatsapp"
    assert answer.json()["request_id"]
    client.inbound(text="ours")
    connected.wait(lambda: len(connected.messages()) == 2)
    assert control(client, "release").status_code == 200
    assert control(client, "release").json()["error"]["code"] == 100


def test_only_the_escalation_partner_takes(client, connected):
    client.inbound()
    handover(client, owner="ai_agent", escalation=False)
    error = control(client, "take").json()["error"]
    assert error["code"] == 2494191
    assert "escalation partner" in error["error_data"]["details"]


def test_bad_calls(client, connected):
    client.inbound()
    assert control(client, "steal").json()["error"]["code"] == 100
    assert control(client, "take", to="+34999").json()["error"]["code"] == 100
    assert control(client, None).json()["error"]["code"] in (100, 131008)


def test_a_service_message_takes_the_thread_and_a_template_does_not(client, connected):
    client.inbound()
    handover(client, owner="ai_agent")
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    client.sent(type_="template", value=template)
    assert handover(client)["owner"] == "ai_agent"
    client.sent(value={"body": "A person here"})
    assert handover(client)["owner"] == "us"


def test_it_lapses_after_a_day(client, connected):
    client.inbound()
    handover(client, owner="ai_agent")
    client.control("clock", advance=25 * 3600)
    assert handover(client)["owner"] == ""

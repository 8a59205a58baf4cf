"""Templates: sending them, and managing them."""

import pytest

from simulator.samples import FOLDER
from simulator.seed import APP_ID, WABA_ID

TEMPLATES = f"{WABA_ID}/message_templates"
BODY = {"type": "body"}


def updates(receiver):
    return receiver.changes("message_template_status_update")


def texts(*values):
    return [{"type": "text", "text": value} for value in values]


def template(name="order_update", language="es", components=None):
    value = {"name": name, "language": {"code": language}}
    if components is not None:
        value["components"] = components
    return value


def order(*values, url="S1"):
    components = [{**BODY, "parameters": texts(*values)}]
    if url:
        components.append(
            {
                "type": "button",
                "sub_type": "url",
                "index": "1",
                "parameters": texts(url),
            }
        )
    return template(components=components)


def test_outside_the_window(client, connected):
    answer = client.send(type_="template", value=order("Lucía", "S1")).json()
    [message] = answer["messages"]
    assert message["message_status"] == "accepted"
    got = connected.wait_statuses(message["id"], "sent", "delivered")
    assert got["sent"]["pricing"]["category"] == "utility"
    assert got["sent"]["pricing"]["billable"] is True
    [listed] = client.control("messages", method="GET")["data"]
    assert listed["rendered"]["body"] == "Hola Lucía, su pedido S1 va en camino."
    assert listed["rendered"]["buttons"][1]["url"] == "https://example.com/track/S1"


@pytest.mark.parametrize(
    "value, code, http, words",
    [
        (order("Lucía"), 132000, 400, "body: number of localizable_params (1) does"),
        (order("a", "b", "c"), 132000, 400, "expected number of params (2)"),
        (order("a", "b", url=""), 131008, 400, "Button at index 1 of type Url"),
        (order("a", "b\nc"), 132018, 400, "new-line"),
        (order("a", "x" * 1100), 132005, 400, "exceeds 1024"),
        (order("a", ""), 100, 400, "Parameter 'text' is mandatory"),
        (template("nothing"), 132001, 404, "template name (nothing) does not exist"),
        (template("hello_world", "es"), 132001, 404, "does not exist in es"),
        (template("survey", "en"), 132001, 404, "survey"),
        (template("lottery", "en"), 132001, 404, "lottery"),
        (
            template("hello_world", "en_US", [{**BODY, "parameters": texts("x")}]),
            132000,
            400,
            "expected number of params (0)",
        ),
        (
            template("spring_offer", "en"),
            132012,
            400,
            "header: Format mismatch, expected IMAGE, received UNKNOWN",
        ),
        ({"name": "x"}, 100, 400, "template['language'] is required"),
    ],
)
def test_refusals(client, value, code, http, words):
    error = client.error(type_="template", value=value)
    assert (error["code"], error["http"]) == (code, http)
    text = error["message"] + error.get("error_data", {}).get("details", "")
    assert words in text


def test_named_parameters_and_image_header(client, connected):
    data = (FOLDER / "garden.jpg").read_bytes()
    media_id = client.upload(data, "image/jpeg")
    header = {
        "type": "header",
        "parameters": [{"type": "image", "image": {"id": media_id}}],
    }
    named = [
        {"type": "text", "parameter_name": name, "text": text}
        for name, text in (("discount", "20 %"), ("first_name", "Lucía"))
    ]
    value = template("spring_offer", "en", [header, {**BODY, "parameters": named}])
    wamid = client.sent(type_="template", value=value)
    connected.wait_statuses(wamid, "sent")
    [message] = client.control("messages", method="GET")["data"]
    assert message["rendered"]["body"].startswith("Hi Lucía, everything green is 20 %")
    unnamed = [header, {**BODY, "parameters": texts("a", "b")}]
    error = client.error(
        type_="template", value=template("spring_offer", "en", unnamed)
    )
    assert error["error_data"]["details"] == "Parameter name is missing or empty"
    emma = client.sent("+12025550143", type_="template", value=value)
    failed = connected.wait_statuses(emma, "failed")["failed"]
    assert failed["errors"][0]["code"] == 131049, "marketing to the USA is paused"
    client.control("customers", customer="lucia", marketing_opt_out=True)
    stopped = client.sent(type_="template", value=value)
    failed = connected.wait_statuses(stopped, "failed")["failed"]
    assert failed["errors"][0]["code"] == 131050


@pytest.mark.parametrize("status, code", [("PAUSED", 132015), ("DISABLED", 132016)])
def test_paused_and_disabled(client, connected, status, code):
    client.control("templates", name="hello_world", status=status)
    [update] = connected.wait(lambda: updates(connected))
    assert update["event"] == status
    assert isinstance(update["message_template_id"], int)
    assert update["message_template_language"] == "en-US"
    value = template("hello_world", "en_US")
    assert client.error(type_="template", value=value)["code"] == code


def test_cursor_paging(client):
    names, parameters = [], {"limit": 2, "fields": "name,language,status"}
    url = f"{client.base}/v25.0/{TEMPLATES}"
    while url:
        page = client.session.get(url, params=parameters, timeout=5).json()
        names += [(t["name"], t["language"]) for t in page["data"]]
        url = page["paging"].get("next")
        parameters = {"fields": "name,language,status"}
    assert len(names) == len(set(names)) == 6
    first = client.graph("GET", TEMPLATES, params={"limit": 2}).json()
    after = {"limit": 2, "after": first["paging"]["cursors"]["after"]}
    second = client.graph("GET", TEMPLATES, params=after).json()
    before = {"limit": 2, "before": second["paging"]["cursors"]["before"]}
    assert client.graph("GET", TEMPLATES, params=before).json()["data"] == first["data"]
    bad = client.graph("GET", TEMPLATES, params={"after": "x"}).json()
    assert bad["error"]["code"] == 131059
    found = client.graph("GET", TEMPLATES, params={"name": "order_update"}).json()
    assert len(found["data"]) == 2


def body(text, *examples):
    component = {"type": "BODY", "text": text, "example": {"body_text": [examples]}}
    return {"components": [component]}


def make(client, **values):
    payload = {
        "name": "made_here",
        "language": "es",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Su cita es mañana."}],
        **values,
    }
    return client.graph("POST", TEMPLATES, json=payload)


def test_create_review_edit_delete(client, connected):
    client.control("faults", template_review_ms=50)
    made = make(client).json()
    assert made["status"] == "PENDING" and made["category"] == "UTILITY"
    value = template("made_here")
    [update] = connected.wait(lambda: updates(connected))
    assert update["event"] == "APPROVED"
    assert client.sent(type_="template", value=value)
    components = [{"type": "BODY", "text": "Su cita es hoy."}]
    edited = client.graph("POST", made["id"], json={"components": components})
    assert edited.json() == {"success": True}
    connected.wait(lambda: len(updates(connected)) == 2)
    shown = client.graph("GET", made["id"]).json()
    assert shown["components"] == components and shown["status"] == "APPROVED"
    again = client.graph("POST", made["id"], json={"components": components})
    assert "once in 24 hours" in again.json()["error"]["error_user_msg"]
    gone = client.graph("DELETE", TEMPLATES, params={"name": "made_here"})
    assert gone.json() == {"success": True}
    assert client.error(type_="template", value=value)["code"] == 132001


def test_review_by_hand(client, connected):
    client.control("faults", template_review_ms=-1)
    made = make(client).json()
    client.control("templates", id=made["id"], status="REJECTED", reason="SCAM")
    [update] = connected.wait(lambda: updates(connected))
    assert (update["event"], update["reason"]) == ("REJECTED", "SCAM")
    shown = client.graph("GET", made["id"], params={"fields": "rejected_reason"})
    assert shown.json()["rejected_reason"] == "SCAM"


@pytest.mark.parametrize(
    "text, category, status",
    [
        ("You have won a cactus!", "MARKETING", "REJECTED"),
        ("All of it is 20 % off today", "UTILITY", "REJECTED"),
        ("All of it is 20 % off today", "MARKETING", "APPROVED"),
    ],
)
def test_reviewers(client, connected, text, category, status):
    client.control("faults", template_review_ms=20)
    make(client, category=category, components=[{"type": "BODY", "text": text}])
    [update] = connected.wait(lambda: updates(connected))
    assert update["event"] == status
    if status == "REJECTED":
        assert update["rejection_info"]["recommendation"]


def test_media_header_needs_an_uploaded_example(client):
    asked = {"file_name": "a.jpg", "file_length": 3, "file_type": "image/jpeg"}
    opened = client.graph("POST", f"{APP_ID}/uploads", params=asked).json()["id"]
    handle = client.graph("POST", opened, data=b"abc", headers={"file_offset": "0"})
    handle = handle.json()["h"]
    again = client.graph("POST", opened, data=b"abc")
    assert again.json()["error"]["error_subcode"] == 33
    header = {"type": "HEADER", "format": "IMAGE"}
    body = {"type": "BODY", "text": "x"}
    refused = make(client, components=[header, body]).json()["error"]
    assert "header_handle" in refused["error_user_msg"]
    header["example"] = {"header_handle": [handle]}
    assert make(client, components=[header, body]).json()["status"] == "PENDING"


def test_summary(client):
    query = {"name": "order_update", "summary": "total_count"}
    found = client.graph("GET", TEMPLATES, params=query).json()
    assert found["summary"]["total_count"] == 2


@pytest.mark.parametrize(
    "values, words",
    [
        ({"name": "Bad Name"}, "only a-z"),
        ({"name": "hello_world", "language": "en_US"}, "already en_US content"),
        ({"components": []}, "components is required|BODY component"),
        ({"components": [{"type": "BODY", "text": "x" * 1025}]}, "1 to 1024"),
        ({"components": [{"type": "BODY", "text": "{{1}} hi"}]}, "start or end"),
        (
            {"components": [{"type": "BODY", "text": "It is {{1}} for you"}]},
            "needs examples",
        ),
        (body("Go to {{2}} now, my dear friend", "x"), "without gaps"),
        (body("It is {{1}} {{2}} now, my dear friend", "x"), "next to each other"),
        (body("So {{1}} is", "x"), "relative to the message length"),
        ({"category": "NEWS"}, "category must be one of"),
        (
            {
                "components": [
                    {"type": "BODY", "text": "x"},
                    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY"}] * 11},
                ]
            },
            "1 to 10 buttons",
        ),
        (
            {
                "components": [
                    {"type": "BODY", "text": "x"},
                    {
                        "type": "BUTTONS",
                        "buttons": [
                            {"type": "QUICK_REPLY", "text": "a"},
                            {"type": "URL", "text": "b", "url": "https://a.b"},
                            {"type": "QUICK_REPLY", "text": "c"},
                        ],
                    },
                ]
            },
            "grouped together",
        ),
    ],
)
def test_refused_templates(client, values, words):
    answer = make(client, **values)
    assert answer.status_code == 400
    error = answer.json()["error"]
    text = error["message"] + error.get("error_user_msg", "")
    assert any(word in text for word in words.split("|")), text

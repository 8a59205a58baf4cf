"""``POST /<phone>/messages``: accepted sends, their answers and their statuses."""

import pytest

from simulator.seed import ACCESS_TOKEN, NUMBER_ID, PORTFOLIO_ID

BSUID_OF_NOBODY = "ES.13491208655302741918"


@pytest.fixture
def window(client):
    """Lucía has just written."""
    client.control("window", customer="lucia", state="open")


def bsuid(client, customer):
    for values in client.control("customers", method="GET")["data"]:
        if values["id"] == customer:
            return values["bsuids"][PORTFOLIO_ID]
    raise LookupError(customer)


def test_answer_to_a_phone(client, connected, window):
    answer = client.send("+34 600 123 456").json()
    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": "+34 600 123 456", "wa_id": "34600123456"}]
    [message] = answer["messages"]
    assert set(message) == {"id"}


def test_answer_to_a_bsuid(client, connected):
    client.inbound("noa")
    value = bsuid(client, "noa")
    answer = client.send(to=None, recipient=value).json()
    assert answer["contacts"] == [{"input": value, "user_id": value}]
    wamid = answer["messages"][0]["id"]
    status = connected.wait_statuses(wamid, "sent")["sent"]
    assert "recipient_id" not in status
    assert status["recipient_user_id"] == value


def test_to_wins_over_recipient(client, window):
    value = bsuid(client, "noa")
    answer = client.send("+34600123456", recipient=value).json()
    [contact] = answer["contacts"]
    assert contact["input"] == "+34600123456"
    assert contact["wa_id"] == "34600123456"
    assert contact["user_id"] == value


def test_unknown_bsuid_is_refused(client):
    assert client.error(to=None, recipient=BSUID_OF_NOBODY)["code"] == 100


def test_bsuid_in_to_is_accepted_and_nothing_follows(client, connected):
    wamid = client.sent(bsuid(client, "noa"))
    marker = client.sent("+34999999999")
    connected.wait_statuses(marker, "failed")
    assert connected.statuses(wamid) == []


@pytest.mark.parametrize(
    "written, wa_id",
    [
        ("5511987654321", "551187654321"),
        ("+55 11 8765-4321", "551187654321"),
        ("+525512345678", "5215512345678"),
        ("+5491123456789", "5491123456789"),
        ("600123456", "34600123456"),  # the business's own country is assumed
    ],
)
def test_wa_id_of_a_written_number(client, written, wa_id):
    [contact] = client.send(written).json()["contacts"]
    assert contact == {"input": written, "wa_id": wa_id}


def test_statuses_with_pricing_and_callback_data(client, connected, window):
    wamid = client.sent(biz_opaque_callback_data="uuid-1")
    got = connected.wait_statuses(wamid, "sent", "delivered")
    for status in got.values():
        assert status["recipient_id"] == "34600123456"
        assert status["recipient_user_id"] == bsuid(client, "lucia")
        assert status["biz_opaque_callback_data"] == "uuid-1"
        assert status["timestamp"].isdigit()
        assert status["pricing"] == {
            "billable": False,
            "pricing_model": "PMP",
            "category": "service",
            "type": "free_customer_service",
        }
    assert "read" not in got
    value = next(v for v in connected.changes() if v["statuses"][0]["id"] == wamid)
    assert value["contacts"][0]["wa_id"] == "34600123456"
    assert client.control("read", customer="lucia") == {"read": 1}
    connected.wait_statuses(wamid, "read")
    assert client.control("read", customer="lucia") == {"read": 0}


def test_offline_customers_get_only_sent(client, connected, window):
    client.control("customers", customer="lucia", online=False)
    wamid = client.sent()
    connected.wait_statuses(wamid, "sent")
    client.control("customers", customer="lucia", online=True)
    connected.wait_statuses(wamid, "delivered")


def test_no_read_status_without_read_receipts(client, connected, window):
    client.control("customers", customer="lucia", read_receipts=False)
    wamid = client.sent()
    connected.wait_statuses(wamid, "delivered")
    assert client.control("read", customer="lucia") == {"read": 0}


def test_auto_read(client, connected, window):
    client.control("customers", customer="lucia", auto_read=True)
    connected.wait_statuses(client.sent(), "sent", "delivered", "read")


@pytest.mark.parametrize(
    "to, code",
    [("+34600123456", 131047), ("+34999999999", 131026)],
)
def test_failures_that_come_later(client, connected, to, code):
    wamid = client.sent(to, biz_opaque_callback_data="mine")
    failed = connected.wait_statuses(wamid, "failed")["failed"]
    [error] = failed["errors"]
    assert error["code"] == code
    assert error["title"] == error["message"]
    assert error["error_data"]["details"] and error["href"]
    assert failed["biz_opaque_callback_data"] == "mine"
    assert failed["recipient_id"] == to.lstrip("+")
    assert "recipient_user_id" not in failed, "a failed send to a phone hides the BSUID"
    [value] = [v for v in connected.changes() if v["statuses"][0]["id"] == wamid]
    assert "contacts" not in value


def test_the_window_is_24_hours_after_the_last_message(client, connected):
    client.inbound()
    client.control("clock", advance=24 * 3600 - 60)
    connected.wait_statuses(client.sent(), "sent")
    client.control("clock", advance=120)
    connected.wait_statuses(client.sent(), "failed")
    client.inbound()
    connected.wait_statuses(client.sent(), "sent")


def test_the_window_is_of_one_number(client, connected, window):
    client.number = "106540352242923"
    connected.wait_statuses(client.sent(), "failed")


def test_reactions_are_never_more_than_sent(client, connected):
    target = client.inbound()
    wamid = client.sent(type_="reaction", value={"message_id": target, "emoji": "🌵"})
    connected.wait_statuses(wamid, "sent")
    messages = client.control("messages", method="GET", customer="lucia")["data"]
    assert messages[0]["reactions"] == {"business": "🌵"}
    removal = client.sent(type_="reaction", value={"message_id": target, "emoji": ""})
    connected.wait_statuses(removal, "sent")
    assert [s["status"] for s in connected.statuses(wamid)] == ["sent"]
    messages = client.control("messages", method="GET", customer="lucia")["data"]
    assert messages[0]["reactions"] == {"business": ""}


def test_media_link_is_fetched(client, connected, simulator, window):
    link = f"{simulator.url}/static/page.css"
    wamid = client.sent(type_="image", value={"link": link})
    failed = connected.wait_statuses(wamid, "failed")["failed"]
    assert failed["errors"][0]["code"] == 131053
    assert "text/css" in failed["errors"][0]["error_data"]["details"]
    missing = client.sent(type_="image", value={"link": f"{simulator.url}/no.jpg"})
    failed = connected.wait_statuses(missing, "failed")["failed"]
    assert "404" in failed["errors"][0]["error_data"]["details"]
    document = client.sent(type_="document", value={"link": link, "filename": "a.css"})
    connected.wait_statuses(document, "sent")


def test_mark_read_marks_earlier_ones_and_types(client, simulator):
    _first, second, _third = (client.inbound(text=str(n)) for n in range(3))
    stream = simulator.hub.stream()
    next(stream)
    answer = client.graph(
        "POST",
        f"{NUMBER_ID}/messages",
        json={
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": second,
            "typing_indicator": {"type": "text"},
        },
    )
    assert answer.json() == {"success": True}
    frames = [next(stream) for _index in range(3)]
    assert '"customer": "lucia"' in frames[2] and "event: typing" in frames[2]
    messages = client.control("messages", method="GET", customer="lucia")["data"]
    assert [m["status"] for m in messages] == ["read", "read", "accepted"]


def test_mark_read_of_an_unknown_message(client):
    payload = {"messaging_product": "whatsapp", "status": "read", "message_id": "x"}
    answer = client.graph("POST", f"{NUMBER_ID}/messages", json=payload)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 131009


def test_messages_are_listed_in_order_of_acceptance(client, window):
    wamids = [client.sent(value={"body": str(n)}) for n in range(3)]
    listed = client.control("messages", method="GET", direction="outbound")["data"]
    assert [m["id"] for m in listed] == wamids


def test_blocked_users_do_not_reach_the_business(client, connected):
    client.inbound()
    blocked = {
        "messaging_product": "whatsapp",
        "block_users": [{"user": "34600123456"}],
    }
    answer = client.graph("POST", f"{NUMBER_ID}/block_users", json=blocked).json()
    assert answer["block_users"]["added_users"][0]["wa_id"] == "34600123456"
    assert client.control("inbound", customer="lucia", text="x")["receivers"] == 0
    connected.wait_statuses(client.sent(), "failed")
    client.graph("DELETE", f"{NUMBER_ID}/block_users", json=blocked)
    assert client.control("inbound", customer="lucia", text="x")["receivers"] == 1


def test_whom_one_cannot_block(client, simulator):
    """Each user has a reason of their own; those that can be blocked are."""
    client.inbound()
    users = [{"user": "34600123456"}, {"user": "5511987654321"}, {"user": "12"}]
    body = {"messaging_product": "whatsapp", "block_users": users}
    answer = client.graph("POST", f"{NUMBER_ID}/block_users", json=body)
    assert answer.status_code == 400
    lists = answer.json()["block_users"]
    assert [u["input"] for u in lists["added_users"]] == ["34600123456"]
    codes = [user["errors"][0]["code"] for user in lists["failed_users"]]
    assert codes == [131047, 139100]
    assert answer.json()["error"]["code"] == 139100


def test_the_list_of_blocked_users_has_pages(client, simulator):
    for customer in ("lucia", "giulia"):
        client.control("inbound", customer=customer, text="x")
    users = [{"user": "34600123456"}, {"user": "393331234567"}]
    body = {"messaging_product": "whatsapp", "block_users": users}
    client.graph("POST", f"{NUMBER_ID}/block_users", json=body)
    first = client.graph("GET", f"{NUMBER_ID}/block_users", params={"limit": 1}).json()
    after = first["paging"]["cursors"]["after"]
    assert first["paging"]["next"]
    second = client.graph(
        "GET", f"{NUMBER_ID}/block_users", params={"limit": 1, "after": after}
    ).json()
    assert "next" not in second["paging"]
    names = [page["data"][0]["wa_id"] for page in (first, second)]
    assert names == ["34600123456", "393331234567"]


def test_token_in_the_query_and_any_version(client, simulator):
    for version in ("v19.0/", "v26.0/", ""):
        answer = client.session.get(
            f"{simulator.url}/{version}{NUMBER_ID}",
            params={"access_token": ACCESS_TOKEN},
            headers={"Authorization": ""},
            timeout=5,
        )
        assert answer.json()["id"] == NUMBER_ID

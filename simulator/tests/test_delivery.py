"""Webhooks on their way: retries, duplicates, disorder, bad signatures, drops."""

import json
import time

import pytest
import requests

from simulator.seed import NUMBER_ID

from .conftest import VERIFY_TOKEN


def deliveries(client, **values):
    return client.control("deliveries", method="GET", **values)


def wait_idle(client, seconds=5):
    deadline = time.monotonic() + seconds
    while deliveries(client, limit=1)["pending"]:
        assert time.monotonic() < deadline, "deliveries still pending"
        time.sleep(0.02)


def test_refused_webhooks_are_sent_again(client, connected):
    client.control("faults", retry_base_ms=20)
    connected.answers = [500, 302, 404]
    wamid = client.inbound()
    connected.wait(lambda: len(connected.posts) == 4)
    wait_idle(client)
    [delivery] = deliveries(client, wamid=wamid)["data"]
    codes = [attempt["status_code"] for attempt in delivery["attempts"]]
    assert codes == [500, 302, 404, 200]
    assert delivery["state"] == "delivered" and delivery["status_code"] == 200
    assert len({body for body, _right in connected.posts}) == 1, "the same bytes"


def test_an_unreachable_address_is_tried_again(client, connected, simulator):
    client.control("faults", retry_base_ms=20)
    app = next(iter(simulator.state.apps.values()))
    right, app.callback_url = app.callback_url, "http://127.0.0.1:9/"
    wamid = client.inbound()
    time.sleep(0.1)
    [delivery] = deliveries(client, wamid=wamid)["data"]
    assert delivery["state"] == "pending"
    assert delivery["attempts"][0]["error"] == "ConnectionError"
    client.control("reset")
    assert deliveries(client)["data"] == [] and right


def test_duplicates(client, connected):
    client.control("faults", duplicate_every=2)
    for index in range(4):
        client.inbound(text=str(index))
    connected.wait(lambda: len(connected.posts) == 6)
    client.control("faults", duplicate_every=0, duplicate=1.0)
    client.inbound(text="twice")
    connected.wait(lambda: len(connected.posts) == 8)


def test_reorder_and_delay(client, connected):
    client.control("faults", delay_ms=150)
    started = time.monotonic()
    client.inbound(text="late")
    connected.wait(connected.messages)
    assert time.monotonic() - started > 0.15
    client.control("faults", delay_ms=0, reorder=1.0)
    sent = [client.inbound(text=str(index)) for index in range(10)]
    connected.wait(lambda: len(connected.messages()) == 11)
    assert [m["id"] for m in connected.messages()[1:]] != sent


def test_bad_signature(client, connected):
    client.control("faults", bad_signature=True)
    client.inbound()
    connected.wait(lambda: connected.posts)
    assert connected.posts[0][1] is False


def test_webhooks_are_concurrent(client, connected):
    slow = connected.handle

    def handle(request):
        if request.method == "POST":
            time.sleep(0.3)
        return slow(request)

    connected.handle = handle
    started = time.monotonic()
    for index in range(8):
        client.inbound(text=str(index))
    connected.wait(lambda: len(connected.posts) == 8)
    assert time.monotonic() - started < 1.5


def test_dropped_response_after_accepting(client, connected):
    client.control("window", customer="lucia")
    client.control("faults", drop_response=1, hang_ms=50)
    with pytest.raises(requests.ConnectionError):
        client.send(biz_opaque_callback_data="lost-1")
    status = connected.wait(
        lambda: next(
            (
                s
                for s in connected.statuses()
                if s.get("biz_opaque_callback_data") == "lost-1"
            ),
            None,
        )
    )
    query = {"biz_opaque_callback_data": "lost-1"}
    [message] = client.control("messages", method="GET", **query)["data"]
    assert message["id"] == status["id"]
    assert client.sent(), "only one was dropped"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_http_failures(client, status):
    client.control("faults", http_status=status, http_status_count=1)
    answer = client.send()
    assert answer.status_code == status
    if status == 429:
        assert answer.json()["error"]["code"] == 4
    else:
        with pytest.raises(ValueError):
            answer.json()
    assert client.control("messages", method="GET")["count"] == 0
    assert client.sent()


def test_http_failures_of_one_endpoint(client):
    client.control("faults", http_status=503, endpoint="media")
    assert client.sent()
    assert client.graph("POST", f"{NUMBER_ID}/media").status_code == 503


def test_any_error_for_some_calls_or_a_recipient(client, connected):
    client.control("faults", error_code=131016, error_count=2)
    assert [client.send().status_code for _index in range(3)] == [500, 500, 200]
    client.control("faults", error_count=None, error_recipient="+393331234567")
    assert client.error("+39 333 123 4567")["code"] == 131016
    assert client.sent("+34600123456")
    client.control("faults", error_async=True, error_code=130472)
    wamid = client.sent("+393331234567")
    failed = connected.wait_statuses(wamid, "failed")["failed"]
    assert failed["errors"][0]["code"] == 130472


def test_latency(client):
    client.control("faults", latency_ms=120)
    started = time.monotonic()
    client.sent()
    assert time.monotonic() - started > 0.12


def test_unknown_fault_is_refused_and_faults_are_cleared(client):
    url = f"{client.base}/simulator/faults"
    answer = client.session.post(url, json={"delay": 1}, timeout=5)
    assert answer.status_code == 400 and "unknown: delay" in answer.json()["error"]
    client.control("faults", delay_ms=5)
    assert client.control("faults", method="GET")["delay_ms"] == 5
    assert client.control("faults", method="DELETE")["delay_ms"] == 0


def test_fewer_statuses(client, connected):
    client.control("window", customer="lucia")
    client.control("faults", statuses="none")
    silent = client.sent()
    time.sleep(0.15)
    client.control("faults", statuses="sent")
    wamid = client.sent()
    connected.wait_statuses(wamid, "sent")
    time.sleep(0.15)
    assert [s["status"] for s in connected.statuses(wamid)] == ["sent"]
    assert connected.statuses(silent) == []


def test_burst(client, connected):
    result = client.control(
        "burst", customers=20, messages_each=3, concurrency=10, duplicate_every=10
    )
    assert result["posts"] == 66 and result["acknowledged"] == 66
    assert len(result["wamids"]) == len(set(result["wamids"])) == 60
    assert result["status_codes"] == [200]
    assert set(result["latency_ms"]) == {"p50", "p95", "p99", "max"}
    assert len(connected.posts) == 66
    assert {m["id"] for m in connected.messages()} == set(result["wamids"])
    assert all(right for _body, right in connected.posts)
    assert client.control("messages", method="GET", limit=1)["count"] == 60
    batched = client.control("burst", customers=5, messages_each=4, batch=10)
    assert batched["posts"] == 2
    assert len(json.loads(connected.posts[-1][0])["entry"][0]["changes"]) == 1


def test_reset(client, connected):
    client.inbound()
    overview = client.control("reset")
    assert overview["messages"] == 0
    assert overview["numbers"][0]["webhook_problem"] == "not_subscribed"
    client.control("app", callback_url=connected.url, verify_token=VERIFY_TOKEN)


def test_burst_of_statuses(client, connected):
    client.control("window", customer="lucia")
    client.control("faults", statuses="none")
    wamids = [client.sent(biz_opaque_callback_data=str(n)) for n in range(4)]
    wanted = ["sent", "read"]
    result = client.control("burst", statuses=wanted, batch=2)
    assert result["posts"] == 4 and result["acknowledged"] == 4
    for number, wamid in enumerate(wamids):
        got = connected.wait_statuses(wamid, *wanted)
        assert got["read"]["biz_opaque_callback_data"] == str(number)

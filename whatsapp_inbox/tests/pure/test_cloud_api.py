"""The client against a server on loopback, whose answers each test writes."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from graph_server import NUMBER, SENT, TOKEN, WABA, failure, refused, slow_body
from tools.cloud_api import PHONE_NUMBER_FIELDS, CloudApi, MediaInfo
from tools.errors import CloudApiError, ErrorClass
from tools.graph import new_session

# -- what is asked and what is understood ----------------------------------------------


def test_send(api, meta):
    meta.answer(content=SENT)
    result = api.send(NUMBER, {"to": "+34600111222", "type": "text"})
    assert (result.wamid, result.wa_id, result.user_id) == (
        "wamid.A",
        "34600111222",
        "",
    )
    assert result.raw == SENT
    assert (meta.last.method, meta.last.path) == ("POST", f"/v25.0/{NUMBER}/messages")
    assert meta.last.headers["Authorization"] == f"Bearer {TOKEN}"
    assert meta.last.headers["Content-Type"] == "application/json"
    assert json.loads(meta.last.body) == {
        "messaging_product": "whatsapp",
        "to": "+34600111222",
        "type": "text",
    }


@pytest.mark.parametrize(
    ("contacts", "wa_id", "user_id"),
    [
        ([{"input": "US.1", "user_id": "US.1"}], "", "US.1"),
        ([{"wa_id": 34600111222}], "34600111222", ""),
        ([], "", ""),
        (None, "", ""),
        (["x"], "", ""),
    ],
)
def test_send_to_whom(api, meta, contacts, wa_id, user_id):
    meta.answer(content={**SENT, "contacts": contacts})
    result = api.send(NUMBER, {})
    assert (result.wa_id, result.user_id) == (wa_id, user_id)


def test_mark_read(api, meta):
    meta.answer(content={"success": True})
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
    api.mark_read(NUMBER, "wamid.A")
    assert json.loads(meta.last.body) == read
    api.mark_read(NUMBER, "wamid.A", typing=True)
    typing = {"typing_indicator": {"type": "text"}}
    assert json.loads(meta.last.body) == {**read, **typing}


@pytest.mark.parametrize("as_file", [False, True])
def test_upload_media(api, meta, tmp_path, as_file):
    meta.answer(content={"id": 4490709327384033})
    data = bytes(range(256)) * 100
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as file:
        content = file if as_file else data
        name = 'año "1"\r\n.pdf'
        media_id = api.upload_media(NUMBER, name, "application/pdf", content)
    assert media_id == "4490709327384033"
    assert meta.last.path == f"/v25.0/{NUMBER}/media"
    assert data in meta.last.body
    head = meta.last.body.split(data)[0].decode()
    assert 'name="messaging_product"\r\n\r\nwhatsapp\r\n' in head
    assert 'name="type"\r\n\r\napplication/pdf\r\n' in head
    assert 'filename="año %221%22%0D%0A.pdf"' in head


def test_media(api, meta):
    content = {"url": "https://x", "mime_type": "image/png", "sha256": "h", "id": "5"}
    meta.answer(content={**content, "file_size": "12"})
    assert api.media("5", NUMBER) == MediaInfo("https://x", "image/png", "h", 12)
    assert meta.last.path == f"/v25.0/5?phone_number_id={NUMBER}"
    meta.answer(content={"file_size": None})
    assert api.media("5", NUMBER) == MediaInfo("", "", "", 0)


def test_a_media_that_is_gone_does_not_stop_the_account(api, meta):
    meta.answer(400, refused(100, error_subcode=33))
    assert failure(api.media, "5", NUMBER).error_class == ErrorClass.PERMANENT
    assert failure(api.waba, WABA).error_class == ErrorClass.ACCOUNT


def test_account_endpoints(api, meta):
    meta.answer(content={"data": [{"id": "1"}], "id": WABA})
    fields = PHONE_NUMBER_FIELDS.replace(",", "%2C")
    for call, args, result, method, path in [
        (api.phone_number, [NUMBER], None, "GET", f"{NUMBER}?fields={fields}"),
        (api.waba, [WABA], None, "GET", WABA),
        (api.subscribed_apps, [WABA], [{"id": "1"}], "GET", f"{WABA}/subscribed_apps"),
        (api.phone_numbers, [WABA], [{"id": "1"}], "GET", None),
        (api.subscribe, [WABA], None, "POST", f"{WABA}/subscribed_apps"),
    ]:
        answer = call(*args)
        assert meta.last.method == method
        if path:
            assert meta.last.path == f"/v25.0/{path}"
        if result:
            assert answer == result
    assert json.loads(meta.last.body or b"{}") == {}


def test_subscribe_to_an_address(api, meta):
    api.subscribe(WABA, "https://example.com/hook", "verify")
    assert json.loads(meta.last.body) == {
        "override_callback_uri": "https://example.com/hook",
        "verify_token": "verify",
    }


@pytest.mark.parametrize("answer", [{"data": {"is_valid": True}}, {"data": []}, {}])
def test_debug_token(api, meta, answer):
    meta.answer(content=answer)
    assert api.debug_token() == (answer.get("data") or {})
    assert meta.last.path == f"/v25.0/debug_token?input_token={TOKEN}"


def test_all_pages_are_read(api, meta):
    def page(number, after, following="https://elsewhere/?access_token=x"):
        paging = {"cursors": {"after": after}, "next": following}
        content = {"data": [{"id": str(number)}], "paging": paging}
        return 200, {}, json.dumps(content).encode()

    meta.answers = [page(1, "c1"), page(2, "c2"), page(3, "c3", None)]
    assert [number["id"] for number in api.phone_numbers(WABA)] == ["1", "2", "3"]
    assert [r.path.partition("after=")[2] for r in meta.requests] == ["", "c1", "c2"]


def test_pages_that_turn_in_a_circle_end(api, meta):
    paging = {"cursors": {"after": "c"}, "next": "x"}
    meta.answer(content={"data": [{"id": "1"}], "paging": paging})
    assert len(api.phone_numbers(WABA)) == 2


# -- refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "content", "error_class", "words"),
    [
        (400, refused(131047), ErrorClass.WINDOW, "Because. (131047)"),
        (400, refused(131056), ErrorClass.THROTTLE_PAIR, "Because. (131056)"),
        (400, refused(130429), ErrorClass.THROTTLE_NUMBER, "Because. (130429)"),
        (429, refused(4), ErrorClass.THROTTLE_NUMBER, "Because. (4)"),
        (401, refused(190), ErrorClass.ACCOUNT, "Because. (190)"),
        (500, refused(131000), ErrorClass.TRANSIENT, "Because. (131000)"),
        (500, refused(131045), ErrorClass.ACCOUNT, "Because. (131045)"),
        (400, refused(131026, details=""), ErrorClass.PERMANENT, "(#1) Title (131026)"),
        (400, refused(77, is_transient=True), ErrorClass.TRANSIENT, "Because. (77)"),
        (200, refused(131026), ErrorClass.PERMANENT, "Because. (131026)"),
        (400, {"error": {}}, ErrorClass.PERMANENT, "Unknown error"),
        (400, {"error": "text"}, ErrorClass.PERMANENT, "HTTP 400 Bad Request"),
        (400, {"error": {"code": [], "error_data": []}}, ErrorClass.PERMANENT, None),
        (400, b"<html>", ErrorClass.PERMANENT, "HTTP 400 Bad Request"),
        (401, b"", ErrorClass.ACCOUNT, "HTTP 401 Unauthorized"),
        (404, b"[]", ErrorClass.PERMANENT, "HTTP 404 Not Found"),
        (408, b"", ErrorClass.TRANSIENT, None),
        (429, b"Slow down", ErrorClass.THROTTLE_NUMBER, None),
    ],
)
def test_refusals_have_a_class_and_metas_words(
    api, meta, status, content, error_class, words
):
    meta.answer(status, content)
    for call, args in [(api.send, [NUMBER, {}]), (api.waba, [WABA])]:
        error = failure(call, *args)
        assert error.error_class == error_class
        assert error.http_status == status
        assert words is None or str(error) == words


def test_an_error_carries_what_support_asks_for(api, meta):
    meta.answer(400, refused(131026), Retry_After="7")
    error = failure(api.send, NUMBER, {})
    assert (error.code, error.title, error.details) == (
        131026,
        "(#1) Title",
        "Because.",
    )
    assert (error.fbtrace_id, error.retry_after) == ("trace", 7)


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("120", 120, 120),
        ("Fri, 31 Dec 2099 23:59:59 GMT", 10**9, 10**10),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0, 0),
    ],
)
def test_retry_after(api, meta, value, least, most):
    meta.answer(429, {}, Retry_After=value)
    assert least <= failure(api.send, NUMBER, {}).retry_after <= most


@pytest.mark.parametrize("value", ["", "soon", "-1", "1e9", "\u0663"])
def test_a_retry_after_of_no_use(api, meta, value):
    meta.answer(429, {}, Retry_After=value.encode().decode("latin-1"))
    assert failure(api.send, NUMBER, {}).retry_after is None


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(api, meta, status):
    meta.answer(status, b"", Location=f"{meta.url}/elsewhere")
    assert failure(api.send, NUMBER, {}).error_class == ErrorClass.PERMANENT
    assert len(meta.requests) == 1


@pytest.mark.parametrize(
    "bad", ["", None, "..", ".", "a/b", "1?x=1", "1#", "1 ", "é", "%2e"]
)
def test_an_id_is_one_segment_of_the_path(api, meta, bad):
    for call, args in [(api.send, [bad, {}]), (api.media, [bad, NUMBER])]:
        assert failure(call, *args).error_class == ErrorClass.PERMANENT
    assert not meta.requests


# -- threads and connections -----------------------------------------------------------


def test_calls_one_after_the_other_share_a_connection(api, meta):
    meta.answer(content=SENT)
    for _ in range(5):
        api.send(NUMBER, {})
    assert len({request.connection for request in meta.requests}) == 1


def test_many_threads_share_one_client(meta, caplog):
    def answer(handler):
        sent = json.loads(meta_body(handler))
        content = json.dumps({**SENT, "messages": [{"id": sent["to"]}]}).encode()
        time.sleep(0.01)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def meta_body(handler):
        own = [r for r in meta.requests if r.connection == handler.client_address]
        return own[-1].body

    meta.answers = [answer]
    api = CloudApi(meta.url, "v25.0", TOKEN, pool_size=8)
    with ThreadPoolExecutor(24) as threads:
        results = threads.map(lambda i: api.send(NUMBER, {"to": f"w{i}"}), range(200))
        assert [result.wamid for result in results] == [f"w{i}" for i in range(200)]
    assert len({request.connection for request in meta.requests}) <= 8
    assert "pool is full" not in caplog.text


def test_clients_of_several_accounts_share_a_session(meta):
    meta.answer(content=SENT)
    session = new_session(2)
    for token in ("one", "two", "one"):
        CloudApi(meta.url, "v25.0", token, session=session).send(NUMBER, {})
    sent = [request.headers["Authorization"] for request in meta.requests]
    assert sent == ["Bearer one", "Bearer two", "Bearer one"]
    assert len({request.connection for request in meta.requests}) == 1
    assert "Authorization" not in session.headers


def test_a_failed_call_gives_its_connection_back(meta):
    api = CloudApi(meta.url, "v25.0", TOKEN, pool_size=1)
    meta.answers = [
        (200, {}, b"x" * 1000),
        (404, {}, b""),
        slow_body,
        (302, {"Location": "https://example.com"}, b""),
        (200, {}, b"ok"),
    ]
    for _ in range(4):
        with pytest.raises(CloudApiError):
            api.download(f"{meta.url}/1", 10)
    assert api.download(f"{meta.url}/1", 10)[0] == b"ok"

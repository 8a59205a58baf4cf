"""The client against a server on loopback, whose answers each test writes."""

import json
import logging
import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from tools.cloud_api import PHONE_NUMBER_FIELDS, CloudApi, MediaInfo
from tools.errors import CloudApiError, ErrorClass, NotSent, OutcomeUnknown
from tools.graph import new_session

TOKEN = "EAAGm0PX4ZCpsBAKc1ZBZC9oVxyz0123456789"
NUMBER, WABA = "106540352242922", "102290129340398"
SENT = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+34600111222", "wa_id": "34600111222"}],
    "messages": [{"id": "wamid.A"}],
}


class Meta:
    """Answers with `answers` in turn, the last one for ever, and notes the requests."""

    def __init__(self):
        self.requests = []
        self.answers = [(200, {}, b"{}")]
        meta = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                meta.handle(self)

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, args=(0.01,), daemon=True
        ).start()

    def handle(self, handler):
        length = int(handler.headers.get("Content-Length", 0))
        body = handler.rfile.read(length)
        self.requests.append(
            SimpleNamespace(
                method=handler.command,
                path=handler.path,
                headers=dict(handler.headers),
                body=body,
                connection=handler.client_address,
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer(handler)
            return
        status, headers, content = answer
        handler.send_response(status)
        for name, value in {"Content-Length": len(content), **headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        handler.wfile.write(content)

    def answer(self, status=200, content=None, **headers):
        if not isinstance(content, bytes):
            content = json.dumps({} if content is None else content).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = [(status, names, content)]

    @property
    def last(self):
        return self.requests[-1]


@pytest.fixture(scope="module")
def server():
    meta = Meta()
    yield meta
    meta.server.shutdown()
    meta.server.server_close()


@pytest.fixture
def meta(server):
    server.requests.clear()
    server.answer()
    return server


@pytest.fixture
def api(meta):
    return CloudApi(meta.url, "v25.0", TOKEN)


@pytest.fixture
def hasty(meta):
    """A client that waits a tenth of a second for an answer."""
    return CloudApi(meta.url, "v25.0", TOKEN, timeout=(5, 0.1))


def refused(code, details="Because.", **error):
    error = {"code": code, "message": "(#1) Title", "fbtrace_id": "trace", **error}
    return {"error": {**error, "error_data": {"details": details}}}


def failure(call, *args, kind=CloudApiError):
    with pytest.raises(kind) as caught:
        call(*args)
    assert type(caught.value) is kind
    return caught.value


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


# -- refusals ----------------------------------------------------------------------


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


# -- no answer ---------------------------------------------------------------------


def closed_port():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return closed.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "error_class"),
    [
        ("http://127.0.0.1:{port}", ErrorClass.TRANSIENT),
        ("https://127.0.0.1:{port}", ErrorClass.TRANSIENT),
        ("", ErrorClass.ACCOUNT),
        ("graph.facebook.com", ErrorClass.ACCOUNT),
        ("ftp://127.0.0.1", ErrorClass.ACCOUNT),
        ("http://", ErrorClass.ACCOUNT),
        ("http://[::1", ErrorClass.ACCOUNT),
        ("http://127.0.0.1:99999", ErrorClass.ACCOUNT),
    ],
)
def test_without_a_connection_nothing_was_sent(url, error_class):
    api = CloudApi(url.format(port=closed_port()), "v25.0", TOKEN, timeout=(1, 1))
    for call, args in [(api.send, [NUMBER, {}]), (api.debug_token, [])]:
        assert failure(call, *args, kind=NotSent).error_class == error_class


def test_without_a_name_server_nothing_was_sent(monkeypatch):
    def fail(*args, **values):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    api = CloudApi("https://graph.facebook.com", "v25.0", TOKEN)
    error = failure(api.send, NUMBER, {}, kind=NotSent)
    assert error.error_class == ErrorClass.TRANSIENT


def test_a_connection_that_takes_too_long_sent_nothing():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", port))
            time.sleep(0.02)
            api = CloudApi(f"http://127.0.0.1:{port}", "v25.0", TOKEN, timeout=(0.1, 1))
            error = failure(api.send, NUMBER, {}, kind=NotSent)
        finally:
            for one in waiting:
                one.close()
    assert error.error_class == ErrorClass.TRANSIENT


def test_tls_to_a_server_without_tls_sent_nothing(meta):
    url = meta.url.replace("http:", "https:")
    failure(CloudApi(url, "v25.0", TOKEN).send, NUMBER, {}, kind=NotSent)
    assert not meta.requests


def silent(handler):
    time.sleep(0.2)
    handler.close_connection = True


def hang_up(handler):
    handler.close_connection = True


def reset(handler):
    linger = b"\x01\0\0\0\0\0\0\0"
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.close_connection = True


def garbage(handler):
    handler.wfile.write(b"\x16\x03 no HTTP at all\r\n\r\n")
    handler.close_connection = True


def cut_off(handler):
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"messages": [')
    handler.close_connection = True


def cut_off_chunk(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")
    handler.close_connection = True


def slow_body(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    time.sleep(0.2)
    handler.close_connection = True


@pytest.mark.parametrize(
    "answer",
    [silent, hang_up, reset, garbage, cut_off, cut_off_chunk, slow_body]
    + [
        (502, {}, b"<html>Bad gateway</html>"),
        (504, {}, b'{"error": "text"}'),
        (200, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
    ],
)
def test_a_lost_answer_is_unknown_for_a_message_only(hasty, meta, answer):
    meta.answers = [answer]
    error = failure(hasty.send, NUMBER, {}, kind=OutcomeUnknown)
    assert error.error_class == ErrorClass.TRANSIENT
    assert len(meta.requests) == 1
    assert failure(hasty.waba, WABA).error_class == ErrorClass.TRANSIENT


@pytest.mark.parametrize("answer", [(500, {}, b""), (503, {}, b"[]")])
def test_a_refusal_without_a_code_may_be_repeated(hasty, meta, answer):
    meta.answers = [answer]
    error = failure(hasty.send, NUMBER, {})
    assert not isinstance(error, OutcomeUnknown)
    assert error.error_class == ErrorClass.TRANSIENT


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"messages": []},
        {"messages": [{}]},
        {"messages": {}},
        {"messages": [{"id": 1}]},
    ],
)
def test_accepted_without_an_id_is_unknown(api, meta, content):
    meta.answer(content=content)
    failure(api.send, NUMBER, {}, kind=OutcomeUnknown)


def test_an_upload_without_an_id_may_be_repeated(api, meta):
    error = failure(api.upload_media, NUMBER, "a", "image/png", b"x")
    assert error.error_class == ErrorClass.TRANSIENT


def test_a_payload_that_is_no_json_is_not_sent(api, meta):
    error = failure(api.send, NUMBER, {"latitude": float("nan")})
    assert error.error_class == ErrorClass.PERMANENT
    assert not meta.requests


# -- download ----------------------------------------------------------------------


def test_download(api, meta):
    meta.answer(content=b"\x89PNG", Content_Type="image/png")
    assert api.download(f"{meta.url}/media/1?x=2", 10) == (b"\x89PNG", "image/png")
    assert meta.last.path == "/media/1?x=2"
    assert meta.last.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://fbsbx.com.example.com/x",
        "https://evilfbsbx.com/x",
        "https://lookaside.fbsbx.com@example.com/x",
        "https://example.com\\@lookaside.fbsbx.com/x",
        "https://example.com#@lookaside.fbsbx.com/x",
        "https://example.com?@lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:443@example.com/x",
        "https://lookaside.fbsbx.com%2eexample.com/x",
        "https://lookaside.fb\u0455bx.com/x",  # a Cyrillic s
        "https://xn--lookaside-fbsbx.com/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://2130706433/x",
        "https:///x",
        "ftp://lookaside.fbsbx.com/x",
        "gopher://lookaside.fbsbx.com/x",
        "http://127.0.0.1/x",
        "http://127.0.0.1.example.com:{port}/x",
        "http://user@127.0.0.2:{port}/x",
        "http://localhost:{port}/x",
        "https://127.0.0.1:{port}/x",
        "file:///etc/passwd",
        "//lookaside.fbsbx.com/x",
        "lookaside.fbsbx.com/x",
        "",
    ],
)
def test_the_token_goes_to_no_other_host(api, meta, url, monkeypatch):
    sent = []
    monkeypatch.setattr(api._graph, "request", lambda *args, **kw: sent.append(args))
    port = meta.server.server_port
    error = failure(api.download, url.format(port=port), 10)
    assert error.error_class == ErrorClass.PERMANENT
    assert not sent


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "https://LOOKASIDE.FBSBX.COM/x",
        "https://scontent.xx.fbcdn.net/x",
        "https://mmg.whatsapp.net/x",
        "https://graph.facebook.com:443/x",
    ],
)
def test_metas_hosts_are_asked(api, url, monkeypatch):
    class Asked(Exception):
        pass

    def request(*args, **values):
        raise Asked

    monkeypatch.setattr(api._graph, "request", request)
    with pytest.raises(Asked):
        api.download(url, 10)


def test_redirects_are_followed_to_allowed_hosts_only(api, meta):
    redirect = (302, {"Location": "/media/2"}, b"")
    meta.answers = [redirect, (200, {"Content-Type": "image/png"}, b"x")]
    assert api.download(f"{meta.url}/media/1", 10) == (b"x", "image/png")
    assert meta.last.path == "/media/2"
    meta.answer(302, b"", Location="https://example.com/")
    assert (
        failure(api.download, f"{meta.url}/1", 10).error_class == ErrorClass.PERMANENT
    )
    meta.answer(302, b"", Location="/media/1")
    assert "redirects" in str(failure(api.download, f"{meta.url}/1", 10))


@pytest.mark.parametrize("status", [404, 410])
def test_an_expired_address(api, meta, status):
    meta.answer(status, b"gone")
    error = failure(api.download, f"{meta.url}/1", 10, kind=NotSent)
    assert (error.http_status, error.error_class) == (status, ErrorClass.TRANSIENT)


@pytest.mark.parametrize(
    ("status", "content", "error_class"),
    [
        (401, refused(190), ErrorClass.ACCOUNT),
        (429, b"", ErrorClass.THROTTLE_NUMBER),
        (500, b"", ErrorClass.TRANSIENT),
        (403, b"", ErrorClass.PERMANENT),
    ],
)
def test_a_refused_download(api, meta, status, content, error_class):
    meta.answer(status, content)
    assert failure(api.download, f"{meta.url}/1", 10).error_class == error_class


def chunks_without_end(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    try:
        for _ in range(1000):
            handler.wfile.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
    except OSError:
        handler.close_connection = True


def half_of_it(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "error_class"),
    [
        ((200, {}, b"x" * 11), ErrorClass.PERMANENT),
        (chunks_without_end, ErrorClass.PERMANENT),
        (half_of_it, ErrorClass.TRANSIENT),
        (slow_body, ErrorClass.TRANSIENT),
    ],
)
def test_a_download_too_large_or_too_short(api, meta, answer, error_class):
    meta.answers = [answer]
    limit = 10 if error_class == ErrorClass.PERMANENT else 1000
    assert failure(api.download, f"{meta.url}/1", limit).error_class == error_class


def test_a_download_of_just_the_limit(api, meta):
    meta.answer(content=b"x" * 10)
    assert api.download(f"{meta.url}/1", 10)[0] == b"x" * 10


# -- the token ---------------------------------------------------------------------


def everything_shown(error):
    shown = [str(error), repr(error), repr(vars(error)), repr(error.args)]
    return "".join(shown + traceback.format_exception(error))


def test_the_token_is_nowhere_to_be_seen(api, meta, caplog):
    caplog.set_level(logging.DEBUG)
    echo = f"Malformed access token {TOKEN}"
    port = closed_port()
    dead = CloudApi(f"http://127.0.0.1:{port}", "v25.0", TOKEN)
    odd = CloudApi(f"http://127.0.0.1:{port}", "v25.0", "s3cr3t\r\nX-Injected: 1")
    shown = repr(api) + str(api) + repr(dead)
    meta.answer(400, refused(190, details=echo, message=echo))
    shown += everything_shown(failure(api.debug_token))
    shown += everything_shown(failure(dead.debug_token, kind=NotSent))
    shown += everything_shown(failure(odd.debug_token))
    meta.answers = [hang_up]
    shown += everything_shown(failure(api.debug_token))
    assert "debug_token" in caplog.text
    for secret in (TOKEN, "s3cr3t"):
        assert secret not in shown + caplog.text


@pytest.mark.parametrize("token", ["", None, "  ", "a b", "a\nb", "tokén", "\u2026"])
def test_a_token_that_cannot_be_one_is_not_sent(meta, token):
    error = failure(CloudApi(meta.url, "v25.0", token).send, NUMBER, {})
    assert error.error_class == ErrorClass.ACCOUNT
    assert not meta.requests


def test_spaces_around_pasted_settings_do_no_harm(meta):
    meta.answer(content=SENT)
    CloudApi(f" {meta.url}/ ", "/v25.0/", f" {TOKEN}\n").send(NUMBER, {})
    assert meta.last.path == f"/v25.0/{NUMBER}/messages"
    assert meta.last.headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_netrc_does_not_replace_the_token(api, meta, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    meta.answer(content=SENT)
    api.send(NUMBER, {})
    assert meta.last.headers["Authorization"] == f"Bearer {TOKEN}"


def test_no_cookie_is_kept(api, meta):
    meta.answer(content=SENT, Set_Cookie="id=1; Path=/")
    api.send(NUMBER, {})
    api.send(NUMBER, {})
    assert "Cookie" not in meta.last.headers


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

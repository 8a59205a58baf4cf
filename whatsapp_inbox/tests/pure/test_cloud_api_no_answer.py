"""What is known of a call without a good answer."""

import socket
import time

import pytest
from graph_server import (
    NUMBER,
    TOKEN,
    WABA,
    closed_port,
    cut_off,
    cut_off_chunk,
    failure,
    garbage,
    hang_up,
    reset,
    silent,
    slow_body,
)
from tools.cloud_api import CloudApi
from tools.errors import ErrorClass, NotSent, OutcomeUnknown


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

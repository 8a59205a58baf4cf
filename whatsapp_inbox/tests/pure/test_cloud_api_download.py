import pytest
from graph_server import TOKEN, failure, refused, slow_body
from tools.errors import ErrorClass, NotSent


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

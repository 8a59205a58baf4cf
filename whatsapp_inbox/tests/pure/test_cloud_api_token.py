import logging
import traceback

import pytest
from graph_server import NUMBER, SENT, TOKEN, closed_port, failure, hang_up, refused
from tools.cloud_api import CloudApi
from tools.errors import ErrorClass, NotSent


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

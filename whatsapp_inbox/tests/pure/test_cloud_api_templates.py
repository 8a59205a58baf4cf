"""The client's templates: what is asked, and Meta's words where they are refused."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from graph_server import TOKEN, WABA, failure
from tools.errors import CloudApiError, ErrorClass

TEMPLATES = f"/v25.0/{WABA}/message_templates"


def query(request):
    return {k: v[0] for k, v in parse_qs(urlsplit(request.path).query).items()}


def test_all_pages(api, meta):
    def page(name, after=None):
        paging = {"cursors": {"after": after}, "next": "https://x"} if after else {}
        return 200, {}, json.dumps({"data": [{"name": name}], "paging": paging})

    meta.answers = [
        (status, headers, body.encode())
        for status, headers, body in (page("a", "1"), page("b", "2"), page("c"))
    ]
    assert [t["name"] for t in api.templates(WABA)] == ["a", "b", "c"]
    assert [query(r).get("after") for r in meta.requests] == [None, "1", "2"]
    assert "components" in query(meta.last)["fields"]


def test_create_edit_delete(api, meta):
    meta.answer(content={"id": "7", "status": "PENDING", "category": "UTILITY"})
    assert api.create_template(WABA, {"name": "a"})["status"] == "PENDING"
    assert (meta.last.method, meta.last.path) == ("POST", TEMPLATES)
    meta.answer(content={"success": True})
    api.edit_template("7", {"components": []})
    assert (meta.last.method, meta.last.path) == ("POST", "/v25.0/7")
    api.delete_template(WABA, "a", "7")
    assert meta.last.method == "DELETE"
    assert query(meta.last) == {"name": "a", "hsm_id": "7"}


def test_refusals_in_metas_words(api, meta):
    error = {
        "message": "Invalid parameter",
        "code": 100,
        "error_subcode": 2388299,
        "error_user_title": "Variables can't be at the start",
        "error_user_msg": "This template has variables at the start or end.",
    }
    meta.answer(400, {"error": error})
    refused = failure(api.create_template, WABA, {})
    assert refused.error_class == ErrorClass.PERMANENT
    assert str(refused).startswith("This template has variables at the start")


def test_upload_of_an_example(api, meta):
    upload = "upload:MTphdHRhY2htZW50=?sig=ARZqkGCA_uQ"
    meta.answers = [
        (200, {}, json.dumps({"id": upload}).encode()),
        (200, {}, b'{"h": "4::aW"}'),
    ]
    assert api.upload_example("99", "a.jpg", "image/jpeg", b"abc") == "4::aW"
    opened, sent = meta.requests
    assert opened.path.startswith("/v25.0/99/uploads?")
    assert query(opened)["file_length"] == "3"
    assert (sent.path, sent.body) == (f"/v25.0/{upload}", b"abc")
    assert sent.headers["Authorization"] == f"OAuth {TOKEN}"
    assert sent.headers["file_offset"] == "0"


@pytest.mark.parametrize("answer", ["", "upload:../me", "upload:x/y", "http://e.vil"])
def test_the_token_goes_to_no_other_place(api, meta, answer):
    meta.answer(content={"id": answer})
    failure(api.upload_example, "99", "a.jpg", "image/jpeg", b"abc")
    assert len(meta.requests) == 1


@pytest.mark.parametrize("bad", ["", "../me", "1/2", "a b"])
def test_ids_are_one_segment(api, meta, bad):
    with pytest.raises(CloudApiError):
        api.delete_template(WABA, "a", bad)
    assert not meta.requests

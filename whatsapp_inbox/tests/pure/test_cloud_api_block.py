"""Blocking users: what is asked, and the reason that Meta gives for one of them."""

import json

from graph_server import failure

PATH = "/v25.0/501/block_users"
USER = {"user": "+34600111222"}
FAILED = {
    "input": "34600111222",
    "errors": [
        {
            "message": "Re-engagement required",
            "code": 131047,
            "error_data": {"details": "User has not messaged in the last 24 hours"},
        }
    ],
}


def test_block_and_unblock(api, meta):
    meta.answer(content={"block_users": {"added_users": [USER]}})
    api.block("501", USER)
    assert (meta.last.method, meta.last.path) == ("POST", PATH)
    body = {"messaging_product": "whatsapp", "block_users": [USER]}
    assert json.loads(meta.last.body) == body
    api.unblock("501", USER)
    assert (meta.last.method, json.loads(meta.last.body)) == ("DELETE", body)


def test_the_reason_is_that_of_the_user(api, meta):
    """Whether the answer as a whole is an error or not."""
    lists = {"block_users": {"failed_users": [FAILED]}}
    whole = {"code": 139100, "message": "(#139100) Failed to block/unblock users"}
    for status, answer in ((400, {**lists, "error": whole}), (200, lists)):
        meta.answer(status, answer)
        refused = failure(api.block, "501", USER)
        assert refused.code == 131047
        assert "24 hours" in str(refused)


def test_odd_answers(api, meta):
    for lists in ([], {"failed_users": [{}]}, {"failed_users": "x"}):
        meta.answer(content={"block_users": lists})
        api.block("501", USER)


def test_all_pages(api, meta):
    paging = {"cursors": {"after": "1"}, "next": "https://x"}
    meta.answers = [
        (200, {}, json.dumps({"data": [{"wa_id": wa_id}], "paging": p}).encode())
        for wa_id, p in (("34600111222", paging), ("34600999888", {}))
    ]
    assert [u["wa_id"] for u in api.blocked("501")] == ["34600111222", "34600999888"]

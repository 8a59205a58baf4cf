"""A Cloud API within the process, for tests of what we send."""

import itertools
import json
from collections import deque
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

API_URL = "https://meta.example.com"


class FakeMeta:
    """Answers requests of our client as the Cloud API does, and remembers them.

    ``sent`` are the accepted messages, ``receipts`` the read and typing calls,
    ``uploads`` (file name, MIME type, bytes), ``media`` what customers sent
    (id → (MIME type, bytes)). ``edges`` has, by path without the version, what
    answers in another way: a function of the request.
    """

    def __init__(self):
        self.calls = []
        self.sent = []
        self.receipts = []
        self.uploads = []
        self.media = {}
        self.edges = {}
        self._outcomes = deque()
        self._ids = itertools.count(1)

    def refuse(self, code, http_status=400, details="", headers=None, **error):
        """Have the next message refused with this error."""
        error = {
            "message": f"(#{code}) No",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": details},
            **error,
        }
        if not details:
            del error["error_data"]
        self.outcome(lambda request: response(http_status, {"error": error}, headers))

    def lose_answer(self):
        """Have the next message accepted, and its answer lost."""

        def lose(request):
            self._accept(request)
            raise requests.ReadTimeout("read timed out")

        self.outcome(lose)

    def be_unreachable(self):
        """Have no connection made for the next message."""

        def refuse(request):
            reason = NewConnectionError(None, "refused")
            raise requests.ConnectionError(MaxRetryError(None, request.url, reason))

        self.outcome(refuse)

    def outcome(self, answer):
        """Answer the next message by ``answer(request)``."""
        self._outcomes.append(answer)

    def answer(self, request):
        url = urlsplit(request.url)
        path = url.path.lstrip("/")
        if path.startswith("file/"):
            return self._file(path.removeprefix("file/"))
        path = path.partition("/")[2]
        self.calls.append((request.method, path, parse_qs(url.query)))
        if path in self.edges:
            return self.edges[path](request)
        if request.method == "POST" and path.endswith("/messages"):
            return self._message(request)
        if request.method == "POST" and path.endswith("/media"):
            return self._upload(request)
        if request.method == "GET" and path in self.media:
            mime_type, _content = self.media[path]
            url = f"{API_URL}/file/{path}"
            return response(200, {"url": url, "mime_type": mime_type, "id": path})
        error = {"message": "Unsupported", "code": 100, "error_subcode": 33}
        return response(400, {"error": error})

    def _message(self, request):
        body = json.loads(request.body)
        if body.get("status") == "read":
            self.receipts.append(body)
            return response(200, {"success": True})
        if self._outcomes:
            return self._outcomes.popleft()(request)
        return self._accept(request)

    def _accept(self, request):
        body = json.loads(request.body)
        self.sent.append(body)
        wamid = f"wamid.OUT{next(self._ids)}"
        return response(
            200,
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": body.get("to") or body.get("recipient")}],
                "messages": [{"id": wamid}],
            },
        )

    def _upload(self, request):
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        parts = BytesParser(policy=HTTP).parsebytes(head + request.body)
        for part in parts.iter_parts():
            if part.get_filename():
                content = part.get_payload(decode=True)
                self.uploads.append(
                    (part.get_filename(), part.get_content_type(), content)
                )
        return response(200, {"id": f"upload{len(self.uploads)}"})

    def _file(self, media_id):
        mime_type, content = self.media[media_id]
        return response(200, content, {"Content-Type": mime_type})


def response(http_status, content, headers=None):
    """What ``requests`` gives for an answer with this JSON or these bytes."""
    answer = requests.Response()
    answer.status_code = http_status
    answer.headers.update(headers or {})
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    answer.raw = BytesIO(content)
    return answer

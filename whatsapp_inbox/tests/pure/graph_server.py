"""A server on loopback in place of Meta, whose answers each test writes."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from tools.errors import CloudApiError

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

            do_POST = do_DELETE = do_GET

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


def refused(code, details="Because.", **error):
    error = {"code": code, "message": "(#1) Title", "fbtrace_id": "trace", **error}
    return {"error": {**error, "error_data": {"details": details}}}


def failure(call, *args, kind=CloudApiError):
    with pytest.raises(kind) as caught:
        call(*args)
    assert type(caught.value) is kind
    return caught.value


def closed_port():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return closed.getsockname()[1]


# -- answers that are none ------------------------------------------------------------


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

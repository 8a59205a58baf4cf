"""A simulator, a business's server that takes its webhooks, and a client of the API."""

import hashlib
import hmac
import json
import threading
import time

import pytest
import requests
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from simulator.seed import ACCESS_TOKEN, APP_SECRET, NUMBER_ID, WABA_ID
from simulator.server import Simulator

VERIFY_TOKEN = "verify me"


class Receiver:
    """A webhook endpoint. `answers`: status codes to give before 200s."""

    def __init__(self, secret=APP_SECRET, verify_token=VERIFY_TOKEN):
        self.secret, self.verify_token = secret, verify_token
        self.posts = []  # (body bytes, signature is right)
        self.answers = []
        self.condition = threading.Condition()
        handler = type("Quiet", (WSGIRequestHandler,), {"log": lambda *a, **k: None})
        self.server = make_server(
            "127.0.0.1", 0, self, threaded=True, request_handler=handler
        )
        threading.Thread(
            target=self.server.serve_forever, args=(0.02,), daemon=True
        ).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def __call__(self, environ, start_response):
        response = self.handle(Request(environ))
        return response(environ, start_response)

    def handle(self, request):
        if request.method == "GET":
            right = request.args.get("hub.verify_token") == self.verify_token
            if right and request.args.get("hub.mode") == "subscribe":
                return Response(request.args["hub.challenge"])
            return Response("no", 403)
        body = request.get_data()
        mac = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        right = request.headers["X-Hub-Signature-256"] == f"sha256={mac}"
        with self.condition:
            self.posts.append((body, right))
            self.condition.notify_all()
            code = self.answers.pop(0) if self.answers else 200
        return Response("", code)

    def bodies(self):
        return [json.loads(body) for body, _right in list(self.posts)]

    def changes(self, field="messages"):
        """Every `value` of that field, in order of arrival."""
        return [
            change["value"]
            for body in self.bodies()
            for entry in body["entry"]
            for change in entry["changes"]
            if change["field"] == field
        ]

    def messages(self):
        return [m for value in self.changes() for m in value.get("messages", [])]

    def statuses(self, wamid=None):
        return [
            status
            for value in self.changes()
            for status in value.get("statuses", [])
            if wamid in (None, status["id"])
        ]

    def wait(self, condition, seconds=5):
        """Wait until condition() is true; returns its value."""
        deadline = time.monotonic() + seconds
        with self.condition:
            while not (value := condition()):
                left = deadline - time.monotonic()
                assert left > 0, f"not within {seconds} s; got {self.bodies()}"
                self.condition.wait(min(left, 0.1))
            return value

    def message(self, wamid=None, **values):
        """Wait for the one message with that id or these values: webhooks come side by
        side, so the order of arrival says nothing."""
        values |= {"id": wamid} if wamid else {}
        return self.wait(
            lambda: next((m for m in self.messages() if values.items() <= m.items()), 0)
        )

    def wait_statuses(self, wamid, *names):
        """Wait for the statuses of a message, in any order; {name: status}."""

        def found():
            got = {status["status"]: status for status in self.statuses(wamid)}
            return got if set(names) <= set(got) else None

        return self.wait(found)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Client:
    """The business's side: Graph calls with the default token and number."""

    def __init__(self, url, token=ACCESS_TOKEN, number=NUMBER_ID):
        self.base = url
        self.number = number
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def graph(self, method, path, **options):
        url = f"{self.base}/v25.0/{path}"
        return self.session.request(method, url, timeout=10, **options)

    def send(self, to="+34600123456", type_="text", value=None, **extra):
        payload = {"messaging_product": "whatsapp", "type": type_, **extra}
        if to:
            payload["to"] = to
        payload[type_] = {"body": "Hello"} if value is None else value
        return self.graph("POST", f"{self.number}/messages", json=payload)

    def sent(self, *arguments, **options):
        """The wamid of a send that must be accepted."""
        response = self.send(*arguments, **options)
        assert response.status_code == 200, response.text
        return response.json()["messages"][0]["id"]

    def error(self, *arguments, **options):
        """The error object of a send that must be refused."""
        response = self.send(*arguments, **options)
        assert response.status_code != 200, response.text
        return {**response.json()["error"], "http": response.status_code}

    def upload(self, data, mime_type, filename="file"):
        response = self.graph(
            "POST",
            f"{self.number}/media",
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": (filename, data, mime_type)},
        )
        assert response.status_code == 200, response.text
        return response.json()["id"]

    def control(self, path, method="POST", **values):
        if method == "GET":
            options = {"params": values}
        else:
            options = {"json": values}
        response = self.session.request(
            method, f"{self.base}/simulator/{path}", timeout=30, **options
        )
        assert response.status_code == 200, response.text
        return response.json()

    def inbound(self, customer="lucia", **values):
        return self.control("inbound", customer=customer, **values)["wamid"]


@pytest.fixture
def simulator():
    with Simulator(port=0) as running:
        yield running


@pytest.fixture
def client(simulator):
    return Client(simulator.url)


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def connected(client, receiver):
    """The receiver is the app's callback and the app is subscribed."""
    client.control("app", callback_url=receiver.url, verify_token=VERIFY_TOKEN)
    assert client.graph("POST", f"{WABA_ID}/subscribed_apps").json()["success"]
    return receiver

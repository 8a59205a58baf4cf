"""The simulator as a WSGI application and as a server in threads of this process."""

import json
import logging
import secrets
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.utils import send_from_directory
from werkzeug.wrappers import Request, Response

from . import seed
from .calling import Calling
from .coexistence import Coexistence
from .control import Control
from .customers import Customers
from .delivery import Dispatcher
from .errors import GraphError
from .events import Hub
from .faults import Faults
from .graph import Call, Graph
from .media import MediaStore
from .messages import Messages
from .phone import Phone
from .ratelimits import RateLimits
from .revising import Revising
from .routing import Routing
from .state import State
from .templates import Templates

_logger = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
API_VERSION = "v25.0"


class Handler(WSGIRequestHandler):
    """Keep-alive without Nagle's pause: head and body of an answer leave together."""

    disable_nagle_algorithm = True
    wbufsize = -1

    def log(self, type_, message, *args):
        _logger.debug(message, *args)


class CannotListenError(Exception):
    """The address is taken or not ours."""


class Server(ThreadedWSGIServer):
    request_queue_size = 1024

    def server_bind(self):
        """:raise CannotListenError: where Werkzeug would end the process"""
        try:
            super().server_bind()
        except OSError as error:
            self.server_close()
            raise CannotListenError(error.strerror) from error

    def handle_error(self, request, client_address):
        _logger.debug("connection of %s ended", client_address)


class Simulator:
    """Everything together; `with Simulator(port=0) as sim:` serves at `sim.url`.

    :param state: SQLite file that keeps the world over restarts, or None
    :param latency_ms: pause before each Graph answer
    """

    def __init__(self, host="127.0.0.1", port=8070, state=None, latency_ms=0):
        self.host, self.port = host, port
        self.state = State(state)
        seed.fill(self.state)
        self.faults = Faults()
        self.faults.merge({"latency_ms": latency_ms})
        self.limits = RateLimits(self.faults)
        self.hub = Hub()
        self.dispatcher = Dispatcher(self.state, self.faults, self._acknowledged)
        self.media = MediaStore(self.state, secrets.token_bytes(16))
        self.messages = Messages(self)
        self.customers = Customers(self)
        self.revising = Revising(self)
        self.calling = Calling(self)
        self.routing = Routing(self)
        self.templates = Templates(self)
        self.coexistence = Coexistence(self)
        self.phone = Phone(self)
        self.control = Control(self)
        self.graph = Graph(self)
        self._pool = ThreadPoolExecutor(4, "background")
        self._server = None

    # --- life ----------------------------------------------------------------

    def start(self):
        """Listen and serve in a thread; returns self.

        :raise CannotListenError:
        """
        self._server = Server(self.host, self.port, self, handler=Handler)
        self.port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True, name="server"
        ).start()
        return self

    def stop(self):
        self.hub.close()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self.dispatcher.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.state.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    @property
    def url(self):
        host = "127.0.0.1" if self.host in ("", "0.0.0.0") else self.host
        return f"http://{host}:{self.port}"

    def background(self, function, *args):
        self._pool.submit(function, *args)

    def reset(self):
        """Back to the default world: no messages, no subscriptions, no faults."""
        self.dispatcher.clear()
        self.state.reset()
        self.faults.clear()
        self.limits.clear()
        self.routing.may_take = True
        seed.fill(self.state)
        self.hub.publish("reset", {})

    def _acknowledged(self, delivery):
        """The business's server took a customer's message: two grey ticks."""
        for wamid in delivery.wamids:
            message = self.state.messages.get(wamid)
            if message and message.direction == "inbound":
                with self.state.lock:
                    if message.status != "accepted":
                        continue
                    message.status = "delivered"
                    self.state.save(message)
                self.hub.publish(
                    "status",
                    {
                        "wamid": wamid,
                        "status": "delivered",
                        "number": message.number_id,
                    },
                )

    # --- WSGI ----------------------------------------------------------------

    def __call__(self, environ, start_response):
        request = Request(environ)
        try:
            response = self._route(request)
        except HTTPException as error:
            response = error.get_response(environ)
        except Exception:
            _logger.exception("%s %s", request.method, request.path)
            response = Response("internal error", 500)
        return response(environ, start_response)

    def _route(self, request):
        path = request.path
        found = Graph.split(path)
        if found:
            return self._graph(request, *found)
        if path.startswith("/simulator/lookaside/"):
            return self._lookaside(request, path.rpartition("/")[2])
        if path.startswith("/simulator/"):
            return self.control.handle(request, path.removeprefix("/simulator/"))
        if path.startswith("/phone/"):
            return self.phone.handle(request, path.removeprefix("/phone/"))
        if path == "/":
            return send_from_directory(STATIC, "index.html", request.environ)
        if path.startswith("/static/"):
            name = path.removeprefix("/static/")
            response = send_from_directory(STATIC, name, request.environ)
            response.headers["Cache-Control"] = "no-cache"
            return response
        raise NotFound()

    # --- Graph ---------------------------------------------------------------

    def _graph(self, request, object_id, edge):
        faults = self.faults
        params, files, data = _parameters(request)
        if faults.latency_ms and faults.applies_to(edge):
            time.sleep(faults.latency_ms / 1000)
        failure = faults.http_failure(edge)
        if failure:
            return _http_failure(failure)
        call = Call(request.method, edge, params, files, _base_url(request), data)
        try:
            answer = self.graph.handle(object_id, call, _token(request, params))
        except GraphError as error:
            return _error_response(error)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            _logger.exception("%s %s", request.method, request.path)
            return _error_response(GraphError(131000))
        sends = edge in ("messages", "marketing_messages") and "messages" in answer
        if sends and faults.drops_response():
            time.sleep(faults.hang_ms / 1000)
            _hang_up(request)
        return _json(answer, headers={"facebook-api-version": API_VERSION})

    def _lookaside(self, request, media_id):
        faults = self.faults
        if faults.latency_ms and faults.applies_to("lookaside"):
            time.sleep(faults.latency_ms / 1000)
        failure = faults.http_failure("lookaside")
        if failure:
            return _http_failure(failure)
        call = Call("GET", "", {}, {}, "")
        try:
            self.graph.authorise(call, _token(request, {}))
        except GraphError as error:
            return _error_response(error)
        media = self.media.open_url(media_id, request.args)
        if not media:
            raise NotFound()
        response = Response(media.data, mimetype=media.mime_type)
        response.headers["Content-Disposition"] = "attachment"
        return response


def _parameters(request):
    """(query + form + JSON body as one dict, files, other body).

    An unreadable JSON body counts as empty, as with Meta: what is missing is said.
    """
    params = request.args.to_dict()
    if request.mimetype == "application/json":
        try:
            body = json.loads(request.get_data() or b"{}")
        except ValueError:
            body = {}
        if isinstance(body, dict):
            params.update(body)
        return params, {}, b""
    if not request.mimetype.startswith(("multipart/", "application/x-www-form")):
        return params, {}, request.get_data()
    form = request.form.to_dict()
    for name, value in form.items():
        params[name] = value
        if value[:1] in "{[" and value:
            try:
                params[name] = json.loads(value)
            except ValueError:
                continue
    return params, request.files, b""


def _token(request, params):
    """The parameter ``access_token``, else the header's."""
    if params.get("access_token"):
        return params["access_token"]
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "oauth") else ""


def _base_url(request):
    return request.host_url.rstrip("/")


def _json(data, status=200, headers=None):
    return Response(
        json.dumps(data),
        status,
        headers,
        content_type="application/json; charset=UTF-8",
    )


def _error_response(error):
    challenge = f'OAuth "Facebook Platform" "invalid_request" "{error.message}"'
    ascii_challenge = challenge.encode("ascii", "replace").decode()
    return _json(
        error.body(),
        error.http,
        {
            "WWW-Authenticate": ascii_challenge.replace("\n", " "),
            "facebook-api-version": API_VERSION,
        },
    )


def _http_failure(status):
    """429 with Meta's code 4; 5xx as a gateway's page without any code."""
    if status == 429:
        return _error_response(GraphError(4, http=429))
    return Response(
        f"<html><body>HTTP {status}</body></html>", status, mimetype="text/html"
    )


def _hang_up(request):
    """Close the connection with no answer; what follows is written to nobody."""
    connection = request.environ.get("werkzeug.socket")
    if connection:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

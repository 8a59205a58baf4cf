"""Meta's Graph API over HTTP: one call, one JSON object or one typed error.

No retries and no followed redirects. The token is never in an exception, a `repr` or a
log.
"""

import logging
import re
import time
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from .errors import (
    CloudApiError,
    ErrorClass,
    NotSent,
    OutcomeUnknown,
    classify,
    redact,
)

_ID = re.compile(r"\w[\w.-]*", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]+")
_MAX_PAGES = 100
_BAD_ADDRESS = (
    exceptions.InvalidURL,
    exceptions.InvalidSchema,
    exceptions.MissingSchema,
)
# What ends a connection before anything of the request is written to it.
_BEFORE_REQUEST = re.compile(
    r"CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL"
    r"|HANDSHAKE_FAILURE|PROTOCOL_VERSION|Tunnel connection failed"
)


def new_session(pool_size: int = 64) -> requests.Session:
    """A session that keeps up to `pool_size` connections per host and no cookies.

    It carries no secret, so clients of several accounts may share it.
    """
    session = requests.Session()
    adapter = HTTPAdapter(
        pool_connections=8, pool_maxsize=pool_size, max_retries=0, pool_block=True
    )
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def segment(value) -> str:
    """An id as one segment of a path: ids come from webhooks, too."""
    value = str(value or "")
    if not _ID.fullmatch(value):
        raise CloudApiError("Not an id of Meta's", error_class=ErrorClass.PERMANENT)
    return value


#: A gateway tells that it got no answer from the server behind it, which may have
#: accepted the call. A 500 or 503 is that server's own refusal.
GATEWAY_LOST_IT = (502, 504)


class Graph:
    """One host, one version, one token. Any number of threads may use it.

    :param base: `https://graph.facebook.com/v25.0`
    :param timeout: seconds to connect and seconds of silence while reading
    """

    def __init__(self, base: str, token: str, session: requests.Session, timeout):
        self.base = base
        self._auth = _Bearer(token)
        self._session = session
        self._timeout = timeout

    def call(self, method: str, path: str, *, unrepeatable=False, **values) -> dict:
        """The JSON object that answers.

        :param unrepeatable: raise `OutcomeUnknown` if the request went out and no
            answer came, instead of a `TRANSIENT` error that invites to ask again
        :param values: `json`, `params`, `data`, `files` of `requests`
        """
        url = f"{self.base}/{path}"
        response = self.request(method, url, unrepeatable=unrepeatable, **values)
        answer = _json_object(response)
        if answer is None and response.status_code < 300:
            raise _lost("The answer cannot be read", unrepeatable)
        if response.status_code < 300 and "error" not in answer:
            return answer
        raise self.refused(response, answer, unrepeatable)

    def pages(self, path: str, params: dict) -> list[dict]:
        """All elements of an edge.

        Only the cursor is taken from `paging`: its `next` has the token in it.
        """
        items, params = [], dict(params)
        for _page in range(_MAX_PAGES):
            answer = self.call("GET", path, params=params)
            items += [item for item in answer.get("data") or () if item]
            paging = answer.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not paging.get("next") or not after or after == params.get("after"):
                break
            params["after"] = after
        return items

    def debug_token(self) -> dict:
        """The one call whose address has the token in it."""
        params = {"input_token": self._auth.token}
        return self.call("GET", "debug_token", params=params)

    def upload(self, path: str, data: bytes) -> dict:
        """The bytes of a resumable upload, which knows the token by another word."""
        auth = _Bearer(self._auth.token, "OAuth")
        headers = {"file_offset": "0"}
        return self.call("POST", path, data=data, headers=headers, auth=auth)

    def request(self, method, url, *, unrepeatable=False, **values):
        """One request with our token to `url`, which the caller must have checked."""
        if not _TOKEN.fullmatch(self._auth.token):
            raise CloudApiError(
                "The access token is empty or holds a character that no token has",
                error_class=ErrorClass.ACCOUNT,
            )
        try:
            return self._session.request(
                method,
                url,
                timeout=self._timeout,
                allow_redirects=False,
                **{"auth": self._auth, **values},
            )
        except requests.RequestException as error:
            failure = _failure(error, unrepeatable)
        # Outside of the handler: the original names the address and its query.
        raise failure

    def refused(self, response, answer=None, unrepeatable=False) -> CloudApiError:
        """The error in an answer that is none of the good ones."""
        status = response.status_code
        answer = _json_object(response) if answer is None else answer
        error = answer.get("error") if answer else None
        error = failed_user(answer) or error
        if not isinstance(error, dict):
            if status in GATEWAY_LOST_IT and unrepeatable:
                return OutcomeUnknown(f"HTTP {status}", http_status=status)
            error = {"message": f"HTTP {status} {response.reason or ''}".strip()}
        code = error.get("code") if isinstance(error.get("code"), int) else None
        data = error.get("error_data")
        details = data.get("details") if isinstance(data, dict) else ""
        details = details or error.get("error_user_msg")  # of templates
        transient = error.get("is_transient") is True
        return CloudApiError(
            self.redact(str(error.get("message") or error.get("title") or "")),
            code=code,
            details=self.redact(str(details or "")),
            http_status=status,
            error_class=classify(code, status, transient, error.get("error_subcode")),
            retry_after=_retry_after(response),
            fbtrace_id=str(error.get("fbtrace_id") or ""),
        )

    def redact(self, text: str) -> str:
        return redact(text, self._auth.token)


def failed_user(answer) -> dict | None:
    """What Meta says of the first user whom it did not block or unblock; the error of
    the whole answer only says that there is one (Meta's page: block-users)."""
    try:
        error = answer["block_users"]["failed_users"][0]["errors"][0]
    except (KeyError, IndexError, TypeError):
        return None
    return error if isinstance(error, dict) else None


class _Bearer(AuthBase):
    """As an `auth` object, so that a ~/.netrc cannot put its own in the header."""

    def __init__(self, token, scheme="Bearer"):
        self.token = token
        self._scheme = scheme

    def __call__(self, request):
        request.headers["Authorization"] = f"{self._scheme} {self.token}"
        return request


class _TokenFilter(logging.Filter):
    """urllib3 logs each address at DEBUG, that of `debug_token` included."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(
                redact(arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_TokenFilter())


def _failure(error, unrepeatable):
    if isinstance(error, _BAD_ADDRESS):
        return NotSent(
            "The address of the API is not valid", error_class=ErrorClass.ACCOUNT
        )
    if isinstance(error, exceptions.InvalidHeader | exceptions.InvalidJSONError):
        return CloudApiError(
            "The request cannot be written", error_class=ErrorClass.PERMANENT
        )
    causes = list(_causes(error))
    # Its name only: its text may have the address in it.
    name = type(causes[-1]).__name__
    if any(isinstance(e, NewConnectionError | ConnectTimeoutError) for e in causes):
        return NotSent(f"No connection ({name})")
    if _BEFORE_REQUEST.search(str(causes[-1])):
        return NotSent(f"No connection ({_BEFORE_REQUEST.search(str(causes[-1]))[0]})")
    return _lost(f"No answer ({name})", unrepeatable)


def _causes(error):
    """The exception and those it wraps, outermost first."""
    while isinstance(error, Exception):
        yield error
        wrapped = (getattr(error, "reason", None), *error.args)
        error = next((e for e in wrapped if isinstance(e, Exception)), None)


def _lost(title, unrepeatable):
    if unrepeatable:
        return OutcomeUnknown(title)
    return CloudApiError(title, error_class=ErrorClass.TRANSIENT)


def _json_object(response):
    try:
        answer = response.json()
    except (ValueError, RecursionError, requests.RequestException):
        return None
    return answer if isinstance(answer, dict) else None


def _retry_after(response):
    """Seconds asked for by `Retry-After` (a number or a date), or None."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return int(value)
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() - time.time()))
    except (ValueError, OverflowError):
        return None

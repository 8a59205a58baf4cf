"""A client of Meta's WhatsApp Business Cloud API.

It never retries: who calls decides, by the class of the error. The token goes to the
API's own host and to Meta's media hosts and nowhere else.
"""

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from urllib3.util import parse_url

from .block_api import BlockApi
from .errors import CloudApiError, ErrorClass, NotSent, OutcomeUnknown
from .graph import Graph, new_session, segment
from .template_api import TemplateApi

MEDIA_HOSTS = ("facebook.com", "fbcdn.net", "fbsbx.com", "whatsapp.net")
PHONE_NUMBER_FIELDS = (
    "display_phone_number,verified_name,quality_rating,throughput,status,name_status,"
    "platform_type,is_on_biz_app,webhook_configuration"
)
_CHUNK = 64 * 1024
_MAX_HOPS = 3
_DOWNLOAD_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SendResult:
    """Meta accepted the message (not: delivered). "" where it does not tell."""

    wamid: str
    wa_id: str
    user_id: str
    raw: dict = field(repr=False)


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """`url` is valid for five minutes; `file_size` in bytes, 0 if unknown."""

    url: str
    mime_type: str
    sha256: str
    file_size: int


class CloudApi(BlockApi, TemplateApi):
    """The API as one access token sees it, for any number of threads.

    :param api_url: scheme and host, `https://graph.facebook.com`
    :param api_version: `v25.0`
    :param session: shared connections (`graph.new_session`), else one of its own
    :param timeout: seconds to connect and seconds of silence while reading
    :param pool_size: connections per host of the session of its own

    Every method raises `CloudApiError`, of which `NotSent` when no connection was made.
    `send` alone raises `OutcomeUnknown`; where an answer is lost elsewhere, asking
    again is harmless, and the error's class is `TRANSIENT`.
    """

    def __init__(
        self,
        api_url: str,
        api_version: str,
        access_token: str,
        *,
        session: requests.Session | None = None,
        timeout: tuple[float, float] = (5, 30),
        pool_size: int = 64,
    ):
        base = f"{api_url.strip().rstrip('/')}/{api_version.strip().strip('/')}"
        token = (access_token or "").strip()
        self._graph = Graph(base, token, session or new_session(pool_size), timeout)

    def __repr__(self):
        return f"<CloudApi {self._graph.redact(self._graph.base)}>"

    def send(self, phone_number_id: str, payload: dict) -> SendResult:
        """Send one message; `messaging_product` is added.

        :raises OutcomeUnknown: it may have been accepted; do not send it again
        """
        path = f"{segment(phone_number_id)}/messages"
        body = {"messaging_product": "whatsapp", **payload}
        answer = self._graph.call("POST", path, unrepeatable=True, json=body)
        wamid = _first(answer, "messages").get("id")
        if not wamid or not isinstance(wamid, str):
            raise OutcomeUnknown("Accepted, but the answer names no message")
        contact = _first(answer, "contacts")
        wa_id, user_id = contact.get("wa_id"), contact.get("user_id")
        return SendResult(wamid, str(wa_id or ""), str(user_id or ""), answer)

    def mark_read(self, phone_number_id: str, wamid: str, typing: bool = False) -> None:
        """Blue ticks for this message and all before it; `typing` shows for 25 s."""
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        self._graph.call("POST", f"{segment(phone_number_id)}/messages", json=body)

    def thread_control(self, phone_number_id, recipient: dict, action: str) -> None:
        """Take a customer's thread from another app, or release ours.

        :param recipient: `{"to": …}` or `{"recipient": …}`
        :param action: `take` or `release`
        :raises CloudApiError: code 2494191: we are not the escalation partner
        """
        body = {"messaging_product": "whatsapp", **recipient, "action": action}
        path = f"{segment(phone_number_id)}/thread_control"
        self._graph.call("POST", path, json=body)

    def upload_media(self, phone_number_id, filename, mime_type, data) -> str:
        """The id, good for 30 days, of a file (bytes or a binary file object)."""
        answer = self._graph.call(
            "POST",
            f"{segment(phone_number_id)}/media",
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": (filename, data, mime_type)},
        )
        if not answer.get("id"):
            raise _again("The answer names no media")
        return str(answer["id"])

    def media(self, media_id: str, phone_number_id: str) -> MediaInfo:
        """Where a file can be fetched now.

        :raises CloudApiError: `PERMANENT` if the id is gone (after 7 days)
        """
        params = {"phone_number_id": phone_number_id}
        try:
            answer = self._graph.call("GET", segment(media_id), params=params)
        except CloudApiError as error:
            if error.code in (33, 100):  # the media is missing, not the number
                error.error_class = ErrorClass.PERMANENT
            raise
        size = str(answer.get("file_size"))
        return MediaInfo(
            url=str(answer.get("url") or ""),
            mime_type=str(answer.get("mime_type") or ""),
            sha256=str(answer.get("sha256") or ""),
            file_size=int(size) if size.isdecimal() else 0,
        )

    def download(self, url: str, max_bytes: int) -> tuple[bytes, str]:
        """The file behind a media url, and its content type ("" if not told).

        :raises NotSent: the url has expired (`http_status` 404 or 410), ask for another
        :raises CloudApiError: `PERMANENT` for a foreign host or more than `max_bytes`
        """
        for _hop in range(_MAX_HOPS):
            self._check_media_host(url)
            with self._graph.request("GET", url, stream=True) as response:
                if not response.is_redirect:
                    return self._read_media(response, max_bytes)
                url = urljoin(url, response.headers["Location"])
        raise _never("Too many redirects")

    def phone_number(self, phone_number_id: str) -> dict:
        """The number's name, quality, status and limits."""
        params = {"fields": PHONE_NUMBER_FIELDS}
        return self._graph.call("GET", segment(phone_number_id), params=params)

    def sync_phone_app(self, phone_number_id: str, sync_type: str) -> None:
        """Have the data of the phone app sent by webhooks, once after onboarding.

        :param sync_type: `history` or `smb_app_state_sync` (the address book)
        :raises CloudApiError: 2593107 asked before, 2593108 later than 24 hours
        """
        body = {"messaging_product": "whatsapp", "sync_type": sync_type}
        path = f"{segment(phone_number_id)}/smb_app_data"
        self._graph.call("POST", path, json=body)

    def debug_token(self) -> dict:
        """What Meta knows of our token: `is_valid`, `scopes`, `expires_at`, …"""
        data = self._graph.debug_token().get("data")
        return data if isinstance(data, dict) else {}

    def subscribed_apps(self, waba_id: str) -> list[dict]:
        """The apps that receive the account's webhooks."""
        return self._graph.pages(f"{segment(waba_id)}/subscribed_apps", {})

    def subscribe(self, waba_id, callback_url=None, verify_token=None) -> None:
        """Subscribe our app to the account's webhooks.

        :param callback_url: an address for this account alone (at most 200 characters)
        """
        body = {}
        if callback_url:
            body = {"override_callback_uri": callback_url, "verify_token": verify_token}
        self._graph.call("POST", f"{segment(waba_id)}/subscribed_apps", json=body)

    def waba(self, waba_id: str, fields: str = "") -> dict:
        """The WhatsApp business account; without `fields` what Graph gives unasked."""
        params = {"fields": fields} if fields else {}
        return self._graph.call("GET", segment(waba_id), params=params)

    def phone_numbers(self, waba_id: str) -> list[dict]:
        """All numbers of the account, with the fields of `phone_number`."""
        params = {"fields": f"id,{PHONE_NUMBER_FIELDS}"}
        return self._graph.pages(f"{segment(waba_id)}/phone_numbers", params)

    def _check_media_host(self, url):
        """Our token goes along, so the parser that `requests` itself uses decides."""
        try:
            target = parse_url(requests.Request("GET", url).prepare().url)
            own = parse_url(self._graph.base)
        except (requests.RequestException, ValueError):
            raise _never("The media address is not valid") from None
        if target.scheme == "https" and target.port in (None, 443):
            host = f".{target.host}"
            if any(host.endswith(f".{name}") for name in MEDIA_HOSTS):
                return
        if _origin(target) != _origin(own):
            raise _never("The media address is not one of Meta's")

    def _read_media(self, response, max_bytes):
        if response.status_code in (404, 410):
            status = response.status_code
            raise NotSent("The media address has expired", http_status=status)
        if response.status_code != 200:
            raise self._graph.refused(response)
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > max_bytes:
            raise _never(f"The media has more than {max_bytes} bytes")
        content = _read(response, max_bytes)
        encoded = response.headers.get("Content-Encoding")
        if length.isdecimal() and not encoded and len(content) != int(length):
            raise _again("The media was cut off on its way")
        return content, response.headers.get("Content-Type", "")


def _origin(url):
    return url.scheme, url.host, url.port


def _read(response, max_bytes):
    content = bytearray()
    deadline = time.monotonic() + _DOWNLOAD_SECONDS
    try:
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > max_bytes:
                raise _never(f"The media has more than {max_bytes} bytes")
            if time.monotonic() > deadline:
                raise _again("The media takes too long")
    except requests.RequestException:
        raise _again("The media was cut off on its way") from None
    return bytes(content)


def _first(answer, key):
    items = answer.get(key)
    if isinstance(items, list) and items and isinstance(items[0], dict):
        return items[0]
    return {}


def _never(title):
    return CloudApiError(title, error_class=ErrorClass.PERMANENT)


def _again(title):
    return CloudApiError(title, error_class=ErrorClass.TRANSIENT)

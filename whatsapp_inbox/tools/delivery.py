"""The calls of the outbox, each with all it needs: they run in threads, which have no
cursor."""

import logging
import time
from dataclasses import dataclass

from .cloud_api import CloudApi
from .errors import CloudApiError, OutcomeUnknown

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Delivery:
    """One message, sent once; the outcome is in its last three fields."""

    message_id: int
    account_id: int
    api: CloudApi
    phone_number_id: str
    payload: dict
    file: tuple | None = None  # name, mime type, bytes
    delay: float = 0  # seconds until the number may send it
    wamid: str = ""
    error: CloudApiError | None = None
    may_have_arrived: bool = False

    def run(self):
        time.sleep(self.delay)
        try:
            if self.file:
                media_id = self.api.upload_media(self.phone_number_id, *self.file)
                self._media()["id"] = media_id
            self.may_have_arrived = True
            self.wamid = self.api.send(self.phone_number_id, self.payload).wamid
        except CloudApiError as error:
            self.error = error
        except Exception as error:
            _logger.exception("WhatsApp message %s: call failed", self.message_id)
            self.error = OutcomeUnknown(type(error).__name__)

    def _media(self):
        """Where the id of the uploaded file goes: of a template, into its header."""
        content = self.payload[self.payload["type"]]
        for component in content.get("components") or ():
            if component["type"] == "header":
                [parameter] = component["parameters"]
                return parameter[parameter["type"]]
        return content


@dataclass(slots=True)
class Receipt:
    """One read receipt or typing indicator, tried once."""

    api: CloudApi
    phone_number_id: str
    wamid: str
    typing: bool

    def run(self):
        try:
            self.api.mark_read(self.phone_number_id, self.wamid, typing=self.typing)
        except CloudApiError as error:
            _logger.info("WhatsApp: read receipt of %s not sent: %s", self.wamid, error)

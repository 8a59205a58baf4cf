"""Media: upload, metadata, download address, deletion.

Uploaded files live 30 days, files of customers 7; a download address 5 minutes.
"""

import base64
import hashlib
import hmac

from . import checks
from .errors import unknown_object
from .records import Media
from .validation import MIME_TYPES

DAY = 24 * 3600
URL_SECONDS = 300
MEGABYTE = 1024 * 1024

DOCUMENTS = (
    "application/vnd.ms-powerpoint",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/pdf",
    "text/plain",
    "application/vnd.ms-excel",
)
# MIME type → largest upload in bytes
LIMITS = {
    **dict.fromkeys(MIME_TYPES["audio"], 16 * MEGABYTE),
    **dict.fromkeys(DOCUMENTS, 100 * MEGABYTE),
    **dict.fromkeys(MIME_TYPES["image"], 5 * MEGABYTE),
    **dict.fromkeys(MIME_TYPES["sticker"], 500 * 1024),
    **dict.fromkeys(MIME_TYPES["video"], 16 * MEGABYTE),
}


def bare(mime_type):
    """A MIME type without its parameters, lower case."""
    return (mime_type or "").split(";")[0].strip().lower()


class MediaStore:
    """Files of numbers: uploaded by the business or sent by customers."""

    def __init__(self, state, key):
        self.state = state
        self._key = key
        self._uploads = {}  # id of a resumable upload → its MIME type

    def keep(self, number, data, mime_type, filename="", inbound=False):
        return self.state.add(
            Media(
                id=self.state.new_id(),
                number_id=number.id,
                mime_type=mime_type,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                filename=filename or "",
                created=self.state.now(),
                inbound=inbound,
                data=data,
            )
        )

    def find(self, media_id, number=None):
        """A file that is not expired and belongs to the number's account, or None."""
        media = self.state.media.get(media_id)
        if not media:
            return None
        life = (7 if media.inbound else 30) * DAY
        if self.state.now() - media.created > life:
            return None
        if number and self.state.numbers[media.number_id].waba_id != number.waba_id:
            return None
        return media

    # --- Graph ---------------------------------------------------------------

    def upload(self, number, params, files):
        """``POST /<phone>/media`` (multipart: messaging_product, file, type).

        :raise GraphError: 100 for a missing part, a type that Meta does not take, or a
            file that is empty or too large
        """
        checks.one_of(
            checks.required(params, "", "messaging_product"),
            "messaging_product",
            {"whatsapp"},
        )
        file = files.get("file")
        if file is None:
            raise checks.bad_parameter("The parameter file is required.")
        mime_type = bare(file.mimetype or params.get("type"))
        if mime_type == "application/octet-stream" and params.get("type"):
            mime_type = bare(params["type"])
        if mime_type not in LIMITS:
            raise checks.bad_parameter(
                "Param file must be a file with one of the following types: "
                f"{', '.join(LIMITS)}. Received file of type '{mime_type}'."
            )
        data = file.read()
        if not data or len(data) > LIMITS[mime_type]:
            raise checks.bad_parameter(
                "Param file must be a file of at least 1 and at most "
                f"{LIMITS[mime_type]} bytes for type {mime_type}."
            )
        return {"id": self.keep(number, data, mime_type, file.filename).id}

    def open_upload(self, params):
        """``POST /<app>/uploads``: a resumable upload, for templates' examples.

        :raise GraphError: 100
        """
        checks.number(
            checks.required(params, "", "file_length"), "file_length", 1, 100 * MEGABYTE
        )
        upload_id = f"upload:{self.state.new_id()}"
        self._uploads[upload_id] = bare(checks.text(params, "", "file_type"))
        return {"id": upload_id}

    def continue_upload(self, upload_id, call):
        """``POST /upload:…`` with the bytes gives the handle; GET the offset.

        :raise GraphError: 100/33 for an unknown upload
        """
        if upload_id not in self._uploads:
            raise unknown_object(upload_id, call.method)
        if call.method == "GET":
            return {"id": upload_id, "file_offset": 0}
        digest = base64.urlsafe_b64encode(hashlib.sha256(call.data).digest()).decode()
        kind = base64.b64encode(self._uploads.pop(upload_id).encode()).decode()
        return {"h": f"4::{kind}:{digest}"}

    def describe(self, media, params, base_url):
        """``GET /<media>``: with a download address valid 5 minutes.

        :raise GraphError: 100/33 when the number is not the file's, or it has expired
        """
        wanted = params.get("phone_number_id")
        if (wanted and wanted != media.number_id) or not self.find(media.id):
            raise unknown_object(media.id, "GET")
        expires = int(self.state.now()) + URL_SECONDS
        return {
            "url": f"{base_url}/simulator/lookaside/{media.id}?ext={expires}"
            f"&hash={self._hash(media.id, expires)}",
            "mime_type": media.mime_type,
            "sha256": media.sha256,
            "file_size": media.size,
            "id": media.id,
            "messaging_product": "whatsapp",
        }

    def webhook_url(self, media, base_url):
        """The short-lived address that a webhook carries."""
        return self.describe(media, {}, base_url)["url"]

    def open_url(self, media_id, params):
        """The file of a download address, or None when the address has expired."""
        expires = params.get("ext", "")
        valid = hmac.compare_digest(
            params.get("hash", ""), self._hash(media_id, expires)
        )
        if not valid or int(expires) < self.state.now():
            return None
        return self.find(media_id)

    def _hash(self, media_id, expires):
        text = f"{media_id}/{expires}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]

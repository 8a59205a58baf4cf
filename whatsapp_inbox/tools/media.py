"""Files: safe names and types on their way in, kinds and limits on their way out.

Source of the limits: Cloud API, business-phone-numbers/media.
"""

import mimetypes
import re
import unicodedata

MB = 1024 * 1024
LIMITS = {
    "image": 5 * MB,
    "video": 16 * MB,
    "audio": 16 * MB,
    "sticker": 500 * 1024,
    "document": 100 * MB,
}
STATIC_STICKER_LIMIT = 100 * 1024
UNKNOWN_TYPE = "application/octet-stream"

_KINDS = {
    "image/jpeg": "image",
    "image/png": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
    "audio/aac": "audio",
    "audio/amr": "audio",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/ogg": "audio",
}
# Where Python's table gives none, or an odd one.
_EXTENSIONS = {
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/3gpp": ".3gp",
    "video/mp4": ".mp4",
}
_TYPES = mimetypes.MimeTypes()  # Python's own table: the same on every machine
_MIME_TYPE = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
)
# What a browser would run, or would read as something that it then runs.
_ACTIVE = re.compile(
    r".*(html|\+xml|javascript|ecmascript|flash).*|(text|application)/xml"
    r"|text/(css|xsl|xml-.*|x-component|cache-manifest)|multipart/.*|message/.*"
    r"|application/(xml-.*|x-mimearchive|hta|wasm|x-java-.*|java-.*)"
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}")
_MAX_NAME = 128


class MediaRefused(ValueError):
    """WhatsApp would not take the file, nor anything that we can make of it.

    :param reason: `empty`, `too_large`, `too_many_pixels`, `too_long` (to be
        converted), `too_slow` (to convert) or `unreadable`
    :param limit: the most that is taken of this `kind`: bytes, pixels or seconds
    """

    def __init__(self, reason: str, limit: int, kind: str = ""):
        super().__init__(f"{kind} {reason}: limit {limit}".strip())
        self.reason = reason
        self.limit = limit
        self.kind = kind


def safe_filename(name: str, mime_type: str, fallback: str) -> str:
    """A name without path, control or invisible characters, with an extension.

    :param fallback: stem to use when nothing of `name` remains
    """
    name = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/")
    name = "".join(_visible(c) for c in name.rpartition("/")[2])
    stem, extension = _split(" ".join(name.split()).strip(". "))
    if not stem.strip("_-. "):
        stem = fallback
    wanted = _extension(safe_mime_type(mime_type))
    if wanted and not _agrees(extension, mime_type):
        stem, extension = stem + extension, wanted
    return stem[: _MAX_NAME - len(extension)].rstrip(". ") + extension


def safe_mime_type(mime: str) -> str:
    """Lower case and without parameters; `application/octet-stream` for what a browser
    would run (HTML, SVG, XML, scripts) and for what is no MIME type."""
    mime = str(mime or "").partition(";")[0].strip().lower()
    if not _MIME_TYPE.fullmatch(mime) or _ACTIVE.fullmatch(mime):
        return UNKNOWN_TYPE
    return mime


def kind_of(mime_type: str) -> str:
    """Meta's type of message for a MIME type that WhatsApp takes; else `document`."""
    return _KINDS.get(safe_mime_type(mime_type), "document")


def _visible(character):
    if character in '<>:"|?*':
        return "_"
    if character.isspace():
        return " "
    return "" if unicodedata.category(character)[0] == "C" else character


def _split(name):
    stem, dot, extension = name.rpartition(".")
    if stem and _EXTENSION.fullmatch(dot + extension):
        return stem, dot + extension.lower()
    return name, ""


def _extension(mime_type):
    if mime_type == UNKNOWN_TYPE:
        return ""
    return _EXTENSIONS.get(mime_type) or _TYPES.guess_extension(mime_type) or ""


def _agrees(extension, mime_type):
    """Whether `extension` can stay: known, and no picture, sound or film of another
    main type. Documents come with too many types for more than that."""
    guessed = _TYPES.guess_type("x" + extension)[0] if extension else None
    guessed = guessed or next(
        (mime for mime, known in _EXTENSIONS.items() if known == extension), None
    )
    if not guessed:
        return False
    main = safe_mime_type(mime_type).partition("/")[0]
    return main not in ("image", "audio", "video") or guessed.startswith(main)

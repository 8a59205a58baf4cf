"""What becomes of a file on its way out: sent as it is, converted first, or refused.

Asked before anything is queued, so it reads headers and decodes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import picture, transcode
from .media import LIMITS, STATIC_STICKER_LIMIT, MediaRefused, kind_of, safe_mime_type

#: The most that is read in order to make it smaller.
INPUT_LIMIT = LIMITS["document"]
_SOUND_SECONDS = LIMITS["audio"] * 8 // 32_000  # more does not fit at any bit rate
_CONVERSIONS = {
    "picture": picture.convert,
    "voice": transcode.to_voice,
    "sound": transcode.to_sound,
    "film": transcode.to_film,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """:param kind: Meta's type of the message
    :param mime_type: of what is uploaded, if it is not converted
    :param conversion: for `convert`, "" for none
    :param voice: a voice note, with its play button and wave
    """

    kind: str
    mime_type: str
    conversion: str = ""
    voice: bool = False


def plan(
    read: Callable[[], bytes], size: int, mime_type: str, voice: bool = False
) -> Plan:
    """How a file is sent.

    :param read: gives the bytes; not called for documents, nor for what is too large
    :param mime_type: as declared; the content decides where it can be told
    :param voice: recorded by an agent, and not a piece of music
    :raises MediaRefused: neither as it is nor converted
    """
    declared = safe_mime_type(mime_type)
    main = declared.partition("/")[0]
    if size <= 0:
        raise MediaRefused("empty", LIMITS[kind_of(declared)], kind_of(declared))
    if size > INPUT_LIMIT:
        kind = main if main in ("image", "audio", "video") else "document"
        raise MediaRefused("too_large", LIMITS[kind], kind)
    if main == "image":
        return _plan_picture(read(), declared) or _as_declared(declared, size)
    if main in ("audio", "video"):
        data = read()
        return _plan_played(data, voice) or _as_declared(declared, size, data, voice)
    return _as_declared(declared, size)


def convert(conversion: str, data: bytes) -> tuple[bytes, str]:
    """Do what a plan says; takes up to `transcode.CONVERT_SECONDS`.

    :return: bytes and MIME type
    :raises MediaRefused: it turns out that it cannot be done
    """
    return _CONVERSIONS[conversion](data)


def upload_limits() -> dict[str, int]:
    """The most bytes that are worth an upload, by the first word of the MIME type.

    Of what is converted that is more than WhatsApp takes; `plan` has the last word.
    """
    played = INPUT_LIMIT if transcode.available() else 0
    return {
        "image": INPUT_LIMIT,
        "audio": played or LIMITS["audio"],
        "video": played or LIMITS["video"],
        "other": LIMITS["document"],
    }


def _as_declared(mime_type, size, data=b"", voice=False):
    """Without a look inside: a type that WhatsApp takes nowhere else is a document."""
    kind = kind_of(mime_type)
    opus = transcode.is_opus(data)
    if mime_type == "audio/ogg" and not opus:
        kind = "document"
    if size > LIMITS[kind]:
        raise MediaRefused("too_large", LIMITS[kind], kind)
    if kind == "document" and mime_type.startswith("text/"):
        mime_type = "text/plain"  # Meta lists no other text; the name says what it is
    return Plan(kind, mime_type, voice=voice and opus)


def _plan_picture(data, declared):
    examined = picture.examine(data)
    if not examined:
        if kind_of(declared) == "image":
            raise MediaRefused("unreadable", LIMITS["image"], "image")
        return None
    if examined.mime_type == "image/webp":
        sticker = LIMITS["sticker"] if examined.animated else STATIC_STICKER_LIMIT
        if len(data) <= sticker:
            return Plan("sticker", "image/webp")
    if examined.fits and len(data) <= LIMITS["image"]:
        return Plan("image", examined.mime_type)
    film = transcode.examine(data) if examined.animated else None
    if film and film.seconds <= transcode.FILM_SECONDS:
        return Plan("video", "video/mp4", "film")  # a GIF goes on moving
    return Plan("image", "image/jpeg", "picture")


def _plan_played(data, voice):
    examined = transcode.examine(data)
    if not examined:
        return None
    taken = examined.mime_type if len(data) <= LIMITS[examined.kind] else ""
    if examined.kind == "video":
        return _plan_film(examined, taken, len(data))
    if voice:
        conversion = "" if taken == "audio/ogg" else "voice"
        return Plan("audio", "audio/ogg", conversion, voice=True)
    if taken:
        return Plan("audio", taken)
    if examined.seconds > _SOUND_SECONDS:
        raise MediaRefused("too_long", _SOUND_SECONDS, "audio")
    return Plan("audio", "audio/ogg", "sound")


def _plan_film(examined, taken, size):
    if taken:
        return Plan("video", taken)
    copied = examined.copies and size <= LIMITS["video"]
    if copied or examined.seconds <= transcode.FILM_SECONDS:
        return Plan("video", "video/mp4", "film")
    if examined.mime_type:
        raise MediaRefused("too_large", LIMITS["video"], "video")
    raise MediaRefused("too_long", transcode.FILM_SECONDS, "video")

"""What is inside of uploaded files, as far as WhatsApp cares.

Meta takes the upload by its declared type, and tells by the status of the message that
it cannot play or show what is inside (131053): Ogg must hold Opus, pictures must have
8 bits of RGB or RGBA (Meta's page: business-phone-numbers/media).
"""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOURS = {2, 6}  # RGB, RGBA
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def problem(media):
    """Why WhatsApp would not deliver a file, or "".

    :param Media media:
    """
    check = _CHECKS.get(media.mime_type)
    return check(media.data or b"") if check else ""


def _ogg(data):
    if data.startswith(b"OggS") and b"OpusHead" in data[:128]:
        return ""
    return "Audio file of type audio/ogg is not supported: only the opus codec is."


def _jpeg(data):
    if not data.startswith(b"\xff\xd8"):
        return "The file is not a JPEG image."
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in _JPEG_FRAMES:
            bits, channels = data[at + 4], data[at + 9]
            return "" if (bits, channels) == (8, 3) else _BITS
        at += 2 + length
    return "The file is not a JPEG image."


def _png(data):
    if not data.startswith(_PNG) or len(data) < 26:
        return "The file is not a PNG image."
    bits, colours = data[24], data[25]
    return "" if bits == 8 and colours in _PNG_COLOURS else _BITS


def _webp(data):
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return "" if is_webp else "The file is not a WebP image."


_BITS = "Images must be 8-bit, RGB or RGBA."
_CHECKS = {
    "audio/ogg": _ogg,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}

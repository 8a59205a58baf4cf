"""Small real files of every media type, for messages made without a file."""

import mimetypes
from pathlib import Path

FOLDER = Path(__file__).with_name("samples")
# type asked for: (file, MIME type in the webhook)
FILES = {
    "image": ("garden.jpg", "image/jpeg"),
    "video": ("garden.mp4", "video/mp4"),
    "audio": ("song.mp3", "audio/mpeg"),
    "voice": ("voice.ogg", "audio/ogg; codecs=opus"),
    "document": ("price list.pdf", "application/pdf"),
    "sticker": ("sticker.webp", "image/webp"),
}


def of(type_, mime_type="", filename=""):
    """(bytes, MIME type, file name) of a sample; the given names win."""
    name, default_type = FILES[type_]
    if not mime_type and filename:
        mime_type = mimetypes.guess_type(filename)[0]
    data = (FOLDER / name).read_bytes()
    return data, mime_type or default_type, filename or name

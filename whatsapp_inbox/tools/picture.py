"""Pictures made into what WhatsApp takes: JPEG or PNG, 8 bits, RGB or RGBA, 5 MB.

Source of the limits: Cloud API, business-phone-numbers/media.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import (
    Image,
    ImageOps,
    TiffImagePlugin,  # noqa: F401  to be known to Image.open
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

from .media import LIMITS, MediaRefused

#: Width times height; a photo of today's largest telephones has 50 million.
MAX_PIXELS = 120_000_000
#: WhatsApp itself makes them smaller still on their way to the customer.
LONGEST_SIDE = 4096
_QUALITIES = (90, 80, 70)
_SMALLER = 0.75  # of each side, where no quality is enough
_TAKEN = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Drawings and screenshots: PNG keeps their letters sharp. Others are photos.
_DRAWN = ("BMP", "GIF", "ICO", "PNG")
_DRAWING_PIXELS = 8_000_000
# What is read at all. Odoo keeps the formats of the whole process to a few; WebP and
# TIFF are added to them below, the last line only if somebody else has.
_READ = ("JPEG", "MPO", "PNG", "GIF", "BMP", "DIB", "ICO", "WEBP", "TIFF") + (
    "AVIF",
    "HEIF",
    "JPEG2000",
)
Image.preinit()


@dataclass(frozen=True, slots=True)
class Examined:
    """:param mime_type: of the content, "" for what is only read
    :param fits: WhatsApp takes the pixels as they are (not: the size of the file)
    """

    mime_type: str
    fits: bool
    animated: bool


def examine(data: bytes) -> Examined | None:
    """What a file says of itself, read without its pixels; None if it is no picture.

    :raises MediaRefused: `too_many_pixels`
    """
    try:
        with _open(data) as image:
            if image.width * image.height > MAX_PIXELS:
                raise MediaRefused("too_many_pixels", MAX_PIXELS, "image")
            animated = bool(getattr(image, "is_animated", False))
            # Pillow reads a PNG of 16 bits as one of 8: its header tells
            deep = image.format == "PNG" and data[24] != 8
            fits = (
                image.format in ("JPEG", "PNG")
                and image.mode in ("RGB", "RGBA")
                and not deep
            )
            return Examined(_TAKEN.get(image.format, ""), fits, animated)
    except MediaRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return None


def convert(data: bytes, limit: int = LIMITS["image"]) -> tuple[bytes, str]:
    """A copy that WhatsApp takes, upright, without where and with what it was taken.

    :return: bytes and MIME type
    :raises MediaRefused: `unreadable`, `too_many_pixels`, `too_large`
    """
    if not examine(data):
        raise MediaRefused("unreadable", limit, "image")
    try:
        with _open(data) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: decodes less
            drawn = image.format in _DRAWN
            image.load()
            image = _eight_bits(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise MediaRefused("unreadable", limit, "image") from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if image.mode == "RGBA" or (drawn and image.width * image.height < _DRAWING_PIXELS):
        content = _encoded(image, "PNG")
        if len(content) <= limit:
            return content, "image/png"
    return _jpeg(_on_white(image), limit), "image/jpeg"


def _open(data):
    formats = [name for name in _READ if name in Image.OPEN]
    with warnings.catch_warnings():
        # our limit is lower, and a warning would be an error in some tests
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=formats)
        except Image.DecompressionBombError as error:
            raise MediaRefused("too_many_pixels", MAX_PIXELS, "image") from error


def _eight_bits(image):
    """RGB, or RGBA if something can be seen through."""
    if image.mode.startswith("I"):  # 16 or 32 bits of grey
        return image.convert("I").point(lambda grey: grey / 256).convert("RGB")
    if image.mode == "F":
        return image.convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getextrema()[3][0] < 255:
            return image
    return image.convert("RGB")


def _on_white(image):
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _jpeg(image, limit):
    while min(image.size) > 1:
        for quality in _QUALITIES:
            content = _encoded(image, "JPEG", quality=quality)
            if len(content) <= limit:
                return content
        image = image.resize([max(1, int(side * _SMALLER)) for side in image.size])
    raise MediaRefused("too_large", limit, "image")


def _encoded(image, kind, **options):
    """Nothing but pixels and the profile of their colours is written."""
    target = io.BytesIO()
    profile = image.info.get("icc_profile")
    image.info = {}
    if profile:
        options["icc_profile"] = profile
        image.info["icc_profile"] = profile
    image.save(target, kind, optimize=kind == "PNG", **options)
    return target.getvalue()

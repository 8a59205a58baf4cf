import io
import os
import subprocess
import sys
import zlib

import pytest
import samples
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tools import picture
from tools.media import LIMITS, MediaRefused


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_dark(grey, *place):
    return grey.getpixel(place) < 60


def is_bright(grey, *place):
    return grey.getpixel(place) > 190


@pytest.mark.parametrize(
    ("mode", "kind", "fits"),
    [
        ("RGB", "JPEG", True),
        ("RGB", "PNG", True),
        ("RGBA", "PNG", True),
        ("L", "JPEG", False),
        ("CMYK", "JPEG", False),
        ("P", "PNG", False),
        ("I;16", "PNG", False),
        ("RGB", "WEBP", False),
        ("RGB", "BMP", False),
        ("RGB", "TIFF", False),
        ("P", "GIF", False),
        ("RGB", "ICO", False),
    ],
)
def test_whatsapp_shows_8_bits_of_rgb(mode, kind, fits):
    content = samples.picture(mode, kind, size=(64, 48))
    assert picture.examine(content).fits == fits
    copy, mime_type = picture.convert(content)
    assert mime_type in ("image/jpeg", "image/png")
    copied = picture.examine(copy)
    assert (copied.fits, copied.mime_type) == (True, mime_type)
    grey = opened(copy).convert("L")
    if kind != "ICO":  # a small square of its own
        assert grey.size == (64, 48)
        assert is_dark(grey, 2, 24) and is_bright(grey, 61, 24)


def test_a_png_of_16_bits_is_told_by_its_header():
    """Pillow opens it as one of 8."""
    content = bytearray(samples.picture("RGB", "PNG"))
    assert picture.examine(bytes(content)).fits
    content[24] = 16
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    assert not picture.examine(bytes(content)).fits


def test_a_photo_taken_upright_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    content = samples.picture("CMYK", size=(60, 40), exif=exif)
    copy = opened(picture.convert(content)[0])
    assert copy.size == (40, 60)
    grey = copy.convert("L")
    assert is_dark(grey, 20, 5) and is_bright(grey, 20, 55)


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("RGB", "WEBP")])
def test_a_copy_does_not_tell_where_it_was_taken(mode, kind):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    content = samples.picture(mode, kind, exif=exif)
    assert b"Secret Camera" in content
    copy = picture.convert(content)[0]
    assert b"Secret" not in copy and b"Exif" not in copy
    assert not opened(copy).getexif()


def test_the_text_of_a_png_is_dropped():
    info = PngInfo()
    info.add_text("Comment", "GPS 40.1 N")
    copy, mime_type = picture.convert(samples.picture("P", "PNG", pnginfo=info))
    assert mime_type == "image/png"
    assert b"GPS" not in copy


def test_what_is_seen_through_stays_so():
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 128))
    target = io.BytesIO()
    image.save(target, "WEBP", lossless=True)
    copy, mime_type = picture.convert(target.getvalue())
    assert mime_type == "image/png"
    assert opened(copy).getpixel((1, 1)) == (255, 0, 0, 128)


def test_too_large_to_be_transparent_it_gets_a_white_ground():
    noise = Image.effect_noise((300, 300), 99)
    nothing = Image.new("L", noise.size, 0)
    image = Image.merge("RGBA", [noise, noise, noise, nothing])
    target = io.BytesIO()
    image.save(target, "PNG")
    copy, mime_type = picture.convert(target.getvalue(), limit=30_000)
    assert mime_type == "image/jpeg"
    assert len(copy) <= 30_000
    assert min(opened(copy).getpixel((5, 5))) > 250


def test_a_large_photo_gets_below_the_limit():
    content = samples.noise((3000, 2500), quality=98)
    assert len(content) > LIMITS["image"]
    copy, mime_type = picture.convert(content)
    assert mime_type == "image/jpeg"
    assert LIMITS["image"] / 4 < len(copy) <= LIMITS["image"]
    image = opened(copy)
    assert abs(image.width / image.height - 1.2) < 0.01


def test_a_wide_photo_is_made_smaller():
    copy = picture.convert(samples.picture(size=(9000, 300)))[0]
    assert opened(copy).size[0] == picture.LONGEST_SIDE


def test_a_bomb_is_refused_by_its_header():
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    assert len(target.getvalue()) < 100_000
    for act in (picture.examine, picture.convert):
        with pytest.raises(MediaRefused) as refusal:
            act(target.getvalue())
        assert refusal.value.reason == "too_many_pixels"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0" * 9],
)
def test_what_is_no_picture(content):
    assert picture.examine(content) is None
    with pytest.raises(MediaRefused, match="unreadable"):
        picture.convert(content)


def test_what_odoo_knows_is_enough():
    """Odoo stops Pillow from loading more than a few formats."""
    code = (
        "from PIL import Image; Image.preinit(); Image._initialized = 2\n"
        "from tools import picture\n"
        "import samples, sys\n"
        "for kind in ('JPEG', 'PNG', 'WEBP', 'GIF', 'BMP', 'TIFF'):\n"
        "    assert picture.examine(samples.picture('RGB', kind)), kind\n"
        "assert 'EPS' not in Image.OPEN and 'AVIF' not in Image.OPEN"
    )
    path = os.pathsep.join(sys.path)
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": path}
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_a_picture_cut_off_is_refused_and_no_other_error(kind):
    content = samples.noise((80, 80)) if kind == "JPEG" else samples.picture("L", kind)
    with pytest.raises(MediaRefused, match="unreadable"):
        picture.convert(content[: len(content) * 2 // 3])


def test_postscript_is_never_read():
    """Pillow would call another program for it."""
    content = samples.picture("RGB", "EPS")
    assert Image.open(io.BytesIO(content)).format == "EPS"
    assert picture.examine(content) is None

import pytest
import samples
from tools import outbound_file, transcode
from tools.media import LIMITS, MediaRefused
from tools.outbound_file import Plan

MB = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plan(content, mime_type, size=None, voice=False):
    size = len(content) if size is None else size
    return outbound_file.plan(lambda: content, size, mime_type, voice)


def padded(content, size):
    return content + b"\0" * (size - len(content))


@pytest.mark.parametrize(
    ("content", "mime_type", "expected"),
    [
        (samples.picture(), "image/jpeg", Plan("image", "image/jpeg")),
        (samples.picture(kind="PNG"), "image/jpeg", Plan("image", "image/png")),
        (samples.picture(kind="WEBP"), "image/webp", Plan("sticker", "image/webp")),
        (samples.picture("CMYK"), "image/jpeg", Plan("image", "image/jpeg", "picture")),
        (
            samples.picture(kind="BMP"),
            "image/bmp",
            Plan("image", "image/jpeg", "picture"),
        ),
        (
            samples.picture("P", "GIF"),
            "image/gif",
            Plan("image", "image/jpeg", "picture"),
        ),
        (b"<svg/>", "image/svg+xml", Plan("document", "application/octet-stream")),
        (b"heic", "image/heic", Plan("document", "image/heic")),
        (samples.film(), "video/mp4", Plan("video", "video/mp4")),
        (
            samples.film(container="mov"),
            "video/quicktime",
            Plan("video", "video/mp4", "film"),
        ),
        (
            samples.film(container="webm", codec="libvpx"),
            "video/webm",
            Plan("video", "video/mp4", "film"),
        ),
        (
            samples.sound(1, "mp3", "libmp3lame"),
            "audio/mpeg",
            Plan("audio", "audio/mpeg"),
        ),
        (samples.sound(1, "ogg", "libopus"), "audio/ogg", Plan("audio", "audio/ogg")),
        (samples.sound(), "audio/x-wav", Plan("audio", "audio/ogg", "sound")),
        # Chromium's recorder calls a sound so
        (
            samples.sound(1, "webm", "libopus"),
            "video/webm",
            Plan("audio", "audio/ogg", "sound"),
        ),
        (b"x", "application/pdf", Plan("document", "application/pdf")),
        (b"x", DOCX, Plan("document", DOCX)),
        (b"a,b", "text/csv", Plan("document", "text/plain")),
        (b"<html>", "text/html", Plan("document", "application/octet-stream")),
        (b"x", "", Plan("document", "application/octet-stream")),
        (b"x", None, Plan("document", "application/octet-stream")),
    ],
)
def test_plan(content, mime_type, expected):
    assert plan(content, mime_type) == expected


def test_only_recordings_become_voice_notes():
    mp3 = samples.sound(1, "mp3", "libmp3lame")
    opus = samples.sound(1, "ogg", "libopus")
    assert plan(mp3, "audio/mpeg", voice=True) == Plan(
        "audio", "audio/ogg", "voice", voice=True
    )
    assert plan(opus, "audio/ogg", voice=True) == Plan("audio", "audio/ogg", voice=True)
    assert not plan(mp3, "audio/mpeg").voice


def test_what_is_too_large_is_made_smaller():
    photo = padded(samples.picture(), LIMITS["image"] + 1)
    assert plan(photo, "image/jpeg").conversion == "picture"
    sticker = samples.noise((400, 400), "WEBP", quality=100)
    assert len(sticker) > 100 * 1024
    assert plan(sticker, "image/webp") == Plan("image", "image/jpeg", "picture")
    song = padded(samples.sound(1, "flac", "flac"), LIMITS["audio"] + 1)
    assert plan(song, "audio/flac").conversion == "sound"
    film = padded(samples.film(), LIMITS["video"] + 1)
    assert plan(film, "video/mp4") == Plan("video", "video/mp4", "film")


def test_a_gif_that_moves_is_a_film():
    import io

    from PIL import Image

    frames = [Image.new("L", (32, 20), shade) for shade in (0, 250)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=200)
    assert plan(target.getvalue(), "image/gif") == Plan("video", "video/mp4", "film")


@pytest.mark.parametrize(
    ("content", "mime_type", "size", "reason", "limit"),
    [
        (b"", "application/pdf", 0, "empty", 100 * MB),
        (b"", "image/jpeg", 0, "empty", 5 * MB),
        (b"x", "application/pdf", 100 * MB + 1, "too_large", 100 * MB),
        (b"x", "image/jpeg", 100 * MB + 1, "too_large", 5 * MB),
        (b"x", "video/quicktime", 100 * MB + 1, "too_large", 16 * MB),
        (b"x", "image/jpeg", 1, "unreadable", 5 * MB),
        (b"x", "image/png", 1, "unreadable", 5 * MB),
        (b"x", "video/mp4", 16 * MB + 1, "too_large", 16 * MB),
        (b"x", "audio/mpeg", 16 * MB + 1, "too_large", 16 * MB),
    ],
)
def test_refused(content, mime_type, size, reason, limit):
    with pytest.raises(MediaRefused) as refusal:
        plan(content, mime_type, size)
    assert (refusal.value.reason, refusal.value.limit) == (reason, limit)


def test_a_long_film_is_refused_with_what_would_do(monkeypatch):
    monkeypatch.setattr(transcode, "FILM_SECONDS", 0.5)
    with pytest.raises(MediaRefused) as refusal:
        plan(samples.film(container="webm", codec="libvpx"), "video/webm")
    assert (refusal.value.reason, refusal.value.limit) == ("too_long", 0.5)
    with pytest.raises(MediaRefused) as refusal:
        plan(padded(samples.film(), LIMITS["video"] + 1), "video/mp4")
    assert (refusal.value.reason, refusal.value.limit) == ("too_large", 16 * MB)
    # whatever its length: nothing is computed anew
    assert plan(samples.film(container="mov"), "video/quicktime").conversion == "film"


def test_a_sound_of_hours_is_refused(monkeypatch):
    monkeypatch.setattr(outbound_file, "_SOUND_SECONDS", 0.5)
    with pytest.raises(MediaRefused) as refusal:
        plan(samples.sound(), "audio/wav")
    assert (refusal.value.reason, refusal.value.kind) == ("too_long", "audio")


def test_documents_and_giants_are_not_read():
    def read():
        raise AssertionError

    assert outbound_file.plan(read, 10, "application/pdf").kind == "document"
    with pytest.raises(MediaRefused):
        outbound_file.plan(read, 100 * MB + 1, "image/jpeg")


@pytest.mark.parametrize(
    ("content", "mime_type", "expected"),
    [
        (samples.sound(1, "mp3", "libmp3lame"), "audio/mpeg", ("audio", False)),
        (samples.sound(1, "ogg", "libopus"), "audio/ogg", ("audio", True)),
        (samples.sound(1, "ogg", "vorbis", "stereo"), "audio/ogg", ("document", False)),
        (samples.sound(), "audio/wav", ("document", False)),
        (samples.film(), "video/mp4", ("video", False)),
        (samples.film(container="mov"), "video/quicktime", ("document", False)),
    ],
)
def test_without_pyav(monkeypatch, content, mime_type, expected):
    monkeypatch.setattr(transcode, "av", None)
    assert not transcode.available()
    found = plan(content, mime_type, voice=True)
    assert (found.kind, found.voice) == expected
    assert not found.conversion


def test_convert_does_what_the_plan_says():
    for name, content, kind in [
        ("picture", samples.picture("CMYK"), "image/jpeg"),
        ("voice", samples.sound(), "audio/ogg"),
        ("sound", samples.sound(), "audio/ogg"),
        ("film", samples.film(container="mov"), "video/mp4"),
    ]:
        copy, mime_type = outbound_file.convert(name, content)
        assert mime_type == kind
        assert plan(copy, mime_type).conversion == ""

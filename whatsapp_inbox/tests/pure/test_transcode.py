import io
import itertools

import av
import pytest
import samples
from PIL import Image
from tools import transcode
from tools.media import LIMITS, MediaRefused


def streams(content):
    """(codec, channels or size) of each stream, as any reader sees them."""
    with av.open(io.BytesIO(content)) as container:
        return [
            (
                stream.codec_context.name,
                stream.codec_context.channels
                if stream.type == "audio"
                else (stream.codec_context.width, stream.codec_context.height),
            )
            for stream in container.streams
        ]


def seconds(content):
    with av.open(io.BytesIO(content)) as container:
        return container.duration / av.time_base


SOUNDS = [
    ("wav", "pcm_s16le", ""),
    ("mp3", "libmp3lame", "audio/mpeg"),
    ("flac", "flac", ""),
    ("ogg", "vorbis", ""),
    ("ogg", "libopus", "audio/ogg"),
    ("webm", "libopus", ""),
    ("adts", "aac", "audio/aac"),
    ("mp4", "aac", "audio/mp4"),
    ("aiff", "pcm_s16be", ""),
    ("matroska", "libopus", ""),
]


@pytest.mark.parametrize(("container", "codec", "taken"), SOUNDS)
def test_sounds(container, codec, taken):
    layout = "stereo" if codec == "vorbis" else "mono"
    content = samples.sound(1, container, codec, layout)
    examined = transcode.examine(content)
    assert (examined.kind, examined.mime_type) == ("audio", taken)
    assert transcode.is_opus(content) == (taken == "audio/ogg")

    voice, mime_type = transcode.to_voice(content)
    assert mime_type == "audio/ogg"
    assert streams(voice) == [("opus", 1)]
    assert transcode.is_opus(voice)
    assert abs(seconds(voice) - 1) < 0.1
    sound, mime_type = transcode.to_sound(content)
    assert mime_type == "audio/ogg"
    assert streams(sound) == [("opus", 2 if layout == "stereo" else 1)]


def test_a_voice_note_is_heard():
    """440 Hz goes in and out: 880 changes of sign a second."""
    voice, _mime_type = transcode.to_voice(samples.sound(1, "mp3", "libmp3lame"))
    with av.open(io.BytesIO(voice)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
        data = b"".join(
            bytes(part.planes[0])[: 2 * part.samples]
            for frame in container.decode(audio=0)
            for part in resampler.resample(frame)
        )
    wave = memoryview(data).cast("h")
    changes = sum((a < 0) != (b < 0) for a, b in itertools.pairwise(wave))
    assert 800 < changes < 960
    assert max(wave) > 4000


def test_a_minute_keeps_its_play_button():
    voice, _mime_type = transcode.to_voice(samples.sound(60))
    assert len(voice) < transcode.VOICE_BYTES


def test_a_long_recording_gets_fewer_bits():
    assert transcode._bits((12_000, 32_000), 512 * 1024, 60) == 32_000
    assert 16_000 < transcode._bits((12_000, 32_000), 512 * 1024, 200) < 20_000
    assert transcode._bits((12_000, 32_000), 512 * 1024, 3600) == 12_000
    assert transcode._bits((12_000, 32_000), 512 * 1024, 0) == 32_000


FILMS = [
    ("mp4", "libx264", "aac", "video/mp4", True),
    ("mp4", "libx264", None, "video/mp4", True),
    ("3gp", "libx264", "aac", "video/3gpp", True),
    ("mov", "libx264", "aac", "", True),
    ("matroska", "libx264", "aac", "", True),
    ("mp4", "libx264", "libmp3lame", "", False),
    ("mp4", "mpeg4", "aac", "", False),
    ("webm", "libvpx", "libopus", "", False),
    ("avi", "mpeg4", None, "", False),
]


@pytest.mark.parametrize(("container", "codec", "tone", "taken", "copies"), FILMS)
def test_films(container, codec, tone, taken, copies):
    content = samples.film(1, container, codec, tone)
    examined = transcode.examine(content)
    assert examined.kind == "video"
    assert (examined.mime_type, examined.copies) == (taken, copies)

    copy, mime_type = transcode.to_film(content)
    assert mime_type == "video/mp4"
    assert transcode.examine(copy).mime_type == "video/mp4"
    names = [name for name, _detail in streams(copy)]
    assert names == ["h264", "aac"] if tone else ["h264"]
    assert abs(seconds(copy) - 1) < 0.15


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_a_film_taken_upright_stands_upright(codec):
    content = samples.film(1, "mov", codec, rotation=90)
    copy, _mime_type = transcode.to_film(content)
    with av.open(io.BytesIO(copy)) as container:
        frame = next(container.decode(video=0))
    shown_upright = (frame.rotation, frame.width, frame.height)
    # copied with its mark, or made again as it is to be seen
    assert shown_upright == ((90, 160, 120) if codec == "libx264" else (0, 120, 160))
    if codec == "mpeg4":
        plane = frame.planes[0]
        row = bytes(plane)[plane.line_size * 80 :]
        assert row[10] > 150
        assert row[110] < 60


def test_a_large_film_is_made_smaller():
    content = samples.film(0.2, "avi", "mpeg4", size=(1920, 1080))
    copy, _mime_type = transcode.to_film(content)
    assert streams(copy) == [("h264", (1280, 720))]


def test_a_gif_goes_on_moving():
    frames = [Image.new("L", (33, 21), shade) for shade in (0, 120, 250)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=200)
    copy, _mime_type = transcode.to_film(target.getvalue())
    assert streams(copy) == [("h264", (32, 20))]
    with av.open(io.BytesIO(copy)) as container:
        shades = [bytes(f.planes[0])[5] for f in container.decode(video=0)]
    assert len(set(shades)) == 3


def test_a_conversion_that_takes_too_long_ends(monkeypatch):
    content = samples.film(1, "avi", "mpeg4")
    monkeypatch.setattr(transcode, "CONVERT_SECONDS", -1)
    for act in (transcode.to_film, transcode.to_voice):
        with pytest.raises(MediaRefused) as refusal:
            act(content if act is transcode.to_film else samples.sound())
        assert refusal.value.reason == "too_slow"


def test_a_film_that_stays_too_large_is_refused(monkeypatch):
    monkeypatch.setitem(LIMITS, "video", 100)
    with pytest.raises(MediaRefused) as refusal:
        transcode.to_film(samples.film(1, "avi", "mpeg4"))
    assert (refusal.value.reason, refusal.value.limit) == ("too_large", 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
        b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40,
        b"OggS" + b"\xff" * 60,
        b"\x1aE\xdf\xa3" + b"\x00" * 60,
    ],
)
def test_what_cannot_be_read(content):
    """A play list above all: FFmpeg would open what it names."""
    assert transcode.examine(content) is None
    for act in (transcode.to_voice, transcode.to_sound, transcode.to_film):
        with pytest.raises(MediaRefused, match="unreadable"):
            act(content)


@pytest.mark.parametrize(("container", "codec", "tone", "taken", "copies"), FILMS)
def test_films_cut_off(container, codec, tone, taken, copies):
    content = samples.film(1, container, codec, tone)
    try:
        copy, _mime_type = transcode.to_film(content[: len(content) // 2])
    except MediaRefused:
        return
    assert transcode.examine(copy)


def test_the_cover_of_a_record_is_no_film():
    target = io.BytesIO()
    with av.open(target, "w", format="mp3") as out:
        stream = samples.out_stream(out, "libmp3lame", "mono")
        cover = out.add_stream("png", rate=1)
        cover.width, cover.height, cover.pix_fmt = 16, 16, "rgb24"
        cover.disposition = av.stream.Disposition.attached_pic
        samples._write_tone(out, stream, 1)
        frame = av.VideoFrame(16, 16, "rgb24")
        frame.pts = 0
        out.mux(cover.encode(frame))
        out.mux(cover.encode(None))
    examined = transcode.examine(target.getvalue())
    assert (examined.kind, examined.mime_type) == ("audio", "audio/mpeg")

"""Sound and films made into what WhatsApp plays, by FFmpeg's libraries (PyAV).

Source of the limits: Cloud API, business-phone-numbers/media: sound as AAC, AMR, MP3,
M4A or Ogg with Opus; a voice note is Ogg with Opus; films as MP4 with H.264 and AAC.

PyAV is optional: `available()` tells. Nothing here touches a file or the network: the
demuxer is chosen by the first bytes, so that no play list can name another file.
"""

import io
import logging
import time
from dataclasses import dataclass
from fractions import Fraction

from .media import LIMITS, MediaRefused

try:
    import av
    from av.stream import Disposition
except ImportError:  # pragma: no cover
    av = None
else:
    logging.getLogger("libav").setLevel(logging.CRITICAL)

VOICE_BYTES = 512 * 1024  # a longer one has no play button
OPUS_RATE = 48000
_VOICE_BITS = 12_000, 32_000  # a second, at least and at most
_SOUND_BITS = 32_000, 96_000
_FILM_BITS = 300_000, 1_800_000
_FILM_SOUND_BITS = 64_000
_FILM_SIDE = 1280  # pixels
_FILM_RATE = 30  # pictures a second
#: A longer film would keep a processor busy for minutes.
FILM_SECONDS = 120
CONVERT_SECONDS = 90
_MARGIN = 0.93  # of a limit, for what is around the streams

_MATROSKA, _ASF = b"\x1aE\xdf\xa3", b"0&\xb2u"
_MOV_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
# (codec, demuxer) → MIME type, of what WhatsApp plays as it is
_SOUND_TAKEN = {
    ("aac", "aac"): "audio/aac",
    ("aac", "mov"): "audio/mp4",
    ("amrnb", "amr"): "audio/amr",
    ("amr_nb", "amr"): "audio/amr",
    ("mp3", "mp3"): "audio/mpeg",
    ("mp3float", "mp3"): "audio/mpeg",
    ("opus", "ogg"): "audio/ogg",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """:param kind: `audio` or `video`
    :param mime_type: how WhatsApp takes it as it is, else ""
    :param copies: a film whose streams fit another container
    :param seconds: 0 if it does not tell
    """

    kind: str
    mime_type: str
    seconds: float
    copies: bool = False


def available() -> bool:
    return av is not None


def is_opus(data: bytes) -> bool:
    """Whether it is Ogg with Opus, also without PyAV."""
    return data.startswith(b"OggS") and b"OpusHead" in data[:128]


def examine(data: bytes) -> Examined | None:
    """What a file says of itself, read without decoding; None for what is not read."""
    demuxer = _demuxer(data)
    if not av or not demuxer:
        return None
    try:
        with _open(data, demuxer) as source:
            film, sound = _streams(source)
            seconds = (source.duration or 0) / av.time_base
            if film:
                return _examined_film(film, sound, seconds, data)
            if sound:
                mime_type = _SOUND_TAKEN.get((sound.codec_context.name, demuxer), "")
                return Examined("audio", mime_type, seconds)
    except (av.error.FFmpegError, ValueError, MemoryError):
        return None
    return None


def to_voice(data: bytes) -> tuple[bytes, str]:
    """A voice note: one channel of Opus in Ogg.

    :raises MediaRefused: `unreadable`, `too_slow`
    """
    return _to_opus(data, "mono", _VOICE_BITS, VOICE_BYTES), "audio/ogg"


def to_sound(data: bytes) -> tuple[bytes, str]:
    """Any other sound, in stereo if it is.

    :raises MediaRefused: `unreadable`, `too_slow`, `too_large`
    """
    content = _to_opus(data, None, _SOUND_BITS, LIMITS["audio"])
    if len(content) > LIMITS["audio"]:
        raise MediaRefused("too_large", LIMITS["audio"], "audio")
    return content, "audio/ogg"


def to_film(data: bytes) -> tuple[bytes, str]:
    """MP4 with H.264 and AAC; streams that fit are copied, not made again.

    :raises MediaRefused: `unreadable`, `too_slow`, `too_large`
    """
    with _reading("video"):
        examined = examine(data)
        if not examined or examined.kind != "video":
            raise MediaRefused("unreadable", LIMITS["video"], "video")
        copies = examined.copies and len(data) <= LIMITS["video"]
        content = _copy(data) if copies else _film(data, examined.seconds)
    if len(content) > LIMITS["video"]:
        raise MediaRefused("too_large", LIMITS["video"], "video")
    return content, "video/mp4"


# -- reading ------------------------------------------------------------------


def _demuxer(data):
    head = data[:16]
    if head[4:8] in _MOV_ATOMS:
        return "mov"
    if head.startswith(b"RIFF"):
        return {b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12])
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"
    for magic, name in (
        (_MATROSKA, "matroska"),
        (_ASF, "asf"),
        (b"OggS", "ogg"),
        (b"fLaC", "flac"),
        (b"ID3", "mp3"),
        (b"#!AMR\n", "amr"),
        (b"GIF8", "gif"),
        (b"FORM", "aiff"),
        (b"caff", "caf"),
        (b"\x00\x00\x01\xba", "mpeg"),
    ):
        if head.startswith(magic):
            return name
    return None


def _open(data, demuxer=None):
    return av.open(
        io.BytesIO(data), format=demuxer or _demuxer(data), io_open=_no_other_file
    )


def _no_other_file(url, flags, options):
    raise OSError("a file may not name another")


def _streams(source):
    """The first film and the first sound; the picture of a record's cover is none."""
    films = [
        stream
        for stream in source.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    sounds = source.streams.audio
    return films[0] if films else None, sounds[0] if sounds else None


def _examined_film(film, sound, seconds, data):
    copies = (
        film.codec_context.name == "h264"
        and film.codec_context.pix_fmt in ("yuv420p", "yuvj420p")
        and (sound is None or sound.codec_context.name == "aac")
    )
    is_mp4 = data[4:8] == b"ftyp" and data[8:12] != b"qt  "
    mime_type = ""
    if copies and is_mp4:
        mime_type = "video/3gpp" if data[8:11] == b"3gp" else "video/mp4"
    return Examined("video", mime_type, seconds, copies)


class _reading:
    """FFmpeg's errors as ours. Its texts may name what is inside: they are dropped."""

    def __init__(self, kind):
        self._kind = kind

    def __enter__(self):
        return self

    def __exit__(self, _type, error, _traceback):
        if isinstance(error, MediaRefused) or error is None:
            return
        if isinstance(error, (av.error.FFmpegError, ValueError, MemoryError, OSError)):
            raise MediaRefused("unreadable", LIMITS[self._kind], self._kind) from error


class _Deadline:
    def __init__(self, kind):
        self._kind = kind
        self._end = time.monotonic() + CONVERT_SECONDS

    def check(self):
        if time.monotonic() > self._end:
            raise MediaRefused("too_slow", CONVERT_SECONDS, self._kind)


def _bits(limits, size_limit, seconds):
    """Bits a second, between two limits, that keep a file below its size."""
    lowest, highest = limits
    if not seconds:
        return highest
    return int(max(lowest, min(highest, size_limit * 8 * _MARGIN / seconds)))


# -- writing ------------------------------------------------------------------


class _Sound:
    """One stream of sound in the target, fed with decoded frames."""

    def __init__(self, target, codec, rate, layout, bit_rate):
        self._target = target
        self._stream = target.add_stream(codec, rate=rate)
        self._stream.bit_rate = bit_rate
        self._stream.layout = layout
        context = self._stream.codec_context
        context.open()
        self._resampler = av.AudioResampler(
            format=context.format,
            layout=layout,
            rate=rate,
            frame_size=context.frame_size,
        )

    def add(self, frame):
        """:param frame: None at the end"""
        for resampled in self._resampler.resample(frame):
            self._target.mux(self._stream.encode(resampled))
        if frame is None:
            self._target.mux(self._stream.encode(None))


def _to_opus(data, layout, bit_limits, size_limit):
    deadline = _Deadline("audio")
    target = io.BytesIO()
    with _reading("audio"), _open(data) as source:
        _film, sound = _streams(source)
        if not sound:
            raise MediaRefused("unreadable", LIMITS["audio"], "audio")
        layout = layout or ("mono" if sound.codec_context.channels == 1 else "stereo")
        bits = _bits(bit_limits, size_limit, (source.duration or 0) / av.time_base)
        with av.open(target, "w", format="ogg") as out:
            encoder = _Sound(out, "libopus", OPUS_RATE, layout, bits)
            for frame in source.decode(sound):
                deadline.check()
                encoder.add(frame)
            encoder.add(None)
    return target.getvalue()


def _copy(data):
    """The same streams in an MP4."""
    target = io.BytesIO()
    with _open(data) as source:
        streams = [stream for stream in _streams(source) if stream]
        with av.open(target, "w", format="mp4") as out:
            copies = {
                stream: out.add_stream_from_template(stream) for stream in streams
            }
            for packet in source.demux(streams):
                if packet.dts is not None:
                    packet.stream = copies[packet.stream]
                    out.mux(packet)
    return target.getvalue()


def _film(data, seconds):
    deadline = _Deadline("video")
    target = io.BytesIO()
    first = _first_picture(data)
    with _open(data) as source:
        film, sound = _streams(source)
        film.thread_type = "AUTO"
        with av.open(target, "w", format="mp4") as out:
            size_limit = LIMITS["video"] - _FILM_SOUND_BITS * seconds / 8
            bits = _bits(_FILM_BITS, size_limit, seconds)
            pictures = _Pictures(out, film, first, bits)
            tones = sound and _Sound(out, "aac", 44100, "stereo", _FILM_SOUND_BITS)
            for frame in source.decode([stream for stream in (film, sound) if stream]):
                deadline.check()
                (pictures if isinstance(frame, av.VideoFrame) else tones).add(frame)
            pictures.add(None)
            if tones:
                tones.add(None)
    return target.getvalue()


def _first_picture(data):
    with _open(data) as source:
        film, _sound = _streams(source)
        return next(source.decode(film))


class _Pictures:
    """The stream of pictures in the target, upright, not too large nor too many.

    A telephone held upright writes lying pictures, and how to turn them.
    """

    def __init__(self, target, film, first, bit_rate):
        rate = film.average_rate or film.guessed_rate or _FILM_RATE
        self._rate = max(1, min(_FILM_RATE, int(rate + 0.5)))
        self._target = target
        self._stream = target.add_stream("libx264", rate=self._rate)
        turns = round(first.rotation / 90) % 4
        self._stream.width, self._stream.height = _sides(first, turns)
        self._stream.pix_fmt = "yuv420p"
        self._stream.bit_rate = bit_rate
        self._stream.options = {"preset": "veryfast", "profile": "main"}
        self._filter = self._filters(film, turns)
        self._next = 0

    def _filters(self, film, turns):
        graph = av.filter.Graph()
        size = f"{self._stream.width}:{self._stream.height}"
        graph.link_nodes(
            graph.add_buffer(template=film),
            *(graph.add("transpose", "cclock") for _turn in range(turns)),
            graph.add("scale", size),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ).configure()
        return graph

    def add(self, frame):
        """:param frame: None at the end"""
        if frame is None:
            self._target.mux(self._stream.encode(None))
            return
        at = int((frame.time or 0) * self._rate + 0.5)
        if at < self._next:
            return
        self._next = at + 1
        self._filter.push(frame)
        frame = self._filter.pull()
        frame.pts, frame.time_base = at, Fraction(1, self._rate)
        self._target.mux(self._stream.encode(frame))


def _sides(picture, turns):
    """Width and height of the target: even, at most `_FILM_SIDE`."""
    scale = min(1, _FILM_SIDE / max(picture.width, picture.height))
    sides = [
        max(2, int(side * scale) // 2 * 2) for side in (picture.width, picture.height)
    ]
    return reversed(sides) if turns % 2 else sides

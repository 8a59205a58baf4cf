"""Real sounds, films and pictures, made when a test asks for them."""

import array
import io
import math

import av
from PIL import Image

RATE = 48000


def sound(seconds=1, container="wav", codec="pcm_s16le", layout="mono"):
    """A tone of 440 Hz."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as out:
        _write_tone(out, out_stream(out, codec, layout), seconds)
    return target.getvalue()


def out_stream(out, codec, layout):
    stream = out.add_stream(codec, rate=RATE)
    stream.layout = layout
    stream.codec_context.options = {"strict": "experimental"}  # for Vorbis
    return stream


def _write_tone(out, stream, seconds):
    resampler = av.AudioResampler(
        format=stream.format,
        layout=stream.layout.name,
        rate=RATE,
        frame_size=stream.codec_context.frame_size,
    )
    count = int(seconds * RATE)
    wave = (int(8000 * math.sin(i * 440 * math.tau / RATE)) for i in range(count))
    frame = av.AudioFrame(format="s16", layout="mono", samples=count)
    frame.planes[0].update(array.array("h", wave).tobytes())
    frame.sample_rate, frame.pts = RATE, 0
    for resampled in resampler.resample(frame) + resampler.resample(None):
        out.mux(stream.encode(resampled))
    out.mux(stream.encode(None))


def film(
    seconds=1,
    container="mp4",
    codec="libx264",
    tone=None,
    size=(160, 120),
    rotation=0,
):
    """The upper half is bright; with a tone in the codec ``tone``."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        if rotation:
            stream.set_display_rotation(rotation)
        sound_stream = out_stream(out, tone, "mono") if tone else None
        for index in range(int(seconds * 25)):
            frame = av.VideoFrame(*size, "yuv420p")
            for number, plane in enumerate(frame.planes):
                half = plane.buffer_size // 2
                low = 20 if number == 0 else 128
                high = 200 + index % 20 if number == 0 else 128
                plane.update(bytes([high]) * half + bytes([low]) * half)
            frame.pts = index
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound_stream:
            _write_tone(out, sound_stream, seconds)
    return target.getvalue()


def picture(mode="RGB", kind="JPEG", size=(40, 30), **options):
    """Left half dark, right half bright."""
    image = Image.new("L", size, 30)
    image.paste(220, (size[0] // 2, 0, *size))
    if mode == "I;16":
        image = image.convert("I").point(lambda grey: grey * 257)
    target = io.BytesIO()
    image.convert(mode).save(target, kind, **options)
    return target.getvalue()


def noise(size, kind="JPEG", **options):
    """What no compression makes small."""
    target = io.BytesIO()
    channels = [Image.effect_noise(size, 120) for _channel in range(3)]
    Image.merge("RGB", channels).save(target, kind, **options)
    return target.getvalue()

"""A browser's recording as a voice message: Opus from WebM into Ogg, as phones send it.

Only the container changes. WebM is RFC 9559 (EBML elements), Ogg RFC 3533, Opus in Ogg
RFC 7845.
"""

import struct

MASTERS = {0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}  # read what is inside
CODEC_PRIVATE, SIMPLE_BLOCK, BLOCK = 0x63A2, 0xA3, 0xA1
BLOCK_HEAD = 4  # track (one byte), time code, flags
PAGE_PACKETS = 40  # of at most 1275 bytes: six segments each
VENDOR = b"simulator"
OGG_TYPE = "audio/ogg; codecs=opus"


def as_ogg(data, mime_type):
    """(data, MIME type) of a voice message; what is not WebM stays as it is."""
    if not (mime_type or "").startswith("audio/webm"):
        return data, mime_type
    head, packets = read_webm(data)
    return write_ogg(head, packets), OGG_TYPE


def read_webm(data):
    """(OpusHead, packets) of a WebM file with one Opus track and no lacing.

    :raise ValueError: no such track
    """
    head, packets, at = b"", [], 0
    while at < len(data):
        id_, at = _vint(data, at, keep_marker=True)
        size, at = _vint(data, at)
        if id_ in MASTERS:
            continue
        body = data[at : at + size]
        at += size
        if id_ == CODEC_PRIVATE:
            head = body
        elif id_ in (SIMPLE_BLOCK, BLOCK):
            packets.append(body[BLOCK_HEAD:])
    if not head.startswith(b"OpusHead"):
        raise ValueError("the recording is not Opus in WebM")
    return head, packets


def _vint(data, at, keep_marker=False):
    """(number, next position) of EBML's integer of variable length."""
    first = data[at]
    length = 9 - first.bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if not keep_marker:
        value &= (1 << 7 * length) - 1
    return value, at + length


def write_ogg(head, packets):
    tags = b"OpusTags" + struct.pack("<I", len(VENDOR)) + VENDOR + bytes(4)
    pages = [_page([head], 0, 0, 2), _page([tags], 0, 1, 0)]
    samples = 0
    for start in range(0, len(packets), PAGE_PACKETS):
        part = packets[start : start + PAGE_PACKETS]
        samples += sum(map(_samples, part))
        flags = 4 if start + PAGE_PACKETS >= len(packets) else 0
        pages.append(_page(part, samples, len(pages), flags))
    return b"".join(pages)


def _samples(packet):
    """Length of an Opus packet at 48 kHz, from its first byte (RFC 6716, 3.1)."""
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    count = (1, 2, 2, packet[1] & 0x3F if code == 3 else 0)[code]
    return frame * count


def _page(packets, granule, sequence, flags):
    sizes = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    if len(sizes) > 255:
        raise ValueError("the packets do not fit one page")
    head = struct.pack("<4sBBQII", b"OggS", 0, flags, granule, 1, sequence)
    tail = bytes([len(sizes)]) + sizes + b"".join(packets)
    return head + struct.pack("<I", _crc(head + bytes(4) + tail)) + tail


def _crc(data):
    """CRC-32 with polynomial 0x04c11db7, not reflected."""
    value = 0
    for byte in data:
        value = (value << 8) & 0xFFFFFFFF ^ CRC_TABLE[value >> 24 ^ byte]
    return value


def _crc_entry(value):
    value <<= 24
    for _bit in range(8):
        value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


CRC_TABLE = [_crc_entry(value) for value in range(256)]

"""The program stream map (ISO/IEC 13818-1 section 2.5.4) with the stream types of GB/T 28181 (gb28181.md 10.1)."""

from collections.abc import Mapping

CODECS = {
    0x01: "mpeg1video",
    0x02: "mpeg2video",
    0x03: "mp2",
    0x04: "mp2",
    0x0F: "aac",
    0x10: "mpeg4",
    0x11: "aac_latm",
    0x1B: "h264",
    0x24: "hevc",
    0x80: "svac",
    0x90: "pcm_alaw",
    0x91: "pcm_mulaw",
    0x92: "g722_1",
    0x93: "g723_1",
    0x99: "g729",
    0x9B: "svac_audio",
}
VIDEO_CODECS = frozenset(codec for kind, codec in CODECS.items() if kind in (0x01, 0x02, 0x10, 0x1B, 0x24, 0x80))
STREAM_TYPES = {codec: stream_type for stream_type, codec in reversed(CODECS.items())}

_FIXED_SIZE = 10  # bytes up to and with program_stream_info_length
_CRC_SIZE = 4
_CRC_POLYNOMIAL = 0x04C11DB7


def parse_stream_map(unit: bytes) -> dict[int, str]:
    """Codec by stream id; a type that is not known gives a name that nothing knows, "type-0x7f".

    Only the length of the whole map is believed: the inner one is wrong on some cameras. The CRC is not checked.
    """
    codecs: dict[int, str] = {}
    position = _FIXED_SIZE + int.from_bytes(unit[_FIXED_SIZE - 2 : _FIXED_SIZE]) + 2
    end = len(unit) - _CRC_SIZE
    while position + 4 <= end:
        kind, stream_id = unit[position], unit[position + 1]
        codecs[stream_id] = CODECS.get(kind, f"type-{kind:#04x}")
        position += 4 + int.from_bytes(unit[position + 2 : position + 4])
    return codecs


def encode_stream_map(stream_types: Mapping[int, int]) -> bytes:
    """A map of stream type by stream id."""
    streams = b"".join(bytes([kind, stream_id, 0, 0]) for stream_id, kind in stream_types.items())
    body = bytes([0xE0, 0xFF, 0, 0]) + len(streams).to_bytes(2) + streams
    unit = b"\x00\x00\x01\xbc" + (len(body) + _CRC_SIZE).to_bytes(2) + body
    return unit + crc32_mpeg(unit).to_bytes(4)


def crc32_mpeg(data: bytes) -> int:
    """CRC-32 as in ISO/IEC 13818-1 annex A: not reflected, begins with all ones."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_CRC_POLYNOMIAL if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc

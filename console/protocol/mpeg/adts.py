"""Headers of AAC frames (ADTS, ISO/IEC 13818-7 section 6.2)."""

from collections.abc import Iterator
from typing import NamedTuple

SAMPLES = 1024  # per channel and frame

_HEADER_SIZE = 7  # bytes, without CRC
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


class AdtsFrame(NamedTuple):
    """One AAC frame."""

    sample_rate: int  # Hz
    channels: int
    whole: bytes  # with its header


def frames(payload: bytes) -> Iterator[AdtsFrame]:
    """The whole frames at the start of `payload`."""
    position = 0
    while (size := _frame_size(payload, position)) and position + size <= len(payload):
        head = payload[position : position + _HEADER_SIZE]
        rate, channels = head[2] >> 2 & 0x0F, (head[2] & 1) << 2 | head[3] >> 6
        yield AdtsFrame(_RATES[rate], channels, payload[position : position + size])
        position += size


def is_adts(payload: bytes) -> bool:
    """Whether `payload` begins with an AAC frame: some cameras announce G.711 for it (gb28181.md 10.3)."""
    size = _frame_size(payload, 0)
    if not size or size > len(payload):
        return False
    return size == len(payload) or bool(_frame_size(payload, size))


def _frame_size(payload: bytes, position: int) -> int:
    """Bytes of the frame there, header included; 0 where none begins."""
    head = payload[position : position + _HEADER_SIZE]
    if len(head) < _HEADER_SIZE or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 0x0F >= len(_RATES):
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size > _HEADER_SIZE else 0

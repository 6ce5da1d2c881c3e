"""PES packets (ISO/IEC 13818-1 section 2.4.3.6; ISO/IEC 11172-1 section 2.4.3.3) and their clock stamps."""

from typing import NamedTuple

CLOCK_RATE = 90_000  # units per second

_HEADER_SIZE = 6  # bytes: start code and length
_WRAPS = (1 << 33, 1 << 32)  # the standard's, and that of senders which count in 32 bits (gb28181.md 10.3)
_LEAD_LIMIT = 2 * CLOCK_RATE  # decoding earlier than this before showing is nonsense
_WRAP_TOLERANCE = 30 * CLOCK_RATE  # nearer than this to a whole wrap is a wrap, not a jump


class PesHeader(NamedTuple):
    """`pts` is in 90 kHz units, not unwrapped; `start` is the offset of the payload in the PES packet.

    `lead` is how long before it is shown a picture must be decoded, PTS - DTS, in the same units: with B pictures.
    """

    start: int
    pts: int | None
    lead: int = 0


def parse_header(packet: bytes) -> PesHeader | None:
    """The header of a PES packet of video or audio, None when it cannot be one."""
    if len(packet) <= _HEADER_SIZE:
        return None
    if packet[_HEADER_SIZE] >> 6 == 2:
        return _parse_mpeg2(packet)
    return _parse_mpeg1(packet)


def encode_header(stream_id: int, size: int, pts: int | None, *, open_length: bool = False) -> bytes:
    """A header for `size` bytes of payload; `pts` is in 90 kHz units and is cut to 33 bits."""
    stamp = b"" if pts is None else encode_stamp(0x2, pts)
    flags = 0x80 if stamp else 0
    length = 0 if open_length else 3 + len(stamp) + size
    return bytes([0, 0, 1, stream_id]) + length.to_bytes(2) + bytes([0x80, flags, len(stamp)]) + stamp


def encode_stamp(prefix: int, ticks: int) -> bytes:
    """33 bits in five bytes, with marker bits between."""
    return bytes(
        [
            prefix << 4 | (ticks >> 29 & 0x0E) | 1,
            ticks >> 22 & 0xFF,
            (ticks >> 14 & 0xFE) | 1,
            ticks >> 7 & 0xFF,
            (ticks << 1 & 0xFE) | 1,
        ]
    )


class StampUnwrapper:
    """Undoes the wrap of clock stamps; real jumps stay jumps."""

    def __init__(self) -> None:
        self._offset = 0
        self._last: int | None = None

    def seconds(self, stamp: int) -> float:
        """Seconds on one line for a stamp in 90 kHz units."""
        ticks = stamp + self._offset
        if self._last is not None:
            ticks = self._near(ticks, self._last)
        self._last = ticks
        return ticks / CLOCK_RATE

    def _near(self, ticks: int, last: int) -> int:
        for wrap in _WRAPS:
            if abs(ticks + wrap - last) < _WRAP_TOLERANCE:
                self._offset += wrap
                return ticks + wrap
            if abs(ticks - wrap - last) < _WRAP_TOLERANCE:  # a late stamp from before the wrap
                return ticks - wrap
        return ticks


def _parse_mpeg2(packet: bytes) -> PesHeader | None:
    if len(packet) < _HEADER_SIZE + 3:
        return None
    # Always as far as the header says: it may hold stuffing and fields that its flags do not name.
    start = _HEADER_SIZE + 3 + packet[_HEADER_SIZE + 2]
    flags, size = packet[_HEADER_SIZE + 1] >> 6, packet[_HEADER_SIZE + 2]
    if flags < 2 or size < 5:
        return PesHeader(start, None)
    pts = _parse_stamp(packet, _HEADER_SIZE + 3)
    dts = _parse_stamp(packet, _HEADER_SIZE + 8) if flags == 3 and size >= 10 else None
    return PesHeader(start, pts, _lead(pts, dts))


def _parse_mpeg1(packet: bytes) -> PesHeader | None:
    position = _HEADER_SIZE
    while position < len(packet) and packet[position] == 0xFF and position < _HEADER_SIZE + 16:
        position += 1
    if position < len(packet) and packet[position] >> 6 == 1:  # buffer size
        position += 2
    if position >= len(packet):
        return None
    kind = packet[position] >> 4
    if kind == 2:
        return PesHeader(position + 5, _parse_stamp(packet, position))
    if kind == 3:
        pts, dts = _parse_stamp(packet, position), _parse_stamp(packet, position + 5)
        return PesHeader(position + 10, pts, _lead(pts, dts))
    return PesHeader(position + 1, None) if packet[position] == 0x0F else None


def _parse_stamp(packet: bytes, position: int) -> int | None:
    field = packet[position : position + 5]
    if len(field) < 5 or field[0] >> 4 not in (1, 2, 3):
        return None
    return (field[0] & 0x0E) << 29 | field[1] << 22 | (field[2] & 0xFE) << 14 | field[3] << 7 | field[4] >> 1


def _lead(pts: int | None, dts: int | None) -> int:
    """0 where the two make no sense together: decoding later than showing does occur (gb28181.md 10.3)."""
    if pts is None or dts is None:
        return 0
    lead = (pts - dts) % (1 << 33)
    return lead if lead <= _LEAD_LIMIT else 0

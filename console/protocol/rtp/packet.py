"""RTP packets (RFC 3550 section 5.1)."""

import struct
from typing import NamedTuple

HEADER_SIZE = 12  # bytes, without contributing sources and extension

_FIXED_HEADER = struct.Struct(">BBHII")
_EXTENSION_HEADER = struct.Struct(">HH")
_VERSION = 2
_PADDING = 0x20
_EXTENSION = 0x10
_MARKER = 0x80


class RtpError(ValueError):
    """These bytes are no RTP packet, or no stream of them."""


class RtpPacket(NamedTuple):
    """One packet; `timestamp` is in RTP units, 90 kHz where senders follow the standard."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False

    @classmethod
    def parse(cls, datagram: bytes) -> "RtpPacket":
        """Read one packet; contributing sources, header extension and padding are skipped. Raises RtpError."""
        if len(datagram) < HEADER_SIZE:
            raise RtpError(f"{len(datagram)} bytes, a header has {HEADER_SIZE}")
        flags, kind, sequence, timestamp, ssrc = _FIXED_HEADER.unpack_from(datagram)
        if flags >> 6 != _VERSION:
            raise RtpError(f"version {flags >> 6}, expected {_VERSION}")
        is_plain = flags == _VERSION << 6  # nearly every packet of nearly every camera
        payload = datagram[HEADER_SIZE:] if is_plain else _unwrapped(datagram, flags)
        return cls(kind & 0x7F, sequence, timestamp, ssrc, payload, kind >= _MARKER)

    def encode(self) -> bytes:
        kind = self.payload_type | (_MARKER if self.marker else 0)
        return _FIXED_HEADER.pack(_VERSION << 6, kind, self.sequence, self.timestamp, self.ssrc) + self.payload


def _unwrapped(datagram: bytes, flags: int) -> bytes:
    start = HEADER_SIZE + 4 * (flags & 0x0F)
    if flags & _EXTENSION:  # its length field counts 32-bit words
        if len(datagram) < start + _EXTENSION_HEADER.size:
            raise RtpError("header extension is cut off")
        start += _EXTENSION_HEADER.size + 4 * int(_EXTENSION_HEADER.unpack_from(datagram, start)[1])
    end = len(datagram)
    if flags & _PADDING:  # the last byte counts the padding, itself included
        end -= datagram[-1]
    if start > end:
        raise RtpError(f"payload would start at {start} and end at {end}")
    return datagram[start:end]

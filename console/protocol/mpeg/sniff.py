"""What a payload holds, whatever was announced (gb28181.md 10.2 rule 3)."""

from enum import Enum

from console.protocol.mpeg.start_codes import PREFIX, SYSTEM_START

_TRANSPORT_PACKET = 188  # bytes
_TRANSPORT_SYNC = 0x47


class Container(Enum):
    """How coded pictures are wrapped."""

    PROGRAM_STREAM = "MPEG-PS"
    TRANSPORT_STREAM = "MPEG-TS"
    ELEMENTARY_STREAM = "elementary stream"


def sniff_container(payload: bytes) -> Container | None:
    """The container of an RTP payload at a frame's start, None when these bytes do not tell."""
    if SYSTEM_START.match(payload):
        return Container.PROGRAM_STREAM
    if payload[:1] == bytes([_TRANSPORT_SYNC]) and len(payload) % _TRANSPORT_PACKET == 0:
        if all(payload[start] == _TRANSPORT_SYNC for start in range(0, len(payload), _TRANSPORT_PACKET)):
            return Container.TRANSPORT_STREAM
        return None
    if payload.startswith((PREFIX, b"\0" + PREFIX)):
        return Container.ELEMENTARY_STREAM
    return None

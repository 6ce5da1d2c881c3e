"""Packets for the tests of this folder."""

from console.protocol.rtp.packet import RtpPacket


def packet(
    sequence: int,
    *,
    timestamp: int = 0,
    payload: bytes = b"payload",
    marker: bool = False,
    ssrc: int = 0x06146581,
) -> RtpPacket:
    return RtpPacket(96, sequence % 65536, timestamp, ssrc, payload, marker)

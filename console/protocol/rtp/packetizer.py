"""Frames to RTP packets (RFC 3550 section 5.1, gb28181.md 10.1), for the simulator and tests."""

from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.sequence import after

PROGRAM_STREAM = 96  # payload type of GB/T 28181 annex C
PAYLOAD_LIMIT = 1400  # bytes, so that no packet is fragmented


class RtpPacketizer:
    """Cuts frames at arbitrary bytes; all packets of a frame share its timestamp, the last has the marker."""

    def __init__(
        self,
        ssrc: int,
        *,
        payload_type: int = PROGRAM_STREAM,
        payload_limit: int = PAYLOAD_LIMIT,
        first_sequence: int = 0,
    ) -> None:
        self.ssrc = ssrc
        self._payload_type = payload_type
        self._payload_limit = payload_limit
        self._sequence = first_sequence

    def packetize(self, frame: bytes, timestamp: int) -> list[RtpPacket]:
        """The packets of `frame`; `timestamp` is in RTP units and is cut to 32 bits."""
        packets = []
        for start in range(0, len(frame), self._payload_limit):
            end = start + self._payload_limit
            packets.append(
                RtpPacket(
                    self._payload_type,
                    self._sequence,
                    timestamp & 0xFFFFFFFF,
                    self.ssrc,
                    frame[start:end],
                    end >= len(frame),
                )
            )
            self._sequence = after(self._sequence)
        return packets

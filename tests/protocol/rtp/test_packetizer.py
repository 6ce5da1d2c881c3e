from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.packetizer import RtpPacketizer


class TestPacketizer:
    """GB/T 28181-2022 4.3.6: one timestamp per frame, the marker on its last packet."""

    def test_a_frame_is_cut_and_its_end_marked(self) -> None:
        packets = RtpPacketizer(7, payload_limit=4, first_sequence=65535).packetize(b"0123456789", 3600)
        assert [(p.sequence, p.timestamp, p.payload, p.marker) for p in packets] == [
            (65535, 3600, b"0123", False),
            (0, 3600, b"4567", False),
            (1, 3600, b"89", True),
        ]

    def test_numbers_go_on_with_the_next_frame(self) -> None:
        packetizer = RtpPacketizer(7, payload_limit=4)
        packetizer.packetize(b"01234567", 0)
        assert [packet.sequence for packet in packetizer.packetize(b"8", 1)] == [2]

    @given(st.binary(min_size=1, max_size=200), st.integers(1, 50), st.integers(0, 1 << 40))
    def test_the_payloads_are_the_frame(self, frame: bytes, limit: int, timestamp: int) -> None:
        packets = RtpPacketizer(7, payload_limit=limit).packetize(frame, timestamp)
        assert b"".join(packet.payload for packet in packets) == frame
        assert {packet.timestamp for packet in packets} == {timestamp % (1 << 32)}
        assert [packet.marker for packet in packets].count(True) == packets[-1].marker == 1

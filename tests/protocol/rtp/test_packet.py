import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.packet import RtpError, RtpPacket


class TestParse:
    """RFC 3550 section 5.1."""

    def test_fields_stand_where_the_standard_puts_them(self) -> None:
        packet = RtpPacket.parse(bytes.fromhex("80e0 1234 00057e40 06146581 000001ba"))
        assert packet == RtpPacket(96, 0x1234, 360_000, 102_000_001, b"\x00\x00\x01\xba", marker=True)

    def test_contributing_sources_are_skipped(self) -> None:
        packet = RtpPacket.parse(bytes.fromhex("8260 0001 00000002 00000003 aaaaaaaa bbbbbbbb") + b"video")
        assert packet.payload == b"video"

    def test_header_extension_counts_32_bit_words(self) -> None:
        packet = RtpPacket.parse(bytes.fromhex("9060 0001 00000002 00000003 bede0002 1111111122222222") + b"video")
        assert packet.payload == b"video"

    def test_padding_is_cut_off_by_its_last_byte(self) -> None:
        packet = RtpPacket.parse(bytes.fromhex("a060 0001 00000002 00000003") + b"video" + b"\0\0\0\x04")
        assert packet.payload == b"video"

    @pytest.mark.parametrize(
        ("datagram", "reason"),
        [
            (b"", "0 bytes"),
            (bytes(11), "11 bytes"),
            (b"\x40" + bytes(11), "version 1"),
            (b"\x00" + bytes(20), "version 0"),
            (b"\x8f\x60" + bytes(10), "payload would start at 72"),
            (b"\x90\x60" + bytes(10), "extension is cut off"),
            (b"\x90\x60" + bytes(10) + b"\xbe\xde\xff\xff", "payload would start"),
            (b"\xa0\x60" + bytes(10) + b"\xff", "payload would start at 12 and end at"),
        ],
    )
    def test_what_is_no_packet_is_refused_with_the_reason(self, datagram: bytes, reason: str) -> None:
        with pytest.raises(RtpError, match=reason):
            RtpPacket.parse(datagram)

    @given(st.binary(max_size=64))
    def test_anything_is_parsed_or_refused(self, datagram: bytes) -> None:
        try:
            packet = RtpPacket.parse(datagram)
        except RtpError:
            return
        assert len(packet.payload) <= len(datagram) - 12

    @given(
        st.integers(0, 127),
        st.integers(0, 0xFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.binary(max_size=100),
        st.booleans(),
    )
    def test_what_is_encoded_is_parsed_again(
        self, payload_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, marker: bool
    ) -> None:
        packet = RtpPacket(payload_type, sequence, timestamp, ssrc, payload, marker)
        assert RtpPacket.parse(packet.encode()) == packet

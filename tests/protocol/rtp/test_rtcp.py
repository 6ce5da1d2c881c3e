from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.rtcp import SenderReport, encode_receiver_report, is_rtcp, parse_sender_report
from console.protocol.rtp.statistics import ReceptionReport


class TestReceiverReport:
    """RFC 3550 sections 6.4.2 and 6.5."""

    def test_it_is_a_compound_with_the_description_of_its_source(self) -> None:
        report = ReceptionReport(0x06146581, 64, 5, 0x10007, 90, 0x12345678, 65536)
        assert encode_receiver_report(0xAABBCCDD, report, "vigil") == bytes.fromhex(
            "81c90007 aabbccdd 06146581 40000005 00010007 0000005a 12345678 00010000"
            "81ca0003 aabbccdd 0105 766967696c 00"
        )

    def test_lost_packets_are_cut_to_24_signed_bits(self) -> None:
        for lost, coded in ((-1, "00ffffff"), (1 << 30, "007fffff"), (-(1 << 30), "00800000")):
            report = ReceptionReport(1, 0, lost, 0, 0)
            assert encode_receiver_report(2, report, "v")[12:16] == bytes.fromhex(coded)

    @given(st.text(max_size=40))
    def test_every_packet_of_it_ends_at_a_32_bit_word(self, name: str) -> None:
        compound = encode_receiver_report(1, ReceptionReport(1, 0, 0, 0, 0), name)
        first = 4 * (int.from_bytes(compound[2:4]) + 1)
        second = 4 * (int.from_bytes(compound[first + 2 : first + 4]) + 1)
        assert first + second == len(compound)


class TestSenderReport:
    """RFC 3550 section 6.4.1."""

    def test_its_middle_bits_of_time_are_what_a_receiver_echoes(self) -> None:
        datagram = bytes.fromhex("80c80006 06146581 e1234567 89abcdef 00057e40 00000001 00000002")
        assert parse_sender_report(datagram) == SenderReport(0x06146581, 0x456789AB)

    @given(st.binary(max_size=40))
    def test_anything_else_gives_none(self, datagram: bytes) -> None:
        report = parse_sender_report(datagram)
        assert report is None or datagram[1] == 200


def test_packets_of_both_protocols_are_told_apart() -> None:
    assert is_rtcp(bytes.fromhex("80c8"))
    assert not is_rtcp(bytes.fromhex("80e0"))
    assert not is_rtcp(b"\x80")

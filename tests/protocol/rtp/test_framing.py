import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.framing import SEARCH_LIMIT, StreamDeframer, frame_packet
from console.protocol.rtp.packet import RtpError
from tests.protocol.rtp.packets import packet

PACKETS = [packet(number, payload=bytes([number]) * 40).encode() for number in range(8)]
RECEIVER_REPORT = bytes.fromhex("81c90007") + bytes(28)


def interleaved(data: bytes, channel: int = 0) -> bytes:
    return b"$" + bytes([channel]) + len(data).to_bytes(2) + data


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [stream[start:end] for start, end in itertools.pairwise(edges)]


def all_of(deframer: StreamDeframer, parts: list[bytes]) -> list[bytes]:
    return [found for part in parts for found in deframer.feed(part)]


class TestFraming:
    """RFC 4571 section 2; RFC 2326 section 10.12."""

    def test_a_packet_stands_behind_its_length(self) -> None:
        assert frame_packet(b"abc") == b"\x00\x03abc"

    @pytest.mark.parametrize("frame", [frame_packet, interleaved])
    @given(cuts=st.lists(st.integers(0, 1000)))
    def test_any_split_gives_the_same_packets(self, frame, cuts: list[int]) -> None:  # type: ignore[no-untyped-def]
        stream = b"".join(frame(packet) for packet in PACKETS)
        deframer = StreamDeframer()
        assert all_of(deframer, pieces(stream, cuts)) == PACKETS
        assert deframer.skipped == 0

    def test_the_first_packet_is_handed_on_alone(self) -> None:
        assert StreamDeframer().feed(frame_packet(PACKETS[0])) == PACKETS[:1]

    def test_a_length_that_begins_like_the_other_framing_is_a_length(self) -> None:
        long = packet(1, payload=bytes(0x2410 - 12)).encode()
        assert StreamDeframer().feed(frame_packet(long)) == [long]

    def test_rtcp_inside_the_stream_is_left_out_and_counted(self) -> None:
        deframer = StreamDeframer()
        stream = b"".join(frame_packet(each) for each in (RECEIVER_REPORT, PACKETS[0], RECEIVER_REPORT, PACKETS[1]))
        assert deframer.feed(stream) == PACKETS[:2]
        assert deframer.rtcp == 2

    def test_null_packets_are_ignored(self) -> None:
        deframer = StreamDeframer()
        assert deframer.feed(frame_packet(PACKETS[0]) + b"\0\0" + frame_packet(PACKETS[1])) == PACKETS[:2]
        assert deframer.searches == 0

    def test_another_ssrc_is_believed_when_a_packet_follows_it(self) -> None:
        others = [packet(number, ssrc=5).encode() for number in (1, 2)]
        stream = b"".join(frame_packet(each) for each in (PACKETS[0], *others))
        deframer = StreamDeframer()
        assert deframer.feed(stream) == [PACKETS[0], others[0], others[1]]
        assert deframer.searches == 0


class TestSearch:
    """gb28181.md 10.2 rule 2: a broken framing is searched for, not given up at once."""

    @given(junk=st.lists(st.integers(0x25, 0x7F), min_size=1, max_size=300), cuts=st.lists(st.integers(0, 1000)))
    def test_junk_between_packets_costs_none_of_them(self, junk: list[int], cuts: list[int]) -> None:
        stream = b"".join(map(frame_packet, PACKETS[:3])) + bytes(junk) + b"".join(map(frame_packet, PACKETS[3:]))
        deframer = StreamDeframer()
        assert all_of(deframer, pieces(stream, cuts)) == PACKETS
        assert deframer.skipped == len(junk)

    def test_missing_bytes_cost_their_packet_and_the_next(self) -> None:
        stream = b"".join(map(frame_packet, PACKETS))
        deframer = StreamDeframer()
        found = deframer.feed(stream[:70] + stream[90:])
        assert found[0] == PACKETS[0]
        assert found[2:] == PACKETS[3:]
        assert deframer.searches == 1

    def test_a_length_that_is_too_large_loses_one_more_packet(self) -> None:
        broken = (60).to_bytes(2) + PACKETS[1]
        stream = frame_packet(PACKETS[0]) + broken + b"".join(map(frame_packet, PACKETS[2:]))
        found = StreamDeframer().feed(stream)
        assert found[0] == PACKETS[0]
        assert found[2:] == PACKETS[3:]

    def test_a_pack_header_behind_an_unknown_ssrc_is_a_landmark(self) -> None:
        frames = [packet(n, ssrc=9, payload=b"\0\0\x01\xba" + bytes(30)).encode() for n in range(3)]
        stream = b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"".join(map(frame_packet, frames))
        assert StreamDeframer().feed(stream) == frames

    def test_ssrc_zero_is_no_landmark_but_the_pack_header_is(self) -> None:
        frames = [packet(n, ssrc=0, payload=b"\0\0\x01\xba" + bytes(30)).encode() for n in range(4)]
        stream = frame_packet(frames[0]) + b"\xff" * 9 + b"".join(map(frame_packet, frames[1:]))
        assert StreamDeframer().feed(stream) == frames

    def test_interleaved_framing_is_found_again(self) -> None:
        stream = interleaved(PACKETS[0]) + b"\xff" * 7 + b"".join(map(interleaved, PACKETS[1:]))
        assert StreamDeframer().feed(stream) == PACKETS

    @pytest.mark.parametrize("junk", [b"\xff", b"\0", b"\x24"])
    def test_the_search_ends_at_its_limit(self, junk: bytes) -> None:
        deframer = StreamDeframer()
        block = junk * (1 << 16)
        for _ in range(SEARCH_LIMIT // len(block)):
            assert deframer.feed(block) == []
        with pytest.raises(RtpError, match="no packet found"):
            deframer.feed(block)

    @given(st.lists(st.binary(max_size=200), max_size=20))
    def test_anything_is_survived(self, parts: list[bytes]) -> None:
        deframer = StreamDeframer()
        for found in all_of(deframer, parts):
            assert len(found) >= 12

    @given(st.binary(max_size=400), st.lists(st.integers(0, 400)))
    def test_any_split_of_anything_gives_the_same(self, junk: bytes, cuts: list[int]) -> None:
        stream = frame_packet(PACKETS[0]) + junk + b"".join(map(frame_packet, PACKETS[1:]))
        whole = StreamDeframer()
        assert all_of(StreamDeframer(), pieces(stream, cuts)) == whole.feed(stream)

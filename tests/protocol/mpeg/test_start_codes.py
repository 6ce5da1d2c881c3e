import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.muxer import ProgramStreamMuxer, encode_pack_header
from console.protocol.mpeg.start_codes import UNKNOWN_SIZE, PackProgress, unit_size
from tests.protocol.mpeg.streams import H264_KEY

PACK = ProgramStreamMuxer().video(H264_KEY, 4.0, is_keyframe=True)


class TestUnitSize:
    """ISO/IEC 13818-1 sections 2.5.3.3 and 2.4.3.6; ISO/IEC 11172-1 section 2.4.3.2."""

    @pytest.mark.parametrize(
        ("unit", "size"),
        [
            (encode_pack_header(360_000), 14),
            (encode_pack_header(360_000)[:-1] + b"\xfb", 17),  # three bytes of stuffing
            (bytes.fromhex("000001ba 21 0001 0001 8001 01"), 12),  # MPEG-1
            (bytes.fromhex("000001b9"), 4),
            (bytes.fromhex("000001be 0007"), 13),
            (bytes.fromhex("000001e0 0000"), UNKNOWN_SIZE),
            (bytes.fromhex("000001c0 0000"), 6),
        ],
    )
    def test_sizes(self, unit: bytes, size: int) -> None:
        assert unit_size(unit, 0) == size

    @pytest.mark.parametrize("unit", [b"", b"\0", b"\0\0\x01", b"\0\0\x01\xba", b"\0\0\x01\xe0\x01"])
    def test_a_unit_that_has_not_come_yet_has_size_0(self, unit: bytes) -> None:
        assert unit_size(unit, 0) == 0

    @pytest.mark.parametrize("data", [b"\x01", b"\0\x01", b"\0\0\0", b"\0\0\x01\x65", b"\0\0\x01\xba\xff", b"abcdef"])
    def test_what_is_no_unit_is_refused(self, data: bytes) -> None:
        with pytest.raises(ValueError, match=r"no start code|pack header"):
            unit_size(data, 0)


class TestPackProgress:
    """gb28181.md 10.2 rule 4: whether anything that was announced is still owed."""

    @given(st.lists(st.integers(1, len(PACK))))
    def test_a_pack_is_complete_at_unit_ends_only(self, sizes: list[int]) -> None:
        ends, position = set(), 0
        while position < len(PACK):
            position += unit_size(PACK, position)
            ends.add(position)
        progress = PackProgress()
        position = 0
        for size in sizes:
            progress.feed(PACK[position : position + size])
            position = min(position + size, len(PACK))
            assert progress.is_complete == (position in ends)

    def test_data_of_open_length_counts_as_complete(self) -> None:
        progress = PackProgress()
        progress.feed(ProgramStreamMuxer(open_length=True).video(H264_KEY, 0.0, is_keyframe=False))
        assert progress.is_complete
        progress.feed(b"more")
        assert progress.is_complete

    def test_what_cannot_be_read_counts_as_complete(self) -> None:
        progress = PackProgress()
        progress.feed(b"garbage")
        assert progress.is_complete

    def test_a_reset_forgets(self) -> None:
        progress = PackProgress()
        progress.feed(PACK[:20])
        assert not progress.is_complete
        progress.reset()
        assert progress.is_complete

    def test_beginnings(self) -> None:
        progress = PackProgress()
        assert progress.begins_frame(PACK)
        assert not progress.begins_frame(PACK[14:])
        assert progress.begins_unit(PACK[14:])
        assert not progress.begins_unit(H264_KEY)

    @given(st.lists(st.binary(max_size=30)))
    def test_anything_is_followed(self, parts: list[bytes]) -> None:
        progress = PackProgress()
        for part in parts:
            progress.feed(part)

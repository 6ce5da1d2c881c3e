from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.stream_map import crc32_mpeg, encode_stream_map, parse_stream_map

H264_AND_PCMA = bytes.fromhex("000001bc 0012 e0ff 0000 0008 1be00000 90c00000 fedfb1d7")


class TestStreamMap:
    """ISO/IEC 13818-1 section 2.5.4 and annex A; the map is the example of gb28181.md 10.1."""

    def test_the_example_is_encoded_with_its_checksum(self) -> None:
        assert encode_stream_map({0xE0: 0x1B, 0xC0: 0x90}) == H264_AND_PCMA

    def test_the_example_is_parsed(self) -> None:
        assert parse_stream_map(H264_AND_PCMA) == {0xE0: "h264", 0xC0: "pcm_alaw"}

    def test_the_checksum_over_all_is_zero(self) -> None:
        assert crc32_mpeg(H264_AND_PCMA) == 0

    def test_descriptors_are_passed_over(self) -> None:
        """As Hikvision sends them: for the programme, and for each stream."""
        unit = bytes.fromhex("000001bc 0018 e0ff 0002 4001 0008 24e00002 2a01 80c00000 00000000")
        assert parse_stream_map(unit) == {0xE0: "hevc", 0xC0: "svac"}

    def test_a_wrong_inner_length_is_ignored(self) -> None:
        """Keda: gb28181.md 10.3."""
        broken = H264_AND_PCMA[:10] + b"\x00\x24" + H264_AND_PCMA[12:]
        assert parse_stream_map(broken) == {0xE0: "h264", 0xC0: "pcm_alaw"}

    def test_unknown_types_get_a_name_that_nothing_knows(self) -> None:
        assert parse_stream_map(encode_stream_map({0xBD: 0x7F})) == {0xBD: "type-0x7f"}

    @given(st.dictionaries(st.integers(0xBD, 0xEF), st.sampled_from([0x0F, 0x1B, 0x24, 0x80, 0x90, 0x99]), max_size=8))
    def test_what_is_encoded_is_parsed_again(self, types: dict[int, int]) -> None:
        assert list(parse_stream_map(encode_stream_map(types))) == list(types)

    @given(st.binary(max_size=60))
    def test_anything_is_parsed(self, body: bytes) -> None:
        parse_stream_map(b"\0\0\x01\xbc" + len(body).to_bytes(2) + body)

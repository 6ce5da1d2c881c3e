import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.nal import (
    Content,
    begins_unit,
    begins_with_hevc_head,
    inspect,
    might_hold_parameter_sets,
    sniff_video,
    unit_positions,
)
from tests.protocol.mpeg.streams import (
    H264_IDR,
    H264_KEY,
    H264_PPS,
    H264_SPS,
    HEVC_IDR,
    HEVC_KEY,
    HEVC_PPS,
    HEVC_SPS,
    HEVC_VPS,
    h264_picture,
    hevc_picture,
)

MPEG4_KEY = bytes.fromhex("000001b0 01 000001b5 89 00000120 00c48881 000001b6 10 60")
MPEG4_PICTURE = bytes.fromhex("000001b6 51 60")
INTRA_WITHOUT_IDR = H264_SPS + H264_PPS + bytes.fromhex("00000001 41 b0")  # first_mb 0, slice type 2


class TestH264:
    """ITU-T H.264 section 7.3.1, table 7-1 and section 7.3.3."""

    @pytest.mark.parametrize(
        ("payload", "content"),
        [
            (H264_KEY, Content(True, True, True)),
            (H264_IDR, Content(True, True, True)),
            (h264_picture(), Content(True, False, True)),
            (h264_picture(is_first_slice=False), Content(True, False, False)),
            (H264_SPS + H264_PPS, Content(False, False, True)),
            (INTRA_WITHOUT_IDR, Content(True, True, True)),
            (b"", Content(False, False, False)),
            (b"\0\0\x01", Content(False, False, False)),
            (b"no unit", Content(False, False, False)),
        ],
    )
    def test_contents(self, payload: bytes, content: Content) -> None:
        assert inspect(payload, "h264") == content

    def test_a_predicted_picture_behind_parameter_sets_is_no_key_frame(self) -> None:
        assert not inspect(H264_SPS + H264_PPS + h264_picture(), "h264").is_keyframe


class TestHevc:
    """ITU-T H.265 section 7.3.1.2, table 7-1 and section 7.3.6."""

    @pytest.mark.parametrize(
        ("payload", "content"),
        [
            (HEVC_KEY, Content(True, True, True)),
            (HEVC_IDR, Content(True, True, True)),
            (hevc_picture(), Content(True, False, True)),
            (HEVC_VPS + HEVC_SPS, Content(False, False, True)),
            (b"\0\0\x01", Content(False, False, False)),
        ],
    )
    def test_contents(self, payload: bytes, content: Content) -> None:
        assert inspect(payload, "hevc") == content


class TestOthers:
    """ISO/IEC 14496-2 section 6.2 and codecs that are not looked into."""

    @pytest.mark.parametrize(
        ("payload", "codec", "content"),
        [
            (MPEG4_KEY, "mpeg4", Content(True, True, True)),
            (MPEG4_PICTURE, "mpeg4", Content(True, False, True)),
            (b"\xff\xd8\xff\xe0", "mjpeg", Content(True, True, True)),
            (b"anything", "svac", Content(True, False, True)),
            (b"", "svac", Content(False, False, True)),
        ],
    )
    def test_contents(self, payload: bytes, codec: str, content: Content) -> None:
        assert inspect(payload, codec) == content


class TestSniffing:
    """gb28181.md 10.3: a whole set of parameter sets is asked for before the codec is believed."""

    @pytest.mark.parametrize(
        ("payload", "codec"),
        [
            (H264_KEY, "h264"),
            (HEVC_KEY, "hevc"),
            (HEVC_SPS + HEVC_PPS, "hevc"),
            (MPEG4_KEY, "mpeg4"),
            (b"\xff\xd8\xff\xe0jpeg", "mjpeg"),
            (H264_SPS, None),
            (HEVC_VPS + HEVC_SPS, None),
            (H264_IDR, None),
            (h264_picture(), None),
            (hevc_picture(), None),
            (MPEG4_PICTURE, None),
            (b"\xd5" * 320, None),
        ],
    )
    def test_codecs(self, payload: bytes, codec: str | None) -> None:
        assert sniff_video(payload) == codec

    @pytest.mark.parametrize("payload", [H264_KEY, HEVC_KEY, MPEG4_KEY, b"\0\0\0\x01\x09\xf0" + H264_KEY])
    def test_the_quick_look_misses_no_key_frame(self, payload: bytes) -> None:
        assert might_hold_parameter_sets(payload)

    @pytest.mark.parametrize("payload", [h264_picture(), hevc_picture(), MPEG4_PICTURE, b"", b"\0\0\x01"])
    def test_the_quick_look_passes_over_other_pictures(self, payload: bytes) -> None:
        assert not might_hold_parameter_sets(payload)

    @given(st.binary(max_size=100), st.sampled_from(["h264", "hevc", "mpeg4", "mjpeg", "svac", ""]))
    def test_anything_is_looked_at(self, payload: bytes, codec: str) -> None:
        inspect(payload, codec)
        sniff_video(payload)
        might_hold_parameter_sets(payload)
        begins_with_hevc_head(payload)
        assert all(payload[at - 3 : at] == b"\0\0\x01" for at in unit_positions(payload))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [(b"\0\0\x01\x65", True), (b"\0\0\0\0\x01\x65", True), (b"x\0\0\x01", False), (b"", False)],
)
def test_a_unit_begins_at_a_start_code_with_any_zeros_before(payload: bytes, expected: bool) -> None:
    assert begins_unit(payload) is expected

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.parameter_sets import PictureSize, picture_size
from tests.media.clips import encoder
from tests.protocol.mpeg.streams import h264_picture

SIZES = [(1920, 1080), (640, 360), (704, 576), (322, 184)]


def coded(codec: str, width: int, height: int, **options: str) -> bytes:
    """The first picture of a clip."""
    context = encoder(codec, width, height, **options)
    frame = av.VideoFrame(width, height, context.pix_fmt)
    return bytes((context.encode(frame) or context.encode(None))[0])


class TestPictureSize:
    """ITU-T H.264 section 7.3.2.1.1; ITU-T H.265 section 7.3.2.2. FFmpeg's encoders are the judge."""

    @pytest.mark.parametrize(("width", "height"), SIZES)
    @pytest.mark.parametrize(
        "options",
        [
            {"profile": "baseline"},
            {"profile": "high"},
            {"x264-params": "interlaced=1"},
            {"pix_fmt": "yuv444p"},
            {"profile": "high", "x264-params": "cqm=jvt"},
        ],
    )
    def test_h264(self, width: int, height: int, options: dict[str, str]) -> None:
        assert picture_size(coded("h264", width, height, **options), "h264") == PictureSize(width, height)

    @pytest.mark.parametrize(("width", "height"), SIZES)
    def test_hevc(self, width: int, height: int) -> None:
        assert picture_size(coded("hevc", width, height), "hevc") == PictureSize(width, height)

    def test_without_a_set_there_is_none(self) -> None:
        assert picture_size(h264_picture(), "h264") is None
        assert picture_size(b"\xff\xd8", "mjpeg") is None

    def test_a_set_that_is_cut_off_gives_none(self) -> None:
        assert picture_size(bytes.fromhex("00000001 67 4d40"), "h264") is None

    @given(st.binary(max_size=80), st.sampled_from(["h264", "hevc"]))
    def test_anything_gives_a_sane_size_or_none(self, body: bytes, codec: str) -> None:
        head = b"\x67" if codec == "h264" else b"\x42\x01"
        size = picture_size(b"\0\0\0\x01" + head + body, codec)
        assert size is None or (0 < size.width <= 16384 and 0 < size.height <= 16384)

import io

import av
import pytest

from console.protocol.mpeg.muxer import PAYLOAD_LIMIT, ProgramStreamMuxer, encode_pack_header
from console.protocol.mpeg.start_codes import unit_size
from tests.media.clips import clip
from tests.protocol.mpeg.streams import H264_KEY, h264_picture


def units(pack: bytes) -> list[int]:
    """Stream ids of the units of a pack."""
    codes, position = [], 0
    while position < len(pack):
        codes.append(pack[position + 3])
        position += unit_size(pack, position)
    return codes


class TestLayout:
    """GB/T 28181-2022 annex C.1; the pack header is the example of gb28181.md 10.1."""

    def test_the_pack_header_of_the_reference(self) -> None:
        assert encode_pack_header(360_000) == bytes.fromhex("000001ba 440057f20401 005f6b f8")

    def test_a_key_frame_carries_system_header_and_map(self) -> None:
        assert units(ProgramStreamMuxer().video(H264_KEY, 0.0, is_keyframe=True)) == [0xBA, 0xBB, 0xBC, 0xE0]

    def test_other_pictures_do_not(self) -> None:
        assert units(ProgramStreamMuxer().video(h264_picture(), 0.0, is_keyframe=False)) == [0xBA, 0xE0]

    def test_sound_has_a_pack_of_its_own(self) -> None:
        assert units(ProgramStreamMuxer().audio(b"\xd5" * 320, 0.0)) == [0xBA, 0xC0]

    def test_large_pictures_become_several_packets(self) -> None:
        pack = ProgramStreamMuxer().video(bytes(2 * PAYLOAD_LIMIT + 1), 0.0, is_keyframe=False)
        assert units(pack) == [0xBA, 0xE0, 0xE0, 0xE0]

    def test_the_map_can_be_left_out(self) -> None:
        pack = ProgramStreamMuxer(has_map=False).video(H264_KEY, 0.0, is_keyframe=True)
        assert units(pack) == [0xBA, 0xBB, 0xE0]


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_ffmpeg_reads_what_is_written(codec: str) -> None:
    """FFmpeg's demuxer is the judge: the same pictures, stamps and sound."""
    muxer = ProgramStreamMuxer(codec)
    stream = b""
    pictures = clip(codec, count=12)
    for number, picture in enumerate(pictures):
        stream += muxer.video(picture.payload, 100.0 + 0.04 * number, is_keyframe=picture.is_keyframe)
        stream += muxer.audio(b"\xd5" * 320, 100.0 + 0.04 * number)
    with av.open(io.BytesIO(stream), format="mpeg") as container:
        assert {stream.codec_context.name for stream in container.streams} == {codec, "pcm_alaw"}
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [packet.size for packet in packets] == [len(picture.payload) for picture in pictures]
    assert packets[0].pts == 100 * 90_000

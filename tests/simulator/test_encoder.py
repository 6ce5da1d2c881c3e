"""console.simulator.encoder: streams that FFmpeg's decoders take as they are."""

import av
import numpy as np
import pytest

from console.simulator.encoder import GROUP, CodedPicture, Encoder, VideoCodec
from console.simulator.picture.colour import frame_planes

_BOTH = pytest.mark.parametrize("codec", list(VideoCodec), ids=lambda codec: codec.value)


def _coded(codec: VideoCodec, count: int, *, forced: tuple[int, ...] = ()) -> list[CodedPicture]:
    encoder = Encoder(codec, 320, 240)
    pictures = []
    for index in range(count):
        encoder.planes.y[:] = 60 + index * 3
        encoder.planes.y[100:140, index * 4 : index * 4 + 40] = 220
        encoder.planes.u[:] = 110
        encoder.planes.v[:] = 140
        pictures.append(encoder.encode(keyframe=index in forced))
    return pictures


def _decoded(codec: VideoCodec, pictures: list[CodedPicture]) -> list[av.VideoFrame]:
    context = av.CodecContext.create(codec.value, "r")
    frames = []
    for picture in pictures:
        packet = av.Packet(len(picture.payload))
        packet.update(picture.payload)
        frames += context.decode(packet)
    return [*frames, *context.decode(None)]


@_BOTH
def test_every_picture_comes_out_at_once(codec):
    assert all(picture.payload for picture in _coded(codec, 5))


@_BOTH
def test_a_key_frame_a_second_and_when_asked_for(codec):
    pictures = _coded(codec, GROUP + 2, forced=(7,))
    keys = [index for index, picture in enumerate(pictures) if picture.is_keyframe]
    assert keys[:2] == [0, 7]
    assert keys[2:] in ([GROUP], [])  # the codec may count a second from the one that was forced


@_BOTH
def test_decoding_may_start_at_any_key_frame(codec):
    pictures = _coded(codec, 12, forced=(6,))
    frames = _decoded(codec, pictures[6:])
    assert len(frames) == 6
    luma = frame_planes(frames[0]).y
    assert np.abs(luma[:90].astype(int) - (60 + 6 * 3)).mean() < 6


@_BOTH
def test_pictures_are_annex_b_with_parameter_sets_at_key_frames(codec):
    first, second = _coded(codec, 2)
    parameter_sets = {VideoCodec.H264: (7, 8), VideoCodec.H265: (32, 33, 34)}[codec]
    kinds = [
        unit[0] & 0x1F if codec is VideoCodec.H264 else unit[0] >> 1 & 0x3F
        for unit in first.payload.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]
    ]
    assert set(parameter_sets) <= set(kinds)
    assert second.payload.startswith((b"\0\0\1", b"\0\0\0\1"))

"""Coding pictures as a camera does: H.264 or H.265, one key frame a second, nothing held back."""

from enum import Enum
from fractions import Fraction
from typing import NamedTuple

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from console.simulator.picture.colour import Planes, frame_planes
from console.simulator.picture.scene import FRAME_RATE

GROUP = FRAME_RATE  # pictures from one key frame to the next


class VideoCodec(Enum):
    """Names as FFmpeg has them."""

    H264 = "h264"
    H265 = "hevc"


class CodedPicture(NamedTuple):
    """One picture, Annex B, with its parameter sets where it is a key frame."""

    payload: bytes
    is_keyframe: bool


# One thread each: several cameras are coded side by side anyway. The groups are closed, as no B pictures are made.
_OPTIONS = {
    VideoCodec.H264: (
        "libx264",
        {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "crf": "25",
            "forced-idr": "1",
            "x264-params": f"keyint={GROUP}:min-keyint=1:scenecut=0:sliced-threads=0:repeat-headers=1",
        },
    ),
    # Measured at 640x360 with 25 pictures a second: a twelfth of a core, so it is coded live like the other.
    VideoCodec.H265: (
        "libx265",
        {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "crf": "27",
            "forced-idr": "1",
            "x265-params": (
                f"log-level=none:keyint={GROUP}:min-keyint=1:scenecut=0:open-gop=0:repeat-headers=1:"
                "pools=none:frame-threads=1:no-wpp=1:ctu=16:min-cu-size=16:early-skip=1"
            ),
        },
    ),
}


class Encoder:
    """One coded stream; `planes` is the picture to be filled before each `encode`."""

    def __init__(self, codec: VideoCodec, width: int, height: int) -> None:
        self.codec = codec
        self._frame = av.VideoFrame(width, height, "yuv420p")
        self.planes: Planes = frame_planes(self._frame)
        name, options = _OPTIONS[codec]
        context = av.CodecContext.create(name, "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.framerate, context.time_base = Fraction(FRAME_RATE), Fraction(1, FRAME_RATE)
        context.gop_size, context.max_b_frames = GROUP, 0
        context.thread_count = 1
        context.options = options
        self._context = context
        self._count = 0

    def encode(self, *, keyframe: bool = False) -> CodedPicture:
        """Code what `planes` holds; raises what the codec raises."""
        self._frame.pts = self._count
        self._frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        self._count += 1
        packets = self._context.encode(self._frame)
        return CodedPicture(b"".join(bytes(packet) for packet in packets), any(p.is_keyframe for p in packets))

"""Pictures scaled to one size, in shared memory."""

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from console.media.frames import BYTES_PER_PIXEL, PictureStamp, PictureWriter

_HD_HEIGHT = 720  # from here on unlabelled pictures are taken as BT.709 (ITU-R BT.709-6 part 2)
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED


class Output:
    """One ring of the console's, and the scaler for it."""

    def __init__(self, writer: PictureWriter) -> None:
        self._writer = writer
        self._scaler = VideoReformatter()

    def draw(self, frame: av.VideoFrame, pixel_aspect: float, stamp: PictureStamp) -> None:
        """Scale and publish; width, height and stride of `stamp` are filled in here."""
        shape = frame.width * pixel_aspect / frame.height
        width, height = fit(shape, self._writer.width, self._writer.height)
        is_smaller = width < frame.width
        scaled = self._scaler.reformat(
            frame,
            width,
            height,
            "bgra",
            src_colorspace=_colorspace(frame),
            interpolation=Interpolation.AREA if is_smaller else Interpolation.BILINEAR,
            threads=1,  # the default starts a thread pool for each tile
        )
        plane = scaled.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        stride = width * BYTES_PER_PIXEL
        self._writer.write(rows, stamp._replace(width=width, height=height, stride=stride))

    def close(self) -> None:
        self._writer.close()


def fit(shape: float, width: int, height: int) -> tuple[int, int]:
    """The largest size inside `width` x `height` whose sides have the ratio `shape`, at least one pixel each way."""
    if shape * height >= width:
        return width, max(1, min(height, round(width / shape)))
    return max(1, min(width, round(height * shape))), height


def _colorspace(frame: av.VideoFrame) -> int | None:
    if frame.colorspace == _UNSPECIFIED and frame.height >= _HD_HEIGHT:
        return Colorspace.ITU709
    return None

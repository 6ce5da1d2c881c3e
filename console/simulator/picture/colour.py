"""Colours, and planes of YUV 4:2:0 (ITU-R BT.601, limited range), which is what the encoders take."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Colorspace

Plane = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.float32]

_TO_YUV = np.array(
    [
        [65.481 / 255, 128.553 / 255, 24.966 / 255],
        [-37.797 / 255, -74.203 / 255, 112.0 / 255],
        [112.0 / 255, -93.786 / 255, -18.214 / 255],
    ],
    dtype=np.float32,
)
_OFFSET = np.array([16, 128, 128], dtype=np.float32)


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255."""

    red: float
    green: float
    blue: float

    def scaled(self, factor: float) -> "Colour":
        """Darker below 1.0, lighter above."""
        return Colour(*(min(255.0, part * factor) for part in self))


@lru_cache(maxsize=4096)
def yuv(colour: Colour) -> tuple[int, int, int]:
    """Luma and both chroma values of a colour."""
    y, u, v = _TO_YUV @ np.array(colour, dtype=np.float32) + _OFFSET
    return round(float(y)), round(float(u)), round(float(v))


@dataclass(frozen=True, slots=True)
class Planes:
    """One picture: luma at full size, both chroma planes at half of it; width and height are even."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @classmethod
    def blank(cls, width: int, height: int) -> "Planes":
        """A grey picture."""
        return cls(
            np.full((height, width), 128, np.uint8),
            np.full((height // 2, width // 2), 128, np.uint8),
            np.full((height // 2, width // 2), 128, np.uint8),
        )

    def copy_from(self, other: "Planes") -> None:
        np.copyto(self.y, other.y)
        np.copyto(self.u, other.u)
        np.copyto(self.v, other.v)


def to_planes(pixels: npt.NDArray[np.uint8]) -> Planes:
    """The planes of an RGB picture; width and height are even."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return frame_planes(frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU601, threads=1))


def frame_planes(frame: av.VideoFrame) -> Planes:
    """The planes of a yuv420p frame, to read and to write in place; they keep its memory alive."""

    def view(index: int, width: int, height: int) -> Plane:
        plane = frame.planes[index]
        rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[:height, :width]

    width, height = frame.width, frame.height
    return Planes(view(0, width, height), view(1, width // 2, height // 2), view(2, width // 2, height // 2))

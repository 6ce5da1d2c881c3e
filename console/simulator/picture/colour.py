"""Colours, and planes of YUV 4:2:0 (ITU-R BT.601, limited range), which is what the encoders take."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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


def write_yuv(pixels: Pixels, planes: Planes, top: int) -> None:
    """Convert rows of RGB (an even number) into `planes`, from row `top` (even) on."""
    height, width, _ = pixels.shape
    yuv = pixels.reshape(-1, 3) @ _TO_YUV.T
    yuv += _OFFSET
    yuv = yuv.reshape(height, width, 3)
    planes.y[top : top + height] = np.clip(yuv[..., 0] + 0.5, 0, 255)
    chroma = yuv[..., 1:].reshape(height // 2, 2, width // 2, 2, 2).mean(axis=(1, 3))
    planes.u[top // 2 : (top + height) // 2] = np.clip(chroma[..., 0] + 0.5, 0, 255)
    planes.v[top // 2 : (top + height) // 2] = np.clip(chroma[..., 1] + 0.5, 0, 255)

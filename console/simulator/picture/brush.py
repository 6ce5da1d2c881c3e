"""Drawing what moves onto a picture, in the units of the scene, as the camera sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from console.simulator.picture import coverage
from console.simulator.picture.colour import Colour, Planes, yuv
from console.simulator.picture.coverage import Patch, Point
from console.simulator.picture.daylight import Tint
from console.simulator.picture.sprites import FULL, Sprite


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a scene that fills a picture: its top left corner and how many pixels a unit becomes."""

    left: float
    top: float
    scale: float

    def pixel(self, point: Point) -> Point:
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale


class Brush:
    """Paints onto `planes` through `window`; `tint` is the light that falls on what does not shine by itself."""

    def __init__(self, planes: Planes, window: Window, tint: Tint) -> None:
        self._planes = planes
        self._window = window
        self._tint = tint

    def polygon(self, points: Sequence[Point], colour: Colour, *, shining: bool = False, opacity: float = 1.0) -> None:
        """A convex polygon."""
        pixels = [self._window.pixel(point) for point in points]
        patch = coverage.polygon(pixels, self._planes.width, self._planes.height)
        self._fill(patch, colour, shining, opacity)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, *, shining: bool = False
    ) -> None:
        """An upright rectangle, rounded to whole pixels."""
        planes = self._planes
        x0, y0 = (max(0, round(part)) for part in self._window.pixel((left, top)))
        x1, y1 = (max(0, round(part)) for part in self._window.pixel((right, bottom)))
        y, u, v = yuv(colour if shining else self._lit(colour))
        planes.y[y0:y1, x0:x1] = y
        rows, columns = slice(y0 // 2, (y1 + 1) // 2), slice(x0 // 2, (x1 + 1) // 2)
        planes.u[rows, columns] = u
        planes.v[rows, columns] = v

    def line(self, start: Point, end: Point, thickness: float, colour: Colour, *, shining: bool = False) -> None:
        self.polygon(coverage.thick_line(start, end, thickness), colour, shining=shining)

    def disc(self, centre: Point, radius: float, colour: Colour, *, shining: bool = False) -> None:
        radius *= self._window.scale
        patch = coverage.ellipse(
            self._window.pixel(centre), radius, radius, width=self._planes.width, height=self._planes.height
        )
        self._fill(patch, colour, shining, 1.0)

    def stamp(self, sprite: Sprite, foot: Point) -> None:
        """A sprite, its feet in the middle of its lower edge."""
        x, y = self._window.pixel(foot)
        planes = sprite.planes
        left, top = round(x - planes.width / 2), round(y) - planes.height
        _overlay(self._planes.y, planes.y, sprite.alpha, left, top)
        _overlay(self._planes.u, planes.u, sprite.chroma_alpha, left // 2, top // 2)
        _overlay(self._planes.v, planes.v, sprite.chroma_alpha, left // 2, top // 2)

    def _fill(self, patch: Patch | None, colour: Colour, shining: bool, opacity: float) -> None:
        if patch is None:
            return
        y, u, v = yuv(colour if shining else self._lit(colour))
        alpha = (patch.coverage * np.float32(FULL * opacity)).astype(np.int16)
        _blend(self._planes.y, alpha, y, patch.left, patch.top)
        # chroma takes every other pixel, starting at the first even one
        alpha = alpha[patch.top % 2 :: 2, patch.left % 2 :: 2]
        left, top = (patch.left + 1) // 2, (patch.top + 1) // 2
        _blend(self._planes.u, alpha, u, left, top)
        _blend(self._planes.v, alpha, v, left, top)

    def _lit(self, colour: Colour) -> Colour:
        red, green, blue = self._tint
        return Colour(colour.red * red, colour.green * green, colour.blue * blue)


def _blend(plane: npt.NDArray[np.uint8], alpha: npt.NDArray[np.int16], value: int, left: int, top: int) -> None:
    there = plane[top : top + alpha.shape[0], left : left + alpha.shape[1]]
    alpha = alpha[: there.shape[0], : there.shape[1]]
    there += ((np.int16(value) - there) * alpha >> 7).astype(np.uint8)  # the sum wraps round to the right value


def _overlay(
    plane: npt.NDArray[np.uint8], picture: npt.NDArray[np.uint8], alpha: npt.NDArray[np.int16], left: int, top: int
) -> None:
    """Blend a whole picture, cut at the edges of the plane."""
    height, width = plane.shape
    rows = slice(max(0, -top), min(picture.shape[0], height - top))
    columns = slice(max(0, -left), min(picture.shape[1], width - left))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    there = plane[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
    there += ((picture[rows, columns].astype(np.int16) - there) * alpha[rows, columns] >> 7).astype(np.uint8)

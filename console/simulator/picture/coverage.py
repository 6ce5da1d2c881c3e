"""How much of each pixel a shape covers, from 0.0 to 1.0: antialiasing for the painted world and for what moves in it.

Coordinates are pixels with the centre of the first pixel at (0.5, 0.5); a shape may reach over every edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Coverage = npt.NDArray[np.float32]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Patch:
    """The rectangle of pixels a shape touches, and how much it covers of each."""

    left: int
    top: int
    coverage: Coverage

    @property
    def rows(self) -> slice:
        return slice(self.top, self.top + self.coverage.shape[0])

    @property
    def columns(self) -> slice:
        return slice(self.left, self.left + self.coverage.shape[1])


def polygon(points: Sequence[Point], width: int, height: int) -> Patch | None:
    """A convex polygon in either orientation; None where nothing of it lies in the picture."""
    frame = _frame(points, width, height)
    if frame is None:
        return None
    left, top, xs, ys = frame
    corners = np.array(points, np.float32)
    edges = np.array((*points[1:], points[0]), np.float32) - corners
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    kept = lengths > 0
    sign = 1.0 if _doubled_area(points) > 0 else -1.0
    normals = edges[kept] / lengths[kept, None] * np.float32(sign)
    corners = corners[kept]
    # The distance of each pixel centre from an edge, positive inside, is linear: one part by row, one by column.
    by_row = (ys[None, :] - corners[:, 1:]) * normals[:, :1] + np.float32(0.5)
    by_column = (xs[None, :] - corners[:, :1]) * normals[:, 1:]
    inside = (by_row[:, :, None] - by_column[:, None, :]).min(axis=0, initial=1.0)
    return Patch(left, top, np.maximum(inside, 0.0, out=inside))


def box(upper_left: Point, lower_right: Point, width: int, height: int) -> Patch | None:
    """An upright rectangle; None where nothing of it lies in the picture."""
    frame = _frame((upper_left, lower_right), width, height)
    if frame is None:
        return None
    left, top, xs, ys = frame
    across = _between(xs, upper_left[0], lower_right[0])
    down = _between(ys, upper_left[1], lower_right[1])
    return Patch(left, top, np.multiply.outer(down, across))


def ellipse(centre: Point, radius_x: float, radius_y: float, *, width: int, height: int) -> Patch | None:
    """An upright ellipse; None where nothing of it lies in the picture."""
    x, y = centre
    frame = _frame(((x - radius_x, y - radius_y), (x + radius_x, y + radius_y)), width, height)
    if frame is None or radius_x <= 0 or radius_y <= 0:
        return None
    left, top, xs, ys = frame
    distance = np.sqrt(
        np.add.outer(
            ((ys - np.float32(y)) / np.float32(radius_y)) ** 2, ((xs - np.float32(x)) / np.float32(radius_x)) ** 2
        )
    )
    # (1 - distance) times a radius is the distance from the rim, exact for circles and near enough for ellipses
    coverage = (1.0 - distance) * np.float32(min(radius_x, radius_y)) + np.float32(0.5)
    return Patch(left, top, np.clip(coverage, 0.0, 1.0, out=coverage))


def thick_line(start: Point, end: Point, thickness: float) -> tuple[Point, ...]:
    """The corners of a line with square ends."""
    (x0, y0), (x1, y1) = start, end
    length = float(np.hypot(x1 - x0, y1 - y0)) or 1.0
    dx, dy = (y1 - y0) / length * thickness / 2, (x1 - x0) / length * thickness / 2
    return ((x0 + dx, y0 - dy), (x1 + dx, y1 - dy), (x1 - dx, y1 + dy), (x0 - dx, y0 + dy))


def _frame(points: Sequence[Point], width: int, height: int) -> tuple[int, int, Coverage, Coverage] | None:
    """The pixels from the first to the last that the points may touch, cut to the picture."""
    left = max(0, int(np.floor(min(x for x, _ in points) - 0.5)))
    right = min(width, int(np.ceil(max(x for x, _ in points) + 0.5)))
    top = max(0, int(np.floor(min(y for _, y in points) - 0.5)))
    bottom = min(height, int(np.ceil(max(y for _, y in points) + 0.5)))
    if left >= right or top >= bottom:
        return None
    xs = np.arange(left, right, dtype=np.float32) + np.float32(0.5)
    ys = np.arange(top, bottom, dtype=np.float32) + np.float32(0.5)
    return left, top, xs, ys


def _between(centres: Coverage, low: float, high: float) -> Coverage:
    """How much of each pixel of a row lies between two edges."""
    inside = np.minimum(centres - np.float32(low), np.float32(high) - centres) + np.float32(0.5)
    return np.asarray(np.clip(inside, 0.0, 1.0), np.float32)


def _doubled_area(points: Sequence[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, (*points[1:], points[0]), strict=True))

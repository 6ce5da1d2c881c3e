"""Painting the unmoving part of a scene, in the units of the scene, whatever the size in pixels."""

from collections.abc import Sequence

import numpy as np

from console.simulator.picture import coverage
from console.simulator.picture.colour import Colour, Pixels
from console.simulator.picture.coverage import Patch, Point

WORLD_WIDTH = 1600.0  # every scene is drawn in these units
WORLD_HEIGHT = 900.0

Fill = Colour | tuple[Colour, Colour]  # one colour, or the first at the top of the shape running into the second


class Canvas:
    """RGB pixels, and beside them how far lamps light each of them at night (0.0 not at all, 1.0 as by day)."""

    def __init__(self, width: int, height: int, *, scale: float | None = None) -> None:
        self.width = width
        self.height = height
        self.scale = width / WORLD_WIDTH if scale is None else scale
        self.pixels: Pixels = np.zeros((height, width, 3), np.float32)
        self.light = np.zeros((height, width), np.float32)
        self.opacity = np.zeros((height, width), np.float32)  # where anything was painted: a sprite's outline

    def polygon(self, points: Sequence[Point], fill: Fill, *, opacity: float = 1.0) -> None:
        """A convex polygon."""
        patch = coverage.polygon([self._pixel(point) for point in points], self.width, self.height)
        if patch is not None:
            ys = [y * self.scale for _, y in points]
            self._blend(patch, fill, opacity, (min(ys), max(ys)))

    def box(self, left: float, top: float, right: float, bottom: float, fill: Fill, *, opacity: float = 1.0) -> None:
        upper_left, lower_right = self._pixel((left, top)), self._pixel((right, bottom))
        patch = coverage.box(upper_left, lower_right, self.width, self.height)
        if patch is not None:
            self._blend(patch, fill, opacity, (upper_left[1], lower_right[1]))

    def ellipse(self, centre: Point, radius_x: float, radius_y: float, fill: Fill, *, opacity: float = 1.0) -> None:
        s = self.scale
        patch = coverage.ellipse(self._pixel(centre), radius_x * s, radius_y * s, width=self.width, height=self.height)
        if patch is not None:
            self._blend(patch, fill, opacity, ((centre[1] - radius_y) * s, (centre[1] + radius_y) * s))

    def line(self, start: Point, end: Point, thickness: float, fill: Fill, *, opacity: float = 1.0) -> None:
        self.polygon(coverage.thick_line(start, end, thickness), fill, opacity=opacity)

    def glow(self, centre: Point, radius_x: float, radius_y: float, strength: float = 1.0) -> None:
        """The light of a lamp, falling off from its centre."""
        s = self.scale
        patch = coverage.ellipse(self._pixel(centre), radius_x * s, radius_y * s, width=self.width, height=self.height)
        if patch is None:
            return
        x, y = self._pixel(centre)
        across = (np.arange(patch.left, patch.columns.stop, dtype=np.float32) + np.float32(0.5 - x)) / (radius_x * s)
        down = (np.arange(patch.top, patch.rows.stop, dtype=np.float32) + np.float32(0.5 - y)) / (radius_y * s)
        falloff = np.clip(1.0 - np.sqrt(np.add.outer(down**2, across**2)), 0.0, 1.0) ** 1.5
        self.light[patch.rows, patch.columns] += falloff.astype(np.float32) * np.float32(strength)

    def lit(self, left: float, top: float, right: float, bottom: float, strength: float = 1.0) -> None:
        """A box that shines by itself, such as a window."""
        s = self.scale
        rows, columns = slice(round(top * s), round(bottom * s)), slice(round(left * s), round(right * s))
        np.maximum(self.light[rows, columns], strength, out=self.light[rows, columns])

    def grain(self, rng: np.random.Generator, amount: float, top: float = 0.0, bottom: float = WORLD_HEIGHT) -> None:
        """Roughen a band: blotches and specks of up to `amount` of the brightness, as of grass or asphalt."""
        rows = slice(round(top * self.scale), round(bottom * self.scale))
        height = self.pixels[rows].shape[0]
        if height == 0:
            return
        blotches = rng.standard_normal((height // 16 + 2, self.width // 32 + 2)).astype(np.float32)
        blotches = np.kron(blotches, np.ones((16, 32), np.float32))[:height, : self.width]
        specks = np.repeat(rng.standard_normal((height, self.width // 2 + 1)).astype(np.float32), 2, axis=1)
        roughness = 0.6 * _smoothed(blotches) + 0.4 * specks[:, : self.width]
        self.pixels[rows] *= (1.0 + np.float32(amount) * roughness)[..., None]

    def _pixel(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale

    def _blend(self, patch: Patch, fill: Fill, opacity: float, extent: tuple[float, float]) -> None:
        alpha = patch.coverage if opacity == 1.0 else patch.coverage * np.float32(opacity)
        there = self.pixels[patch.rows, patch.columns]
        there += alpha[..., None] * (_shades(fill, patch, extent) - there)
        covered = self.opacity[patch.rows, patch.columns]
        covered += alpha * (1.0 - covered)


def _shades(fill: Fill, patch: Patch, extent: tuple[float, float]) -> Pixels:
    """The colour of each row of the patch, shaped to be blended with its pixels."""
    if isinstance(fill, Colour):
        return np.array(fill, np.float32)
    top, bottom = extent
    ys = np.arange(patch.rows.start, patch.rows.stop, dtype=np.float32) + np.float32(0.5)
    share = np.clip((ys - top) / max(bottom - top, 1.0), 0.0, 1.0)[:, None, None].astype(np.float32)
    return np.asarray(np.array(fill[0], np.float32) * (1 - share) + np.array(fill[1], np.float32) * share, np.float32)


def _smoothed(values: Pixels) -> Pixels:
    """Round off blocks of 16 by 32 by running means."""
    for axis, reach in ((0, 16), (1, 32)):
        summed = np.cumsum(
            np.pad(values, [(reach, 0) if a == axis else (0, 0) for a in (0, 1)], mode="edge"), axis=axis
        )
        values = (
            np.take(summed, range(reach, summed.shape[axis]), axis)
            - np.take(summed, range(summed.shape[axis] - reach), axis)
        ) / np.float32(reach)
    return values.astype(np.float32)

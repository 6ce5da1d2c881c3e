"""The pictures of one camera: its world as it looks at a time, through the camera, with clock and name burnt in."""

from datetime import datetime

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from console.model.clock import CHINA
from console.simulator.picture.brush import Brush, Window
from console.simulator.picture.camera import View
from console.simulator.picture.canvas import WORLD_HEIGHT, WORLD_WIDTH
from console.simulator.picture.colour import Planes, frame_planes
from console.simulator.picture.daylight import daylight, second_of_day
from console.simulator.picture.glyphs import Lettering
from console.simulator.picture.sprites import sprite
from console.simulator.picture.time_code import TimeCode, burn
from console.simulator.picture.world import World

FRAME_RATE = 25
_MARGIN = 12  # pixels of a 640 wide picture between its edge and the letters
_MAX_BLUR = 12  # how often smaller a picture wholly out of focus might be without losing anything


class Scene:
    """Paints pictures of `width` by `height` (a multiple of 80 by an even number) for one thread at a time.

    A head that can turn sees `reach` of the world's width at zoom 1.0; 1.0 is a fixed camera that sees it all.
    """

    def __init__(self, world: World, *, size: tuple[int, int], channel: int, label: str, reach: float = 1.0) -> None:
        self._world = world
        self._width, self._height = size
        self._channel = channel
        self._label = label
        self._reach = reach
        self._lettering = Lettering(2 * max(1, self._width // 640))
        self._scaler = VideoReformatter()
        self._background = Planes.blank(self._width, self._height)
        self._background_of: tuple[Window, float] | None = None

    def paint(self, at: float, view: View, planes: Planes) -> None:
        """Fill `planes` with the picture of POSIX time `at`, rounded down to a millisecond by the clock in it."""
        level = daylight(at)
        window = self._window(view)
        if self._background_of != (window, level):
            self._fill_background(window, level)
            self._background_of = (window, level)
        planes.copy_from(self._background)
        self._add_movers(planes, window, at, level)
        if view.focus:
            self._blur(planes, view.focus)
        if view.iris:
            _expose(planes, view.iris)
        self._add_letters(planes, at)

    def _window(self, view: View) -> Window:
        """What of the world is seen: the reach divided by the zoom, its centre moved by pan and tilt."""
        width = WORLD_WIDTH * self._reach / view.zoom
        height = WORLD_HEIGHT * self._reach / view.zoom
        left = (WORLD_WIDTH - width) * (1 + view.pan) / 2
        top = (WORLD_HEIGHT - height) * (1 - view.tilt) / 2
        return Window(left, top, self._width / width)

    def _fill_background(self, window: Window, level: float) -> None:
        lit = self._world.lit(level)
        if (lit.width, lit.height) == (self._width, self._height) and window.left == window.top == 0:
            self._background.copy_from(lit)
            return
        density = self._world.width / WORLD_WIDTH  # pixels of the world per unit
        scale = window.scale / density  # pixels of the picture per pixel of the world
        # An even part of the world round what is seen, scaled, then cut to the pixel: so a slow ride moves smoothly.
        left, columns = _even_span(window.left * density, self._width / scale, lit.width)
        top, rows = _even_span(window.top * density, self._height / scale, lit.height)
        size = (max(self._width, round(columns * scale)), max(self._height, round(rows * scale)))
        larger = self._scaled(_cut(lit, left, top, (columns, rows)), size)
        x = min(round((window.left * density - left) * scale), larger.width - self._width)
        y = min(round((window.top * density - top) * scale), larger.height - self._height)
        self._background.copy_from(_cut(larger, max(0, x), max(0, y), (self._width, self._height)))

    def _add_movers(self, planes: Planes, window: Window, at: float, level: float) -> None:
        place = self._world.place
        brush = Brush(planes, window, self._world.tint(level, -1, -1))
        if place.animate is not None:
            place.animate(brush, at, level)
        standing = [mover.at(at, lamps_on=level < 0.7 and not place.indoors) for mover in place.movers]
        for figure in sorted((one for one in standing if one is not None), key=lambda one: one.foot[1]):
            metre = place.ground.metre(figure.foot[1]) * window.scale
            if metre >= 2:
                brush.stamp(sprite(figure.look, metre, self._world.tint(level, *figure.foot)), figure.foot)

    def _blur(self, planes: Planes, focus: float) -> None:
        part = 1 + abs(focus) * (_MAX_BLUR - 1)
        small = (max(16, 2 * round(self._width / part / 2)), max(16, 2 * round(self._height / part / 2)))
        planes.copy_from(self._scaled(self._scaled(planes, small), (self._width, self._height)))

    def _add_letters(self, planes: Planes, at: float) -> None:
        letters = self._lettering
        margin = _MARGIN * self._width // 640
        moment = datetime.fromtimestamp(at, CHINA)
        clock = f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"
        frame = f"#{int(second_of_day(at) * FRAME_RATE + 0.5):07d}"
        bottom = self._height - self._height // 45 - margin // 2 - letters.height
        letters.write(planes.y, clock, margin, margin)
        letters.write(planes.y, self._label, margin, bottom)
        letters.write(planes.y, frame, self._width - margin - letters.width(frame), bottom)
        burn(planes.y, TimeCode(self._channel, int(at * 1000)))
        rows = max(1, self._height // 45 // 2)
        planes.u[-rows:] = 128
        planes.v[-rows:] = 128

    def _scaled(self, planes: Planes, size: tuple[int, int]) -> Planes:
        source = av.VideoFrame(planes.width, planes.height, "yuv420p")
        frame_planes(source).copy_from(planes)
        shrinks = size[0] < planes.width
        scaled = self._scaler.reformat(
            source,
            *size,
            interpolation=Interpolation.AREA if shrinks else Interpolation.BILINEAR,
            threads=1,  # more cost more than they save (media.md section 0)
        )
        return frame_planes(scaled)


def _even_span(start: float, length: float, limit: int) -> tuple[int, int]:
    """Even first pixel and even count of a span that covers start to start + length, within an even limit."""
    first = max(0, int(start) // 2 * 2)
    end = min(limit, -(-int(np.ceil(start + length)) // 2) * 2)
    return first, max(2, end - first)


def _cut(planes: Planes, left: int, top: int, size: tuple[int, int]) -> Planes:
    """A part of a picture, shared with it; chroma is cut at the next lower even pixel."""
    width, height = size
    x, y = left // 2, top // 2
    return Planes(
        planes.y[top : top + height, left : left + width],
        planes.u[y : y + height // 2, x : x + width // 2],
        planes.v[y : y + height // 2, x : x + width // 2],
    )


def _expose(planes: Planes, iris: float) -> None:
    """Brighter with an iris too wide open, darker with one too narrow."""
    levels = np.arange(256, dtype=np.float32)
    curve = np.clip(16 + (levels - 16) * 2 ** (1.5 * iris), 16, 235).astype(np.uint8)
    planes.y[:] = curve[planes.y]

"""The painted world of one camera, lit for an hour of the day."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from console.simulator.picture.brush import Brush
from console.simulator.picture.camera import HOME, View
from console.simulator.picture.canvas import WORLD_HEIGHT, WORLD_WIDTH, Canvas
from console.simulator.picture.colour import Planes, to_planes
from console.simulator.picture.daylight import FULL_DAY, LAMP, Tint, ambient
from console.simulator.picture.motion import Ground, Mover

_LIT_KEPT = 3  # live, and recordings at other hours


@dataclass(frozen=True, slots=True)
class Place:
    """What there is to see somewhere."""

    name: str
    paint: Callable[[Canvas, np.random.Generator], None]
    ground: Ground
    movers: tuple[Mover, ...] = ()
    animate: Callable[[Brush, float, float], None] | None = None  # moving parts at a POSIX time and daylight level
    indoors: bool = False
    home: View = HOME


class World:
    """A place painted once; reading it from several threads at a time is safe."""

    def __init__(self, place: Place, width: int, height: int, *, seed: int) -> None:
        self.place = place
        self.width = width
        self.height = height
        self._seed = seed
        self._lock = threading.Lock()
        self._colours: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None = None
        self._light: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None = None
        self._lit: OrderedDict[float, Planes] = OrderedDict()

    def lit(self, level: float) -> Planes:
        """The unmoving picture at a daylight level; painted at the first call, which takes some 0.1 s."""
        with self._lock:
            if level in self._lit:
                self._lit.move_to_end(level)
                return self._lit[level]
            planes = self._light_up(level)
            self._lit[level] = planes
            if len(self._lit) > _LIT_KEPT:
                self._lit.popitem(last=False)
            return planes

    def tint(self, level: float, x: float, y: float) -> Tint:
        """The light on something that stands at a point of the scene."""
        if self.place.indoors:
            return FULL_DAY
        lamps = 0.0
        if self._light is not None and level < 1.0:
            column = int(x / WORLD_WIDTH * self.width)
            row = int(y / WORLD_HEIGHT * self.height) - 1
            if 0 <= column < self.width and 0 <= row < self.height:
                lamps = float(self._light[row, column]) / 255 * (1.0 - level)
        return ambient(level).with_lamp(lamps)

    def _light_up(self, level: float) -> Planes:
        if self._colours is None or self._light is None:
            canvas = Canvas(self.width, self.height)
            self.place.paint(canvas, np.random.default_rng(self._seed))
            self._colours = np.clip(canvas.pixels + 0.5, 0, 255).astype(np.uint8)
            self._light = (np.clip(canvas.light, 0, 1) * 255).astype(np.uint8)
        if self.place.indoors or level == 1.0:
            return to_planes(self._colours)
        open_sky, lamp = np.array(ambient(level), np.float32), np.array(LAMP, np.float32) * np.float32(1.0 - level)
        # for each of the 256 strengths of lamplight, what it and the sky leave of red, green and blue
        strengths = np.arange(256, dtype=np.float32)[:, None] / 255
        shares = (np.minimum(open_sky + strengths * lamp, 1.0) * 256).astype(np.uint16)
        lit = np.empty_like(self._colours)
        for part in range(3):
            lit[..., part] = shares[self._light, part] * self._colours[..., part] >> 8
        return to_planes(lit)

"""People and vehicles, drawn in metres from their top left corner and kept as small pictures with an outline."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import ceil, log, sin, tau

import numpy as np
import numpy.typing as npt

from console.simulator.picture.canvas import Canvas
from console.simulator.picture.colour import Colour, Planes, to_planes
from console.simulator.picture.daylight import Tint

WALK_PHASES = 8  # drawings of one double step
FULL = 128  # an alpha that covers entirely; times 255 it still fits 16 bits

_SKIN = Colour(222, 180, 150)
_TYRE = Colour(28, 28, 30)
_GLASS = Colour(62, 78, 92)
_LAMP_WHITE = Colour(255, 250, 225)
_LAMP_RED = Colour(225, 40, 32)


class Figure(Enum):
    """What moves through a scene."""

    PERSON = "person"
    GUARD = "guard"
    CAR_SIDE = "car-side"
    CAR_FRONT = "car-front"
    CAR_BACK = "car-back"
    VAN = "van"
    FORKLIFT = "forklift"


WALKERS = (Figure.PERSON, Figure.GUARD)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture; alpha is 0 to FULL, at the size of luma and at that of chroma."""

    planes: Planes
    alpha: npt.NDArray[np.int16]
    chroma_alpha: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Look:
    """Which drawing of a figure."""

    figure: Figure
    colour: Colour
    facing_left: bool = False
    phase: int = 0  # of `WALK_PHASES`
    lamps_on: bool = False


def sprite(look: Look, scale: float, tint: Tint) -> Sprite:
    """The drawing at `scale` pixels per metre under some light; both are rounded, so that few are ever drawn."""
    step = 1.04 if look.figure in WALKERS else 1.02  # walkers come in many more drawings, so in fewer sizes
    scale = step ** round(log(max(scale, 1.0), step))
    return _drawn(look, scale, Tint(*(round(part * 8) / 8 for part in tint)))


@lru_cache(maxsize=512)
def _drawn(look: Look, scale: float, tint: Tint) -> Sprite:
    drawing = _DRAWINGS[look.figure]
    width, height = (2 * ceil(size * scale / 2) for size in drawing.size)
    canvas = Canvas(width, height, scale=scale)
    drawing.draw(canvas, look)
    opacity = np.maximum(canvas.opacity, 1e-6)[..., None]
    glowing = canvas.light[..., None]
    pixels = canvas.pixels / opacity * np.maximum(np.array(tint, np.float32), glowing)
    alpha = (canvas.opacity * FULL).astype(np.int16)
    if look.facing_left:
        pixels, alpha = pixels[:, ::-1], alpha[:, ::-1]
    planes = to_planes(np.clip(pixels + 0.5, 0, 255).astype(np.uint8))
    chroma_alpha = alpha.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)).astype(np.int16)
    return Sprite(planes, np.ascontiguousarray(alpha), chroma_alpha)


def size_of(figure: Figure) -> tuple[float, float]:
    """Width and height in metres."""
    return _DRAWINGS[figure].size


def _person(canvas: Canvas, look: Look) -> None:
    swing = sin(tau * look.phase / WALK_PHASES) * 0.3
    trousers = look.colour.scaled(0.45)
    for side in (1.0, -1.0):
        canvas.line((0.5, 0.95), (0.5 + side * swing, 1.78), 0.17, trousers.scaled(0.85 if side < 0 else 1.0))
        canvas.line((0.5, 0.46), (0.5 - side * swing * 0.75, 1.02), 0.12, look.colour.scaled(0.75))
    canvas.polygon(((0.36, 0.36), (0.64, 0.36), (0.68, 1.05), (0.32, 1.05)), (look.colour, look.colour.scaled(0.8)))
    canvas.ellipse((0.5, 0.19), 0.12, 0.15, _SKIN)
    canvas.ellipse((0.48, 0.12), 0.13, 0.09, Colour(52, 40, 34))


def _guard(canvas: Canvas, look: Look) -> None:
    _person(canvas, look)
    canvas.polygon(((0.35, 0.46), (0.65, 0.46), (0.67, 0.9), (0.33, 0.9)), Colour(214, 220, 60))
    canvas.box(0.34, 0.62, 0.66, 0.69, Colour(240, 244, 236))
    canvas.box(0.34, 0.02, 0.66, 0.12, Colour(28, 40, 66))


def _wheel(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.ellipse((x, y), radius, radius, _TYRE)
    canvas.ellipse((x, y), radius * 0.55, radius * 0.55, Colour(150, 154, 160))


def _lamp(canvas: Canvas, look: Look, box: tuple[float, float, float, float], colour: Colour) -> None:
    canvas.box(*box, colour if look.lamps_on else colour.scaled(0.8))
    if look.lamps_on:
        canvas.lit(*box)


def _car_side(canvas: Canvas, look: Look) -> None:
    paint = (look.colour.scaled(1.12), look.colour.scaled(0.8))
    canvas.ellipse((2.2, 1.47), 2.1, 0.09, Colour(20, 20, 22), opacity=0.4)
    canvas.polygon(((1.05, 0.62), (1.6, 0.08), (3.0, 0.08), (3.6, 0.62)), paint)
    canvas.polygon(((1.28, 0.6), (1.72, 0.18), (2.22, 0.18), (2.22, 0.6)), _GLASS)
    canvas.polygon(((2.32, 0.6), (2.32, 0.18), (2.92, 0.18), (3.34, 0.6)), _GLASS)
    canvas.polygon(((0.1, 0.68), (1.05, 0.58), (3.6, 0.58), (4.3, 0.72), (4.36, 1.22), (0.06, 1.22)), paint)
    canvas.line((0.2, 0.96), (4.3, 0.96), 0.03, look.colour.scaled(0.6))
    _lamp(canvas, look, (4.2, 0.76, 4.36, 0.92), _LAMP_WHITE)
    _lamp(canvas, look, (0.06, 0.74, 0.18, 0.92), _LAMP_RED)
    _wheel(canvas, 0.95, 1.2, 0.3)
    _wheel(canvas, 3.5, 1.2, 0.3)


def _car_end(canvas: Canvas, look: Look, *, front: bool) -> None:
    paint = (look.colour.scaled(1.1), look.colour.scaled(0.78))
    canvas.ellipse((0.95, 1.46), 0.95, 0.1, Colour(20, 20, 22), opacity=0.4)
    for left in (0.1, 1.5):
        canvas.box(left, 1.05, left + 0.3, 1.48, _TYRE)
    canvas.polygon(((0.42, 0.06), (1.48, 0.06), (1.72, 0.62), (0.18, 0.62)), paint)
    canvas.polygon(((0.48, 0.14), (1.42, 0.14), (1.6, 0.58), (0.3, 0.58)), (_GLASS.scaled(1.3), _GLASS))
    canvas.polygon(((0.12, 0.6), (1.78, 0.6), (1.88, 0.78), (1.86, 1.28), (0.04, 1.28), (0.02, 0.78)), paint)
    canvas.box(0.55, 0.98, 1.35, 1.16, Colour(34, 36, 40))
    canvas.box(0.74, 1.02, 1.16, 1.14, Colour(40, 90, 190) if front else Colour(70, 110, 200))
    for left in (0.1, 1.46):
        _lamp(canvas, look, (left, 0.76, left + 0.34, 0.92), _LAMP_WHITE if front else _LAMP_RED)


def _van(canvas: Canvas, look: Look) -> None:
    canvas.ellipse((2.9, 2.4), 2.8, 0.1, Colour(20, 20, 22), opacity=0.4)
    canvas.box(0.05, 0.05, 4.1, 1.95, (look.colour.scaled(1.1), look.colour.scaled(0.86)))
    canvas.box(0.05, 1.1, 4.1, 1.3, Colour(58, 120, 190))
    canvas.polygon(((4.15, 0.35), (4.9, 0.35), (5.5, 1.15), (4.15, 1.15)), look.colour)
    canvas.polygon(((4.3, 0.5), (4.85, 0.5), (5.3, 1.1), (4.3, 1.1)), _GLASS)
    canvas.box(4.15, 1.1, 5.7, 2.1, (look.colour, look.colour.scaled(0.75)))
    canvas.box(0.05, 1.95, 4.2, 2.12, Colour(58, 60, 64))
    _lamp(canvas, look, (5.55, 1.4, 5.7, 1.6), _LAMP_WHITE)
    _wheel(canvas, 1.0, 2.08, 0.36)
    _wheel(canvas, 4.75, 2.08, 0.36)


def _forklift(canvas: Canvas, look: Look) -> None:
    canvas.ellipse((1.5, 2.16), 1.5, 0.07, Colour(20, 20, 22), opacity=0.4)
    canvas.box(2.0, 0.1, 2.12, 2.1, Colour(60, 62, 66))
    canvas.box(2.12, 1.95, 3.1, 2.05, Colour(60, 62, 66))
    canvas.box(2.2, 1.15, 3.05, 1.95, (Colour(196, 150, 96), Colour(160, 118, 70)))
    canvas.line((2.62, 1.15), (2.62, 1.95), 0.06, Colour(128, 92, 54))
    for x in (0.55, 1.75):
        canvas.line((x, 0.25), (x, 1.2), 0.07, Colour(48, 50, 54))
    canvas.box(0.45, 0.18, 1.85, 0.28, Colour(48, 50, 54))
    canvas.ellipse((1.1, 0.62), 0.13, 0.15, _SKIN)
    canvas.box(0.9, 0.76, 1.32, 1.3, Colour(52, 92, 160))
    canvas.polygon(((0.15, 1.1), (2.0, 1.25), (2.0, 1.85), (0.15, 1.85)), (look.colour, look.colour.scaled(0.75)))
    canvas.ellipse((1.1, 0.12), 0.12, 0.1, Colour(255, 170, 30))
    canvas.lit(1.0, 0.04, 1.2, 0.18)
    _wheel(canvas, 0.55, 1.85, 0.28)
    _wheel(canvas, 1.65, 1.85, 0.28)


@dataclass(frozen=True, slots=True)
class _Drawing:
    size: tuple[float, float]  # metres
    draw: Callable[[Canvas, Look], None]


_DRAWINGS = {
    Figure.PERSON: _Drawing((1.0, 1.85), _person),
    Figure.GUARD: _Drawing((1.0, 1.85), _guard),
    Figure.CAR_SIDE: _Drawing((4.42, 1.56), _car_side),
    Figure.CAR_FRONT: _Drawing((1.9, 1.56), lambda canvas, look: _car_end(canvas, look, front=True)),
    Figure.CAR_BACK: _Drawing((1.9, 1.56), lambda canvas, look: _car_end(canvas, look, front=False)),
    Figure.VAN: _Drawing((5.75, 2.5), _van),
    Figure.FORKLIFT: _Drawing((3.15, 2.22), _forklift),
}

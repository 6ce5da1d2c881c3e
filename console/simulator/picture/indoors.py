"""Places inside the building: always lit, daylight only shows in their windows."""

from math import cos, sin, tau

import numpy as np

from console.simulator.picture.brush import Brush
from console.simulator.picture.canvas import Canvas
from console.simulator.picture.colour import Colour
from console.simulator.picture.daylight import ambient, second_of_day
from console.simulator.picture.motion import Ground, Mover
from console.simulator.picture.sprites import Figure
from console.simulator.picture.world import Place

_WALL = (Colour(226, 224, 216), Colour(200, 198, 190))
_FLOOR = (Colour(160, 152, 142), Colour(190, 182, 170))
_CEILING = (Colour(206, 206, 204), Colour(236, 236, 234))
_TUBE = Colour(255, 255, 250)
_WOOD = (Colour(166, 118, 78), Colour(134, 92, 58))
_DARK = Colour(44, 46, 52)
_SKY = Colour(170, 204, 232)
_NIGHT_SKY = Colour(24, 30, 48)


def _sky_at(level: float) -> Colour:
    light = ambient(level)
    return Colour(*(part * tint for part, tint in zip(_SKY, light, strict=True))) if level > 0 else _NIGHT_SKY


def _paint_corridor(canvas: Canvas, rng: np.random.Generator) -> None:
    far = (690.0, 330.0, 910.0, 500.0)  # the end wall
    left, top, right, bottom = far
    canvas.polygon(((0, 0), (1600, 0), (right, top), (left, top)), _CEILING)
    canvas.polygon(((0, 900), (1600, 900), (right, bottom), (left, bottom)), _FLOOR)
    canvas.polygon(((0, 0), (left, top), (left, bottom), (0, 900)), (Colour(206, 212, 208), Colour(190, 198, 194)))
    canvas.polygon(
        ((1600, 0), (right, top), (right, bottom), (1600, 900)), (Colour(214, 218, 214), Colour(196, 204, 200))
    )
    canvas.box(*far, _WALL)
    depths = [1 / (1 + step * 0.55) for step in range(12)]  # how large things are, from near to far

    def spot(x: float, y: float, depth: float) -> tuple[float, float]:
        """A point of the near frame of the corridor (-1 to 1 both ways), carried to a depth."""
        centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
        return centre_x + x * 800 * depth, centre_y + y * (450 if y > 0 else 415) * depth

    for near, further in zip(depths[::2], depths[1::2], strict=True):
        tube = (spot(-0.22, -1, near), spot(0.22, -1, near), spot(0.22, -1, further), spot(-0.22, -1, further))
        canvas.polygon(tube, _TUBE)
        glare = (spot(-0.3, 1.05, near), spot(0.3, 1.05, near), spot(0.3, 1.05, further), spot(-0.3, 1.05, further))
        canvas.polygon(glare, Colour(236, 232, 222), opacity=0.35)
        for side in (-1.0, 1.0):
            door = (
                spot(side, -0.35, near),
                spot(side, 1.06, near),
                spot(side, 1.06, further),
                spot(side, -0.35, further),
            )
            canvas.polygon(door, (Colour(70, 112, 138), Colour(56, 92, 116)) if side < 0 else _WOOD)
            middle = (near + 2 * further) / 3
            canvas.ellipse(spot(side, 0.45, middle), 9 * middle, 9 * middle, Colour(226, 210, 140))
    for side in (-1.0, 1.0):
        rail = (spot(side, 0.55, 1.0), spot(side, 0.62, 1.0), spot(side, 0.62, 0.27), spot(side, 0.55, 0.27))
        canvas.polygon(rail, Colour(120, 140, 146), opacity=0.7)
    canvas.box(left + 70, top + 52, right - 70, bottom, _WOOD)
    canvas.box(left + 78, top + 18, right - 78, top + 42, Colour(26, 120, 62))
    canvas.grain(rng, 0.012)


def _animate_corridor(brush: Brush, at: float, level: float) -> None:
    """Daylight in the pane of the far door; the exit sign above it shines."""
    brush.box(774, 396, 826, 446, _sky_at(level))
    brush.box(776, 352, 824, 366, Colour(120, 255, 150) if at % 2 < 1.8 else Colour(70, 160, 100), shining=True)


CORRIDOR = Place(
    "corridor",
    _paint_corridor,
    Ground(horizon=415, near=310),
    (
        Mover(Figure.PERSON, Colour(60, 90, 150), ((760, 505), (720, 600), (560, 940)), 26, 15),
        Mover(Figure.PERSON, Colour(186, 96, 70), ((1020, 940), (860, 560), (830, 505)), 26, 14, 11),
        Mover(Figure.PERSON, Colour(236, 238, 240), ((640, 560), (990, 590)), 37, 6, 4),
    ),
    _animate_corridor,
    indoors=True,
)


def _plant(canvas: Canvas, x: float, foot: float, size: float, rng: np.random.Generator) -> None:
    for _ in range(18):
        angle, length = rng.uniform(-2.6, -0.55), rng.uniform(0.6, 1.0) * size
        end = (x + cos(angle) * length * 0.6, foot - size * 0.4 + sin(angle) * length)
        canvas.line((x, foot - size * 0.35), end, size * 0.07, Colour(66, 126, 70).scaled(rng.uniform(0.7, 1.2)))
    pot = (
        (x - size * 0.25, foot - size * 0.42),
        (x + size * 0.25, foot - size * 0.42),
        (x + size * 0.18, foot),
        (x - size * 0.18, foot),
    )
    canvas.polygon(pot, (Colour(226, 226, 222), Colour(180, 180, 176)))


def _paint_lobby(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.box(0, 0, 1600, 130, _CEILING)
    for x in range(120, 1600, 280):
        canvas.ellipse((x, 66), 70, 13, _TUBE)
    canvas.box(0, 126, 1600, 560, _WALL)
    for x in range(0, 1600, 200):
        canvas.box(x, 126, x + 3, 560, Colour(184, 182, 174))
    canvas.box(0, 556, 1600, 900, (Colour(176, 182, 186), Colour(206, 210, 212)))
    for y in (600, 664, 752, 860):
        canvas.box(0, y, 1600, y + 3, Colour(160, 166, 170))
    for x in range(-1600, 3200, 230):
        canvas.line((800 + (x - 800) * 0.55, 558), (800 + (x - 800) * 1.5, 900), 3, Colour(160, 166, 170))
    canvas.box(1010, 170, 1550, 562, _DARK)
    canvas.box(60, 250, 620, 330, (Colour(38, 82, 142), Colour(28, 64, 114)))
    for index, letter in enumerate((26, 40, 18, 34, 22)):
        canvas.box(110 + index * 96, 272, 150 + index * 96 + letter * 0.2, 308, Colour(236, 240, 246))
    canvas.box(740, 430, 920, 560, (Colour(206, 120, 66), Colour(170, 94, 50)))
    canvas.box(724, 404, 936, 436, (Colour(222, 138, 82), Colour(196, 112, 62)))
    canvas.polygon(((80, 560), (600, 560), (640, 770), (40, 770)), _WOOD)
    canvas.polygon(((60, 536), (620, 536), (640, 570), (40, 570)), Colour(236, 232, 224))
    canvas.box(300, 470, 420, 540, _DARK)
    canvas.box(308, 478, 412, 530, Colour(110, 170, 220))
    canvas.ellipse((820, 230), 78, 78, Colour(60, 64, 70))
    canvas.ellipse((820, 230), 70, 70, Colour(250, 250, 246))
    for hour in range(12):
        angle = hour * tau / 12
        start = (820 + sin(angle) * 56, 230 - cos(angle) * 56)
        canvas.line(start, (820 + sin(angle) * 66, 230 - cos(angle) * 66), 5, _DARK)
    _plant(canvas, 970, 640, 190, rng)
    _plant(canvas, 690, 610, 150, rng)
    canvas.grain(rng, 0.012)


def _animate_lobby(brush: Brush, at: float, level: float) -> None:
    """Glass doors slide open when somebody comes, and the clock on the wall goes."""
    sky = _sky_at(level)
    brush.box(1026, 186, 1534, 430, sky)
    brush.box(1026, 430, 1534, 562, Colour(104, 128, 92).scaled(0.3 + 0.7 * level))
    cycle = at % 20
    opened = max(0.0, min(1.0, cycle / 0.8, (5 - cycle) / 0.8)) * 170
    for left, shift in ((1106, -opened), (1282, opened)):
        edge = left + shift
        brush.box(edge, 190, edge + 8, 562, Colour(196, 204, 210))
        brush.box(edge + 164, 190, edge + 172, 562, Colour(196, 204, 210))
        brush.line((edge + 40, 560), (edge + 120, 200), 14, sky.scaled(1.15))
    second = second_of_day(at)
    for turn, length, thickness, colour in (
        (second / 43200, 34, 8, _DARK),
        (second / 3600, 50, 6, _DARK),
        (int(second) / 60, 56, 3, Colour(206, 40, 36)),
    ):
        end = (820 + sin(turn * tau) * length, 230 - cos(turn * tau) * length)
        brush.line((820, 230), end, thickness, colour)


LOBBY = Place(
    "lobby",
    _paint_lobby,
    Ground(horizon=140, near=180),
    (
        Mover(Figure.PERSON, Colour(70, 96, 150), ((1280, 575), (1100, 700), (660, 800), (-60, 840)), 20, 17),
        Mover(Figure.PERSON, Colour(170, 80, 110), ((-60, 700), (700, 690), (1240, 640), (1300, 575)), 40, 20, 1.5),
        Mover(Figure.GUARD, Colour(40, 60, 100), ((980, 680), (1560, 760), (980, 680)), 44, 36, 5),
    ),
    _animate_lobby,
    indoors=True,
)


_RACKS = tuple((90 + index * 290, 250) for index in range(5))


def _paint_server_room(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.box(0, 0, 1600, 170, (Colour(150, 156, 162), Colour(190, 196, 200)))
    for x in range(90, 1600, 360):
        canvas.box(x, 84, x + 240, 112, _TUBE)
    canvas.box(0, 166, 1600, 700, (Colour(196, 204, 212), Colour(172, 182, 192)))
    canvas.box(0, 690, 1600, 900, (Colour(120, 128, 136), Colour(150, 158, 166)))
    for x in range(-800, 2400, 160):
        canvas.line((800 + (x - 800) * 0.75, 690), (800 + (x - 800) * 1.25, 900), 4, Colour(104, 112, 120))
    for y in (742, 812):
        canvas.box(0, y, 1600, y + 4, Colour(104, 112, 120))
    for x, top in _RACKS:
        canvas.box(x - 12, top - 16, x + 232, 730, Colour(30, 32, 38))
        canvas.box(x, top, x + 220, 716, (Colour(52, 56, 64), Colour(38, 42, 48)))
        for y in range(top + 10, 700, 38):
            canvas.box(x + 10, y, x + 210, y + 30, (Colour(84, 90, 100), Colour(60, 64, 72)))
            canvas.box(x + 100, y + 8, x + 202, y + 22, Colour(34, 36, 42))
    for start, end, colour in (((130, 40), (1500, 40), 90), ((130, 58), (1500, 58), 70)):
        canvas.line(start, end, 12, Colour(colour, colour + 20, colour + 60))
    canvas.grain(rng, 0.012)


def _animate_server_room(brush: Brush, at: float, _level: float) -> None:
    """Activity lights flicker, each at its own pace."""
    for rack, (x, top) in enumerate(_RACKS):
        for row, y in enumerate(range(top + 10, 700, 38)):
            pace = 1 + (rack * 7 + row * 3) % 5
            bright = int(at * pace * 2 + rack + row) % 3 != 0
            colour = Colour(255, 120, 40) if (rack, row) == (3, 4) else Colour(70, 235, 120)
            brush.box(x + 22, y + 10, x + 34, y + 20, colour if bright else colour.scaled(0.25), shining=True)


SERVER_ROOM = Place(
    "server room",
    _paint_server_room,
    Ground(horizon=180, near=175),
    (
        Mover(Figure.PERSON, Colour(80, 110, 170), ((-60, 790), (620, 780), (640, 760), (1660, 800)), 42, 26),
        Mover(Figure.GUARD, Colour(40, 60, 100), ((1660, 850), (-60, 860)), 65, 22, 30),
    ),
    _animate_server_room,
    indoors=True,
)

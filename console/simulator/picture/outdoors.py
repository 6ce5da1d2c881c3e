"""Places under the open sky: they grow dark in the evening and are lit by lamps at night."""

from itertools import pairwise
from math import cos, sin, tau

import numpy as np

from console.simulator.picture.brush import Brush
from console.simulator.picture.camera import View
from console.simulator.picture.canvas import Canvas
from console.simulator.picture.colour import Colour
from console.simulator.picture.motion import Ground, Mover
from console.simulator.picture.sprites import Figure
from console.simulator.picture.world import Place

_SKY = (Colour(96, 150, 208), Colour(206, 224, 236))
_GRASS = (Colour(96, 128, 74), Colour(70, 104, 54))
_ASPHALT = (Colour(118, 120, 124), Colour(84, 86, 90))
_CONCRETE = (Colour(186, 184, 178), Colour(160, 158, 152))
_MARKING = Colour(226, 226, 216)
_BRICK = (Colour(176, 106, 84), Colour(146, 84, 68))
_PLASTER = (Colour(224, 212, 186), Colour(198, 184, 158))
_STEEL = Colour(124, 130, 138)
_DARK = Colour(44, 46, 52)

_RED = Colour(206, 44, 40)
_BLUE = Colour(46, 92, 168)
_SILVER = Colour(190, 194, 200)
_BLACK = Colour(46, 48, 54)
_WHITE = Colour(232, 234, 236)
_GREEN = Colour(66, 132, 92)
_YELLOW = Colour(236, 186, 44)
_ORANGE = Colour(232, 122, 42)


def _sky(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    canvas.box(0, 0, 1600, horizon + 2, _SKY)
    for _ in range(7):
        x, y = rng.uniform(0, 1600), rng.uniform(20, horizon * 0.6)
        for _ in range(4):
            centre = (x + rng.uniform(-70, 70), y + rng.uniform(-10, 10))
            canvas.ellipse(centre, rng.uniform(40, 90), rng.uniform(10, 20), Colour(246, 248, 250), opacity=0.35)


def _tree(canvas: Canvas, x: float, foot: float, height: float, rng: np.random.Generator) -> None:
    canvas.line((x, foot), (x, foot - height * 0.5), height * 0.07, Colour(92, 70, 50))
    for _ in range(14):
        angle, distance = rng.uniform(0, tau), rng.uniform(0, 0.26) * height
        centre = (x + cos(angle) * distance, foot - height * 0.66 + sin(angle) * distance)
        green = Colour(58, 104, 52).scaled(rng.uniform(0.75, 1.3))
        canvas.ellipse(centre, height * 0.15, height * 0.13, green, opacity=0.9)


def _windows(canvas: Canvas, box: tuple[float, float, float, float], grid: tuple[int, int], lit: set[int]) -> None:
    """Rows and columns of windows on a wall; those in `lit` shine at night."""
    left, top, right, bottom = box
    rows, columns = grid
    step_x, step_y = (right - left) / columns, (bottom - top) / rows
    for index in range(rows * columns):
        x = left + step_x * (index % columns + 0.2)
        y = top + step_y * (index // columns + 0.2)
        pane = (x, y, x + step_x * 0.6, y + step_y * 0.62)
        canvas.box(pane[0] - 3, pane[1] - 3, pane[2] + 3, pane[3] + 3, Colour(236, 232, 222))
        canvas.box(*pane, (Colour(122, 154, 180), Colour(74, 96, 116)))
        canvas.line((x + step_x * 0.3, pane[1]), (x + step_x * 0.3, pane[3]), 3, Colour(236, 232, 222))
        if index in lit:
            canvas.box(*pane, Colour(190, 186, 160), opacity=0.35)
            canvas.lit(*pane, strength=0.95)


def _lamp_post(canvas: Canvas, x: float, foot: float, height: float, reach: float) -> None:
    top = foot - height
    canvas.line((x, foot), (x, top), 9, _STEEL)
    canvas.line((x, top + 4), (x + 60, top), 7, _STEEL)
    canvas.box(x + 36, top - 6, x + 84, top + 6, Colour(248, 244, 224))
    canvas.lit(x + 36, top - 6, x + 84, top + 6)
    canvas.glow((x + 60, top), 80, 60, 0.5)
    canvas.glow((x + 60, foot + reach * 0.1), reach, reach * 0.42, 0.95)


def _paint_gate(canvas: Canvas, rng: np.random.Generator) -> None:
    _sky(canvas, 352, rng)
    for x in range(-20, 1640, 90):
        _tree(canvas, x + rng.uniform(-20, 20), 352, rng.uniform(90, 150), rng)
    canvas.box(0, 345, 1600, 900, _GRASS)
    canvas.grain(rng, 0.05, 345, 900)
    canvas.polygon(((830, 345), (930, 345), (1560, 900), (320, 900)), _ASPHALT)
    for x, y, length in ((880, 400, 26), (884, 470, 44), (890, 570, 66), (900, 710, 100)):
        canvas.line((x, y), (x + length * 0.07, y + length), 5 + length * 0.07, _MARKING)
    canvas.polygon(((790, 380), (818, 380), (250, 900), (60, 900)), _CONCRETE)
    for left, right in ((0, 640), (1120, 1600)):
        canvas.box(left, 392, right, 520, _PLASTER)
        canvas.box(left, 380, right, 396, Colour(150, 92, 72))
        for x in range(int(left) + 60, int(right), 120):
            canvas.box(x, 404, x + 8, 520, Colour(178, 164, 138))
    canvas.box(150, 250, 480, 590, (Colour(222, 226, 230), Colour(188, 194, 200)))
    canvas.polygon(((120, 252), (170, 206), (462, 206), (512, 252)), (Colour(92, 104, 122), Colour(70, 80, 96)))
    _windows(canvas, (170, 290, 400, 430), (1, 2), {0, 1})
    canvas.box(400, 330, 462, 588, Colour(84, 98, 118))
    canvas.box(410, 346, 452, 440, Colour(120, 150, 176))
    canvas.lit(410, 346, 452, 440, 0.9)
    canvas.glow((330, 620), 360, 130, 0.8)
    for x in (640, 1090):
        canvas.box(x, 330, x + 42, 560, (Colour(170, 118, 96), Colour(140, 94, 76)))
        canvas.box(x - 6, 318, x + 48, 336, Colour(206, 200, 190))
        canvas.ellipse((x + 21, 304), 16, 16, Colour(250, 246, 226))
        canvas.lit(x + 8, 292, x + 34, 316)
        canvas.glow((x + 21, 420), 240, 190, 0.75)
    canvas.box(690, 520, 716, 606, Colour(238, 190, 52))
    _lamp_post(canvas, 1290, 700, 470, 420)
    canvas.glow((900, 640), 560, 210, 0.45)


def _animate_gate(brush: Brush, at: float, _level: float) -> None:
    """The barrier opens for each car that comes to it."""
    elapsed = min((at - delay) % period for delay, period in ((4.0, 24.0), (16.0, 24.0)))
    raised = max(0.0, min(1.0, (elapsed - 0.6) / 1.2, (7.0 - elapsed) / 1.2))
    angle = raised * 1.3
    pivot = (703.0, 534.0)
    for inner, outer, colour in (
        (0, 376, _WHITE),
        (40, 90, _RED),
        (140, 190, _RED),
        (240, 290, _RED),
        (340, 376, _RED),
    ):
        start = (pivot[0] + cos(angle) * inner, pivot[1] - sin(angle) * inner)
        end = (pivot[0] + cos(angle) * outer, pivot[1] - sin(angle) * outer)
        brush.line(start, end, 11, colour)
    brush.disc((703, 512), 7, Colour(60, 230, 90) if raised > 0.9 else Colour(250, 50, 40), shining=True)


GATE = Place(
    "gate",
    _paint_gate,
    Ground(horizon=330, near=125),
    (
        Mover(Figure.CAR_FRONT, _RED, ((872, 400), (862, 520), (720, 960)), 24, 7, 4),
        Mover(Figure.CAR_BACK, _SILVER, ((1010, 960), (905, 520), (884, 400)), 24, 7, 16),
        Mover(Figure.PERSON, Colour(70, 110, 170), ((330, 900), (560, 640), (800, 385)), 40, 22),
        Mover(Figure.PERSON, Colour(170, 70, 90), ((800, 385), (520, 680), (280, 930)), 40, 24, 21),
        Mover(Figure.GUARD, Colour(40, 60, 100), ((500, 610), (640, 640), (500, 650), (500, 610)), 18, 16, 3),
    ),
    _animate_gate,
    home=View(pan=0.0, tilt=-0.2),
)


_STALLS = tuple(range(60, 1540, 148))


def _parked(canvas: Canvas, x: float, foot: float, paint: Colour, scale: float) -> None:
    width, height = 100 * scale, 76 * scale
    canvas.ellipse((x, foot - 2), width * 0.56, height * 0.09, Colour(20, 20, 22), opacity=0.4)
    canvas.polygon(
        (
            (x - width * 0.3, foot - height),
            (x + width * 0.3, foot - height),
            (x + width * 0.42, foot - height * 0.58),
            (x - width * 0.42, foot - height * 0.58),
        ),
        paint.scaled(0.95),
    )
    canvas.box(x - width * 0.33, foot - height * 0.93, x + width * 0.33, foot - height * 0.62, Colour(70, 86, 100))
    canvas.box(x - width / 2, foot - height * 0.6, x + width / 2, foot - height * 0.12, (paint, paint.scaled(0.75)))
    for side in (-0.4, 0.4):
        canvas.ellipse((x + width * side, foot - height * 0.42), 8 * scale, 6 * scale, Colour(240, 238, 220))
        canvas.box(x + width * side - 9, foot - height * 0.14, x + width * side + 9, foot, Colour(30, 30, 32))


def _paint_car_park(canvas: Canvas, rng: np.random.Generator) -> None:
    _sky(canvas, 330, rng)
    canvas.box(0, 60, 760, 320, _BRICK)
    _windows(canvas, (20, 80, 750, 280), (2, 8), {0, 3, 4, 9, 13, 14})
    canvas.box(0, 48, 760, 64, Colour(110, 66, 54))
    canvas.box(800, 110, 1600, 320, (Colour(186, 196, 206), Colour(150, 162, 174)))
    _windows(canvas, (820, 130, 1590, 290), (1, 9), {1, 2, 6})
    for x in range(30, 1600, 130):
        _tree(canvas, x + rng.uniform(-16, 16), 330, rng.uniform(90, 130), rng)
    canvas.box(0, 318, 1600, 344, _CONCRETE)
    canvas.box(0, 340, 1600, 900, _ASPHALT)
    canvas.grain(rng, 0.035, 340, 900)
    paints = (_RED, _SILVER, _BLUE, _WHITE, _BLACK, _GREEN, _SILVER, _YELLOW, _BLUE, _WHITE)
    for index, x in enumerate(_STALLS):
        canvas.line((x, 352), (x - 14, 470), 5, _MARKING)
        if index not in (3, 7):
            _parked(canvas, x + 70, 452, paints[index % len(paints)], 1.0)
    for x in _STALLS:
        canvas.line((x - 40, 690), (x - 70, 900), 8, _MARKING)
    for index in (1, 2, 5, 8, 9):
        _parked(canvas, _STALLS[index] + 24, 872, paints[(index + 3) % len(paints)], 1.45)
    for x in range(0, 1600, 160):
        canvas.box(x, 576, x + 80, 583, _MARKING, opacity=0.8)
    for x in (330, 1130):
        canvas.polygon(((x, 620), (x + 90, 640), (x, 660)), _MARKING, opacity=0.8)
        canvas.box(x - 80, 634, x, 646, _MARKING, opacity=0.8)
    for x in (250, 800, 1350):
        _lamp_post(canvas, x, 500, 330, 330)


CAR_PARK = Place(
    "car park",
    _paint_car_park,
    Ground(horizon=150, near=76),
    (
        Mover(Figure.CAR_SIDE, _BLUE, ((1860, 565), (-260, 565)), 19, 11),
        Mover(Figure.CAR_SIDE, _ORANGE, ((-260, 655), (1860, 655)), 26, 13, 5),
        Mover(Figure.VAN, _WHITE, ((1940, 570), (-340, 570)), 38, 16, 12.5),
        Mover(Figure.PERSON, Colour(190, 80, 60), ((500, 480), (640, 560), (700, 690), (1000, 720)), 33, 20, 4),
        Mover(Figure.PERSON, Colour(80, 80, 130), ((1630, 505), (-30, 515)), 60, 50),
        Mover(Figure.PERSON, Colour(60, 140, 110), ((1180, 480), (1080, 690), (1100, 920)), 45, 18, 30),
    ),
)


def _paint_dock(canvas: Canvas, rng: np.random.Generator) -> None:
    _sky(canvas, 160, rng)
    canvas.box(0, 110, 1600, 500, (Colour(150, 166, 182), Colour(122, 138, 154)))
    for x in range(0, 1600, 26):
        canvas.box(x, 110, x + 4, 500, Colour(112, 128, 144), opacity=0.6)
    canvas.box(0, 96, 1600, 118, Colour(60, 88, 120))
    for index, left in enumerate((90, 470, 850, 1230)):
        canvas.box(left - 18, 192, left + 258, 500, _DARK)
        shade = (Colour(208, 212, 214), Colour(176, 182, 186))
        canvas.box(left, 210, left + 240, 500, shade)
        for y in range(240, 500, 36):
            canvas.box(left, y, left + 240, y + 4, Colour(150, 156, 160))
        canvas.box(left + 86, 134, left + 154, 180, _BLUE)
        canvas.box(left + 118 - index * 2, 142, left + 124 + index * 2, 172, _WHITE)
        canvas.box(left + 96, 186, left + 144, 194, Colour(250, 246, 220))
        canvas.lit(left + 96, 186, left + 144, 194)
        canvas.glow((left + 120, 420), 230, 330, 0.85)
    canvas.box(850, 210, 1090, 500, (Colour(62, 64, 70), Colour(92, 94, 98)))
    canvas.lit(850, 210, 1090, 500, 0.55)
    for x in (880, 940, 1010):
        canvas.box(x, 410, x + 48, 500, (Colour(196, 150, 96), Colour(150, 112, 70)))
    canvas.box(0, 494, 1600, 900, _CONCRETE)
    canvas.grain(rng, 0.03, 494, 900)
    for x in range(0, 1600, 60):
        canvas.polygon(((x, 496), (x + 30, 496), (x + 18, 514), (x - 12, 514)), _YELLOW)
    canvas.polygon(((470, 514), (710, 514), (730, 700), (430, 700)), (Colour(206, 210, 212), Colour(226, 230, 232)))
    canvas.box(440, 300, 742, 640, (_WHITE, Colour(206, 212, 216)))
    canvas.box(440, 420, 742, 470, _ORANGE)
    canvas.box(452, 640, 730, 668, _DARK)
    for x in (470, 662):
        canvas.box(x, 650, x + 48, 704, Colour(30, 30, 32))
    for x, colour in ((1330, _GREEN), (1420, _BLUE), (1345, _RED)):
        y = 560 if colour != _RED else 478
        canvas.box(x, y, x + 180, y + 82, (colour, colour.scaled(0.7)))
        for rib in range(x + 12, x + 176, 20):
            canvas.box(rib, y + 6, rib + 5, y + 76, colour.scaled(0.8))
    canvas.line((0, 790), (1600, 770), 12, _YELLOW)


def _animate_dock(brush: Brush, at: float, _level: float) -> None:
    """The first door rolls up and down; a warning light turns above it."""
    cycle = at % 30
    opened = max(0.0, min(1.0, (cycle - 4) / 3, (20 - cycle) / 3))
    height = opened * 280
    brush.box(90, 500 - height, 330, 500, Colour(52, 54, 60))
    if 0 < opened < 1 and at % 1 < 0.5:
        brush.disc((210, 118), 14, Colour(255, 176, 40), shining=True)


DOCK = Place(
    "loading dock",
    _paint_dock,
    Ground(horizon=60, near=118),
    (
        Mover(Figure.FORKLIFT, _YELLOW, ((180, 560), (420, 730), (1280, 740)), 28, 14, 2),
        Mover(Figure.FORKLIFT, _ORANGE, ((1700, 830), (760, 800), (-200, 860)), 34, 17, 15),
        Mover(Figure.GUARD, Colour(60, 80, 120), ((980, 540), (1060, 700), (1240, 700), (980, 540)), 26, 25, 9),
        Mover(Figure.PERSON, Colour(70, 100, 150), ((-40, 640), (380, 620)), 31, 10, 20),
    ),
    _animate_dock,
)


def _paint_perimeter(canvas: Canvas, rng: np.random.Generator) -> None:
    _sky(canvas, 380, rng)
    for x, height in ((150, 120), (460, 170), (820, 140), (1220, 190), (1500, 130)):
        canvas.ellipse((x, 390), 330, height * 0.75, Colour(126, 146, 136), opacity=0.9)
    canvas.box(0, 382, 1600, 900, _GRASS)
    canvas.grain(rng, 0.06, 382, 900)
    canvas.polygon(((1000, 384), (1046, 384), (1180, 900), (420, 900)), (Colour(190, 172, 138), Colour(166, 146, 112)))
    for x, foot, height in ((90, 470, 190), (260, 430, 130), (1420, 450, 170), (1540, 520, 230), (380, 404, 70)):
        _tree(canvas, x, foot, height, rng)
    canvas.box(1452, 350, 1460, 384, _DARK)
    posts = [(1000 - 940 * share, 384 + 460 * share, 22 + 330 * share) for share in np.linspace(0, 1, 12) ** 1.7]
    for (x0, y0, h0), (x1, y1, h1) in pairwise(posts):
        for part in np.linspace(0.05, 0.95, 7):
            canvas.line((x0, y0 - h0 * part), (x1, y1 - h1 * part), 1 + h1 * 0.008, Colour(196, 202, 206), opacity=0.75)
        for part in np.linspace(0, 1, 7)[1:-1]:
            x, y, h = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, h0 + (h1 - h0) * part
            canvas.line((x, y), (x, y - h), 1 + h * 0.006, Colour(186, 192, 196), opacity=0.6)
    for x, y, h in posts:
        canvas.line((x, y), (x, y - h * 1.08), 2 + h * 0.03, Colour(104, 112, 118))
        canvas.line((x, y - h * 1.08), (x + h * 0.12, y - h * 1.2), 1 + h * 0.02, Colour(104, 112, 118))
    _lamp_post(canvas, 1230, 640, 400, 460)
    _lamp_post(canvas, 1090, 430, 130, 150)


def _animate_perimeter(brush: Brush, at: float, level: float) -> None:
    """A wind wheel turns on the hill; at night a searchlight sweeps the ground."""
    hub = (560.0, 190.0)
    brush.line((560, 380), hub, 9, Colour(226, 230, 232))
    for blade in range(3):
        angle = at * 1.1 + blade * tau / 3
        brush.line(hub, (hub[0] + cos(angle) * 96, hub[1] + sin(angle) * 96), 8, Colour(240, 242, 244))
    brush.disc(hub, 9, Colour(206, 210, 214))
    if level < 0.5:
        x = 760 + 420 * sin(at * 0.5)
        beam = ((1290.0, 240.0), (x - 110, 800.0), (x + 110, 800.0))
        brush.polygon(beam, Colour(240, 240, 200), shining=True, opacity=0.22)


PERIMETER = Place(
    "perimeter",
    _paint_perimeter,
    Ground(horizon=378, near=150),
    (
        Mover(Figure.GUARD, Colour(50, 70, 110), ((1022, 396), (900, 620), (700, 930)), 50, 28),
        Mover(Figure.GUARD, Colour(50, 70, 110), ((860, 930), (960, 600), (1030, 396)), 50, 26, 25),
        Mover(Figure.VAN, Colour(214, 216, 208), ((1660, 408), (-60, 396)), 44, 24, 10),
        Mover(Figure.PERSON, Colour(196, 140, 60), ((1640, 700), (1300, 640), (1060, 470), (1028, 392)), 70, 40, 6),
    ),
    _animate_perimeter,
    home=View(tilt=-0.2),
)


_CYCLE = 24.0  # of the traffic lights, seconds: cars go for the first half of it


def _paint_crossing(canvas: Canvas, rng: np.random.Generator) -> None:
    _sky(canvas, 300, rng)
    blocks = ((0, 90, 330, _BRICK), (330, 150, 640, _PLASTER), (640, 60, 980, _CONCRETE), (980, 120, 1310, _BRICK))
    for left, top, right, wall in (*blocks, (1310, 40, 1600, _PLASTER)):
        canvas.box(left, top, right, 400, wall)
        canvas.box(left, top, right, top + 12, Colour(110, 100, 96))
        lit = {int(index) for index in rng.integers(0, 12, 4)}
        _windows(canvas, (left + 14, top + 24, right - 14, 300), (3 if top < 100 else 2, 4), lit)
        shop = (left + 20, 316, right - 20, 398)
        canvas.box(*shop, (Colour(90, 112, 128), Colour(60, 76, 88)))
        canvas.box(left + 20, 302, right - 20, 322, Colour(*rng.uniform(60, 220, 3)))
        canvas.lit(*shop, strength=0.8)
        canvas.glow(((left + right) / 2, 420), 240, 90, 0.6)
    canvas.box(0, 396, 1600, 470, _CONCRETE)
    canvas.box(0, 466, 1600, 474, Colour(206, 204, 198))
    canvas.box(0, 474, 1600, 800, _ASPHALT)
    canvas.grain(rng, 0.03, 474, 800)
    canvas.box(0, 796, 1600, 900, _CONCRETE)
    canvas.box(0, 792, 1600, 800, Colour(206, 204, 198))
    for x in range(-40, 1600, 150):
        if not 560 < x + 45 < 1010:
            canvas.box(x, 624, x + 90, 632, _MARKING)
    for y in range(486, 790, 44):
        canvas.polygon(((640, y), (950, y), (950 + 8, y + 24), (640 - 8, y + 24)), _MARKING)
    for x in (610, 968):
        canvas.box(x, 480, x + 12, 790, _MARKING)
    for x in (130, 420, 1180, 1480):
        _tree(canvas, x, 456, rng.uniform(140, 190), rng)
    for x in (560, 1030):
        canvas.line((x, 470), (x, 250), 9, _DARK)
        canvas.box(x - 16, 240, x + 16, 324, _DARK)
    _lamp_post(canvas, 300, 466, 330, 420)
    _lamp_post(canvas, 1240, 466, 330, 420)


def _animate_crossing(brush: Brush, at: float, _level: float) -> None:
    """The lights change; they are red for cars while people cross."""
    cycle = at % _CYCLE
    go, wait = cycle < 11, 11 <= cycle < 12.5
    for x in (560, 1030):
        brush.disc((x, 257), 10, Colour(255, 60, 44) if not (go or wait) else Colour(70, 24, 22), shining=not go)
        brush.disc((x, 282), 10, Colour(255, 196, 40) if wait else Colour(66, 54, 22), shining=wait)
        brush.disc((x, 307), 10, Colour(64, 236, 110) if go else Colour(22, 60, 34), shining=go)


CROSSING = Place(
    "crossing",
    _paint_crossing,
    Ground(horizon=80, near=96),
    (
        Mover(Figure.CAR_SIDE, _RED, ((1900, 600), (-300, 600)), _CYCLE, 7, 0),
        Mover(Figure.CAR_SIDE, _SILVER, ((1900, 604), (-300, 604)), _CYCLE, 7.5, 3),
        Mover(Figure.VAN, _YELLOW, ((-360, 740), (1960, 740)), _CYCLE, 8, 1.2),
        Mover(Figure.CAR_SIDE, _GREEN, ((-300, 736), (1900, 736)), 2 * _CYCLE, 6.5, 4.4),
        Mover(Figure.PERSON, Colour(196, 70, 110), ((700, 440), (720, 830), (500, 860)), _CYCLE, 10.5, 13),
        Mover(Figure.PERSON, Colour(70, 130, 190), ((880, 850), (850, 440), (1100, 425)), _CYCLE, 10, 13.4),
        Mover(Figure.PERSON, Colour(90, 150, 90), ((780, 840), (800, 440)), 2 * _CYCLE, 8, 14),
        Mover(Figure.PERSON, Colour(120, 90, 150), ((-40, 436), (1640, 428)), 66, 58),
        Mover(Figure.PERSON, Colour(210, 160, 60), ((1640, 872), (-40, 880)), 58, 44, 7),
    ),
    _animate_crossing,
    home=View(tilt=-0.25),
)

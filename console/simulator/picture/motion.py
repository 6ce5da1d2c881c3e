"""Where the moving things of a scene are at a time: the same time always gives the same place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from console.simulator.picture.colour import Colour
from console.simulator.picture.coverage import Point
from console.simulator.picture.sprites import WALK_PHASES, WALKERS, Figure, Look

_STEP_SECONDS = 1.1  # one double step of a walking person


@dataclass(frozen=True, slots=True)
class Ground:
    """The floor of a scene: `near` units are a metre at the bottom edge, none at the horizon."""

    horizon: float
    near: float
    bottom: float = 900.0

    def metre(self, y: float) -> float:
        """Length of an upright metre whose foot stands at height `y` of the scene, in its units."""
        return self.near * max(0.0, y - self.horizon) / (self.bottom - self.horizon)


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure at one time: where its feet are."""

    look: Look
    foot: Point


@dataclass(frozen=True, slots=True)
class Mover:
    """A figure that follows `path` every `period` seconds, in `travel` of them; `delay` shifts it against others."""

    figure: Figure
    colour: Colour
    path: Sequence[Point]
    period: float
    travel: float
    delay: float = 0.0

    def at(self, time: float, *, lamps_on: bool) -> Standing | None:
        """Where it is at a POSIX time; None while it is away."""
        elapsed = (time - self.delay) % self.period
        if elapsed > self.travel:
            return None
        foot, leftward = _along(self.path, elapsed / self.travel)
        walks = self.figure in WALKERS
        phase = int(time / _STEP_SECONDS * WALK_PHASES) % WALK_PHASES if walks else 0
        return Standing(Look(self.figure, self.colour, leftward, phase, lamps_on and not walks), foot)


def _along(path: Sequence[Point], share: float) -> tuple[Point, bool]:
    """The point at that share of the path's length, and whether the way leads to the left there."""
    legs = [hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(path)]
    left = share * sum(legs)
    for leg, ((x0, y0), (x1, y1)) in zip(legs, pairwise(path), strict=True):
        if left <= leg:
            part = left / leg if leg else 0.0
            return (x0 + (x1 - x0) * part, y0 + (y1 - y0) * part), x1 < x0
        left -= leg
    return path[-1], path[-1][0] < path[-2][0]

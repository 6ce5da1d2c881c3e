"""Seconds and pixels, and where a ruler is marked. Moments are seconds since 1970, labels China Standard Time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.clock import CHINA

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEPS = (  # 1, 2, 5, as far as they divide the next larger unit; seconds
    *(1, 2, 5, 10, 30),
    *(MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR),
    *(DAY, 2 * DAY, 5 * DAY, 10 * DAY),
)
_OFFSET = int((CHINA.utcoffset(None) or timedelta()).total_seconds())
_MINOR_APART = 5.0  # pixels


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time over so many pixels."""

    start: float
    end: float
    width: float

    @property
    def seconds_per_pixel(self) -> float:
        return (self.end - self.start) / self.width

    def x(self, second: float) -> float:
        """Pixels from the left edge; may lie outside."""
        return (second - self.start) / self.seconds_per_pixel

    def second(self, x: float) -> float:
        return self.start + x * self.seconds_per_pixel


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled mark."""

    second: float
    text: str
    is_midnight: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """`step` is the distance of labelled marks in seconds; `minor` are the marks between them."""

    step: int
    ticks: tuple[Tick, ...]
    minor: tuple[float, ...]


def ruler(scale: Scale, label_width: float) -> Ruler:
    """The finest marks whose labels, each `label_width` pixels wide and centred, do not touch."""
    fitting = (number for number, step in enumerate(STEPS) if step / scale.seconds_per_pixel >= label_width)
    number = next(fitting, None)
    if number is None:
        return Ruler(STEPS[-1], (), ())
    step = STEPS[number]
    finer = [minor for minor in STEPS[:number] if step % minor == 0 and minor / scale.seconds_per_pixel >= _MINOR_APART]
    minor = tuple(mark for mark in _marks(scale, finer[0]) if _since_midnight(mark, step)) if finer else ()
    return Ruler(step, tuple(_tick(mark, step) for mark in _marks(scale, step)), minor)


def moment(second: float) -> datetime:
    """As an aware time."""
    return datetime.fromtimestamp(second, CHINA)


def _marks(scale: Scale, step: int) -> list[int]:
    first = -int(-(scale.start + _OFFSET) // step) * step - _OFFSET
    return list(range(first, int(scale.end) + 1, step))


def _since_midnight(second: int, step: int = DAY) -> int:
    return (second + _OFFSET) % step


def _tick(second: int, step: int) -> Tick:
    is_midnight = _since_midnight(second) == 0
    form = "%m-%d" if is_midnight else "%H:%M:%S" if step < MINUTE else "%H:%M"
    return Tick(second, format(moment(second), form), is_midnight)

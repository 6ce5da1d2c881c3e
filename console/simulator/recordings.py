"""What a simulated recorder has kept: two days of each channel, with gaps, the same whenever it is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from random import Random

HOUR = 3600.0  # seconds
RETENTION = 48 * HOUR
BYTES_PER_SECOND = 70_000  # what the encoders make of these scenes, for the sizes it tells


class Cause(Enum):
    """`Type` of a RecordInfo item."""

    TIME = "time"
    ALARM = "alarm"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Clip:
    """One file; start and end are POSIX times in whole seconds."""

    start: float
    end: float
    cause: Cause

    @property
    def size(self) -> int:
        """Bytes, about."""
        return int((self.end - self.start) * BYTES_PER_SECOND)


@dataclass(frozen=True, slots=True)
class Footage:
    """Pictures without a gap, from one POSIX time up to another."""

    start: float
    end: float


def clips(channel: int, start: float, end: float, *, now: float, seed: int = 0) -> list[Clip]:
    """The files of a channel that touch start to end, oldest first; the last one ends `now` or in a gap."""
    start, end = max(start, now - RETENTION), min(end, now)
    if start >= end:
        return []
    hours = range(int(start // HOUR), int(end // HOUR) + 1)
    return [
        Clip(clip.start, min(clip.end, float(int(now))), clip.cause)
        for hour in hours
        for clip in _hour(channel, hour, seed)
        if clip.start < end and clip.end > start and clip.start < int(now)
    ]


def footage(channel: int, start: float, end: float, *, now: float, seed: int = 0) -> list[Footage]:
    """What can be played between two times: touching files joined, cut to the span."""
    spans: list[Footage] = []
    for clip in clips(channel, start, end, now=now, seed=seed):
        begin, stop = max(clip.start, start), min(clip.end, end)
        if spans and spans[-1].end >= begin:
            spans[-1] = Footage(spans[-1].start, stop)
        elif stop > begin:
            spans.append(Footage(begin, stop))
    return spans


def _hour(channel: int, hour: int, seed: int) -> Iterator[Clip]:
    """An hour is recorded as a whole, in parts round an alarm or a manual recording, or with a hole."""
    chance = Random(f"{seed}/{channel}/{hour}")
    kind = chance.choices(("whole", "alarm", "manual", "hole", "missing"), (8, 5, 2, 3, 1))[0]
    start, end = hour * HOUR, (hour + 1) * HOUR
    if kind == "missing":
        return
    if kind == "whole":
        yield Clip(start, end, Cause.TIME)
        return
    first = start + chance.randrange(300, 2400)
    second = first + (chance.randrange(30, 180) if kind == "alarm" else chance.randrange(240, 900))
    yield Clip(start, first, Cause.TIME)
    if kind != "hole":
        yield Clip(first, second, Cause.ALARM if kind == "alarm" else Cause.MANUAL)
    yield Clip(second, end, Cause.TIME)

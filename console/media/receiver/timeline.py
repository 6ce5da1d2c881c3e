"""One media time in seconds out of what senders stamp (gb28181.md 10.3).

The steps between the stamps of pictures count, not their values: they may be missing, stand still, wrap or jump.
Sound follows the pictures and never moves the time itself.
"""

from typing import NamedTuple

from console.protocol.mpeg.access_unit import AccessUnit, StreamKind

JUMP = 5.0  # seconds forward that are a jump and not a gap
STEP_BACK = 1.0  # seconds backward that are a jump and not reordered pictures
DRIFT = 0.5  # seconds that sound may be off the pictures before it is put beside them

_RTP_RATE = 90_000
_RTP_TIMESTAMPS = 1 << 32


class TimedUnit(NamedTuple):
    """An access unit with its place in the stream."""

    unit: AccessUnit
    pts: float  # seconds, comparable within an epoch
    epoch: int
    is_tainted: bool  # it, or a picture it builds on, had packets missing
    received_at: float  # monotonic seconds


class Timeline:
    """Places access units in the order they come; `epoch` rises where time jumps."""

    def __init__(self) -> None:
        self.epoch = 0
        self._has_video = False
        self._placed = 0.0  # the last picture
        self._stamp: float | None = None  # as its sender said
        self._timestamp = 0
        self._received_at = 0.0

    def break_off(self) -> None:
        """What comes next has nothing to do with what came before: another source."""
        self.epoch += 1
        self._has_video = False
        self._stamp = None

    def place(self, unit: AccessUnit, timestamp: int, received_at: float) -> float:
        """The time of `unit`, seconds; `timestamp` is that of its RTP packets, `received_at` is monotonic seconds."""
        if unit.kind is StreamKind.AUDIO:
            return self._beside_video(unit.pts)
        if not self._has_video:
            self._has_video = True
            self._placed = unit.pts or 0.0
        else:
            self._placed = self._next(unit.pts, timestamp, received_at)
        self._stamp = unit.pts
        self._timestamp = timestamp
        self._received_at = received_at
        return self._placed

    def _next(self, stamp: float | None, timestamp: int, received_at: float) -> float:
        if stamp is None or self._stamp is None or stamp == self._stamp:
            return self._placed + self._estimated_step(timestamp, received_at)
        step = stamp - self._stamp
        if -STEP_BACK <= step <= JUMP:
            return self._placed + step
        self.epoch += 1
        return stamp

    def _estimated_step(self, timestamp: int, received_at: float) -> float:
        """By the RTP timestamps where they advance like 90 kHz, else by arrival."""
        arrived = received_at - self._received_at
        step = (timestamp - self._timestamp) % _RTP_TIMESTAMPS / _RTP_RATE
        # Some senders count milliseconds: their steps look 90 times too short.
        return step if arrived / 10 < step <= JUMP else max(0.0, min(arrived, JUMP))

    def _beside_video(self, stamp: float | None) -> float:
        if not self._has_video:
            return stamp or 0.0
        if stamp is None or self._stamp is None:
            return self._placed
        placed = self._placed + stamp - self._stamp
        return placed if abs(placed - self._placed) <= DRIFT else self._placed

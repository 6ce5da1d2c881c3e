"""Who must be woken when: a heap of deadlines."""

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Generic, Protocol, TypeVar


class Timed(Protocol):
    """Something with deadlines."""

    def next_timer(self) -> float | None:
        """When it must be woken, None when never."""


T = TypeVar("T", bound=Timed)


class Timers(Generic[T]):
    """Sleepers and their deadlines. One that moved its deadline is woken too early once, which must be harmless."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, T]] = []
        self._woken_at: dict[T, float] = {}
        self._order = count()

    def __len__(self) -> int:
        return len(self._woken_at)

    def watch(self, sleeper: T) -> None:
        """Call this whenever its deadline may have changed."""
        wake_at = sleeper.next_timer()
        if wake_at is None:
            self._woken_at.pop(sleeper, None)
        elif wake_at < self._woken_at.get(sleeper, float("inf")):
            self._woken_at[sleeper] = wake_at
            heapq.heappush(self._heap, (wake_at, next(self._order), sleeper))

    def next(self) -> float | None:
        """The earliest deadline."""
        while self._heap:
            wake_at, _, sleeper = self._heap[0]
            if self._woken_at.get(sleeper) == wake_at:
                return wake_at
            heapq.heappop(self._heap)
        return None

    def due(self, now: float) -> Iterator[T]:
        """Those whose time has come; each must be watched again to be woken again."""
        while (wake_at := self.next()) is not None and wake_at <= now:
            _, _, sleeper = heapq.heappop(self._heap)
            del self._woken_at[sleeper]
            yield sleeper

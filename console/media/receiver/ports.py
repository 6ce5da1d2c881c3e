"""Which media ports are free: even ones, in turn from a random start, none again before it has rested."""

import random
from collections.abc import Callable
from typing import TypeVar

REST = 60.0  # seconds: a device that missed a BYE goes on sending to the old port (gb28181.md 6.8)

T = TypeVar("T")


class NoPortError(Exception):
    """Every port of the range is taken."""


class PortAllocator:
    """Hands out ports of a range, both ends included; `now` is monotonic seconds."""

    def __init__(self, first: int, last: int) -> None:
        self._ports = [port for port in range(first, last + 1) if port % 2 == 0]
        self._next = random.randrange(len(self._ports)) if self._ports else 0
        self._taken: set[int] = set()
        self._released_at: dict[int, float] = {}

    def take(self, bind: Callable[[int], T], now: float) -> tuple[int, T]:
        """A port and what `bind` made of it; one that it raises OSError for is passed over. Raises NoPortError."""
        for port in self._candidates(now):
            try:
                bound = bind(port)
            except OSError:
                continue
            self._taken.add(port)
            self._next = (self._ports.index(port) + 1) % len(self._ports)
            return port, bound
        raise NoPortError

    def release(self, port: int, now: float) -> None:
        self._taken.discard(port)
        self._released_at[port] = now

    def _candidates(self, now: float) -> list[int]:
        """The free ports, rested ones in turn, then the others beginning with the one that has rested longest."""
        turn = self._ports[self._next :] + self._ports[: self._next]
        free = [port for port in turn if port not in self._taken]
        tired = [port for port in free if now - self._released_at.get(port, -REST) < REST]
        rested = [port for port in free if port not in set(tired)]
        return rested + sorted(tired, key=self._released_at.__getitem__)

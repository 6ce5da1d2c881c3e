"""Puts an answer together that comes in many messages (GB/T 28181-2022 annex M). No clock: the caller passes `now`.

Messages come out of order, twice, and with a SumNum that is too high, zero, or that of one message only.
"""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

ITEMS_LIMIT = 100_000  # of one answer; a device must not fill our memory
IDLE = 5.0  # seconds without a message after which no more is expected

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


class Collector(Generic[K, V]):
    """Items of one answer by key; of several with the same key the last one counts.

    `received` counts what came, as SumNum does: a channel listed under two parents is two items of one key. An item
    that is equal to one of an earlier message is a repetition and does not count.
    """

    def __init__(
        self,
        now: float,
        *,
        first_within: float,
        whole_within: float,
        idle: float = IDLE,
        settle: float = 0.0,
        limit: int = ITEMS_LIMIT,
    ) -> None:
        """`settle` is how many seconds to wait for more than was announced."""
        self.received = 0
        self.unreadable = 0
        self.total: int | None = None
        self._items: dict[K, V] = {}
        self._seen: set[V] = set()
        self._idle = idle
        self._settle = settle
        self._limit = limit
        self._ends_at = now + whole_within
        self._silent_at = now + first_within

    @property
    def items(self) -> tuple[V, ...]:
        """What has come so far, in the order in which the keys first came."""
        return tuple(self._items.values())

    @property
    def is_complete(self) -> bool:
        """Whether all that was announced has come; never where nothing usable was announced."""
        return self.total is not None and self.received + self.unreadable >= self.total

    @property
    def deadline(self) -> float:
        """When to ask `is_finished` again, at the latest."""
        return min(self._silent_at, self._ends_at)

    def add(self, total: int | None, items: Iterable[tuple[K, V]], now: float, *, unreadable: int = 0) -> None:
        """Take one message; a late one is taken even when all that was announced has come."""
        sent = list(items)
        fresh = [(key, value) for key, value in sent if value not in self._seen][: self._limit - self.received]
        self._items.update(fresh)
        self._seen.update(value for _, value in fresh)
        self.received += len(fresh)
        if fresh or not sent:  # or else the message is a repetition
            self.unreadable += unreadable
        self.total = self._trusted(total)
        self._silent_at = now + (self._settle if self.is_complete else self._idle)

    def is_finished(self, now: float) -> bool:
        """Whether nothing more is to be waited for: complete, silent for too long, or at the limit of time or size."""
        return now >= self.deadline or self.received >= self._limit

    def _trusted(self, total: int | None) -> int | None:
        """Of different totals the highest is waited for; a device that says 0 and sends items does not know."""
        highest = max(total or 0, self.total or 0)
        if highest or (total == 0 and not self.received + self.unreadable):
            return highest
        return None

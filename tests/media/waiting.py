"""Waiting for facts instead of sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from console.media.engine import Stream, StreamEvent

T = TypeVar("T", bound=StreamEvent)

POLL = 0.005  # seconds


async def until(condition: Callable[[], object], *, within: float = 10.0, what: str = "the condition") -> float:
    """Return when `condition` holds, with the seconds it took; fail after `within` seconds."""
    loop = asyncio.get_running_loop()
    started_at = loop.time()
    while not condition():
        assert loop.time() - started_at < within, f"{what} did not come true in {within} s"
        await asyncio.sleep(POLL)
    return loop.time() - started_at


class EventLog:
    """Everything a stream tells."""

    def __init__(self, stream: Stream) -> None:
        self.events: list[StreamEvent] = []
        stream.events.connect(self.events.append)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    async def next(self, kind: type[T], *, within: float = 10.0) -> T:
        """The first event of that kind, come already or yet to come."""
        await until(lambda: self.of(kind), within=within, what=kind.__name__)
        return self.of(kind)[0]

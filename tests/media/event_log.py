"""Everything a stream tells, for tests to look at."""

from typing import TypeVar

from console.media.engine import Stream, StreamEvent
from tests.waiting import until

T = TypeVar("T", bound=StreamEvent)

PATIENCE = 10.0  # seconds; a busy machine starts decoders slowly


class EventLog:
    """The events of a stream from now on."""

    def __init__(self, stream: Stream) -> None:
        self.events: list[StreamEvent] = []
        stream.events.connect(self.events.append)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    async def next(self, kind: type[T], *, within: float = PATIENCE) -> T:
        """The first event of that kind, come already or yet to come."""
        await until(lambda: self.of(kind), within=within)
        return self.of(kind)[0]

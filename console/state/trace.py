"""Every SIP message sent and received, raw and before parsing, in a ring of limited size."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

from console.model.peer import Peer
from console.state.signal import Signal

TRACE_LIMIT = 16 * 1024 * 1024  # bytes of messages kept in memory


class Direction(Enum):
    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One datagram or one message of a TCP stream; `at` is POSIX time in seconds."""

    at: float
    direction: Direction
    peer: Peer
    data: bytes


class Trace:
    """The newest messages, oldest first."""

    def __init__(self, limit: int = TRACE_LIMIT) -> None:
        self.recorded: Signal[TraceEntry] = Signal()
        self._limit = limit
        self._size = 0
        self._entries: deque[TraceEntry] = deque()

    def record(self, entry: TraceEntry) -> None:
        self._entries.append(entry)
        self._size += len(entry.data)
        while self._size > self._limit:
            self._size -= len(self._entries.popleft().data)
        self.recorded.emit(entry)

    def entries(self) -> tuple[TraceEntry, ...]:
        return tuple(self._entries)

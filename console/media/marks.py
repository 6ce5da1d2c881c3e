"""What each decoder thread works at, in shared memory, so that it is known after the decoder died.

The console creates the block, decoders write their rows, the receiver reads them: the stream that was being decoded
is the one to suspect, and work that lasts too long is a hang. Every field is one aligned word, written at once.
"""

from typing import NamedTuple

from console.media.shared_block import SharedBlock

THREADS_LIMIT = 32  # of one decoder

_WORD = 8  # bytes
_ROW_WORDS = 2  # stream number, and when it was begun
_NANOSECONDS = 1_000_000_000


class Work(NamedTuple):
    """One access unit being decoded."""

    stream: int
    since: float  # monotonic seconds


class Marks:
    """A row per thread of every decoder, and a beat per decoder."""

    def __init__(self, block: SharedBlock, decoders: int) -> None:
        self.decoders = decoders
        self._block = block
        self._memory = block.view()
        self._words = self._memory.cast("Q")

    @classmethod
    def create(cls, decoders: int) -> "Marks":
        """Raises OSError when there is not enough memory."""
        return cls(SharedBlock.create(_size(decoders)), decoders)

    @classmethod
    def attach(cls, name: str, decoders: int) -> "Marks":
        """Raises OSError when it is gone."""
        return cls(SharedBlock.attach(name, _size(decoders)), decoders)

    @property
    def name(self) -> str:
        return self._block.name

    def begin(self, decoder: int, thread: int, stream: int, now: float) -> None:
        """A decoder thread takes an access unit of `stream`."""
        row = _row(decoder, thread)
        self._words[row] = stream
        self._words[row + 1] = int(now * _NANOSECONDS)

    def end(self, decoder: int, thread: int) -> None:
        """It is done."""
        self._words[_row(decoder, thread) + 1] = 0

    def work(self, decoder: int) -> list[Work]:
        """What a decoder, alive or dead, has begun and not ended; the longest first."""
        found = []
        for thread in range(THREADS_LIMIT):
            row = _row(decoder, thread)
            if since := self._words[row + 1]:
                found.append(Work(self._words[row], since / _NANOSECONDS))
        return sorted(found, key=lambda work: work.since)

    def clear(self, decoder: int) -> None:
        """Before a successor starts."""
        for thread in range(THREADS_LIMIT):
            self.end(decoder, thread)

    def close(self) -> None:
        """Let go of the block; its creator removes it."""
        self._words.release()
        self._memory.release()
        self._block.close()


def _row(decoder: int, thread: int) -> int:
    return (decoder * THREADS_LIMIT + thread) * _ROW_WORDS


def _size(decoders: int) -> int:
    return decoders * THREADS_LIMIT * _ROW_WORDS * _WORD

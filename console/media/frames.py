"""Pictures in shared memory: a ring of three slots between one decoder and the console. No codec, no sockets.

The decoder writes into a slot that is neither the newest nor the one the console holds, and publishes it with a
single store of eight bytes, last. The console claims the newest by a store of its own and looks again. So neither
ever waits, a picture is never half old and half new, and a decoder may die in the middle of one.
"""

import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from console.media.shared_block import SharedBlock

SLOTS = 3
BYTES_PER_PIXEL = 4  # B, G, R and one unused byte: QImage.Format_RGB32 on little-endian machines

_PAGE = 4096
_SLOT_HEADERS_AT = 256  # bytes
_SLOT_HEADER_SIZE = 128
_SLOT_HEADER = struct.Struct("=QIIIIdddQQ")  # see _SlotHeader
_NO_STAMP = float("nan")

# Words of eight bytes at the start of the block.
_BOX = 0  # width and height of the largest picture, 32 bits each
_NEWEST = 1  # sequence << 8 | slot of the newest picture, 0: there is none yet
_CLAIMED = 2  # slot + 1 of the picture the console holds, 0: none


class Picture(NamedTuple):
    """A decoded picture. `pixels` is the shared memory itself: it stays as it is until a newer one is taken."""

    pixels: memoryview  # rows of `stride` bytes, BGRX
    width: int
    height: int
    stride: int  # bytes
    sequence: int  # counts the pictures of this ring from 1
    pts: float | None  # seconds on the stream's timeline; comparable only within an epoch
    epoch: int
    generation: int  # the number of the stream it belongs to
    is_damaged: bool  # it, or one it builds on, had packets missing
    received_at: float  # monotonic seconds: its last packet came
    shown_at: float  # monotonic seconds: it was put here


class PictureStamp(NamedTuple):
    """What a decoder says of a picture beside its pixels; fields as in Picture."""

    width: int
    height: int
    stride: int
    pts: float | None
    epoch: int
    generation: int
    is_damaged: bool
    received_at: float
    shown_at: float


class PictureRing:
    """The console's end: creates and removes the memory, takes the newest picture."""

    def __init__(self, width: int, height: int, block: SharedBlock) -> None:
        self.width = width
        self.height = height
        self._block = block
        self._memory = block.view()
        self._words = self._memory[:_SLOT_HEADERS_AT].cast("Q")
        self._is_closed = False

    @classmethod
    def create(cls, width: int, height: int) -> "PictureRing":
        """A ring for pictures of at most that many pixels. Raises OSError when there is not enough memory."""
        ring = cls(width, height, SharedBlock.create(_ring_size(width, height)))
        ring._words[_BOX] = width << 32 | height
        return ring

    @property
    def name(self) -> str:
        """What a decoder attaches by."""
        return self._block.name

    @property
    def sequence(self) -> int:
        """The number of the newest picture, 0 before the first; cheap, to be polled."""
        return 0 if self._is_closed else self._words[_NEWEST] >> 8

    def newest(self) -> Picture | None:
        """The newest picture, None before the first; the one taken before may change from now on."""
        if self._is_closed:
            return None
        while newest := self._words[_NEWEST]:
            slot = newest & 0xFF
            if slot >= SLOTS:
                return None
            self._words[_CLAIMED] = slot + 1
            if self._words[_NEWEST] == newest:  # else the decoder may have begun to overwrite it
                return self._read(slot)
        return None

    def close(self) -> None:
        """Remove the memory. Harmless while a picture is still being painted, and when called twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self._words.release()
        self._memory.release()
        self._block.close()

    def _read(self, slot: int) -> Picture | None:
        header = _SLOT_HEADER.unpack_from(self._memory, _SLOT_HEADERS_AT + slot * _SLOT_HEADER_SIZE)
        sequence, width, height, stride, flags, pts, received_at, shown_at, epoch, generation = header
        size = stride * height
        if not size or size > _slot_size(self.width, self.height) or width * BYTES_PER_PIXEL > stride:
            return None  # a decoder that ran wild
        start = _PAGE + slot * _slot_size(self.width, self.height)
        return Picture(
            self._memory[start : start + size],
            width,
            height,
            stride,
            sequence,
            None if pts != pts else pts,
            epoch,
            generation,
            bool(flags & 1),
            received_at,
            shown_at,
        )


class PictureWriter:
    """The decoder's end. A successor of a dead decoder goes on where that one was."""

    def __init__(self, width: int, height: int, block: SharedBlock) -> None:
        self.width = width
        self.height = height
        self._block = block
        self._memory = block.view()
        self._words = self._memory[:_SLOT_HEADERS_AT].cast("Q")

    @classmethod
    def attach(cls, name: str, width: int, height: int) -> "PictureWriter":
        """Raises OSError when the console has removed it."""
        writer = cls(width, height, SharedBlock.attach(name, _ring_size(width, height)))
        if writer._words[_BOX] != width << 32 | height:
            writer.close()
            raise OSError(f"{name} is no ring of {width} x {height}")
        return writer

    def write(self, rows: NDArray[np.uint8], stamp: PictureStamp) -> None:
        """Publish a picture: `rows` holds at least `stamp.stride` bytes for each row."""
        slot = self._free_slot()
        start = _PAGE + slot * _slot_size(self.width, self.height)
        size = stamp.stride * stamp.height
        target = np.frombuffer(self._memory, np.uint8, size, start).reshape(stamp.height, stamp.stride)
        np.copyto(target, rows[: stamp.height, : stamp.stride])  # without the interpreter lock
        sequence = (self._words[_NEWEST] >> 8) + 1
        _SLOT_HEADER.pack_into(
            self._memory,
            _SLOT_HEADERS_AT + slot * _SLOT_HEADER_SIZE,
            sequence,
            stamp.width,
            stamp.height,
            stamp.stride,
            int(stamp.is_damaged),
            _NO_STAMP if stamp.pts is None else stamp.pts,
            stamp.received_at,
            stamp.shown_at,
            stamp.epoch,
            stamp.generation,
        )
        self._words[_NEWEST] = sequence << 8 | slot

    def close(self) -> None:
        self._words.release()
        self._memory.release()
        self._block.close()

    def _free_slot(self) -> int:
        newest = self._words[_NEWEST]
        taken = {newest & 0xFF if newest else None, self._words[_CLAIMED] - 1}
        return next(slot for slot in range(SLOTS) if slot not in taken)


def _slot_size(width: int, height: int) -> int:
    return -(-width * height * BYTES_PER_PIXEL // _PAGE) * _PAGE


def _ring_size(width: int, height: int) -> int:
    return _PAGE + SLOTS * _slot_size(width, height)

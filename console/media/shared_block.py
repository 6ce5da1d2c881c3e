"""A named block of shared memory that only its creator removes.

The standard library's SharedMemory registers every attachment with a tracker, which removes the block when the
process that attached ends (Python 3.11 and 3.12): a decoder that dies would take the wall's pictures along.
So the block is opened here with what SharedMemory itself uses.
"""

import contextlib
import importlib
import mmap
import os
import secrets
import sys
from pathlib import Path
from typing import Any

PREFIX = "vigil-"

_MEMORY_FOLDER = Path("/dev/shm")  # Linux: where blocks of processes that were killed stay behind


class SharedBlock:
    """Memory that other processes of this user can attach by name."""

    def __init__(self, name: str, size: int, memory: mmap.mmap, *, is_ours: bool) -> None:
        self.name = name
        self.size = size
        self._memory: mmap.mmap | None = memory
        self._is_ours = is_ours

    @classmethod
    def create(cls, size: int) -> "SharedBlock":
        """A new block of zeros under a random name. Raises OSError when there is not enough memory."""
        name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        return cls(name, size, _map(name, size, is_new=True), is_ours=True)

    @classmethod
    def attach(cls, name: str, size: int) -> "SharedBlock":
        """A block that another process created. Raises OSError when it is gone."""
        return cls(name, size, _map(name, size, is_new=False), is_ours=False)

    def view(self) -> memoryview:
        """All of it. Raises ValueError when it is closed."""
        if self._memory is None:
            raise ValueError("the block is closed")
        return memoryview(self._memory)

    def unlink(self) -> None:
        """Remove the name: nobody can attach it any more, and the memory goes with the last who uses it."""
        if self._is_ours:
            self._is_ours = False
            _unlink(self.name)

    def close(self) -> None:
        """Let go of it; the creator also removes the name. Views that are still held keep the memory alive."""
        memory, self._memory = self._memory, None
        if memory is None:
            return
        self.unlink()
        with contextlib.suppress(BufferError):  # whoever holds a view last, frees it
            memory.close()


def remove_abandoned() -> int:
    """Remove the blocks of processes that were killed; how many there were. Only Linux leaves any that can be found."""
    removed = 0
    if not sys.platform.startswith("linux"):
        return removed
    for path in _MEMORY_FOLDER.glob(f"{PREFIX}*"):
        owner = path.name.split("-")[1]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
    return removed


if sys.platform == "win32":

    def _map(name: str, size: int, *, is_new: bool) -> mmap.mmap:
        return mmap.mmap(-1, size, tagname=name)

    def _unlink(name: str) -> None:
        """The last handle takes it along."""

else:
    _posixshmem: Any = importlib.import_module("_posixshmem")  # the type stubs do not know it

    def _map(name: str, size: int, *, is_new: bool) -> mmap.mmap:
        flags = os.O_RDWR | (os.O_CREAT | os.O_EXCL if is_new else 0)
        fd = _posixshmem.shm_open(f"/{name}", flags, mode=0o600)
        try:
            if is_new:
                _reserve(fd, name, size)
            return mmap.mmap(fd, size)
        finally:
            os.close(fd)

    def _reserve(fd: int, name: str, size: int) -> None:
        """Get the memory now: running out of it later would be a SIGBUS in whoever writes a picture."""
        try:
            os.ftruncate(fd, size)
            if sys.platform == "linux":
                os.posix_fallocate(fd, 0, size)
        except OSError:
            _unlink(name)
            raise

    def _unlink(name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            _posixshmem.shm_unlink(f"/{name}")

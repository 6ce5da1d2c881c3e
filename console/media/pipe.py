"""Messages over pipes: a JSON header and bytes, behind their two lengths. Never pickle: a decoder is not trusted.

A thread reads and a thread writes, so that nobody waits for a slow other end.
"""

import json
import os
import struct
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

Header = dict[str, Any]

HEADER_LIMIT = 64 << 10  # bytes
PAYLOAD_LIMIT = 16 << 20  # bytes; an access unit has at most 10 MB

_LENGTHS = struct.Struct(">II")
_READ_SIZE = 1 << 20
_BATCH_SIZE = 256 << 10  # bytes joined into one write
_PIPE_SIZE = 1 << 20  # bytes the kernel should hold, where it can be told


class PipeError(ValueError):
    """What came is no message."""


def encode_message(header: Header, payload: bytes = b"") -> bytes:
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((_LENGTHS.pack(len(text), len(payload)), text, payload))


class MessageParser:
    """Bytes in, messages out, however they were cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes | memoryview) -> list[tuple[Header, bytes]]:
        """The messages that are whole now. Raises PipeError."""
        self._buffer += data
        messages = []
        position = 0
        with memoryview(self._buffer) as view:
            while len(view) >= position + _LENGTHS.size:
                header_size, payload_size = _LENGTHS.unpack_from(view, position)
                if header_size > HEADER_LIMIT or payload_size > PAYLOAD_LIMIT:
                    raise PipeError(f"a message of {header_size} + {payload_size} bytes")
                start = position + _LENGTHS.size
                middle, end = start + header_size, start + header_size + payload_size
                if len(view) < end:
                    break
                messages.append((_parse_header(bytes(view[start:middle])), bytes(view[middle:end])))
                position = end
        del self._buffer[:position]
        return messages


class PipeReader:
    """A thread that reads messages from a file descriptor, which it owns, until the other end closes it."""

    def __init__(
        self, fd: int, *, name: str, on_message: Callable[[Header, bytes], None], on_end: Callable[[str], None]
    ) -> None:
        """`on_message` and `on_end` are called in the thread; `on_end` once, with a reason or empty."""
        self._fd = fd
        self._on_message = on_message
        self._on_end = on_end
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout: float) -> None:
        """Wait until the other end has closed; `timeout` in seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        reason = ""
        parser = MessageParser()
        buffer = memoryview(bytearray(_READ_SIZE))
        try:
            with open(self._fd, "rb", buffering=0, closefd=False) as stream:
                while count := stream.readinto(buffer):
                    for header, payload in parser.feed(buffer[:count]):
                        self._on_message(header, payload)
        except Exception as error:  # noqa: BLE001 - the end is reported, whatever it was
            reason = f"{type(error).__name__}: {error}"
        finally:
            os.close(self._fd)
        self._on_end(reason)


class PipeWriter:
    """A thread that writes messages to a file descriptor, which it owns. Putting one never blocks."""

    def __init__(self, fd: int, *, name: str) -> None:
        self._fd = fd
        self._queue: deque[bytes] = deque()
        self.taken = 0  # bytes that the other end, or the kernel for it, has taken
        self._size = 0  # bytes queued or being written
        self._changed = threading.Condition()
        self._is_closing = False
        self._is_broken = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        _enlarge(fd)

    def start(self) -> None:
        self._thread.start()

    @property
    def backlog(self) -> int:
        """Bytes that the other end has not taken."""
        return self._size

    def put(self, header: Header, payload: bytes = b"", *, flush: bool = True) -> None:
        """Queue a message; it is lost if the other end is gone. The caller bounds the backlog.

        Without `flush` it leaves with the next that has it: waking the thread for each costs more than writing.
        """
        message = encode_message(header, payload)
        with self._changed:
            if self._is_broken or self._is_closing:
                return
            self._queue.append(message)
            self._size += len(message)
            if flush:
                self._changed.notify()

    def flush(self) -> None:
        """Write what is queued."""
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """Write what is queued, then close the pipe; does not wait for it."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()

    def join(self, timeout: float) -> None:
        """Wait until the pipe is closed; `timeout` in seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._write(batch)
                with self._changed:
                    self._size -= len(batch)
        except OSError:  # the other end is gone; its reader tells
            pass
        finally:
            with self._changed:
                self._is_broken = True
                self._queue.clear()
                self._size = 0
            os.close(self._fd)

    def _next_batch(self) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closing)
            batch = []
            size = 0
            while self._queue and size < _BATCH_SIZE:
                batch.append(self._queue.popleft())
                size += len(batch[-1])
        return batch[0] if len(batch) == 1 else b"".join(batch)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            count = os.write(self._fd, view)
            self.taken += count
            view = view[count:]


def _parse_header(text: bytes) -> Header:
    try:
        header = json.loads(text)
    except ValueError as error:
        raise PipeError(f"no JSON: {error}") from None
    if not isinstance(header, dict):
        raise PipeError("the header is no object")
    return header


def _enlarge(fd: int) -> None:
    """Let the kernel hold a few key frames, so that the two ends wake each other less often (Linux)."""
    try:
        import fcntl

        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        return

"""A process of ours that talks over its standard streams, and the other side of that: the streams of such a process."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from console.media.pipe import Header, PipeReader, PipeWriter
from console.media.process import role_command, start_role

EXIT_PATIENCE = 1.0  # seconds between the end of its output and the end of the process


class ChildProcess:
    """A running role. It ends when `close` or our own death closes its standard input."""

    def __init__(
        self,
        role: str,
        arguments: Sequence[str] = (),
        *,
        on_message: Callable[[Header, bytes], None],
        on_end: Callable[[str], None],
    ) -> None:
        """`on_message` and `on_end` are called in a thread; `on_end` once, with the reason, after the process ended."""
        self._role = role
        self._arguments = tuple(arguments)
        self._on_message = on_message
        self._on_end = on_end
        self._process: subprocess.Popen[bytes] | None = None
        self._writer: PipeWriter | None = None
        self._reader: PipeReader | None = None

    def start(self) -> None:
        """Raises OSError when the process cannot be started."""
        command = role_command(self._role, *self._arguments)
        self._process = start_role(command, stdout=subprocess.PIPE)
        assert self._process.stdin
        assert self._process.stdout
        # Popen's file objects would close the descriptors a second time.
        self._writer = PipeWriter(_detach(self._process.stdin.fileno()), name=f"{self._role}-writer")
        self._reader = PipeReader(
            _detach(self._process.stdout.fileno()),
            name=f"{self._role}-reader",
            on_message=self._on_message,
            on_end=self._finish,
        )
        self._process.stdin.close()
        self._process.stdout.close()
        self._writer.start()
        self._reader.start()

    @property
    def pid(self) -> int:
        """0 before it is started."""
        return self._process.pid if self._process else 0

    @property
    def backlog(self) -> int:
        """Bytes sent that it has not taken."""
        return self._writer.backlog if self._writer else 0

    @property
    def taken(self) -> int:
        """Bytes it has taken since its start."""
        return self._writer.taken if self._writer else 0

    def send(self, header: Header, payload: bytes = b"", *, flush: bool = True) -> None:
        """Never blocks; lost when the process is gone. Without `flush` it waits for the next that has it."""
        if self._writer:
            self._writer.put(header, payload, flush=flush)

    def flush(self) -> None:
        """Let go what waits."""
        if self._writer:
            self._writer.flush()

    def close(self) -> None:
        """Ask it to end, by closing its standard input."""
        if self._writer:
            self._writer.close()

    def kill(self) -> None:
        """End it now."""
        if self._process:
            with contextlib.suppress(OSError):
                self._process.kill()

    def join(self, timeout: float) -> bool:
        """Wait for its end and that of the threads, `timeout` seconds; whether it ended."""
        if not (self._process and self._reader and self._writer):
            return True
        self._reader.join(timeout)
        self._writer.join(EXIT_PATIENCE)
        return self._process.returncode is not None

    def _finish(self, reason: str) -> None:
        assert self._process
        assert self._writer
        self._writer.close()
        try:
            self._process.wait(EXIT_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        status = self._process.returncode
        self._on_end(reason or (f"signal {-status}" if status < 0 else f"exit status {status}"))


class Upward:
    """The streams of this process to the one that started it: reports go up, orders come down."""

    def __init__(
        self, *, name: str, on_message: Callable[[Header, bytes], None], on_end: Callable[[str], None]
    ) -> None:
        """Take standard input and output over, so that nothing else writes or reads there."""
        incoming, outgoing = _detach(0), _detach(1)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        with contextlib.suppress(OSError):  # a windowed program has no standard error
            os.dup2(2, 1)
        self._writer = PipeWriter(outgoing, name=f"{name}-reports")
        self._reader = PipeReader(incoming, name=f"{name}-orders", on_message=on_message, on_end=on_end)

    def start(self) -> None:
        self._writer.start()
        self._reader.start()

    def report(self, header: Header, payload: bytes = b"") -> None:
        """Never blocks."""
        self._writer.put(header, payload)

    def close(self, timeout: float) -> None:
        """Send what is queued, `timeout` seconds at most."""
        self._writer.close()
        self._writer.join(timeout)


def _detach(fd: int) -> int:
    """A copy that no child inherits and nobody else closes."""
    copy = os.dup(fd)
    os.set_inheritable(copy, False)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(copy, os.O_BINARY)
    return copy

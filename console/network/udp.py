"""SIP over UDP: a socket of our own, drained in batches.

The stock datagram transport of asyncio costs twice as much and starves under a flood (sip study, section 4).
"""

import asyncio
import logging
import queue
import socket
import threading
from collections.abc import Callable

BATCH = 32  # datagrams read per wake-up: the loop gets its turn between two batches
_DATAGRAM_LIMIT = 65535
_PENDING_LIMIT = 4096  # datagrams the reader thread may be ahead of the loop

_log = logging.getLogger(__name__)

Datagram = tuple[bytes, tuple[str, int]]  # payload, host and port it came from


class UdpEndpoint:
    """Reads and writes one bound socket on the running loop.

    Where the loop cannot watch a socket (Windows' Proactor), a thread reads; `threaded` asks for it elsewhere.
    """

    def __init__(
        self, bound: socket.socket, on_datagrams: Callable[[list[Datagram]], None], *, threaded: bool = False
    ) -> None:
        self._socket = bound
        self._on_datagrams = on_datagrams
        self._threaded = threaded
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader: _ReaderThread | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not self._threaded:
            try:
                self._loop.add_reader(self._socket, self._on_readable)
                return
            except NotImplementedError:
                pass
        self._reader = _ReaderThread(self._socket, self._loop, self._on_datagrams)
        self._reader.start()

    def stop(self) -> None:
        if self._reader is not None:
            self._reader.stop()
        elif self._loop is not None:
            self._loop.remove_reader(self._socket)
        self._socket.close()
        self._loop = self._reader = None

    def send(self, data: bytes, host: str, port: int) -> OSError | None:
        """Send one datagram; the error if the system refuses it. A full send buffer counts as lost on the way."""
        try:
            self._socket.sendto(data, (host, port))
        except (BlockingIOError, TimeoutError):
            return None
        except OSError as error:
            return error
        return None

    def _on_readable(self) -> None:
        batch: list[Datagram] = []
        while len(batch) < BATCH:
            try:
                data, address = self._socket.recvfrom(_DATAGRAM_LIMIT)
            except BlockingIOError:
                break
            except OSError as error:  # a peer's port is closed: says nothing about who sent what is waiting
                _log.debug("receiving failed: %s", error)
                break
            batch.append((data, (address[0], address[1])))
        if batch:
            self._on_datagrams(batch)


class _ReaderThread(threading.Thread):
    """Reads the socket and hands batches to the loop; falls silent, and lets the kernel drop, when it is far ahead."""

    def __init__(
        self,
        bound: socket.socket,
        loop: asyncio.AbstractEventLoop,
        on_datagrams: Callable[[list[Datagram]], None],
    ) -> None:
        super().__init__(name="sip-udp-reader", daemon=True)
        self._socket = bound
        self._loop = loop
        self._on_datagrams = on_datagrams
        self._pending: queue.Queue[Datagram] = queue.Queue(_PENDING_LIMIT)
        self._stopping = threading.Event()
        self._socket.settimeout(0.2)  # lets `stop` be noticed, even where no datagram can wake the thread

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._read_one()
        except (OSError, RuntimeError):
            if not self._stopping.is_set():  # else the socket or the loop was closed under us
                _log.exception("the UDP reader ended")

    def _read_one(self) -> None:
        try:
            data, address = self._socket.recvfrom(_DATAGRAM_LIMIT)
            self._pending.put((data, (address[0], address[1])), timeout=0.2)
        except (TimeoutError, ConnectionResetError, queue.Full):
            return
        self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        batch: list[Datagram] = []
        while len(batch) < BATCH and not self._pending.empty():
            batch.append(self._pending.get_nowait())
        if batch and not self._stopping.is_set():
            self._on_datagrams(batch)

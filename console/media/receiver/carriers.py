"""The three ways media comes (gb28181.md 6.6). A carrier owns its sockets and hands on raw RTP packets.

All sockets are non-blocking and read until nothing is left, or until others should have their turn.
"""

import contextlib
import ipaddress
import os
import selectors
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from console.protocol.rtp.framing import StreamDeframer
from console.protocol.rtp.latch import Source
from console.protocol.rtp.packet import RtpError

RECEIVE_BUFFER = 4 << 20  # bytes asked for; a 4K key frame is a burst of 830 KB in the kernel's count
SMALL_BUFFER = 1 << 20  # bytes; with less the key frames of big cameras get lost
CONNECT_TRIES = 3  # of every host, TCP active (GB/T 28181-2022 annex D)
CONNECT_PAUSE = 1.0  # seconds between two tries (annex D: at least 1)
SILENCE = 2.0  # seconds without data after which another connection may replace this one
FIRST_BYTE_WITHIN = 5.0  # seconds after a connection was made; some cameras wait for a key frame

_DATAGRAM_SIZE = 65535
_BURST = 1000  # datagrams read from one socket before the others
_CHUNK = 256 << 10  # bytes read from a connection at once
_CHUNKS = 4


class CarrierOwner(Protocol):
    """Whom a carrier tells; `now` is monotonic seconds."""

    def receive(self, packet: bytes, source: Source, now: float) -> None:
        """One raw RTP packet."""

    def receive_report(self, datagram: bytes, source: Source, now: float) -> None:
        """One RTCP datagram."""

    def connected(self, source: Source) -> None:
        """A TCP connection stands; it replaces the one before."""

    def stalled(self, seconds: float, *, has_begun: bool) -> None:
        """TCP: nothing came for that long, in the middle of a packet or at all; told once each time."""

    def intruded(self) -> None:
        """TCP: one more wanted to connect, and was turned away."""

    def disconnected(self, reason: str, *, is_final: bool) -> None:
        """The TCP connection ended; `is_final`: none could be made at all."""


class Carrier(Protocol):
    """A bound port."""

    receive_buffer: int  # bytes the kernel granted; 0 for TCP, whose windows grow by themselves

    def expect(self, hosts: Sequence[str], port: int, now: float) -> None:
        """The session was answered."""

    def handle_timer(self, now: float) -> None:
        """Called several times a second."""

    def send_report(self, report: bytes, source: Source) -> None:
        """Send RTCP to the sender of `source`, where that is of use."""

    def close(self) -> None: ...


class UdpCarrier:
    """A pair of ports: the even one for RTP, the one above for RTCP (RFC 3550 section 11)."""

    def __init__(self, address: str, port: int, selector: selectors.BaseSelector, owner: CarrierOwner) -> None:
        """Raises OSError when one of the ports is taken."""
        self._selector = selector
        self._owner = owner
        self._media = _bound(socket.SOCK_DGRAM, address, port)
        try:
            self._control = _bound(socket.SOCK_DGRAM, address, port + 1)
        except OSError:
            self._media.close()
            raise
        self.receive_buffer = _grow_buffer(self._media)
        selector.register(self._media, selectors.EVENT_READ, self._read_media)
        selector.register(self._control, selectors.EVENT_READ, self._read_control)

    def expect(self, hosts: Sequence[str], port: int, now: float) -> None:
        """Nothing: the latch knows whom to believe."""

    def handle_timer(self, now: float) -> None:
        """Nothing."""

    def send_report(self, report: bytes, source: Source) -> None:
        # A device that is gone shows by its silence; the port above may not exist.
        with contextlib.suppress(OSError, OverflowError):
            self._control.sendto(report, (source[0], source[1] + 1))

    def close(self) -> None:
        for sock in (self._media, self._control):
            self._selector.unregister(sock)
            sock.close()

    def _read_media(self, now: float) -> None:
        receive = self._media.recvfrom
        for _ in range(_BURST):
            try:
                datagram, source = receive(_DATAGRAM_SIZE)
            except BlockingIOError:
                return
            except OSError:  # an ICMP error of some packet we sent
                continue
            self._owner.receive(datagram, source[:2], now)

    def _read_control(self, now: float) -> None:
        for _ in range(_BURST):
            try:
                datagram, source = self._control.recvfrom(_DATAGRAM_SIZE)
            except BlockingIOError:
                return
            except OSError:
                continue
            self._owner.receive_report(datagram, source[:2], now)


class _Connection:
    """One TCP connection that brings framed packets."""

    def __init__(
        self,
        sock: socket.socket,
        source: Source,
        selector: selectors.BaseSelector,
        owner: CarrierOwner,
        *,
        on_end: Callable[[str], None],
        now: float,
    ) -> None:
        self.source = source
        self.heard_at = now
        self._sock = sock
        self._selector = selector
        self._owner = owner
        self._on_end = on_end
        self._deframer = StreamDeframer()
        self._has_begun = False
        self._has_told_stall = False
        selector.register(sock, selectors.EVENT_READ, self._read)

    def handle_timer(self, now: float) -> None:
        silent = now - self.heard_at
        is_stalled = silent >= SILENCE and self._deframer.pending if self._has_begun else silent >= FIRST_BYTE_WITHIN
        if is_stalled and not self._has_told_stall:
            self._has_told_stall = True
            self._owner.stalled(silent, has_begun=self._has_begun)

    def close(self) -> None:
        self._selector.unregister(self._sock)
        self._sock.close()

    def _read(self, now: float) -> None:
        self._has_told_stall = False
        for _ in range(_CHUNKS):
            try:
                data = self._sock.recv(_CHUNK)
            except BlockingIOError:
                return
            except OSError as error:
                self._end(str(error))
                return
            if not data:
                self._end("closed by the device")
                return
            self.heard_at = now
            self._has_begun = True
            try:
                packets = self._deframer.feed(data)
            except RtpError as error:
                self._end(str(error))
                return
            for packet in packets:
                self._owner.receive(packet, self.source, now)

    def _end(self, reason: str) -> None:
        self.close()
        self._on_end(reason)


class TcpPassiveCarrier:
    """Listens from the start: devices connect as soon as they have sent their 200. One connection at a time."""

    receive_buffer = 0

    def __init__(self, address: str, port: int, selector: selectors.BaseSelector, owner: CarrierOwner) -> None:
        """Raises OSError when the port is taken."""
        self._selector = selector
        self._owner = owner
        self._connection: _Connection | None = None
        self._hosts: frozenset[str] = frozenset()
        self._listener = _bound(socket.SOCK_STREAM, address, port)
        try:
            self._listener.listen(4)
        except OSError:
            self._listener.close()
            raise
        selector.register(self._listener, selectors.EVENT_READ, self._accept)

    def expect(self, hosts: Sequence[str], port: int, now: float) -> None:
        """Behind NAT the device comes from anywhere, but one that comes from where it said has precedence."""
        self._hosts = frozenset(hosts)

    def handle_timer(self, now: float) -> None:
        if self._connection is not None:
            self._connection.handle_timer(now)

    def send_report(self, report: bytes, source: Source) -> None:
        """Nothing: TCP tells the sender what arrives, and some devices choke on what they read there."""

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._selector.unregister(self._listener)
        self._listener.close()

    def _accept(self, now: float) -> None:
        try:
            sock, source = self._listener.accept()
        except OSError:  # gone again
            return
        if self._connection is not None:
            if not self._may_replace(self._connection, source[0], now):
                sock.close()
                self._owner.intruded()
                return
            self._connection.close()
        sock.setblocking(False)
        self._connection = _Connection(sock, source[:2], self._selector, self._owner, on_end=self._ended, now=now)
        self._owner.connected(source[:2])

    def _may_replace(self, connection: _Connection, host: str, now: float) -> bool:
        is_better = host in self._hosts and connection.source[0] not in self._hosts
        return is_better or now - connection.heard_at >= SILENCE

    def _ended(self, reason: str) -> None:
        self._connection = None
        self._owner.disconnected(reason, is_final=False)


class TcpActiveCarrier:
    """Connects to where the device's answer says it listens, from the port that our offer named."""

    receive_buffer = 0

    def __init__(self, address: str, port: int, selector: selectors.BaseSelector, owner: CarrierOwner) -> None:
        """Raises OSError when the port is taken."""
        self._address = address
        self._port = port
        self._selector = selector
        self._owner = owner
        self._socket: socket.socket | None = _bound(socket.SOCK_STREAM, address, port)
        self._is_connecting = False
        self._connection: _Connection | None = None
        self._targets: list[Source] = []
        self._target: Source = ("", 0)  # of the last try
        self._tries = 0
        self._try_at: float | None = None

    def expect(self, hosts: Sequence[str], port: int, now: float) -> None:
        self._targets = [(host, port) for host in hosts if _is_address(host)] if port else []
        self._tries = 0
        if self._targets:
            self._connect(now)
        else:
            self._owner.disconnected("the device named no address to connect to", is_final=True)

    def handle_timer(self, now: float) -> None:
        if self._connection is not None:
            self._connection.handle_timer(now)
        if self._try_at is None or now < self._try_at:
            return
        if self._is_connecting:  # no answer at all: a firewall that drops
            self._fail("no answer", now)
        else:
            self._connect(now)

    def send_report(self, report: bytes, source: Source) -> None:
        """Nothing, as for TCP passive."""

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._drop_socket()

    def _connect(self, now: float) -> None:
        self._target = self._targets[self._tries % len(self._targets)]
        self._tries += 1
        self._try_at = now + 2 * CONNECT_PAUSE
        try:
            sock = self._socket = self._socket or _bound(socket.SOCK_STREAM, self._address, self._port)
            with contextlib.suppress(BlockingIOError):
                sock.connect(self._target)
        except OSError as error:
            self._fail(error.strerror or str(error), now)
            return
        self._is_connecting = True
        self._selector.register(sock, selectors.EVENT_WRITE, self._connected)

    def _connected(self, now: float) -> None:
        sock = self._socket
        assert sock
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            self._fail(os.strerror(error), now)
            return
        self._selector.unregister(sock)
        self._is_connecting = False
        self._try_at = None
        self._socket = None
        self._connection = _Connection(sock, self._target, self._selector, self._owner, on_end=self._ended, now=now)
        self._owner.connected(self._target)

    def _fail(self, reason: str, now: float) -> None:
        self._drop_socket()
        if self._tries < CONNECT_TRIES * len(self._targets):
            has_more_hosts = self._tries % len(self._targets) > 0
            self._try_at = now if has_more_hosts else now + CONNECT_PAUSE
            return
        self._try_at = None
        self._owner.disconnected(reason, is_final=True)

    def _drop_socket(self) -> None:
        if self._socket is None:
            return
        if self._is_connecting:
            self._selector.unregister(self._socket)
            self._is_connecting = False
        self._socket.close()
        self._socket = None

    def _ended(self, reason: str) -> None:
        self._connection = None
        self._owner.disconnected(reason, is_final=False)


def _is_address(host: str) -> bool:
    """Names are not looked up: that would hold every stream up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _bound(kind: socket.SocketKind, address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        sock.setblocking(False)
        if kind is socket.SOCK_STREAM and sys.platform != "win32":  # connections of before may linger
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "win32" and kind is socket.SOCK_DGRAM:
            sock.ioctl(socket.SIO_UDP_CONNRESET, False)  # or an ICMP error ends the reading
        sock.bind((address or "0.0.0.0", port))
    except OSError:
        sock.close()
        raise
    return sock


def _grow_buffer(sock: socket.socket) -> int:
    """Ask for RECEIVE_BUFFER; the bytes of payload the kernel really grants."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    granted = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    return granted // 2 if sys.platform.startswith("linux") else granted  # Linux counts its own overhead in

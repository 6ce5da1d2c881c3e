"""SIP over TCP: the connections devices open, and those that we open (RFC 3261 section 18)."""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import cast

from console.model.failure import Unreachable
from console.model.peer import Peer, Transport
from console.network.sockets import BACKLOG
from console.protocol.sip.headers import SipError
from console.protocol.sip.stream import MessageStream
from console.state.anomalies import AnomalyKind

_CONNECT_LIMIT = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class TcpLimits:
    """What one peer may cost us; times in seconds. A host is trusted while devices are registered from it."""

    connections_per_stranger: int = 8
    connections_of_strangers: int = 256
    connections_per_trusted: int = 1024
    message: float = 10.0  # from the first byte of a message to its last
    idle: float = 180.0  # between two messages of a stranger
    noise: int = 256 * 1024  # bytes between messages
    unread: int = 8 * 1024 * 1024  # bytes we hold for a peer that does not read


@dataclass(frozen=True)
class TcpListener:
    """Whom an endpoint tells what."""

    on_message: Callable[[Peer, bytes], None]
    on_lost: Callable[[Peer, str], None]
    on_anomaly: Callable[[AnomalyKind, Peer, str], None]
    is_trusted: Callable[[str], bool]


class TcpEndpoint:
    """All connections, in both directions, and the port that accepts them."""

    def __init__(self, listener: TcpListener, limits: TcpLimits | None = None) -> None:
        self.listener = listener
        self.limits = limits or TcpLimits()
        self._connections: dict[int, _Connection] = {}
        self._numbers = count(1)
        self._server: asyncio.Server | None = None
        self._sweep: asyncio.TimerHandle | asyncio.Handle | None = None

    async def start(self, bound: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self, accepted=True), sock=bound, backlog=BACKLOG)

    async def stop(self) -> None:
        """Close the port and every connection; a peer that does not read what was sent is not waited for."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for connection in [*self._connections.values()]:
            connection.close("stopped")
        await asyncio.sleep(0)  # transports close in the loop's next turn
        if server is not None:
            await server.wait_closed()

    async def connect(self, host: str, port: int) -> Peer:
        """Open a connection; raises `Unreachable`."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_CONNECT_LIMIT):
                _, connection = await loop.create_connection(lambda: _Connection(self, accepted=False), host, port)
        except TimeoutError:
            raise Unreachable(f"no connection within {_CONNECT_LIMIT:.0f} s") from None
        except OSError as error:
            raise Unreachable(error.strerror or str(error)) from error
        return connection.peer

    def send(self, peer: Peer, data: bytes) -> bool:
        """Write a message; whether the connection still stands."""
        connection = self._connections.get(peer.connection)
        return connection is not None and connection.send(data)

    def local_host(self, peer: Peer) -> str:
        """Our end of a connection; empty when it is gone."""
        connection = self._connections.get(peer.connection)
        return connection.local_host if connection else ""

    def admit(self, connection: "_Connection", host: str, port: int) -> Peer | None:
        """Give a new connection its number, unless there are too many."""
        if not connection.accepted or self._has_room(host):
            peer = Peer(Transport.TCP, host, port, next(self._numbers))
            self._connections[peer.connection] = connection
            self._arm_sweep()
            return peer
        self.listener.on_anomaly(AnomalyKind.FLOOD, Peer(Transport.TCP, host, port), "too many connections")
        return None

    def forget(self, peer: Peer, reason: str) -> None:
        if self._connections.pop(peer.connection, None) is not None:
            self.listener.on_lost(peer, reason)

    def _has_room(self, host: str) -> bool:
        per_host = Counter(connection.peer.host for connection in self._connections.values() if connection.accepted)
        if self.listener.is_trusted(host):
            return per_host[host] < self.limits.connections_per_trusted
        strangers = sum(number for other, number in per_host.items() if not self.listener.is_trusted(other))
        return (
            per_host[host] < self.limits.connections_per_stranger and strangers < self.limits.connections_of_strangers
        )

    def _arm_sweep(self) -> None:
        """One timer looks after all connections: a timer each would be re-armed with every message."""
        if self._sweep is None and self._connections:
            loop = asyncio.get_running_loop()
            pause = min(1.0, self.limits.message / 4, self.limits.idle / 4)
            self._sweep = loop.call_later(pause, self._look_after)

    def _look_after(self) -> None:
        self._sweep = None
        now = asyncio.get_running_loop().time()
        for connection in [*self._connections.values()]:
            connection.look_after(now)
        self._arm_sweep()


class _Connection(asyncio.Protocol):
    """One connection: cuts messages out of it, and closes it when its peer misbehaves."""

    peer: Peer

    def __init__(self, endpoint: TcpEndpoint, *, accepted: bool) -> None:
        self.accepted = accepted
        self._endpoint = endpoint
        self._stream = MessageStream()
        self._transport: asyncio.Transport | None = None
        self._message_began_at: float | None = None
        self._heard_at = 0.0

    @property
    def local_host(self) -> str:
        return str(self._transport.get_extra_info("sockname")[0]) if self._transport else ""

    @property
    def _is_stranger(self) -> bool:
        return self.accepted and not self._endpoint.listener.is_trusted(self.peer.host)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._heard_at = asyncio.get_running_loop().time()
        address = transport.get_extra_info("peername")
        peer = self._endpoint.admit(self, address[0], address[1]) if address else None
        if peer is None:
            self._transport.abort()
            self._transport = None
            return
        self.peer = peer
        _notice_dead_peers(transport.get_extra_info("socket"))

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport is not None:
            self._transport = None
            self._endpoint.forget(self.peer, str(error) if error else "closed by the peer")

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        now = asyncio.get_running_loop().time()
        try:
            messages = self._stream.feed(data)
        except SipError as error:
            self._condemn(AnomalyKind.MALFORMED_SIP, str(error))
            return
        if messages:
            self._heard_at = now
        if messages or not self._stream.is_inside_message:
            self._message_began_at = None
        if self._stream.is_inside_message and self._message_began_at is None:
            self._message_began_at = now
        if self._stream.skipped > self._endpoint.limits.noise:
            self._condemn(AnomalyKind.MALFORMED_SIP, f"{self._stream.skipped} bytes of noise")
            return
        for message in messages:
            if self._transport is not None:  # a message may be the reason to close
                self._endpoint.listener.on_message(self.peer, message)

    def send(self, data: bytes) -> bool:
        if self._transport is None or self._transport.is_closing():
            return False
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > self._endpoint.limits.unread:
            self._condemn(AnomalyKind.STALLED, "does not read what it is sent")
            return False
        return True

    def look_after(self, now: float) -> None:
        """Close it when its peer fell silent inside a message, or is a stranger that says nothing."""
        limits = self._endpoint.limits
        if self._message_began_at is not None and now - self._message_began_at >= limits.message:
            message = self._stream.expire()
            if message is None:
                self._condemn(AnomalyKind.STALLED, f"message unfinished after {limits.message:.0f} s")
            else:
                self._message_began_at = None
                self._endpoint.listener.on_message(self.peer, message)
        elif self._is_stranger and now - self._heard_at >= limits.idle:
            self.close("idle")

    def close(self, reason: str) -> None:
        """End it; unless the peer stopped reading, all that was written is in the system's hands already."""
        transport, self._transport = self._transport, None
        if transport is None:
            return
        if transport.get_write_buffer_size():
            transport.abort()
        else:
            transport.close()
        self._endpoint.forget(self.peer, reason)

    def _condemn(self, kind: AnomalyKind, reason: str) -> None:
        """End it at once."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
            self._endpoint.listener.on_anomaly(kind, self.peer, reason)
            self._endpoint.forget(self.peer, reason)


def _notice_dead_peers(connected: socket.socket | None) -> None:
    """Let the system probe a silent connection: a device that lost its power never says that it is gone."""
    if connected is None:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 3)):
        option = getattr(socket, name, None)  # not on every system
        if option is not None:
            connected.setsockopt(socket.IPPROTO_TCP, option, seconds)

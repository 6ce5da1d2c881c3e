"""The device's end of a media stream: a port bound before the call is answered, a route once it stands."""

import asyncio
import socket

from console.simulator.media_sender import Route, TcpRoute, UdpRoute
from console.simulator.session_texts import Role

CONNECT_TRIES = 3  # at least (GB/T 28181-2022 annex D)
CONNECT_PAUSE = 1.0  # seconds between them, at least (annex D)
CONNECT_LIMIT = 5.0  # seconds for each
ACCEPT_LIMIT = 10.0  # seconds for the platform to connect
_SEND_BUFFER = 256 * 1024  # bytes in the kernel: a stalled platform is noticed within seconds, not minutes
_EVEN_TRIES = 20


class MediaPort:
    """A bound socket and the part we play on it; `close` it in any case, whether it became a route or not."""

    def __init__(self, role: Role, address: str) -> None:
        """Bind an even port for UDP, any for TCP; raises OSError."""
        self.role = role
        self._address = address
        self._socket = _bind_even(address) if role is Role.UDP else _bind(socket.SOCK_STREAM, address)
        if role is Role.LISTEN:
            self._socket.listen(1)
        self.port: int = self._socket.getsockname()[1]

    async def route(self, host: str, port: int, *, waits: bool) -> Route:
        """The way to the platform; raises OSError (of which TimeoutError is one) where there is none.

        `waits`: nothing may be dropped while a TCP peer stalls.
        """
        if self.role is Role.UDP:
            return UdpRoute(self._socket, host, port)
        if self.role is Role.CONNECT:
            await self._connect(host, port)
        else:
            await self._accept()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        return TcpRoute(self._socket, waits=waits)

    def close(self) -> None:
        self._socket.close()

    async def _connect(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        for attempt in range(1, CONNECT_TRIES + 1):
            try:
                async with asyncio.timeout(CONNECT_LIMIT):
                    await loop.sock_connect(self._socket, (host, port))
                return
            except OSError:
                self._socket.close()
                if attempt == CONNECT_TRIES:
                    raise
            await asyncio.sleep(CONNECT_PAUSE)
            self._socket = _bind(socket.SOCK_STREAM, self._address)

    async def _accept(self) -> None:
        listening = self._socket
        async with asyncio.timeout(ACCEPT_LIMIT):
            self._socket, _ = await asyncio.get_running_loop().sock_accept(listening)
        listening.close()


def _bind(kind: socket.SocketKind, address: str, port: int = 0) -> socket.socket:
    sock = socket.socket(socket.AF_INET, kind)
    sock.setblocking(False)
    try:
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def _bind_even(address: str) -> socket.socket:
    """RTP takes an even port, the next one is that of RTCP (RFC 3550 section 11)."""
    for _ in range(_EVEN_TRIES):
        sock = _bind(socket.SOCK_DGRAM, address)
        if sock.getsockname()[1] % 2 == 0:
            return sock
        sock.close()
    raise OSError("no even port is free")

"""Sockets bound and asked: one port for UDP and TCP, and the way to a peer."""

import errno
import socket
import sys
from ipaddress import ip_address

from console.model.failure import AddressInUse, AddressUnusable
from console.model.peer import Transport

RECEIVE_BUFFER = 4 * 1024 * 1024  # bytes; holds two seconds of a busy site while the loop paints
BACKLOG = 256  # connections that wait to be accepted, after a power cut all at once
_TRIES = 20  # for a port free with both transports, when any will do
_SIO_UDP_CONNRESET = 0x9800000C  # Windows: do not report an unreachable peer as an error of the next receive


def bind_both(address: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on one port; 0 finds a port free with both.

    Raises `AddressInUse` or `AddressUnusable`.
    """
    family = _family_of(address, port)
    for attempt in range(_TRIES):
        datagrams = _bind(socket.socket(family, socket.SOCK_DGRAM), address, port, Transport.UDP)
        try:
            stream = _bind(
                socket.socket(family, socket.SOCK_STREAM), address, datagrams.getsockname()[1], Transport.TCP
            )
        except AddressInUse:
            datagrams.close()
            if port or attempt + 1 == _TRIES:
                raise
        except AddressUnusable:
            datagrams.close()
            raise
        else:
            return datagrams, stream
    raise AssertionError("unreachable")


def local_host(peer_host: str, peer_port: int) -> str:
    """The address of the interface that leads to a peer, as the routing table has it; empty when none does."""
    family = socket.AF_INET6 if ":" in peer_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((peer_host, peer_port))  # sends nothing
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _family_of(address: str, port: int) -> socket.AddressFamily:
    try:
        return socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    except ValueError:
        raise AddressUnusable(address, port, "not an IP address") from None


def _bind(unbound: socket.socket, address: str, port: int, transport: Transport) -> socket.socket:
    try:
        _prepare(unbound, transport)
        unbound.bind((address, port))
        if transport is Transport.TCP:  # two may bind with SO_REUSEADDR: only one can listen
            unbound.listen(BACKLOG)
    except OSError as error:
        unbound.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse(address, port, transport) from error
        raise AddressUnusable(address, port, error.strerror or str(error)) from error
    return unbound


def _prepare(unbound: socket.socket, transport: Transport) -> None:
    unbound.setblocking(False)
    if unbound.family == socket.AF_INET6:
        unbound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if sys.platform == "win32":
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        if transport is Transport.UDP:
            unbound.ioctl(_SIO_UDP_CONNRESET, False)  # type: ignore[arg-type]
    elif transport is Transport.TCP:
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or a restart would wait for old connections
    if transport is Transport.UDP:
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)

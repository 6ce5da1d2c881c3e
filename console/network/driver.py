"""Runs a user agent on the event loop: sockets, the one timer, the trace (architecture: the protocol core is sans-IO).

Needs of a loop no more than timers, sockets and `call_soon`, so that it runs on plain asyncio and on Qt's loop alike.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable

from console.model.failure import Unreachable
from console.model.peer import Peer, Transport
from console.network.admission import Admission
from console.network.sockets import bind_both, local_host
from console.network.tcp import TcpEndpoint, TcpLimits, TcpListener
from console.network.udp import Datagram, UdpEndpoint
from console.protocol.sip.composer import Composer, Identity
from console.protocol.sip.events import Event, SendingFailed
from console.protocol.sip.transaction import TRANSACTION_LIFE, ClientTransaction
from console.protocol.sip.user_agent import UserAgent
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.trace import Direction, Trace, TraceEntry

_ROUTE_LIFE = 5.0  # seconds for which the way to a peer is remembered
_ROUTES_LIMIT = 1024
_ANY = ("0.0.0.0", "::")


class Driver:
    """Feeds the user agent, sends what it wants sent, wakes it in time, and hands its events to `on_event`."""

    def __init__(
        self,
        identity: Identity,
        *,
        on_event: Callable[[Event], None],
        on_connection_lost: Callable[[Peer], None],
        trace: Trace | None,
        anomalies: Anomalies | None,
        clock: Callable[[], float],
        tcp_limits: TcpLimits | None,
    ) -> None:
        self.agent = UserAgent(Composer(identity, secrets.token_hex, self._local_address))
        self.admission = Admission()
        self.address = ""
        self.port = 0
        self._on_event = on_event
        self._on_connection_lost = on_connection_lost
        self._trace = trace
        self._anomalies = anomalies
        self._clock = clock
        self._tcp_limits = tcp_limits
        self._loop: asyncio.AbstractEventLoop | None = None
        self._udp: UdpEndpoint | None = None
        self._tcp: TcpEndpoint | None = None
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._timer_at = float("inf")
        self._pending: deque[Event] = deque()
        self._is_pumping = False
        self._routes: dict[str, tuple[str, float]] = {}
        self._waiting: set[ClientTransaction] = set()

    @property
    def now(self) -> float:
        """Monotonic seconds."""
        return (self._loop or asyncio.get_running_loop()).time()

    async def start(self, address: str, port: int, *, threaded: bool) -> None:
        datagrams, stream = bind_both(address, port)
        self._loop = asyncio.get_running_loop()
        self.address, self.port = address, datagrams.getsockname()[1]
        self._udp = UdpEndpoint(datagrams, self._on_datagrams, threaded=threaded)
        listener = TcpListener(self._on_message, self._on_lost, self.note, self.admission.is_trusted)
        self._tcp = TcpEndpoint(listener, self._tcp_limits)
        await self._tcp.start(stream)
        self._udp.start()

    async def stop(self) -> None:
        """Close everything; whoever waits for an answer learns that there will be none."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = None, float("inf")
        udp, self._udp = self._udp, None
        if udp is not None:
            udp.stop()
        tcp, self._tcp = self._tcp, None
        if tcp is not None:
            await tcp.stop()
        for transaction in [*self._waiting]:
            self.agent.abandon(transaction)
            self._pending.append(SendingFailed(transaction, "stopped"))
        self.pump()
        self._routes.clear()

    def begin(self, transaction: ClientTransaction) -> None:
        """A request of ours was given to the agent: its answers are awaited, so its host may speak."""
        self._waiting.add(transaction)
        self.admission.expect(transaction.peer.host, self.now + TRANSACTION_LIFE)
        self.pump()

    def end(self, transaction: ClientTransaction) -> None:
        self._waiting.discard(transaction)

    async def connect(self, host: str, port: int) -> Peer:
        if self._tcp is None:
            raise Unreachable("not started")
        return await self._tcp.connect(host, port)

    def local_host(self, peer: Peer) -> str:
        """The address at which a peer reaches us: that of the interface which leads there."""
        if self.address not in ("", *_ANY):
            return self.address
        if peer.transport is Transport.TCP and self._tcp is not None and (host := self._tcp.local_host(peer)):
            return host
        known = self._routes.get(peer.host)
        if known is not None and known[1] > self.now:
            return known[0]
        host = local_host(peer.host, peer.port)
        if len(self._routes) >= _ROUTES_LIMIT:
            self._routes.clear()
        if host:
            self._routes[peer.host] = (host, self.now + _ROUTE_LIFE)
        return host or "127.0.0.1"  # no way leads there: sending will say so

    def note(self, kind: AnomalyKind, peer: Peer, detail: str) -> None:
        """Count bad input; a source is a host, whatever port it speaks from."""
        if self._anomalies is not None:
            self._anomalies.note(kind, peer.host, detail, self.now)

    def pump(self) -> None:
        """Send what is to be sent, hand out events, set the timer. Call it after every input to the agent.

        A listener that raises loses its own event only: the rest is handed out in the loop's next turn.
        """
        self._transmit()
        if self._is_pumping:
            return
        self._is_pumping = True
        try:
            while self._take_events():
                self._on_event(self._pending.popleft())
                self._transmit()
        finally:
            self._is_pumping = False
            self._arm()
            if self._pending and self._loop is not None:
                self._loop.call_soon(self.pump)

    def _take_events(self) -> bool:
        self._pending.extend(self.agent.events())
        return bool(self._pending)

    def _transmit(self) -> None:
        for peer, data in self.agent.bytes_to_send():
            failure = self._send(peer, data)
            if failure:
                self.agent.connection_lost(peer, failure, self.now)

    def _send(self, peer: Peer, data: bytes) -> str:
        """Send one message; why that was impossible, empty when it was not."""
        if self._udp is None or self._tcp is None:
            return "not started"
        self._record(Direction.SENT, peer, data)
        if peer.transport is Transport.TCP:
            return "" if self._tcp.send(peer, data) else "the connection is closed"
        error = self._udp.send(data, peer.host, peer.port)
        return "" if error is None else error.strerror or str(error)

    def _arm(self) -> None:
        """One timer, moved only forward: on Qt's loop a timer that was cancelled lives on until its time."""
        at = self.agent.next_timer()
        if at is None or at >= self._timer_at or self._loop is None or self._udp is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._on_timer)
        self._timer_at = at

    def _on_timer(self) -> None:
        self._timer, self._timer_at = None, float("inf")
        self.agent.handle_timer(self.now)  # may be early: then nothing is due, and it is set again
        self.pump()

    def _on_datagrams(self, datagrams: list[Datagram]) -> None:
        now = self.now
        unread = deque(datagrams)
        try:
            while unread:
                data, (host, port) = unread.popleft()
                self._read(Peer(Transport.UDP, host, port), data, now)
            self.pump()
        finally:
            if unread and self._loop is not None:  # an error of ours costs the one datagram that met it
                self._loop.call_soon(self._on_datagrams, [*unread])

    def _on_message(self, peer: Peer, data: bytes) -> None:
        self._read(peer, data, self.now)
        self.pump()

    def _read(self, peer: Peer, data: bytes, now: float) -> None:
        if self._may_speak(peer, data, now):
            self._record(Direction.RECEIVED, peer, data)
            self.agent.receive(data, peer, now)

    def _on_lost(self, peer: Peer, reason: str) -> None:
        self.agent.connection_lost(peer, reason, self.now)
        self.pump()
        self._on_connection_lost(peer)

    def _may_speak(self, peer: Peer, data: bytes, now: float) -> bool:
        if not self.admission.admits(peer.host, peer.port, now):
            self.note(AnomalyKind.FLOOD, peer, "too many messages")
            return False
        # Scanners ask with OPTIONS on every SIP port they find (GB/T 28181 reference, section 2.1): not even no.
        if data.startswith(b"OPTIONS ") and not self.admission.is_trusted(peer.host):
            self.note(AnomalyKind.UNEXPECTED, peer, "OPTIONS from a stranger")
            return False
        return True

    def _record(self, direction: Direction, peer: Peer, data: bytes) -> None:
        if self._trace is not None:
            self._trace.record(TraceEntry(self._clock(), direction, peer, data))

    def _local_address(self, peer: Peer) -> tuple[str, int]:
        return self.local_host(peer), self.port

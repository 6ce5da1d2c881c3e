"""Our SIP link: requests and calls as coroutines, on UDP and TCP of one port."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from console.model.failure import Unreachable
from console.model.peer import Peer
from console.network.calls import Call, CallEnd, Incoming, IncomingCall, Outcome, failure_of, response_of
from console.network.driver import Driver
from console.network.tcp import TcpLimits
from console.protocol.sip.callee import IncomingInvite
from console.protocol.sip.composer import Identity
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.events import (
    Acknowledged,
    Answered,
    Cancelled,
    DialogEnded,
    Event,
    Malformed,
    RequestReceived,
    ResponseReceived,
    SendingFailed,
    TimedOut,
    Unexpected,
)
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import ClientTransaction, ServerTransaction
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.signal import Signal
from console.state.trace import Trace

__all__ = ["Call", "CallEnd", "Identity", "Incoming", "IncomingCall", "Link"]


def _posix_time() -> float:
    return datetime.now(UTC).timestamp()


class Link:
    """One user agent on the network.

    Everything happens on the loop it was started on. Listeners are called while a message is being read: they reply
    first and work later.
    """

    def __init__(
        self,
        identity: Identity,
        *,
        trace: Trace | None = None,
        anomalies: Anomalies | None = None,
        clock: Callable[[], float] = _posix_time,
        tcp_limits: TcpLimits | None = None,
    ) -> None:
        """`clock` gives POSIX seconds, for the trace only."""
        self.connection_lost: Signal[Peer] = Signal()
        self.driver = Driver(
            identity,
            on_event=self._on_event,
            on_connection_lost=self.connection_lost.emit,
            trace=trace,
            anomalies=anomalies,
            clock=clock,
            tcp_limits=tcp_limits,
        )
        self._listeners: dict[str, Callable[[Incoming], None]] = {}
        self._call_listener: Callable[[IncomingCall], None] | None = None
        self._outcomes: dict[ClientTransaction, asyncio.Future[Outcome]] = {}
        self._progress: dict[ClientTransaction, Callable[[Response], None]] = {}
        self._calls: dict[Dialog, Call] = {}
        self._incoming_calls: dict[ServerTransaction, IncomingCall] = {}

    @property
    def identity(self) -> Identity:
        """Who we are in requests from now on."""
        return self.driver.agent.composer.identity

    @identity.setter
    def identity(self, identity: Identity) -> None:
        self.driver.agent.composer.identity = identity

    @property
    def port(self) -> int:
        """The port in use, of both transports."""
        return self.driver.port

    async def start(self, address: str, port: int, *, threaded: bool = False) -> None:
        """Listen on UDP and TCP; port 0 picks one that is free with both.

        Raises `AddressInUse`, `AddressUnusable`. `threaded` reads UDP in a thread, as on Windows.
        """
        await self.driver.start(address, port, threaded=threaded)

    async def stop(self) -> None:
        """Close all sockets at once. Calls that stand get one BYE, for which nobody waits."""
        for call in [*self._calls.values()]:
            self.hang_up(call.dialog)
            call.fail(Unreachable("stopped"))
        self.driver.pump()
        await self.driver.stop()
        self._incoming_calls.clear()

    def trust(self, host: str) -> None:
        """Devices have registered from `host`: it may send much, and keep idle connections."""
        self.driver.admission.trust(host)

    def distrust(self, host: str) -> None:
        """No device is registered from `host` any more."""
        self.driver.admission.distrust(host)

    def on(self, method: str, listener: Callable[[Incoming], None]) -> None:
        """Answer requests of `method`, outside calls as well as those that name a call we do not know.

        Without a listener a method is answered 405.
        """
        self._listeners[method] = listener
        self.driver.agent.methods.add(method)

    def on_call(self, listener: Callable[[IncomingCall], None]) -> None:
        """Take calls; without a listener an INVITE is answered 403."""
        self._call_listener = listener
        self.driver.agent.methods.add("INVITE")

    def local_host(self, peer: Peer) -> str:
        """The address at which `peer` reaches us: that of the interface which leads there."""
        return self.driver.local_host(peer)

    def move_calls(self, old: Peer, new: Peer) -> None:
        """A device is reached at another address or connection: its calls go on there."""
        self.driver.agent.move_calls(old, new)

    async def connect(self, host: str, port: int) -> Peer:
        """Open a TCP connection; raises `Unreachable`."""
        return await self.driver.connect(host, port)

    def request(
        self,
        method: str,
        target_id: str,
        peer: Peer,
        *,
        body: bytes = b"",
        content_type: str = "",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Request:
        """A request outside calls with fresh Call-ID, branch and From tag; `headers` replace those of the same name."""
        return self.driver.agent.composer.request(
            method, target_id, peer, body=body, content_type=content_type, headers=headers
        )

    async def send(self, request: Request, peer: Peer, *, within: float = 8.0) -> Response:
        """Send a request other than INVITE; any final response. Raises `NoAnswer`, `Unreachable`.

        Cancelling ends the retransmissions at once.
        """
        agent = self.driver.agent
        transaction = agent.send(request, peer, self.driver.now, patience=within)
        outcome = self.wait_for(transaction)
        try:
            return response_of(await outcome, request.method, within)
        finally:
            if not outcome.done() or outcome.cancelled():
                agent.abandon(transaction)
            self.driver.end(transaction)

    async def invite(
        self,
        request: Request,
        peer: Peer,
        *,
        within: float = 10.0,
        on_progress: Callable[[Response], None] | None = None,
    ) -> Call:
        """Call. Raises `Refused`, `NoAnswer`, `Unreachable`.

        Cancelling, or running out of time, sends CANCEL as soon as that is possible; a 200 that comes all the same is
        acknowledged and followed by BYE.
        """
        agent = self.driver.agent
        invite = agent.invite(request, peer, self.driver.now, patience=within)
        if on_progress is not None:
            self._progress[invite] = on_progress
        outcome = self.wait_for(invite)
        try:
            result = await outcome
        except asyncio.CancelledError:
            if outcome.done() and not outcome.cancelled() and isinstance(call := outcome.result(), Call):
                self.hang_up(call.dialog)  # answered in this very moment
            else:
                agent.give_up(invite, self.driver.now)
            self.driver.pump()
            raise
        finally:
            self._progress.pop(invite, None)
            self.driver.end(invite)
        if isinstance(result, Call):
            return result
        raise failure_of(result, "INVITE", within)

    # What calls need (see `calls.Calls`)

    def wait_for(self, transaction: ClientTransaction) -> asyncio.Future[Outcome]:
        """The end of a request of ours, which is sent now."""
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._outcomes[transaction] = outcome
        outcome.add_done_callback(lambda _: self._outcomes.pop(transaction, None))
        self.driver.begin(transaction)
        return outcome

    def opened(self, dialog: Dialog, answer: Response) -> Call:
        """A call stands."""
        call = self._calls[dialog] = Call(self, dialog, answer)
        return call

    def hang_up(self, dialog: Dialog) -> ClientTransaction | None:
        """End a call; the BYE, if there is one to wait for. It is sent with the next `pump` or `wait_for`."""
        self._calls.pop(dialog, None)
        return self.driver.agent.hang_up(dialog, self.driver.now)

    def decided(self, invite: IncomingInvite) -> None:
        """An INVITE got its final answer."""
        self._incoming_calls.pop(invite, None)

    # What the user agent tells

    def _on_event(self, event: Event) -> None:
        match event:
            case RequestReceived():
                self._on_request(event)
            case ResponseReceived() | TimedOut() | SendingFailed() | Answered():
                self._on_answer(event)
            case Acknowledged() | DialogEnded() | Cancelled():
                self._on_call_event(event)
            case Malformed(peer, reason):
                self.driver.note(AnomalyKind.MALFORMED_SIP, peer, reason)
            case Unexpected(peer, reason):
                self.driver.note(AnomalyKind.UNEXPECTED, peer, reason)

    def _on_request(self, event: RequestReceived) -> None:
        if isinstance(event.transaction, IncomingInvite):
            self._on_invite(event.request, event.transaction)
            return
        call = self._calls.get(event.dialog) if event.dialog is not None else None
        incoming = Incoming(self.driver, event.request, event.transaction, call)
        if call is not None:  # see `Call`: its owner may be about to connect
            asyncio.get_running_loop().call_soon(self._hand_over, incoming)
        else:
            self._hand_over(incoming)

    def _hand_over(self, incoming: Incoming) -> None:
        is_heard = False
        try:
            self._tell_listeners(incoming)
            is_heard = True
        finally:
            if not is_heard:  # our own error: the peer need not repeat itself
                incoming.reply(500)

    def _tell_listeners(self, incoming: Incoming) -> None:
        if incoming.call is not None:
            incoming.call.received.emit(incoming)
            if incoming.is_answered:
                return
        listener = self._listeners.get(incoming.request.method)
        if listener is not None:
            listener(incoming)
        if incoming.call is not None:
            incoming.reply(200)
        elif listener is None:  # of a call that was hung up a moment ago
            incoming.reply(481)

    def _on_invite(self, request: Request, invite: IncomingInvite) -> None:
        if self._call_listener is not None:
            call = self._incoming_calls[invite] = IncomingCall(self, request, invite)
            self._call_listener(call)

    def _on_answer(self, event: ResponseReceived | TimedOut | SendingFailed | Answered) -> None:
        if isinstance(event, ResponseReceived) and not event.response.is_final:
            if event.transaction in self._progress:
                self._progress[event.transaction](event.response)
            return
        outcome = self._outcomes.get(event.transaction)
        if outcome is None or outcome.done():
            if isinstance(event, Answered):
                self.hang_up(event.dialog)  # who called was cancelled in this very moment
        elif isinstance(event, Answered):
            outcome.set_result(self.opened(event.dialog, event.response))
        else:
            outcome.set_result(event)

    def _on_call_event(self, event: Acknowledged | DialogEnded | Cancelled) -> None:
        if isinstance(event, Cancelled):
            incoming_call = self._incoming_calls.pop(event.transaction, None)
            if incoming_call is not None:
                incoming_call.is_cancelled = True
        elif isinstance(event, Acknowledged):
            call = self._calls.get(event.dialog)
            if call is not None and not call.confirmed.done():
                call.confirmed.set_result(None)
        else:
            call = self._calls.pop(event.dialog, None)
            if call is not None:
                call.finish(CallEnd(event.cause, event.reason))
